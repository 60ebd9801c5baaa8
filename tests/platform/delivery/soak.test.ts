import { expect, it } from 'vitest';
import { runSoak } from '../../../bench/soak/run.ts';
import { count } from '../../support/counts.ts';

const KILLS = count(30, 3);

/** The short version of `npm run soak -- --kills 1000`; what each safeguard is worth: notes/2026-11-21-delivery.md. */
it(`${KILLS} kills of the real process on the way of messages: nothing lost, nothing twice`, async () => {
  const result = await runSoak({ kills: KILLS, seed: 2 });
  expect({ lost: result.lost, duplicated: result.duplicated }).toEqual({ lost: [], duplicated: [] });
  const sum = (of: 'kills' | 'hit' | 'promised'): number =>
    result.lines.reduce((total, line) => total + line[of], 0);
  expect(sum('kills')).toBe(KILLS);
  // Most kills hit the bot where they were meant to, and there was something to lose.
  expect(sum('hit')).toBeGreaterThan(KILLS / 2);
  expect(sum('promised')).toBeGreaterThan(3 * KILLS);
  expect(result.forgotten).toBeGreaterThan(0);
}, 900_000);
