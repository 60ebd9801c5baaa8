/** Weekly availability as it falls on the calendar. Instants are milliseconds UTC. */
import { addDays, instantAt, weekdayOf } from '../../../platform/zones/rules.ts';
import { DAY_MINUTES, type WeeklyInterval } from '../rules.ts';

/** One interval of a week on one local date; `end` is later than `start`. */
export interface Occurrence {
  /** The local date YYYY-MM-DD on which it begins. */
  readonly date: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The intervals of a week that begin on the local dates `from`, `from` + 1 ... (`days` of them), in order. An hour that
 * a clock change skips is left out.
 */
export function occurrences(
  week: readonly WeeklyInterval[],
  zone: string,
  from: string,
  days: number,
): Occurrence[] {
  const found: Occurrence[] = [];
  for (let ahead = 0; ahead < days; ahead++) {
    const date = addDays(from, ahead);
    const weekday = weekdayOf(date);
    for (const interval of week) {
      if (interval.day !== weekday) continue;
      const start = wallClock(date, interval.from, zone);
      const end = wallClock(date, interval.to, zone);
      if (end > start) found.push({ date, start, end });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

/** `minutes` after local midnight as clocks show them; from 1440 on they are those of the next day. */
function wallClock(date: string, minutes: number, zone: string): number {
  const day = addDays(date, Math.floor(minutes / DAY_MINUTES));
  const inDay = minutes % DAY_MINUTES;
  const time = `${two(Math.floor(inDay / 60))}:${two(inDay % 60)}`;
  return instantAt(day, time, zone);
}

function two(part: number): string {
  return String(part).padStart(2, '0');
}
