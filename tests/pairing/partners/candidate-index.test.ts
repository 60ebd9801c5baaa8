import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CandidateIndex,
  COMPONENTS,
  CohortWeek,
  defaultSettings,
  type Learner,
  type MatchSettings,
  rank,
  type SearchOptions,
  score,
} from '../../../src/pairing/partners/rules.ts';
import { learner, MONDAY, NOW, plainLearner } from './learners.ts';

const week = new CohortWeek(MONDAY);

const settings: fc.Arbitrary<MatchSettings> = fc.record({
  week: fc.constant(week),
  now: fc.constant(NOW),
  weights: fc
    .array(fc.integer({ min: 0, max: 40 }), { minLength: 8, maxLength: 8 })
    .filter((all) => all.some((each) => each > 0))
    .map((all) => ({ ...weightsOf(all) })),
  floorMinutes: fc.constantFrom(0, 60, 180, 600, 2400),
  desiredMinutes: fc.constantFrom(240, 480),
  waitingLimit: fc.constantFrom(1, 5),
});

function weightsOf(all: number[]) {
  const weights = { ...defaultSettings(week, NOW).weights };
  for (const [index, name] of COMPONENTS.entries()) weights[name] = all[index] ?? 0;
  return weights;
}

const options: fc.Arbitrary<SearchOptions> = fc.record({
  side: fc.constantFrom('other', 'other', 'same'),
  anyBrief: fc.boolean(),
  asked: fc.subarray(['L1', 'L2', 'L3']).map((ids) => new Set(ids)),
  askedBy: fc.subarray(['L3', 'L4']).map((ids) => new Set(ids)),
  declined: fc.subarray(['L7', 'L8']).map((ids) => new Set(ids)),
  studied: fc.subarray(['L4', 'L5', 'L6']).map((ids) => new Set(ids)),
  limit: fc.integer({ min: 1, max: 5 }),
  few: fc.integer({ min: 1, max: 7 }),
  offset: fc.integer({ min: 0, max: 3 }),
  relaxations: fc.constantFrom('when-few', 'always', 'never'),
});

