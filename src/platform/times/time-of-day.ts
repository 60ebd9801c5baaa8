/** A time of day by itself, where the day is asked for elsewhere. */

import { type Language, lexiconsFor } from './lexicon.ts';
import { minutesOf } from './minutes.ts';
import { inputFor, segmentations } from './segments.ts';
import { MAX_LENGTH, MAX_TOKENS, tokensOf } from './tokens.ts';

/**
 * Reads '18:00', '18h30', '6pm', '8h du soir', 'half past nine', '1830', 'midi', 'minuit', '24:00': all that it can
 * mean, in minutes since midnight, 0..1440 (the midnight that ends the day). Empty: it is no time of day.
 */
export function readTimeOfDay(text: string, locale: Language): readonly number[] {
  const tokens = text.length > MAX_LENGTH ? [] : tokensOf(text);
  if (tokens.length === 0 || tokens.length > MAX_TOKENS) return [];
  for (const { lexicon } of lexiconsFor(locale)) {
    const [likeliest] = segmentations(inputFor(tokens, lexicon)).flatMap(({ parts }) => {
      const { time, daypart, ...others } = parts;
      if (time === undefined || Object.keys(others).length > 0) return [];
      const minutes =
        minutesOf(time.midnight === true ? { ...time, minutes: [0] } : time, daypart, ALONE) ?? [];
      return minutes.some(Number.isInteger) ? [minutes.filter(Number.isInteger)] : [];
    });
    if (likeliest !== undefined) return likeliest;
  }
  return [];
}

const ALONE = { withDate: false, isToday: false };
