/** Reading times of day as people type them, in English and French, to the quarter hour. */
import { DAY_MINUTES, QUARTER_MINUTES } from '../rules.ts';

export interface TimeRefusal {
  /**
   * 'ambiguous': a bare 1 to 12 could be morning or evening. 'not-a-quarter': a time, but not on a quarter hour.
   * 'no-time-between': the end is the beginning.
   */
  readonly problem: 'empty' | 'not-a-time' | 'ambiguous' | 'not-a-quarter' | 'no-time-between';
  readonly typed: string;
  /** Correct times nearest to what was typed, as 'HH:MM', one or two, earliest first. */
  readonly suggestions: readonly string[];
}

export type ParsedTime =
  /** Minutes since midnight, 0..1440 (1440 is the midnight that ends the day), a multiple of 15. */
  { readonly ok: true; readonly minutes: number } | { readonly ok: false; readonly refusal: TimeRefusal };

const MIDNIGHT = /^(?:midnight|minuit)$/;
const NOON = /^(?:noon|midday|midi)$/;
const CLOCK =
  /^(\d{1,2})(?:\s*(?:[:.,;]|h(?:eures?|rs?|ours?)?)\s*(\d{2})?\s*(?:h|min|mn|m)?)?\s*(am|pm|du matin|(?:de l')?apres[ -]midi|du soir|in the morning|in the afternoon|in the evening|at night)?$/;
const DIGITS = /^(\d{2})\s?(\d{2})$/;
const EXAMPLE = ['18:00'];

/**
 * Reads '18:00', '18h30', '18h', '6pm', '6:30 p.m.', '8h du soir', '1830', 'noon', 'midi', 'midnight', 'minuit',
 * '24:00'. A time that is not on a quarter hour, or that could be morning or evening, is refused with the nearest
 * correct ones.
 */
export function parseTime(text: string): ParsedTime {
  const typed = text.trim();
  const refuse = (problem: TimeRefusal['problem'], suggestions: readonly string[] = EXAMPLE): ParsedTime => ({
    ok: false,
    refusal: { problem, typed, suggestions },
  });
  if (typed === '') return refuse('empty');
  const read = readClock(typed);
  if (read === undefined) return refuse('not-a-time');
  if (read.bareHour)
    return refuse('ambiguous', [clockText(read.minutes), clockText(read.minutes + DAY_MINUTES / 2)]);
  const rest = read.minutes % QUARTER_MINUTES;
  if (rest === 0) return { ok: true, minutes: read.minutes };
  const before = read.minutes - rest;
  return refuse('not-a-quarter', [clockText(before), clockText(before + QUARTER_MINUTES)]);
}

/**
 * An interval of a day from two typed times: an end that is not later than the beginning lies on the next day
 * ('22:00' to '02:00' is 1320..1560). The refusals of both fields come together.
 */
export function parseHours(
  fromText: string,
  toText: string,
):
  | { readonly ok: true; readonly from: number; readonly to: number }
  | { readonly ok: false; readonly from: TimeRefusal | undefined; readonly to: TimeRefusal | undefined } {
  const start = parseTime(fromText);
  const end = parseTime(toText);
  if (!start.ok || !end.ok) {
    return { ok: false, from: start.ok ? undefined : start.refusal, to: end.ok ? undefined : end.refusal };
  }
  const from = start.minutes % DAY_MINUTES;
  // 00:00 to 00:00 or 24:00 is the whole day; any other time to itself is more likely a slip than 24 hours.
  if (from === end.minutes && from !== 0) {
    const suggestion = clockText((from + 60) % DAY_MINUTES);
    const to: TimeRefusal = { problem: 'no-time-between', typed: toText.trim(), suggestions: [suggestion] };
    return { ok: false, from: undefined, to };
  }
  return { ok: true, from, to: end.minutes > from ? end.minutes : end.minutes + DAY_MINUTES };
}

/** Minutes since midnight as 'HH:MM'; 1440 is '24:00', beyond that the time on the next day. */
export function clockText(minutes: number): string {
  const shown = minutes > DAY_MINUTES ? minutes - DAY_MINUTES : minutes;
  return `${String(Math.floor(shown / 60)).padStart(2, '0')}:${String(shown % 60).padStart(2, '0')}`;
}

export interface ClockReading {
  /** Since midnight, 0..1440, not rounded. */
  readonly minutes: number;
  /** Only an hour from 1 to 12 was given: it could be morning or evening. */
  readonly bareHour: boolean;
}

/** Reads one time of day to the minute, in the spellings of parseTime; undefined when it is no time. */
export function readClock(text: string): ClockReading | undefined {
  const plain = fold(text.trim());
  if (MIDNIGHT.test(plain)) return { minutes: 0, bareHour: false };
  if (NOON.test(plain)) return { minutes: DAY_MINUTES / 2, bareHour: false };
  const match = CLOCK.exec(plain) ?? DIGITS.exec(plain);
  if (match === null) return undefined;
  const [, hourText, minuteText, half] = match;
  const hour = Number(hourText);
  const minute = Number(minuteText ?? 0);
  if (hour > 24 || minute > 59 || (hour === 24 && minute > 0)) return undefined;
  if (half === undefined) {
    const bareHour = hourText === plain && hour >= 1 && hour <= 12;
    return { minutes: hour * 60 + minute, bareHour };
  }
  const hour24 = hourOfHalf(hour, half);
  return hour24 === undefined ? undefined : { minutes: hour24 * 60 + minute, bareHour: false };
}

/** The hour of the day when the half of the day is named: 12 am is 0, 6 pm is 18; undefined for 15 am. */
function hourOfHalf(hour: number, half: string): number | undefined {
  const morning = /^(?:am|du matin|in the morning)$/.test(half);
  if (hour > 12) return morning || hour === 24 ? undefined : hour;
  if (half === 'at night') return hour >= 6 && hour < 12 ? hour + 12 : hour % 12;
  return (hour % 12) + (morning ? 0 : 12);
}

/** Lower case, no accents, 'p.m.' as 'pm', 'l’' as 'l''. */
function fold(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('’', "'")
    .replaceAll(/\b([ap])\s?\.\s?m\b\.?/g, '$1m')
    .replaceAll(/\s+/g, ' ');
}
