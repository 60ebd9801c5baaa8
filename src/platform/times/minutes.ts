/** Times of day in minutes since local midnight, and what a part of the day makes of them. */
import type { PartWords, TimeWords } from './phrase.ts';
import type { DayPart } from './words.ts';

export const DAY = 1440;
const NOON = 720;

/** When a part of the day named without a time is meant. */
const PART_MINUTES: Readonly<Record<DayPart, number>> = {
  morning: 8 * 60,
  afternoon: 14 * 60,
  evening: 18 * 60,
  night: 20 * 60,
  late: 22 * 60,
};
/** When it is over. */
export const PART_ENDS: Readonly<Record<DayPart, number>> = {
  morning: NOON,
  afternoon: 18 * 60,
  evening: DAY,
  night: DAY,
  late: DAY,
};

/** Minutes since midnight as 'HH:MM'; 1440 is '24:00', beyond that the time on the next day. */
export function clockText(minutes: number): string {
  const shown = minutes > DAY ? minutes - DAY : minutes;
  return `${String(Math.floor(shown / 60)).padStart(2, '0')}:${String(Math.floor(shown % 60)).padStart(2, '0')}`;
}

export interface On {
  /** A day is named. */
  readonly withDate: boolean;
  /** It is today, or 'tonight'. */
  readonly isToday: boolean;
  /** The minutes since midnight while it is still the night: small hours to come are tonight's. */
  readonly early?: number | undefined;
}

/**
 * The minutes meant, each a reading, up to 2880 where a night goes over midnight. Undefined: no time was named. Empty:
 * there is no such time, as at 9pm in the morning.
 */
export function minutesOf(
  time: TimeWords | undefined,
  part: PartWords | undefined,
  on: On,
): readonly number[] | undefined {
  if (time === undefined) return part === undefined ? undefined : [PART_MINUTES[part.part]];
  if (part !== undefined) {
    const isToday = on.isToday || part.today;
    return [
      ...new Set(time.minutes.flatMap((minutes) => inPart(minutes, time, part.part, { ...on, isToday }))),
    ];
  }
  if (time.midnight !== true) return time.minutes;
  // Midnight today is the one to come; on another day people mean either end of it.
  if (on.isToday) return [DAY];
  return on.withDate ? [0, DAY] : [0];
}

/** One reading of a time within a part of the day, or none. */
function inPart(minutes: number, { certain, midnight }: TimeWords, part: DayPart, on: On): number[] {
  switch (part) {
    case 'morning':
      return minutes < NOON ? [minutes] : [];
    case 'afternoon':
      if (minutes >= NOON) return minutes < 19 * 60 ? [minutes] : [];
      return certain || minutes >= 8 * 60 ? [] : [minutes + NOON];
    case 'evening':
      if (minutes >= 16 * 60) return [minutes];
      if (minutes === 0 || midnight === true) return [DAY];
      return certain || minutes < 4 * 60 || minutes >= NOON ? [] : [minutes + NOON];
    case 'night':
    case 'late':
      return atNight(minutes, certain, on);
  }
}

function atNight(minutes: number, certain: boolean, on: On): number[] {
  if (minutes >= 17 * 60) return [minutes];
  if (!certain && minutes >= 5 * 60 && minutes < NOON) return [minutes + NOON];
  if (minutes >= 6 * 60) return [];
  if (on.isToday) return [on.early !== undefined && minutes > on.early ? minutes : minutes + DAY];
  // Friday night at one is Saturday to most and Friday to some.
  return on.withDate ? [minutes + DAY, minutes] : [minutes];
}
