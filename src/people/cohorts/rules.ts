import type { Message } from '../../platform/i18n/index.ts';
import { literal } from '../../platform/text.ts';
import { addDays, endOfDay, isLocalDate } from '../../platform/zones/rules.ts';
import type { Track } from '../learners/rules.ts';

export interface Cohort {
  readonly id: number;
  readonly guildId: string;
  readonly name: string;
  /** Local dates YYYY-MM-DD in `timezone`. */
  readonly startDate: string;
  readonly deadlineDate: string;
  /** The end of the deadline's day, ms UTC. */
  readonly deadlineAt: number;
  readonly timezone: string;
  readonly minOverlapMinutes: number;
  /** JSON of staff-set weights; null uses the defaults. */
  readonly weights: string | null;
  /** How many should come, as staff said; null: they did not. */
  readonly expected: number | null;
  readonly createdAt: number;
  readonly archivedAt: number | null;
  /** Where its *Start here* card stands; null until it does, or when it was deleted. */
  readonly startCard: { readonly channelId: string; readonly messageId: string } | null;
}

export interface Membership {
  readonly joinedAt: number;
  readonly documentationOnly: boolean;
  readonly teamsTaken: number;
  /** Their side in this cohort; null: that of their profile. */
  readonly track: Track | null;
}

/** At most this many days from start to deadline: longer is a mistyped year. */
const LONGEST_COHORT = 366;

/** Nothing began earlier: it is a mistyped year, whose calendar has no days to count back to. */
const EARLIEST = '2000-01-01';

/** Why these dates make no cohort, or undefined when they do. Dates are YYYY-MM-DD. */
export function datesProblem(start: string, deadline: string): Message | undefined {
  if (!isLocalDate(start) || start < EARLIEST)
    return { key: 'cohorts:error.not-a-date', params: { name: 'start', value: literal(start) } };
  if (!isLocalDate(deadline))
    return { key: 'cohorts:error.not-a-date', params: { name: 'deadline', value: literal(deadline) } };
  if (deadline < start) return { key: 'cohorts:error.deadline-before-start', params: { start, deadline } };
  if (addDays(start, LONGEST_COHORT) < deadline)
    return { key: 'cohorts:error.too-long', params: { start, deadline } };
  return undefined;
}

/** The deadline is the END of its day in the cohort's zone (ms UTC): most people read "12:00 AM" that way. */
export function deadlineInstant(deadline: string, timezone: string): number {
  return endOfDay(deadline, timezone);
}

/** So long before the deadline (ms) a new partner would hardly come in time: finishing alone is offered first. */
const LAST_STRETCH = 10 * 86_400_000;

/** `now` in ms UTC. */
export function isLastStretch(cohort: Pick<Cohort, 'deadlineAt'>, now: number): boolean {
  return cohort.deadlineAt - now <= LAST_STRETCH;
}

/** The side somebody builds in a cohort: what they said there, else in their profile. */
export function sideIn(
  membership: Pick<Membership, 'track'> | undefined,
  learner: { readonly track: Track | null } | undefined,
): Track | null {
  return membership?.track ?? learner?.track ?? null;
}
