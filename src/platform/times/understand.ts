/** The likeliest meaning of a phrase, in the reader's language, the other one, or the two mixed. */
import { type Language, lexiconsFor, withoutTypos } from './lexicon.ts';
import { type Meaning, meaningOf, type Problem, type Reading } from './meaning.ts';
import type { Input } from './patterns.ts';
import { inputFor, type Parts, segmentations } from './segments.ts';
import { type Token } from './tokens.ts';

export interface Understood {
  readonly readings: readonly Reading[];
  readonly vague?: boolean;
  readonly problem?: Problem;
}

export interface Reader {
  /** ms */
  readonly now: number;
  readonly zone: string;
  readonly locale: Language;
}

/** Undefined: not understood, not even without typos; `asItStands` corrects none. */
export function understand(
  tokens: readonly Token[],
  reader: Reader,
  asItStands = false,
): Understood | undefined {
  const lexicons = lexiconsFor(reader.locale);
  const inputs: Input[] = [];
  for (const { name, lexicon } of lexicons) {
    const input = inputFor(tokens, lexicon);
    const found = likeliest(input, name, reader);
    if (found !== undefined) return found;
    inputs.push(input);
  }
  if (asItStands) return undefined;
  if (inputs.some(isUnsupported)) return UNSUPPORTED;
  for (const { name, lexicon } of lexicons) {
    const corrected = withoutTypos(tokens, lexicon, 'surely');
    const found = corrected === undefined ? undefined : likeliest(inputFor(corrected, lexicon), name, reader);
    if (found !== undefined) return found;
  }
  return undefined;
}

const UNSUPPORTED: Understood = { readings: [], problem: 'unsupported-repeat' };

/** Whether a repetition is asked for that there is not: 'every 2 days', 'toutes les heures'. */
export function hasUnsupported(tokens: readonly Token[], locale: Language): boolean {
  return lexiconsFor(locale).some(({ lexicon }) => isUnsupported(inputFor(tokens, lexicon)));
}

function isUnsupported(input: Input): boolean {
  return input.tokens.some((_, at) => input.match('unsupported-repeat', at).length > 0);
}

/** The readings of the least far-fetched ways to take the phrase apart. */
function likeliest(input: Input, language: Language | 'both', reader: Reader): Understood | undefined {
  const standpoint = { now: reader.now, zone: reader.zone, dayFirst: reader.locale === 'fr' };
  const ways = segmentations(input)
    .map(({ parts, cost }) => ({ parts, cost: cost + farFetched(parts, language) }))
    .sort((a, b) => a.cost - b.cost);
  let cheapest: number | undefined;
  const meanings: Meaning[] = [];
  for (const { parts, cost } of ways) {
    if (cheapest !== undefined && cost > cheapest + SAME) break;
    const meaning = meaningOf(parts, standpoint);
    if (meaning === undefined) continue;
    cheapest ??= cost;
    meanings.push(meaning);
  }
  return meanings.length === 0 ? undefined : together(meanings);
}

/** Costs nearer than this are equal: they are sums of tenths. */
const SAME = 0.01;

function together(meanings: readonly Meaning[]): Understood {
  const readings = new Map<string, Reading>();
  for (const { readings: found } of meanings)
    for (const reading of found)
      readings.set(`${reading.instant} ${JSON.stringify(reading.recurrence)}`, reading);
  if (readings.size > 0) {
    const isVague = meanings.some(({ vague }) => vague === true);
    return { readings: [...readings.values()].slice(0, 4), ...(isVague ? { vague: true } : {}) };
  }
  const problem = meanings.find((meaning) => meaning.problem !== undefined)?.problem;
  return problem === undefined ? { readings: [] } : { readings: [], problem };
}

/** Hours up to this many can be hours of the clock. */
const CLOCK_HOURS = 24;

/**
 * '2h' alone is two hours in English and two o'clock in French, 'deux heures' is both, and nobody counts 18 hours.
 * With a day, or behind 'at', only the time makes sense and these costs decide nothing.
 */
export function farFetched({ duration, time, ...others }: Parts, language: Language | 'both'): number {
  if (duration !== undefined) {
    // 'in 1 day 2h' is not in one day at two.
    if (time?.hours !== undefined) return (time.minutes[0] ?? 0) < 13 * 60 ? 2 : 0;
    const { hours, days, months, years } = duration.duration;
    if (hours === 0 || hours > CLOCK_HOURS || days + months + years > 0) return 0;
    if (!duration.led) return 1;
    return hours >= 6 ? BY_OR_WITHIN : 0;
  }
  if (time?.hours === undefined || Object.keys(others).length > 0) return 0;
  const minutes = time.minutes[0] ?? 0;
  const isLate = minutes >= 13 * 60;
  if (language === 'en' && time.hours === 'word') return 3;
  if (language === 'en') return (time.hours === 'h' ? 2 : 1) - (isLate ? 1 : 0);
  if (time.hours !== 'word' || isLate) return 0;
  return minutes === 60 ? 2 : 1;
}

/** What 'd ici' costs as a word of its own: 'd'ici 17h' is by five or within 17 hours. */
const BY_OR_WITHIN = 0.1;
