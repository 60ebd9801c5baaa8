import { LIMITS, type Problem } from '../types.ts';
import { RefusedError } from './outcome.ts';
import { checkEndpoints } from './size.ts';
import type { Path, Source } from './source.ts';

/** Where a value and its key begin, offsets in the text. */
interface Place {
  readonly at: number;
  readonly keys?: Map<string, Place>;
  readonly items?: Place[];
}

/**
 * Reads JSON; undefined when the text is none.
 *
 * @throws RefusedError when a key stands twice in one map, or maps stand too deep in each other.
 */
export function readJson(text: string): Source | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  checkEndpoints(value);
  const doubles = doublesIn(text);
  const lines = lineCounter(text);
  if (doubles.length > 0)
    throw new RefusedError(
      'duplicate-keys',
      doubles.map(({ key, at }): Problem => ({ rule: 'duplicate-key', line: lines(at), values: { key } })),
    );
  let root: Place | undefined;
  return {
    value,
    lineOf(path: Path): number {
      let place = (root ??= placesIn(text));
      for (const step of path) {
        const next = typeof step === 'number' ? place.items?.[step] : place.keys?.get(step);
        if (next === undefined) break;
        place = next;
      }
      return lines(place.at);
    },
  };
}

/** Strings, brackets and whatever else; the text is known to be JSON. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{}]|[^\s,:"[\]{}]+/gs;

/** Keys that stand twice in one map: a set for each map that is open, and nothing else is kept. */
function doublesIn(text: string): { key: string; at: number }[] {
  const doubles: { key: string; at: number }[] = [];
  const open: (Set<string> | null)[] = [];
  let isKey = false;
  for (const match of text.matchAll(TOKEN)) {
    const [found] = match;
    const inside = open.at(-1);
    if (found === '{') {
      open.push(new Set());
      isKey = true;
    } else if (found === '[') {
      open.push(null);
      isKey = false;
    } else if (found === '}' || found === ']') {
      open.pop();
      isKey = open.at(-1) instanceof Set;
    } else if (isKey && inside instanceof Set) {
      const key = found.includes('\\') ? (JSON.parse(found) as string) : found.slice(1, -1);
      if (inside.has(key)) doubles.push({ key, at: match.index });
      inside.add(key);
      isKey = false;
    } else isKey = inside instanceof Set;
    if (open.length > LIMITS.depth) throw new RefusedError('too-deep');
  }
  return doubles;
}

/** Where everything stands: only made when a line is asked for. */
function placesIn(text: string): Place {
  const root: Place = { at: 0, items: [] };
  const open: Place[] = [root];
  let key: { name: string; at: number } | undefined;
  const add = (at: number, kind: 'map' | 'list' | 'plain'): void => {
    const parent = open.at(-1);
    const inside = kind === 'map' ? { keys: new Map() } : kind === 'list' ? { items: [] } : {};
    const place: Place = { at: key?.at ?? at, ...inside };
    if (parent?.keys !== undefined && key !== undefined) parent.keys.set(key.name, place);
    else parent?.items?.push(place);
    key = undefined;
    if (kind !== 'plain') open.push(place);
  };
  for (const match of text.matchAll(TOKEN)) {
    const [found] = match;
    if (found === '{') add(match.index, 'map');
    else if (found === '[') add(match.index, 'list');
    else if (found === '}' || found === ']') open.pop();
    else if (found.startsWith('"') && open.at(-1)?.keys !== undefined && key === undefined)
      key = { name: JSON.parse(found) as string, at: match.index };
    else add(match.index, 'plain');
  }
  return root.items?.[0] ?? root;
}

/** Line numbers by offset, from 1. */
export function lineCounter(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let [low, high] = [0, starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}
