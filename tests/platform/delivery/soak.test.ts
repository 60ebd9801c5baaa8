import { expect, it } from 'vitest';
import { runSoak } from '../../../bench/soak/run.ts';

/** The short version of `npm run soak -- --kills 1000`; what each safeguard is worth: notes/2026-11-21-delivery.md. */
it('30 kills of the real process at every point of the way: nothing lost, nothing twice', async () => {
  const result = await runSoak({ kills: 30, seed: 2 });
  expect({ lost: result.lost, duplicated: result.duplicated }).toEqual({ lost: [], duplicated: [] });
  const sum = (of: 'kills' | 'hit' | 'promised'): number =>
    result.lines.reduce((total, line) => total + line[of], 0);
  expect(sum('kills')).toBe(30);
  // Most kills hit the bot where they were meant to, and there was something to lose.
  expect(sum('hit')).toBeGreaterThan(20);
  expect(sum('promised')).toBeGreaterThan(100);
  expect(result.forgotten).toBeGreaterThan(3);
}, 900_000);
