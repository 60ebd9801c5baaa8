import { LIMITS } from '../types.ts';
import { RefusedError } from './outcome.ts';
import { isMap, own, ownMap, type Source } from './source.ts';

/**
 * Entries of path items: quickly counted, and at least as many as there are endpoints.
 *
 * @throws RefusedError when there are more than a team's contract ever has.
 */
export function checkEndpoints(value: unknown): void {
  let count = 0;
  for (const item of Object.values(ownMap(value, 'paths'))) {
    if (isMap(item)) count += own(item, '$ref') === undefined ? Object.keys(item).length : 1;
    if (count > LIMITS.endpoints) throw new RefusedError('too-many-endpoints');
  }
}

/**
 * The same for YAML that is not parsed yet, which takes a hundred times as long: lines that begin with a path.
 *
 * @throws RefusedError
 */
export function checkPathLines(text: string): void {
  let count = 0;
  for (const _ of text.matchAll(/^[ \t]{1,20}["']?\/[^\n]{0,500}:/gm)) {
    count += 1;
    if (count > LIMITS.endpoints) throw new RefusedError('too-many-endpoints');
  }
}

/**
 * Aliases make few lines many values, and a circle of them endless depth.
 *
 * @throws RefusedError
 */
export function checkValues(source: Source): void {
  let count = 0;
  const walk = (value: unknown, depth: number): void => {
    count += 1;
    if (count > LIMITS.values) throw new RefusedError('too-many-values');
    if (depth > LIMITS.depth) throw new RefusedError('too-deep');
    if (Array.isArray(value)) for (const each of value) walk(each, depth + 1);
    else if (isMap(value)) for (const each of Object.values(value)) walk(each, depth + 1);
  };
  walk(source.value, 0);
}
