/** Cohorts of made-up members, the same for the same seed. */

import type { RoundInput, RoundMember } from '../../../src/pairing/matching/input.ts';
import {
  type ApiStyle,
  BRIEFS,
  type Brief,
  DEFAULT_WEIGHTS,
  type Track,
} from '../../../src/pairing/partners/rules.ts';
import type { WeeklyInterval } from '../../../src/people/availability/rules.ts';
import { plainLearner } from '../partners/learners.ts';
import { seeded } from './instances.ts';

export const WEEK = '2026-01-19';
export const NOW = Date.UTC(2026, 0, 21, 9);

/** Zones of the learners' countries, as often as they occur there. */
const ZONES = [
  'Africa/Nairobi',
  'Africa/Nairobi',
  'Africa/Lagos',
  'Africa/Lagos',
  'Africa/Accra',
  'Africa/Addis_Ababa',
  'Africa/Kigali',
  'Africa/Cairo',
  'Africa/Casablanca',
  'Africa/Johannesburg',
  'Europe/Paris',
];
const TECHNOLOGIES = [
  'Django',
  'PostgreSQL',
  'Redis',
  'Celery',
  'React',
  'Next.js',
  'TypeScript',
  'Tailwind CSS',
];
const APIS: readonly (ApiStyle | null)[] = ['rest', 'rest', 'graphql', 'both', 'undecided', null];

export class Maker {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = seeded(seed);
  }

  below(end: number): number {
    return Math.floor(this.#random() * end);
  }

  chance(share: number): boolean {
    return this.#random() < share;
  }

  one<T>(of: readonly T[]): T {
    return of[this.below(of.length)] as T;
  }

  some<T>(of: readonly T[], share: number): T[] {
    return of.filter(() => this.chance(share));
  }

  zone(): string {
    return this.one(ZONES);
  }

  /** Evenings, and a stretch of the weekend: 6 to 20 hours a week. */
  availability(): WeeklyInterval[] {
    const evenings = this.some([1, 2, 3, 4, 5], 0.6).map((day) => {
      const from = 1020 + 30 * this.below(8);
      return { day, from, to: from + 90 + 30 * this.below(5) };
    });
    const from = 480 + 60 * this.below(8);
    return [...evenings, { day: 6 + this.below(2), from, to: from + 180 + 60 * this.below(4) }];
  }

  member(id: string, track: Track, brief: Brief | null): RoundMember {
    const apiStyle = this.one(APIS);
    const places = this.chance(0.1) ? 2 : 1;
    const learner = plainLearner({
      id,
      track,
      places,
      briefs: brief === null ? [] : [brief],
      anyBrief: this.chance(0.15),
      languages: this.one([['en'], ['en'], ['en'], ['en', 'fr'], ['fr', 'en'], ['fr'], []]),
      zone: this.zone(),
      availability: this.chance(0.08) ? [] : this.availability(),
      apiStyle,
      hoursPerWeek: this.chance(0.2) ? null : 5 + 5 * this.below(7),
      knows: this.some(TECHNOLOGIES, 0.4),
      wants: [],
      experience: this.chance(0.2) ? null : 1 + this.below(5),
      goal: this.one(['pass', 'learn', 'portfolio', 'excel', null]),
      waitingSince: this.chance(0.5) ? NOW - this.below(10) * 86_400_000 : null,
    });
    if (brief === null || this.chance(0.3)) return { learner, projects: [] };
    const wants = this.some(TECHNOLOGIES, 0.25);
    return { learner, projects: [{ id: `P-${id}`, brief, apiStyle, wants, places }] };
  }
}

/** `size` members with tracks and briefs as they occur (backend 86, frontend 69, fullstack 18 of 173). */
export function cohort(seed: number, size: number): RoundMember[] {
  const maker = new Maker(seed);
  const tracks: Track[] = [
    ...Array.from({ length: 86 }, () => 'backend' as const),
    ...Array.from({ length: 69 }, () => 'frontend' as const),
    ...Array.from({ length: 18 }, () => 'fullstack' as const),
  ];
  return Array.from({ length: size }, (_, index) =>
    maker.member(
      `M${String(index).padStart(6, '0')}`,
      maker.one(tracks),
      maker.chance(0.1) ? null : maker.one(BRIEFS),
    ),
  );
}

export function roundOf(members: readonly RoundMember[], changes: Partial<RoundInput> = {}): RoundInput {
  return {
    members,
    week: WEEK,
    now: NOW,
    weights: DEFAULT_WEIGHTS,
    floorMinutes: 180,
    desiredMinutes: 480,
    previous: [],
    ...changes,
  };
}
