/** What the parts of a phrase mean together: moments and repetitions, seen from now in a zone. */
import { Temporal } from 'temporal-polyfill';
import { addDays, instantAt, localDate, localMoment, weekdayOf } from '../zones/rules.ts';
import { clockText, DAY, minutesOf, PART_ENDS } from './minutes.ts';
import type { DateWords, Duration } from './phrase.ts';
import { nextOccurrence, type Recurrence } from './recurrence.ts';
import { datesOf, MAX_AHEAD_DAYS } from './resolve.ts';
import type { Parts } from './segments.ts';

export type Problem = 'impossible' | 'past' | 'too-far' | 'unsupported-repeat';

export interface Reading {
  /** The (first) moment, ms, on a whole second; later than now. */
  readonly instant: number;
  /** Undefined for a single moment. Its local times are in `zone`. */
  readonly recurrence: Recurrence | undefined;
  /** A zone id of Temporal's: the reader's own, or the one the phrase names. */
  readonly zone: string;
}

export interface Meaning {
  readonly readings: readonly Reading[];
  /** No moment was named ('today'): the readings are proposals. */
  readonly vague?: boolean;
  /** Why there is no reading. */
  readonly problem?: Problem;
}

export interface Standpoint {
  /** ms */
  readonly now: number;
  readonly zone: string;
  /** '10/11' is 10 November and nothing else. */
  readonly dayFirst: boolean;
}

/** The time of a day named without one, in minutes. */
const DEFAULT_MINUTES = 9 * 60;
const DAY_MS = 86_400_000;

/** Undefined: these parts make no sense together. */
export function meaningOf(parts: Parts, reader: Standpoint): Meaning | undefined {
  const standpoint = { ...reader, zone: parts.zone?.zone ?? reader.zone };
  if (parts.gone !== undefined) return { readings: [], problem: 'past' };
  const { date, duration, repeat, days, daypart } = parts;
  if (repeat !== undefined || days?.repeats === true || daypart?.repeats === true)
    return repeated(parts, standpoint);
  if (
    days !== undefined ||
    parts.begins !== undefined ||
    parts.exception !== undefined ||
    parts.ends !== undefined
  )
    return undefined;
  if (duration !== undefined)
    return date === undefined ? after(duration.duration, parts, standpoint) : undefined;
  if (date !== undefined) return onDate(date, parts, standpoint);
  return timeAlone(parts, standpoint);
}

function onDate(date: DateWords, parts: Parts, standpoint: Standpoint): Meaning {
  const { now, zone } = standpoint;
  const today = localDate(now, zone);
  const dates = datesOf(date, today, standpoint.dayFirst);
  if ('problem' in dates) return { readings: [], problem: dates.problem };
  const isToday = date.is === 'day' && date.ahead === 0;
  const minutes = timesOf(parts, standpoint, { withDate: true, isToday });
  if (minutes?.length === 0) return { readings: [], problem: 'impossible' };
  const isUsualPast = momentOf(today, DEFAULT_MINUTES, zone) <= now;
  if (minutes === undefined && (isToday || (isUsualPast && isDateOf(today, date, dates.readings)))) {
    const later = laterToday(standpoint, DAY);
    if (isToday || later.readings.length > 0) return later;
  }
  const moments = (minutes ?? [DEFAULT_MINUTES]).flatMap((minute) =>
    dates.readings.map((each) => each.map((day) => momentOf(day, minute, zone))),
  );
  const found = stillAhead(moments, standpoint);
  // The last day of the month at noon: 'end of the month' has its hours still.
  const isLastChance = dates.readings.every((each) => each.at(-1) === today);
  return found.problem === 'past' && minutes === undefined && isLastChance
    ? laterToday(standpoint, DAY)
    : found;
}

/** '11 november' or '11/11', said on that day: nobody means the same day in a year. */
function isDateOf(today: string, { is }: DateWords, readings: readonly (readonly string[])[]): boolean {
  return (is === 'date' || is === 'figures') && readings.every(([first]) => first === today);
}

/** A time without a date: today, or tomorrow when it has passed. */
function timeAlone(parts: Parts, standpoint: Standpoint): Meaning | undefined {
  const { time, daypart } = parts;
  if (time === undefined && daypart === undefined) return undefined;
  const { now, zone } = standpoint;
  const today = localDate(now, zone);
  const isToday = daypart?.today === true;
  const minutes = timesOf(parts, standpoint, { withDate: false, isToday }) ?? [];
  if (minutes.length === 0) return { readings: [], problem: 'impossible' };
  const dates = isToday ? [today] : [today, addDays(today, 1)];
  const found = stillAhead(
    minutes.map((minute) => dates.map((date) => momentOf(date, minute, zone))),
    standpoint,
  );
  const isVague = time === undefined && daypart !== undefined && found.problem === 'past';
  return isVague ? laterToday(standpoint, PART_ENDS[daypart.part]) : found;
}

