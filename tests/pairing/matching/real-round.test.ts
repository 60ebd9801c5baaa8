import { describe, expect, test } from 'vitest';
import type { Certificate } from '../../../src/pairing/matching/certificate.ts';
import { computeRound } from '../../../src/pairing/matching/round.ts';
import { check } from './checker.ts';
import { roundOf } from './cohort.ts';
import { hasRealLearners, realMembers } from './real-learners.ts';

describe.skipIf(!hasRealLearners)('the real learners (../shared/data/learners.json)', () => {
  test.each([1, 2, 3])('make a round that is proved to be the best (hours from seed %i)', (seed) => {
    const { round, certificate } = computeRound(roundOf(realMembers(seed)));
    expect(check(JSON.parse([...certificate].join('')) as Certificate)).toEqual([]);
    expect(round.participants.backend + round.participants.frontend).toBe(111);
    expect(round.pairs.length * 2 + round.leftovers.length).toBe(111);
    expect(round.pairs.length).toBeGreaterThan(40);
    for (const { reason, help } of round.leftovers) {
      expect(reason.key === 'competition' || reason.breakdown.pool > 0).toBe(true);
      expect(help.length).toBeGreaterThan(0);
    }
  });
});
