/** The supply of the real cohorts: far more backends than frontends on e-commerce. */
import { describe, expect, test } from 'vitest';
import type { Certificate } from '../../../src/pairing/matching/certificate.ts';
import type { RoundMember } from '../../../src/pairing/matching/input.ts';
import { computeRound } from '../../../src/pairing/matching/round.ts';
import {
  type Brief,
  CandidateIndex,
  CohortWeek,
  defaultSettings,
} from '../../../src/pairing/partners/rules.ts';
import { plainLearner } from '../partners/learners.ts';
import { check } from './checker.ts';
import { Maker, NOW, roundOf, WEEK } from './cohort.ts';

const SUPPLY: readonly (readonly [Brief, backends: number, frontends: number])[] = [
  ['ecommerce', 37, 23],
  ['social-feed', 7, 4],
  ['online-poll', 4, 6],
  ['movie-recommendation', 11, 11],
  ['job-board', 12, 13],
];

/** Everybody free on weekday evenings of their own zone, all within three hours of each other. */
function members(): RoundMember[] {
  const maker = new Maker(37);
  return SUPPLY.flatMap(([brief, backends, frontends]) =>
    (['backend', 'frontend'] as const).flatMap((track) =>
      Array.from({ length: track === 'backend' ? backends : frontends }, (_, index) => {
        const id = `${brief}-${track}-${String(index).padStart(2, '0')}`;
        const learner = plainLearner({
          id,
          track,
          briefs: [brief],
          zone: maker.one(['Africa/Nairobi', 'Africa/Lagos', 'Africa/Cairo', 'Africa/Accra']),
          availability: [1, 2, 3, 4, 5].map((day) => ({ day, from: 1020, to: 1320 })),
          experience: 1 + maker.below(5),
          hoursPerWeek: 5 * (1 + maker.below(6)),
        });
        return { learner, projects: [] };
      }),
    ),
  );
}

describe('37 backends and 23 frontends on one brief', () => {
  const { round, certificate } = computeRound(roundOf(members()));
  const left = round.leftovers.filter(({ id }) => id.startsWith('ecommerce'));

  test('make 23 pairs, and it is proved that there are no more', () => {
    expect(round.pairs.filter(({ backend }) => backend.id.startsWith('ecommerce'))).toHaveLength(23);
    expect(left).toHaveLength(14);
    expect(check(JSON.parse([...certificate].join('')) as Certificate)).toEqual([]);
  });

  test('leave 14, each of whom reads why', () => {
    for (const { reason } of left)
      expect(reason).toEqual({ key: 'competition', seekers: 37, partners: 23, sought: 37, offered: 23 });
  });

  test('leave 14, each of whom gets offers that exist', () => {
    // Two frontends of the polls and one of the job boards have no partner either.
    const free = round.leftovers.filter(({ side }) => side === 'frontend').map(({ id }) => id);
    expect(free).toHaveLength(3);
    for (const { help } of left) {
      expect(help).toContainEqual({ key: 'any-brief', adds: 3 });
      // To study with somebody takes no place: those with a partner are asked too.
      expect(help).toContainEqual({ key: 'study-partner', adds: 36 });
      expect(help).toContainEqual({ key: 'wait', adds: 23 });
    }
  });

  test('send nobody a sixth request, however many ask', () => {
    const week = new CohortWeek(WEEK);
    const settings = defaultSettings(week, NOW);
    const index = new CandidateIndex(week);
    const all = members();
    for (const { learner } of all) index.put(learner);
    const backends = all.filter(
      ({ learner }) => learner.track === 'backend' && learner.briefs[0] === 'ecommerce',
    );
    const asked = new Map<string, Set<string>>();
    for (let turn = 0; turn < 5; turn++)
      for (const { learner } of backends) {
        const own = asked.get(learner.id) ?? new Set();
        asked.set(learner.id, own);
        const best = index.rank(learner, settings, { asked: own }).candidates[0];
        const candidate = index.get(best?.id ?? '');
        if (candidate === undefined) continue;
        own.add(candidate.id);
        index.put({ ...candidate, requestsWaiting: candidate.requestsWaiting + 1 });
      }
    const waiting = all.map(({ learner }) => index.get(learner.id)?.requestsWaiting ?? 0);
    expect(Math.max(...waiting)).toBe(5);
    expect(waiting.reduce((sum, each) => sum + each, 0)).toBe(23 * 5);
    const late = index.rank(backends[36]?.learner ?? plainLearner(), settings, { asked: new Set() });
    expect(late.breakdown.removed['inbox-full']).toBe(23);
    expect(late.relaxations).toContainEqual({ key: 'wait', adds: 23 });
  });
});