/** 'in 3 days' keeps the time of day, 'in 3 days at 9am' sets it, 'in 45 minutes' is elapsed time. */
function after(duration: Duration, parts: Parts, standpoint: Standpoint): Meaning | undefined {
  const { now, zone } = standpoint;
  const isElapsed = duration.hours + duration.minutes + duration.seconds > 0;
  const minutes = timesOf(parts, standpoint, { withDate: true, isToday: false });
  if (isElapsed && (minutes !== undefined || parts.zone !== undefined)) return undefined;
  if (Object.values(duration).every((amount) => amount === 0)) return { readings: [], problem: 'past' };
  if (leastDays(duration) > MAX_AHEAD_DAYS) return { readings: [], problem: 'too-far' };
  if (minutes?.length === 0) return { readings: [], problem: 'impossible' };
  // Date units count local days, time units elapsed time, whatever clocks do (Temporal's arithmetic).
  const local = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).add(duration);
  const date = local.toPlainDate().toString();
  const moments =
    minutes === undefined
      ? [[local.epochMilliseconds]]
      : minutes.map((minute) => [momentOf(date, minute, zone)]);
  return stillAhead(moments, standpoint);
}

/** How many days these are at least: what is far beyond reach is no date that could be counted to. */
function leastDays({ years, months, days, hours, minutes, seconds }: Duration): number {
  return 365 * years + 28 * months + days + (hours + (minutes + seconds / 60) / 60) / 24 - 1;
}

function repeated(parts: Parts, standpoint: Standpoint): Meaning | undefined {
  const { repeat, date, duration, begins, time, daypart } = parts;
  if (duration !== undefined || parts['same-time'] !== undefined) return undefined;
  if (parts.ends !== undefined) return { readings: [], problem: 'unsupported-repeat' };
  const { now, zone } = standpoint;
  const today = localDate(now, zone);
  const part = repeat?.every === 'day' ? repeat.part : undefined;
  if (part !== undefined && daypart !== undefined) return undefined;
  const named = part === undefined ? daypart : { part, today: false, repeats: true };
  const minutes = minutesOf(time, named, { withDate: true, isToday: false }) ?? [DEFAULT_MINUTES];
  const base =
    repeat?.every === 'month' ? monthly(parts, today) : date === undefined ? weekly(parts, today) : undefined;
  if (base === undefined) return undefined;
  if ('problem' in base) return { readings: [], problem: base.problem };
  const starts = begins === undefined ? undefined : datesOf(begins, today, standpoint.dayFirst);
  if (starts !== undefined && 'problem' in starts) return { readings: [], problem: starts.problem };
  // 'from monday', said on a Monday, is in a week: today would be called today.
  const isNamed = begins?.is === 'weekday' && begins.which === 'coming';
  const firstDates = (starts?.readings ?? [[today]]).map(
    (dates) => dates.find((date) => !isNamed || date > today) ?? today,
  );
  const whole = minutes.filter(Number.isInteger);
  if (whole.length === 0) return { readings: [], problem: 'impossible' };
  const readings = firstDates.flatMap((first) =>
    whole.map((minute): Reading => {
      const recurrence = withTime(base, minute);
      const from = Math.max(now, instantAt(first, '00:00', zone) - 1);
      return { instant: nextOccurrence(recurrence, zone, from), recurrence, zone };
    }),
  );
  return withinReach(readings, standpoint);
}

type Untimed =
  | { every: 'day' }
  | { every: 'week'; weekdays: readonly number[] }
  | { every: 'month'; day: number };

/** 'every week' is this day of the week; 'every day mon-fri' is Monday to Friday. */
function weekly({ repeat, days, exception }: Parts, today: string): Untimed | { problem: Problem } {
  const own = repeat?.every === 'week' ? repeat.days : undefined;
  const said = own ?? days?.days ?? (repeat?.every === 'week' ? [weekdayOf(today)] : [1, 2, 3, 4, 5, 6, 7]);
  const weekdays = said.filter(
    (day) => (days === undefined || days.days.includes(day)) && exception?.days.includes(day) !== true,
  );
  if (weekdays.length === 0) return { problem: 'impossible' };
  return weekdays.length === 7 ? { every: 'day' } : { every: 'week', weekdays };
}

