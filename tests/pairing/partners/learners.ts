/** Random learners for the tests: small ranges, so that every condition and tie happens often. */
import * as fc from 'fast-check';
import type { Learner } from '../../../src/pairing/partners/rules.ts';
import { BRIEFS } from '../../../src/pairing/partners/rules.ts';
import type { WeeklyInterval } from '../../../src/people/availability/rules.ts';

export const MONDAY = '2026-03-23';
export const NOW = Date.UTC(2026, 2, 25, 12);
export const ZONES = ['UTC', 'Africa/Nairobi', 'Asia/Kathmandu', 'Europe/Paris', 'America/New_York'];

export const intervals: fc.Arbitrary<WeeklyInterval[]> = fc.array(
  fc
    .tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 0, max: 95 }), fc.integer({ min: 1, max: 40 }))
    .map(([day, from, length]) => ({ day, from: from * 15, to: (from + length) * 15 })),
  { maxLength: 5 },
);

const ids = fc.integer({ min: 1, max: 12 }).map((number) => `L${number}`);
const names = (all: readonly string[]) => fc.subarray([...all]);

export const learner: fc.Arbitrary<Learner> = fc.record({
  id: ids,
  cohort: fc.constantFrom('one', 'one', 'one', 'one', 'two'),
  track: fc.constantFrom('backend', 'frontend', 'fullstack'),
  active: fc.constantFrom(true, true, true, true, false),
  paused: fc.constantFrom(false, false, false, false, true),
  places: fc.constantFrom(1, 1, 2, 0),
  studyPlaces: fc.constantFrom(2, 1, 0),
  briefs: fc.oneof(
    fc.constantFrom(...BRIEFS.slice(0, 2), ...BRIEFS.slice(5)).map((brief) => [brief]),
    fc.subarray([...BRIEFS], { maxLength: 2 }),
  ),
  anyBrief: fc.constantFrom(false, false, false, true),
  languages: fc.constantFrom(['en'], ['en', 'fr'], ['fr'], [], ['sw', 'en']),
  zone: fc.constantFrom(...ZONES),
  availability: intervals,
  apiStyle: fc.constantFrom('rest', 'graphql', 'both', 'undecided', null),
  hoursPerWeek: fc.constantFrom(null, 5, 10, 20, 40),
  wants: names(['React', 'Next.js', 'Django', 'GraphQL']),
  knows: names(['React', 'Next.js', 'Django', 'GraphQL', 'PostgreSQL']),
  experience: fc.constantFrom(null, 1, 2, 3, 4, 5),
  goal: fc.constantFrom(null, 'pass', 'learn', 'portfolio', 'excel'),
  waitingSince: fc.constantFrom(null, NOW - 86_400_000, NOW - 5 * 86_400_000, NOW - 30 * 86_400_000),
  requestsWaiting: fc.constantFrom(0, 0, 1, 5),
  blocked: fc.array(ids, { maxLength: 1 }),
  pairedBefore: fc.array(ids, { maxLength: 2 }),
  again: fc.array(ids, { maxLength: 2 }),
});

/** A learner whom nothing stands against: backend, e-commerce, free on weekday evenings in UTC. */
export function plainLearner(changes: Partial<Learner> = {}): Learner {
  return {
    id: 'L1',
    cohort: 'one',
    track: 'backend',
    active: true,
    paused: false,
    places: 1,
    studyPlaces: 2,
    briefs: ['ecommerce'],
    anyBrief: false,
    languages: ['en'],
    zone: 'UTC',
    availability: [1, 2, 3, 4, 5].map((day) => ({ day, from: 1080, to: 1260 })),
    apiStyle: 'rest',
    hoursPerWeek: 20,
    wants: [],
    knows: ['Git'],
    experience: 3,
    goal: 'learn',
    waitingSince: null,
    requestsWaiting: 0,
    blocked: [],
    pairedBefore: [],
    again: [],
    ...changes,
  };
}
