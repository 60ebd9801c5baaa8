/** Reading days of the week as people type them, in English and French. */
import { daysWithin, readDays } from '../../../platform/times/days.ts';
import { corrected, unknownWord } from '../../../platform/times/typos.ts';
import { daysInWords } from './words.ts';

export interface DaysRefusal {
  readonly problem: 'empty' | 'unknown-day' | 'not-a-day' | 'open-range' | 'no-day-left';
  /** The part that is not understood; '' when nothing was typed. */
  readonly part: string;
  /** What was probably meant, ready to be typed: the corrected text, or an example where nothing is near. */
  readonly suggestion: string;
}

export type ParsedDays =
  /** ISO days, Monday = 1, ascending, at least one. */
  | { readonly ok: true; readonly days: readonly number[] }
  | { readonly ok: false; readonly refusal: DaysRefusal };

const EXAMPLES = { en: 'mon-fri', fr: 'lun-ven' };

/**
 * Reads 'mon-fri', 'lun-ven', 'week-end', 'sat, sun', 'mardi et jeudi', 'every day except sunday', 'fri-mon' (which
 * goes over the weekend). Case, accents, dots and spaces do not matter, and the two languages may mix. A mistyped day
 * is not taken for another one: these hours decide who is matched.
 */
export function parseDays(text: string, locale: 'en' | 'fr' = 'en'): ParsedDays {
  if (!/[^\s,;./&+|]/.test(text)) return refuse('empty', '', EXAMPLES[locale]);
  const days = readDays(text, locale);
  if (days !== undefined && days.length > 0) return { ok: true, days };
  if (days !== undefined) return refuse('no-day-left', text.trim(), EXAMPLES[locale]);
  const unknown = unknownWord(text);
  if (unknown === undefined) return refuse('open-range', text.trim(), EXAMPLES[locale]);
  const near = nearest(text, locale);
  return near === undefined
    ? refuse('not-a-day', unknown, EXAMPLES[locale])
    : refuse('unknown-day', unknown, near);
}

/** The text without its typos, else the days that are in it. */
function nearest(text: string, locale: 'en' | 'fr'): string | undefined {
  for (const candidate of corrected(text, locale)) {
    if ((readDays(candidate, locale) ?? []).length > 0) return candidate;
  }
  const found = daysWithin(text, locale);
  return found === undefined ? undefined : daysInWords(found, locale);
}

function refuse(problem: DaysRefusal['problem'], part: string, suggestion: string): ParsedDays {
  return { ok: false, refusal: { problem, part, suggestion } };
}
