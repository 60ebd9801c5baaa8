/** Days of the week by themselves: 'mon-fri', 'tous les jours sauf le dimanche', 'le week-end'. */
import { type Language, lexiconsFor } from './lexicon.ts';
import { inputFor, nearSegmentations, type Parts, segmentations } from './segments.ts';
import { MAX_LENGTH, MAX_TOKENS, tokensOf } from './tokens.ts';

const ALL = [1, 2, 3, 4, 5, 6, 7];
const OF_DAYS: readonly (keyof Parts)[] = ['days', 'repeat', 'exception'];

/** ISO days (Monday = 1), ascending, empty when exceptions leave none; undefined for what is no set of days. */
export function readDays(text: string, locale: Language): readonly number[] | undefined {
  const tokens = text.length > MAX_LENGTH ? [] : tokensOf(text);
  if (tokens.length === 0 || tokens.length > MAX_TOKENS) return undefined;
  for (const { lexicon } of lexiconsFor(locale)) {
    for (const { parts } of segmentations(inputFor(tokens, lexicon))) {
      const days = daysOf(parts);
      if (days !== undefined) return days;
    }
  }
  return undefined;
}

/** The days of a text that has other words too, without them; undefined when there are none. */
export function daysWithin(text: string, locale: Language): readonly number[] | undefined {
  const tokens = tokensOf(text.slice(0, MAX_LENGTH)).slice(0, MAX_TOKENS);
  for (const { lexicon } of lexiconsFor(locale)) {
    const found = nearSegmentations(inputFor(tokens, lexicon), (parts) => (daysOf(parts) ?? []).length > 0);
    const [nearest] = found;
    if (nearest !== undefined) return daysOf(nearest.parts);
  }
  return undefined;
}

/** 'every day mon-fri' is Monday to Friday; 'except sunday' alone is all other days. */
function daysOf(parts: Parts): readonly number[] | undefined {
  const { days, repeat, exception } = parts;
  if (Object.keys(parts).some((kind) => !OF_DAYS.includes(kind as keyof Parts))) return undefined;
  if (
    repeat !== undefined &&
    (repeat.every === 'month' || (repeat.every === 'day' && repeat.part !== undefined))
  )
    return undefined;
  const own = repeat?.every === 'week' ? repeat.days : undefined;
  return ALL.filter(
    (day) =>
      own?.includes(day) !== false &&
      days?.days.includes(day) !== false &&
      exception?.days.includes(day) !== true,
  );
}
