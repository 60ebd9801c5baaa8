/**
 * What a phrase of the tables means, computed from dates and a clock on the wall alone: nothing of the reader is used.
 * An expectation is a date and a time, as '+1 09:00':
 *
 *   +3          so many days from today        =          today
 *   fri         the coming Friday              w1:fri     Friday of next week (w0: of this week)
 *   12-25       the next such date             2027-01-05 that date
 *   d15         the next 15th                  m1:5       the 5th of next month (m1:31 its last day)
 *   m0:31       the last day of this month     m+1        the same day of next month, or its last
 *   any         today, or tomorrow when the time has passed
 *
 * The time is 'HH:MM', or 'now' for the time it is; '+90min' alone is elapsed time. Dates that can roll on (a day of
 * the week, a date without a year) are the next ones whose moment is still to come.
 */
import { searchInstant, wallClock } from '../../zones/wall-clock.ts';

const DAY = 86_400_000;
const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** The instant (ms), or undefined where it has passed. */
export function expectedInstant(expectation: string, now: number, zone: string): number | undefined {
  const elapsed = /^\+(\d+)min$/.exec(expectation)?.[1];
  if (elapsed !== undefined) return now + Number(elapsed) * 60_000;
  const [date = '', time = ''] = expectation.split(' ');
  const local = new Date(wallClock(now, zone));
  const clock = time === 'now' ? local.toISOString().slice(11, 16) : time;
  const at = (day: number): number =>
    clock === '24:00' ? searchInstant(iso(day + DAY), '00:00', zone) : searchInstant(iso(day), clock, zone);
  return datesOf(date, Date.parse(iso(local.getTime())))
    .map(at)
    .find((instant) => instant > now);
}

/** Midnights (UTC) of the dates that may be meant, in order. */
function datesOf(date: string, today: number): number[] {
  const ahead = /^\+(\d+)$/.exec(date)?.[1];
  if (ahead !== undefined) return [today + Number(ahead) * DAY];
  if (date === '=') return [today];
  if (date === 'any') return [today, today + DAY];
  if (WEEKDAYS.includes(date)) return every(today, (day) => weekday(day) === WEEKDAYS.indexOf(date));
  const [, week, name] = /^w(\d):(\w+)$/.exec(date) ?? [];
  if (name !== undefined)
    return [today - weekday(today) * DAY + (Number(week) * 7 + WEEKDAYS.indexOf(name)) * DAY];
  if (/^\d\d-\d\d$/.test(date)) return every(today, (day) => iso(day).endsWith(date));
  if (/^\d{4}-\d\d-\d\d$/.test(date)) return [Date.parse(date)];
  const dayOfMonth = /^d(\d+)$/.exec(date)?.[1];
  if (dayOfMonth !== undefined)
    return every(today, (day) => new Date(day).getUTCDate() === Number(dayOfMonth));
  const [, months, of] = /^m(\d+):(\d+)$/.exec(date) ?? [];
  if (of !== undefined) return [inMonth(today, Number(months), Number(of))];
  const same = /^m\+(\d+)$/.exec(date)?.[1];
  if (same !== undefined) return [inMonth(today, Number(same), new Date(today).getUTCDate())];
  throw new Error(`no such expectation: ${date}`);
}

/** All days of the coming two years that fit, found one by one. */
function every(today: number, fits: (day: number) => boolean): number[] {
  const found: number[] = [];
  for (let day = today; day < today + 740 * DAY; day += DAY) if (fits(day)) found.push(day);
  return found;
}

function inMonth(today: number, months: number, day: number): number {
  const date = new Date(today);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + months];
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, Math.min(day, last));
}

/** Monday is 0. */
function weekday(day: number): number {
  return (new Date(day).getUTCDay() + 6) % 7;
}

function iso(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
