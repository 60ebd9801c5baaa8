/**
 * Local time in IANA zones. Instants are milliseconds since 1970-01-01T00:00:00Z, local dates are 'YYYY-MM-DD',
 * local times 'HH:MM' (24 hours), days of the week ISO numbers (Monday = 1 ... Sunday = 7).
 *
 * A local time that a clock change skips is moved later by the length of the gap; one that happens twice means the
 * first (Temporal's 'compatible'). Functions throw RangeError when handed a zone, date or time that is not one: check
 * what people typed with canonicalZone, isLocalDate and isLocalTime first.
 */
import { timeZonesNames } from '@vvo/tzdb';
import { Temporal } from 'temporal-polyfill';

/** What a clock on the wall of a zone shows. */
export interface LocalMoment {
  readonly date: string;
  readonly time: string;
  /** ISO day of the week, Monday = 1. */
  readonly weekday: number;
  /** Minutes since local midnight as the clock shows them, 0..1439. */
  readonly minutes: number;
}

const DAY = 86_400_000;
const LOCAL_DATE = /^\d{4}-\d{2}-\d{2}$/;
const LOCAL_TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

/** What the runtime calls its zones itself. */
const runtimeNames: ReadonlySet<string> = new Set(Intl.supportedValuesOf('timeZone'));

/** Current IANA names ('Europe/Kyiv', not 'Europe/Kiev') by what the runtime calls the same zone. */
const currentNames = new Map<string, string>();
for (const name of timeZonesNames) {
  const runtimeName = runtimeZone(name);
  if (runtimeName !== undefined) currentNames.set(runtimeName, name);
}
currentNames.set('UTC', 'UTC');

/** Every current IANA zone the runtime knows, and UTC. */
export const allZones: readonly string[] = [...currentNames.values()].sort();

/**
 * The current IANA name of a zone, whatever its case and whether the name is current or deprecated
 * ('asia/calcutta' -> 'Asia/Kolkata'); undefined when it is no zone of a place. Fixed offsets ('+01:00', 'Etc/GMT-1')
 * and abbreviations ('EST') are refused: they know nothing of daylight saving.
 */
