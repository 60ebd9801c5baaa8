import type { Message } from '../i18n/index.ts';
import { addLocalDays, endOfDay, isLocalDate } from '../zones/rules.ts';

/** At most this many days from start to deadline: longer is a mistyped year. */
export const LONGEST_COHORT = 366;

/** Why these dates make no cohort, or undefined when they do. Dates are YYYY-MM-DD. */
export function datesProblem(start: string, deadline: string): Message | undefined {
  if (!isLocalDate(start)) return { key: 'cohorts:error.not-a-date', params: { name: 'start', value: start } };
  if (!isLocalDate(deadline)) return { key: 'cohorts:error.not-a-date', params: { name: 'deadline', value: deadline } };
  if (deadline < start) return { key: 'cohorts:error.deadline-before-start', params: { start, deadline } };
  if (addLocalDays(start, LONGEST_COHORT) < deadline) return { key: 'cohorts:error.too-long', params: { start, deadline } };
  return undefined;
}

/** The deadline is the END of its day in the cohort's zone (ms UTC): most people read "12:00 AM" that way. */
export function deadlineInstant(deadline: string, timezone: string): number {
  return endOfDay(deadline, timezone);
}
