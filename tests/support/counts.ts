/** In CI every count is run in full; `npm test` on somebody's machine runs a part of it, with the same seed. */
export const inFull = process.env['CI'] !== undefined;

/** How many: `full` in CI, `part` elsewhere. */
export function count(full: number, part: number): number {
  return inFull ? full : part;
}
