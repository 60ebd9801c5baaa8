import { upgradeFromTwoToThree } from '@scalar/openapi-upgrader/2.0-to-3.0';
import { OpenApi } from '../openapi/document.ts';
import { type Contract, LIMITS, type Problem } from '../types.ts';
import { contractOf } from './hash.ts';
import { RefusedError } from './outcome.ts';
import { isMap, own, ownMap, ownText, type Source } from './source.ts';
import { problemsOf } from './validate.ts';

/** Whether it is OpenAPI, or would be if its version were named. */
export function isOpenApi(value: unknown): boolean {
  if (!isMap(value)) return false;
  if (/^3\b/.test(ownText(value, 'openapi')) || /^2\b/.test(ownText(value, 'swagger'))) return true;
  return Object.keys(ownMap(value, 'paths')).some((path) => path.startsWith('/'));
}

/** @throws RefusedError when it has more endpoints than a team's contract ever has. */
export function readOpenApi(source: Source): { contract: Contract; problems: Problem[] } {
  if (countOf(source.value) > LIMITS.endpoints) throw new RefusedError('too-many-endpoints');
  const problems = problemsOf(source);
  const normalised = JSON.stringify(upgraded(source.value));
  const document = new OpenApi(normalised);
  const info = ownMap(document.root, 'info');
  return {
    contract: contractOf({
      format: 'openapi',
      normalised,
      value: document.root,
      title: ownText(info, 'title').trim(),
      version: ownText(info, 'version').trim(),
      endpointCount: document.endpoints().length,
    }),
    problems,
  };
}

function upgraded(value: unknown): unknown {
  if (!/^2\b/.test(ownText(value, 'swagger'))) return value;
  // The converter recognises the version as text; YAML without quotes makes a number of it.
  const converted: unknown = upgradeFromTwoToThree({ ...(value as object), swagger: '2.0' });
  return converted;
}

/** Entries of path items: cheap, and at least as many as there are endpoints. */
function countOf(value: unknown): number {
  let count = 0;
  for (const item of Object.values(ownMap(value, 'paths')))
    if (isMap(item)) count += own(item, '$ref') === undefined ? Object.keys(item).length : 1;
  return count;
}