/** 'every month' is this day of the month. */
function monthly(
  { repeat, date, days, exception }: Parts,
  today: string,
): Untimed | { problem: Problem } | undefined {
  if (days !== undefined || exception !== undefined || repeat?.every !== 'month') return undefined;
  if (date?.is === 'nth') return { problem: 'unsupported-repeat' };
  const named = date === undefined ? undefined : dayOfMonth(date);
  if (date !== undefined && (named === undefined || repeat.day !== undefined)) return undefined;
  const day = repeat.day ?? named ?? Number(today.slice(8));
  return day < 1 || day > 31 ? { problem: 'impossible' } : { every: 'month', day };
}

function dayOfMonth(date: DateWords): number | undefined {
  if (date.is === 'month-day') return date.weekday === undefined ? date.day : undefined;
  return date.is === 'month-ahead' && date.months === 0
    ? { first: 1, middle: 15, last: 31 }[date.edge]
    : undefined;
}

/** A night's small hours are on the day after. */
function withTime(base: Untimed, minutes: number): Recurrence {
  const time = clockText(minutes % DAY);
  if (base.every !== 'week' || minutes < DAY) return { ...base, time };
  const weekdays = base.weekdays.map((day) => (day % 7) + 1).sort((a, b) => a - b);
  return { every: 'week', weekdays, time };
}

function timesOf(
  parts: Parts,
  { now, zone }: Standpoint,
  on: { withDate: boolean; isToday: boolean },
): readonly number[] | undefined {
  if (parts['same-time'] === undefined)
    return minutesOf(parts.time, parts.daypart, { ...on, early: early(now, zone) });
  return parts.time === undefined && parts.daypart === undefined ? [localMoment(now, zone).minutes] : [];
}

/** Before six it is still the night. */
function early(now: number, zone: string): number | undefined {
  const { minutes } = localMoment(now, zone);
  return minutes < 6 * 60 ? minutes : undefined;
}

/** Of each reading its first moment to come. What has passed or lies too far is no reading while another is left. */
function stillAhead(moments: readonly (readonly number[])[], { now, zone }: Standpoint): Meaning {
  const readings = moments.flatMap((each): Reading[] => {
    const instant = each.map((moment) => wholeSecond(moment, now)).find((moment) => moment > now);
    return instant === undefined ? [] : [{ instant, recurrence: undefined, zone }];
  });
  return readings.length === 0 ? { readings: [], problem: 'past' } : withinReach(readings, { now });
}

function withinReach(readings: readonly Reading[], { now }: { now: number }): Meaning {
  const near = readings.filter(({ instant }) => instant <= now + MAX_AHEAD_DAYS * DAY_MS);
  return near.length === 0 ? { readings: [], problem: 'too-far' } : { readings: distinct(near) };
}

function distinct(readings: readonly Reading[]): Reading[] {
  return [...new Map(readings.map((reading) => [JSON.stringify(reading), reading])).values()];
}

/** Proposals for a day that is named without a time and has begun: the next full hour, and usual ones. */
function laterToday({ now, zone }: Standpoint, end: number): Meaning {
  const { date, minutes } = localMoment(now, zone);
  const hour = (Math.floor(minutes / 60) + 1) * 60;
  const usual = [hour, 14 * 60, 18 * 60, 20 * 60].filter((each) => each >= hour && each < Math.min(end, DAY));
  const times = [...new Set(usual.length > 0 || end < DAY ? usual : [DAY - 1])].slice(0, 3);
  const { readings } = stillAhead(
    times.map((each) => [momentOf(date, each, zone)]),
    { now, zone, dayFirst: true },
  );
  return readings.length === 0 ? { readings, problem: 'past' } : { readings, vague: true };
}

/** Discord shows whole seconds: what is shown is what counts. */
function wholeSecond(instant: number, now: number): number {
  const begun = Math.floor(instant / 1000) * 1000;
  return begun > now ? begun : Math.ceil(instant / 1000) * 1000;
}

/** The instant so many minutes into a local day, as its clocks show them; from 1440 on those of the next day. */
function momentOf(date: string, minutes: number, zone: string): number {
  const day = addDays(date, Math.floor(minutes / DAY));
  const inDay = minutes % DAY;
  const whole = Math.floor(inDay + 1e-6);
  return instantAt(day, clockText(whole), zone) + Math.round((inDay - whole) * 60) * 1000;
}
