/** Repeating reminders: a local time in a zone, on certain days. Instants are milliseconds. */
import { addDays, instantAt, localDate, weekdayOf } from '../zones/rules.ts';

export type Recurrence =
  | { readonly every: 'day'; readonly time: string }
  /** ISO days of the week, Monday = 1, ascending, at least one; Monday to Friday is "every weekday". */
  | { readonly every: 'week'; readonly weekdays: readonly number[]; readonly time: string }
  /** A day of the month, 1..31; in a shorter month its last day. */
  | { readonly every: 'month'; readonly day: number; readonly time: string };

/** Beyond two months even a monthly repeat has come round. */
const LONGEST_WAIT_DAYS = 64;

/**
 * The first occurrence later than an instant (ms). A local time that a clock change skips is later by the gap on that
 * day only; one that happens twice counts once.
 */
export function nextOccurrence(recurrence: Recurrence, zone: string, after: number): number {
  // A skipped time before midnight moves into the next day, so start a day early.
  const today = localDate(after, zone);
  for (let offset = -1; offset <= LONGEST_WAIT_DAYS; offset++) {
    const date = addDays(today, offset);
    if (!fallsOn(recurrence, date)) continue;
    const instant = instantAt(date, recurrence.time, zone);
    if (instant > after) return instant;
  }
  throw new RangeError(`A recurrence that never comes: ${JSON.stringify(recurrence)}`);
}

/** The last occurrence at or before an instant (ms). */
export function latestOccurrence(recurrence: Recurrence, zone: string, at: number): number {
  const today = localDate(at, zone);
  for (let offset = 0; offset <= LONGEST_WAIT_DAYS; offset++) {
    const date = addDays(today, -offset);
    if (!fallsOn(recurrence, date)) continue;
    const instant = instantAt(date, recurrence.time, zone);
    if (instant <= at) return instant;
  }
  throw new RangeError(`A recurrence that never came: ${JSON.stringify(recurrence)}`);
}

export interface DueRepeat {
  /** The occurrence to send now (ms): the latest one, when several were missed. */
  readonly due: number;
  /** Occurrences missed before it that are not sent at all. */
  readonly missed: number;
  /** The occurrence after now (ms), to wait for. */
  readonly next: number;
}

/** What to do at `now` with a repeat that fell due at `dueAt` (both ms, dueAt <= now): missed repeats become one. */
export function collapseMissed(recurrence: Recurrence, zone: string, dueAt: number, now: number): DueRepeat {
  const due = Math.max(dueAt, latestOccurrence(recurrence, zone, now));
  let missed = 0;
  for (let instant = dueAt; instant < due; instant = nextOccurrence(recurrence, zone, instant)) missed++;
  return { due, missed, next: nextOccurrence(recurrence, zone, now) };
}

function fallsOn(recurrence: Recurrence, date: string): boolean {
  if (recurrence.every === 'day') return true;
  if (recurrence.every === 'week') return recurrence.weekdays.includes(weekdayOf(date));
  const day = Number(date.slice(8));
  const lastOfMonth = addDays(date, 1).endsWith('-01');
  return day === recurrence.day || (lastOfMonth && day < recurrence.day);
}