export function canonicalZone(name: string): string | undefined {
  const trimmed = name.trim();
  if (/^(?:utc|gmt|z|etc\/(?:utc|gmt|uct|zulu|universal))$/i.test(trimmed)) return 'UTC';
  if (!/^[a-z_]+(?:\/[a-z0-9_+-]+)+$/i.test(trimmed) || /^etc\//i.test(trimmed)) return undefined;
  const runtimeName = runtimeZone(trimmed);
  return runtimeName === undefined ? undefined : currentNames.get(runtimeName);
}

/** Whether a text is a date of the calendar written 'YYYY-MM-DD': 2028-02-29 is one, 2026-02-29 is not. */
export function isLocalDate(text: string): boolean {
  if (!LOCAL_DATE.test(text)) return false;
  try {
    Temporal.PlainDate.from(text, { overflow: 'reject' });
    return true;
  } catch {
    return false;
  }
}

/** Whether a text is a time of day written 'HH:MM', 00:00 to 23:59. */
export function isLocalTime(text: string): boolean {
  return LOCAL_TIME.test(text);
}

/** Instants that were worked out: a calendar asks for the same few again for each learner. */
const instants = new Map<string, number>();
const MOST_INSTANTS = 2_000;

/** The instant (ms) at which clocks in the zone show this date and time; see the top of the file for clock changes. */
export function instantAt(date: string, time: string, zone: string): number {
  if (!isLocalTime(time)) throw new RangeError(`Not a local time HH:MM: ${time}`);
  const key = `${date} ${time} ${zone}`;
  const known = instants.get(key);
  if (known !== undefined) return known;
  const plainTime = Temporal.PlainTime.from(time);
  const { epochMilliseconds } = plainDate(date).toZonedDateTime({ timeZone: zone, plainTime });
  if (instants.size >= MOST_INSTANTS) instants.clear();
  instants.set(key, epochMilliseconds);
  return epochMilliseconds;
}

/** What clocks in the zone show at an instant (ms). */
export function localMoment(instant: number, zone: string): LocalMoment {
  const local = zoned(instant, zone);
  return {
    date: local.toPlainDate().toString(),
    time: local.toPlainTime().toString({ smallestUnit: 'minute' }),
    weekday: local.dayOfWeek,
    minutes: local.hour * 60 + local.minute,
  };
}

/** The date in the zone at an instant (ms). */
export function localDate(instant: number, zone: string): string {
  return zoned(instant, zone).toPlainDate().toString();
}

/** The first instant (ms) of a local day: midnight, or later where a clock change skips midnight. */
export function startOfDay(date: string, zone: string): number {
  return plainDate(date).toZonedDateTime({ timeZone: zone }).epochMilliseconds;
}

/**
 * The last millisecond of a local day, the moment of a deadline. Not the next midnight: shown as a moment, midnight
 * carries the NEXT day's date, and people then read the deadline a day wrong. Count back from dayEnd + 1 ms (see
 * deadlineSteps) to get round times.
 */
export function endOfDay(date: string, zone: string): number {
  return startOfDay(addDays(date, 1), zone) - 1;
}

/** A date so many days later (or earlier, when negative). */
export function addDays(date: string, days: number): string {
  return dateOf(dayOf(date) + days);
}

/** Days from one date to another: 1 from today to tomorrow, negative when `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return dayOf(to) - dayOf(from);
}

/** ISO day of the week of a date, Monday = 1. */
export function weekdayOf(date: string): number {
  // 1970-01-01 was a Thursday.
  return ((((dayOf(date) + 3) % 7) + 7) % 7) + 1;
}

/** The Monday of the ISO week a date lies in. */
export function mondayOf(date: string): string {
  return addDays(date, 1 - weekdayOf(date));
}

/** The Monday of the ISO week in which the zone is at an instant (ms). */
export function mondayAt(instant: number, zone: string): string {
  return mondayOf(localDate(instant, zone));
}

/** The day of a cohort at an instant (ms): 1 on its start date in its zone, 0 or less before. */
export function dayNumber(startDate: string, instant: number, zone: string): number {
  return daysBetween(startDate, localDate(instant, zone)) + 1;
}

/** Minutes the zone is ahead of UTC at an instant (ms), negative when behind. */
export function offsetMinutes(instant: number, zone: string): number {
  return Math.round(zoned(instant, zone).offsetNanoseconds / 60e9);
}

/** An offset as people write it: 60 -> 'UTC+1', -210 -> 'UTC-3:30', 0 -> 'UTC'. */
export function offsetLabel(minutes: number): string {
  if (minutes === 0) return 'UTC';
  const size = Math.abs(minutes);
  const rest = size % 60 === 0 ? '' : `:${String(size % 60).padStart(2, '0')}`;
  return `UTC${minutes < 0 ? '-' : '+'}${Math.floor(size / 60)}${rest}`;
}

/** Days since 1970-01-01; what is counted in days needs no zone. */
function dayOf(date: string): number {
  const at = LOCAL_DATE.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
  // A day that the month has not would be one of the next.
  if (Number.isNaN(at) || dateOf(at / DAY) !== date)
    throw new RangeError(`Not a local date YYYY-MM-DD: ${date}`);
  return at / DAY;
}

function dateOf(day: number): string {
  const [date = ''] = new Date(day * DAY).toISOString().split('T');
  return date;
}

function plainDate(date: string): Temporal.PlainDate {
  if (!LOCAL_DATE.test(date)) throw new RangeError(`Not a local date YYYY-MM-DD: ${date}`);
  return Temporal.PlainDate.from(date, { overflow: 'reject' });
}

function zoned(instant: number, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone);
}

function runtimeZone(name: string): string | undefined {
  // Hundreds of formats would be 25 MB and a tenth of a second of every start.
  if (runtimeNames.has(name)) return name;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}
