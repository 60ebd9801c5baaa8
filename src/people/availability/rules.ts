/**
 * Weekly availability: intervals of local time in the member's own zone, in quarter hours. Days are ISO days of the
 * week (Monday = 1 ... Sunday = 7), times minutes since local midnight.
 */
export interface WeeklyInterval {
  /** The ISO day on which the interval begins, 1..7. */
  readonly day: number;
  /** 0..1425, a multiple of 15. */
  readonly from: number;
  /** A multiple of 15, from + 15 .. from + 1440; beyond 1440 it is on the next day (1500 = 01:00 there). */
  readonly to: number;
}

export const QUARTER_MINUTES = 15;
export const DAY_MINUTES = 1440;
const DAY_QUARTERS = DAY_MINUTES / QUARTER_MINUTES;
/** Quarter hours in a week: index 0 begins on Monday 00:00 local time. */
const WEEK_QUARTERS = 7 * DAY_QUARTERS;

/** Whether the numbers make a weekly interval: a day of the week, quarter hours, not longer than a day. */
export function isWeeklyInterval({ day, from, to }: WeeklyInterval): boolean {
  const quarterHours = from % QUARTER_MINUTES === 0 && to % QUARTER_MINUTES === 0;
  const inDay = Number.isInteger(day) && day >= 1 && day <= 7 && from >= 0 && from < DAY_MINUTES;
  return quarterHours && inDay && to > from && to <= from + DAY_MINUTES;
}

/**
 * The one way to write a week: overlapping and touching intervals merged (across midnight and from Sunday into Monday
 * too), sorted by day and time. What lasts longer than a day is cut at the midnights.
 *
 * @throws RangeError for an interval that is none (see isWeeklyInterval).
 */
export function normaliseWeek(intervals: readonly WeeklyInterval[]): WeeklyInterval[] {
  return intervalsOf(quartersOf(intervals));
}

/**
 * The quarter hours of the week an availability covers: WEEK_QUARTERS flags, 1 or 0, the first for Monday 00:00-00:15
 * local time.
 *
 * @throws RangeError for an interval that is none.
 */
function quartersOf(intervals: readonly WeeklyInterval[]): Uint8Array {
  const quarters = new Uint8Array(WEEK_QUARTERS);
  for (const interval of intervals) {
    if (!isWeeklyInterval(interval))
      throw new RangeError(`Not a weekly interval: ${JSON.stringify(interval)}`);
    const first = (interval.day - 1) * DAY_QUARTERS + interval.from / QUARTER_MINUTES;
    const count = (interval.to - interval.from) / QUARTER_MINUTES;
    for (let quarter = first; quarter < first + count; quarter++) quarters[quarter % WEEK_QUARTERS] = 1;
  }
  return quarters;
}

/** The normalised week that covers exactly these quarter hours (WEEK_QUARTERS flags from Monday 00:00). */
export function intervalsOf(quarters: Uint8Array): WeeklyInterval[] {
  const firstFree = quarters.indexOf(0);
  if (firstFree === -1) return cutAtMidnights(0, WEEK_QUARTERS);
  const intervals: WeeklyInterval[] = [];
  // Begun at a free quarter hour, no run of busy ones is cut by the end of the week.
  for (let step = 0; step < WEEK_QUARTERS; step++) {
    const start = firstFree + step;
    let length = 0;
    while (quarters[(start + length) % WEEK_QUARTERS] === 1) length++;
    if (length > 0) intervals.push(...cutAtMidnights(start % WEEK_QUARTERS, length));
    step += length;
  }
  return intervals.sort((a, b) => a.day - b.day || a.from - b.from);
}

/** What is left of a week when these hours go, normalised. */
export function withoutHours(
  week: readonly WeeklyInterval[],
  gone: readonly WeeklyInterval[],
): WeeklyInterval[] {
  const taken = quartersOf(gone);
  return intervalsOf(quartersOf(week).map((isBusy, quarter) => (taken[quarter] === 1 ? 0 : isBusy)));
}

/** Minutes a week of availability covers, overlaps counted once. */
export function weeklyMinutes(intervals: readonly WeeklyInterval[]): number {
  return quartersOf(intervals).filter(Boolean).length * QUARTER_MINUTES;
}

/** A run of quarter hours as intervals: one when it lasts a day at most, else one for each day it touches. */
function cutAtMidnights(start: number, length: number): WeeklyInterval[] {
  const pieces: WeeklyInterval[] = [];
  let done = 0;
  while (done < length) {
    const quarter = (start + done) % WEEK_QUARTERS;
    const toMidnight = DAY_QUARTERS - (quarter % DAY_QUARTERS);
    const count = length <= DAY_QUARTERS ? length : Math.min(toMidnight, length - done);
    const from = (quarter % DAY_QUARTERS) * QUARTER_MINUTES;
    pieces.push({ day: Math.floor(quarter / DAY_QUARTERS) + 1, from, to: from + count * QUARTER_MINUTES });
    done += count;
  }
  return pieces;
}

/** One interval on each of the days. */
export function onDays(days: readonly number[], from: number, to: number): WeeklyInterval[] {
  return normaliseWeek(days.map((day) => ({ day, from, to })));
}

export interface WeeklyPreset {
  /** Stable name, for buttons and catalogues. */
  readonly key: string;
  readonly intervals: readonly WeeklyInterval[];
}

const WEEKDAYS = [1, 2, 3, 4, 5];

/** Hours people have most often, offered first: one tap is enough to be matched. Most usual first. */
export const WEEKLY_PRESETS = [
  { key: 'weekday-evenings', intervals: onDays(WEEKDAYS, 18 * 60, 21 * 60) },
  { key: 'late-evenings', intervals: onDays(WEEKDAYS, 21 * 60, 24 * 60) },
  { key: 'saturday-morning', intervals: onDays([6], 9 * 60, 12 * 60) },
  { key: 'saturday-afternoon', intervals: onDays([6], 14 * 60, 18 * 60) },
  { key: 'saturday', intervals: onDays([6], 9 * 60, 18 * 60) },
  { key: 'sunday-afternoon', intervals: onDays([7], 14 * 60, 18 * 60) },
  { key: 'sunday-evening', intervals: onDays([7], 18 * 60, 21 * 60) },
  { key: 'early-mornings', intervals: onDays(WEEKDAYS, 5 * 60, 7 * 60) },
  { key: 'weekday-mornings', intervals: onDays(WEEKDAYS, 8 * 60, 12 * 60) },
  { key: 'weekday-afternoons', intervals: onDays(WEEKDAYS, 13 * 60, 17 * 60) },
] as const satisfies readonly WeeklyPreset[];
