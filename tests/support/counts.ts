import { randomFrom } from './random.ts';

/** In CI every count is run in full; `npm test` on somebody's machine runs a part of it, with the same seed. */
export const inFull = process.env['CI'] !== undefined;

/** How many: `full` in CI, `part` elsewhere. */
export function count(full: number, part: number): number {
  return inFull ? full : part;
}

const random = randomFrom(20_261_130);

/** All of them in CI; elsewhere a seeded `share` (0 to 1), one at least. */
export function some<T>(all: readonly T[], share: number): readonly T[] {
  if (inFull) return all;
  const drawn = all.filter(() => random() < share);
  return drawn.length > 0 ? drawn : all.slice(0, 1);
}