describe('CandidateIndex', () => {
  test('answers exactly what judging everybody answers, after any sequence of changes', () => {
    const changes = fc.array(
      fc.oneof(
        { weight: 4, arbitrary: learner },
        fc.integer({ min: 1, max: 12 }).map((number) => `L${number}`),
      ),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(changes, learner, settings, options, (changes, seeker, settings, options) => {
        const index = new CandidateIndex(week);
        const all = new Map<string, Learner>();
        for (const change of changes) {
          if (typeof change === 'string') {
            index.remove(change);
            all.delete(change);
          } else {
            index.put(change);
            all.set(change.id, change);
          }
        }
        expect(index.size).toBe(all.size);
        const expected = rank(seeker, all.values(), settings, options);
        expect(index.rank(seeker, settings, options)).toEqual(expected);
        // Nothing of one search stays behind for the next.
        expect(index.rank(seeker, settings, options)).toEqual(expected);
      }),
      { numRuns: 1500 },
    );
  });

  test('visits all that fit, with the score that judging one by one gives', () => {
    fc.assert(
      fc.property(fc.array(learner), learner, settings, options, (learners, seeker, settings, options) => {
        const index = new CandidateIndex(week);
        for (const each of learners) index.put(each);
        const seen: { id: string; score: number; minutes: number | null }[] = [];
        index.fits(seeker, settings, options, ({ id }, score, minutes) => {
          seen.push({ id, score, minutes: minutes === -1 ? null : minutes });
        });
        const last = new Map(learners.map((each) => [each.id, each]));
        const all = rank(seeker, last.values(), settings, { ...options, limit: 100, offset: 0 }).candidates;
        const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
        expect(seen.sort(byId)).toEqual(
          all.map(({ id, score }) => ({ id, score: score.total, minutes: score.overlapMinutes })).sort(byId),
        );
      }),
    );
  });

  test('visits all whose hours just suffice, and nobody else', () => {
    const stretch = (from: number, length: number) => [{ day: 2, from: 15 * from, to: 15 * (from + length) }];
    const index = new CandidateIndex(week);
    const others = [0, 1, 5, 12, 13, 14, 96].flatMap((length) =>
      Array.from({ length: length === 0 ? 1 : 40 }, (_, from) =>
        plainLearner({
          id: `F${length} ${from}`,
          track: 'frontend',
          availability: length === 0 ? [] : stretch(from, length),
        }),
      ),
    );
    for (const each of others) index.put(each);
    for (const length of [1, 11, 12, 13, 60, 300])
      for (const floorMinutes of [0, 15, 165, 180, 195]) {
        const seeker = plainLearner({ availability: stretch(20, length) });
        const settings = { ...defaultSettings(week, NOW), floorMinutes };
        const seen: string[] = [];
        index.fits(seeker, settings, {}, ({ id }) => seen.push(id));
        const { candidates } = rank(seeker, others, settings, { limit: others.length });
        expect(seen.sort()).toEqual(candidates.map(({ id }) => id).sort());
      }
  });

  test('judges whom it was told to be full as full', () => {
    fc.assert(
      fc.property(fc.array(learner), learner, settings, options, (learners, seeker, settings, options) => {
        const index = new CandidateIndex(week);
        const full = new CandidateIndex(week);
        for (const each of learners) {
          index.put(each);
          full.put({ ...each, places: 0 });
        }
        for (const { id } of learners) index.fill(id);
        expect(index.rank(seeker, settings, options)).toEqual(full.rank(seeker, settings, options));
      }),
    );
  });

  test('tells languages apart beyond the 31st', () => {
    const index = new CandidateIndex(week);
    const speakers = Array.from({ length: 40 }, (_, number) =>
      plainLearner({ id: `F${number}`, track: 'frontend', languages: [`x${number}`] }),
    );
    for (const each of speakers) index.put(each);
    const seeker = plainLearner({ languages: ['x35'] });
    const ranking = index.rank(seeker, defaultSettings(week, NOW));
    expect(ranking.candidates.map(({ id }) => id)).toEqual(['F35']);
    expect(ranking).toEqual(rank(seeker, speakers, defaultSettings(week, NOW)));
  });

  test('moves on to another week', () => {
    const index = new CandidateIndex(week);
    const paris = plainLearner({ id: 'F1', track: 'frontend', zone: 'Europe/Paris' });
    index.put(paris);
    const next = new CohortWeek('2026-03-30');
    expect(() => index.rank(plainLearner(), defaultSettings(next, NOW))).toThrow(RangeError);
    index.rollTo(next);
    expect(index.rank(plainLearner(), defaultSettings(next, NOW))).toEqual(
      rank(plainLearner(), [paris], defaultSettings(next, NOW)),
    );
  });
});

test('a score is the same in both directions and its points add up', () => {
  fc.assert(
    fc.property(learner, learner, settings, (a, b, settings) => {
      const there = score(a, b, settings);
      expect(score(b, a, settings)).toEqual(there);
      expect(there.parts.reduce((sum, { points }) => sum + points, 0)).toBe(there.total);
      expect(there.total).toBeGreaterThanOrEqual(0);
      expect(there.total).toBeLessThanOrEqual(1000);
      expect(there.parts.every(({ fit }) => Number.isInteger(fit) && fit >= 0 && fit <= 1000)).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test('the breakdown adds up', () => {
  fc.assert(
    fc.property(fc.array(learner), learner, settings, options, (learners, seeker, settings, options) => {
      const { breakdown, total } = rank(seeker, learners, settings, options);
      const removed = Object.values(breakdown.removed).reduce((sum, each) => sum + each, 0);
      expect(breakdown.fitting + breakdown.unknown).toBe(total);
      expect(breakdown.pool).toBe(removed + total);
    }),
  );
});
