/** When mentors are called. Instants are milliseconds UTC. */
import { occurrences } from '../../people/availability/rules/occurrences.ts';
import type { WeeklyInterval } from '../../people/availability/rules.ts';
import { addDays, localDate } from '../../platform/zones/rules.ts';

/** How often the role is mentioned in a day at most, whatever waits. */
export const CALLS_A_DAY = 2;
export const DAY = 86_400_000;
/** What waits in the same so many ms is one call. */
export const TOGETHER = 60_000;
/** The list is edited at most so often, in ms. */
export const EDITS_APART = 5_000;
/** A list older than this is posted anew by the next change, in ms: edits of old messages are few (error 30046). */
export const OLD = DAY;

export interface Mentor {
  readonly userId: string;
  readonly week: readonly WeeklyInterval[];
  readonly zone: string;
}

export type Call =
  /** These have time now. */
  | { readonly kind: 'people'; readonly userIds: readonly string[] }
  /** None of them has said when they have time: all of them. */
  | { readonly kind: 'role' }
  /** The next of them has time then. */
  | { readonly kind: 'later'; readonly at: number };

/** Whom to call for what waits now. Nobody at all where nobody mentors is the role too: it may be given by hand. */
export function whomToCall(mentors: readonly Mentor[], now: number): Call {
  const timed = mentors.filter(({ week }) => week.length > 0);
  if (timed.length === 0) return { kind: 'role' };
  const spans = timed.flatMap(({ userId, week, zone }) =>
    occurrences(week, zone, addDays(localDate(now, zone), -1), 9).map((span) => ({ ...span, userId })),
  );
  const here = spans.filter(({ start, end }) => start <= now && now < end).map(({ userId }) => userId);
  if (here.length > 0) return { kind: 'people', userIds: [...new Set(here)] };
  const next = Math.min(...spans.filter(({ start }) => start > now).map(({ start }) => start));
  return Number.isFinite(next) ? { kind: 'later', at: next } : { kind: 'role' };
}

/** The end of the span that an instant falls into: changes in between are one edit. */
export function endOfSpan(instant: number, length: number): number {
  return (Math.floor(instant / length) + 1) * length;
}
