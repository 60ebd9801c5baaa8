/** Reading times of day as people type them, in English and French, to the quarter hour. */
import { clockText } from '../../../platform/times/minutes.ts';
import { readTimeOfDay } from '../../../platform/times/time-of-day.ts';
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

const EXAMPLE = ['18:00'];

/**
 * Reads '18:00', '18h30', '18h', '6pm', '6:30 p.m.', '8h du soir', '1830', 'noon', 'midi', 'midnight', 'minuit',
 * '24:00'. A time that is not on a quarter hour, or that could be morning or evening, is refused with the nearest
 * correct ones.
 */
export function parseTime(text: string, locale: 'en' | 'fr' = 'en'): ParsedTime {
  const typed = text.trim();
  const refuse = (problem: TimeRefusal['problem'], suggestions: readonly string[] = EXAMPLE): ParsedTime => ({
    ok: false,
    refusal: { problem, typed, suggestions },
  });
  if (typed === '') return refuse('empty');
  const [minutes, other] = readTimeOfDay(typed, locale);
  if (minutes === undefined) return refuse('not-a-time');
  if (other !== undefined) {
    // Of a bare twelve the midnight that ends the day is the likelier one.
    const readings = [minutes, other === 0 ? DAY_MINUTES : other];
    return refuse(
      'ambiguous',
      readings.map((reading) => clockText(toQuarter(reading))),
    );
  }
  const rest = minutes % QUARTER_MINUTES;
  if (rest === 0) return { ok: true, minutes };
  return refuse('not-a-quarter', [clockText(minutes - rest), clockText(minutes - rest + QUARTER_MINUTES)]);
}

function toQuarter(minutes: number): number {
  return minutes - (minutes % QUARTER_MINUTES);
}

/**
 * An interval of a day from two typed times: an end that is not later than the beginning lies on the next day
 * ('22:00' to '02:00' is 1320..1560). The refusals of both fields come together.
 */
export function parseHours(
  fromText: string,
  toText: string,
  locale: 'en' | 'fr' = 'en',
):
  | { readonly ok: true; readonly from: number; readonly to: number }
  | { readonly ok: false; readonly from: TimeRefusal | undefined; readonly to: TimeRefusal | undefined } {
  const start = parseTime(fromText, locale);
  const end = parseTime(toText, locale);
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
