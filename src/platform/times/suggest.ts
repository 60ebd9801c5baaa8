/** The phrases nearest to one that is refused, each of which is accepted as it stands. */
import { isLocalDate, localDate } from '../zones/rules.ts';
import { type Language, lexiconsFor, withoutTypos } from './lexicon.ts';
import { meaningOf } from './meaning.ts';
import type { DateWords, DaysWords, RepeatWords, TimeWords } from './phrase.ts';
import { inputFor, nearSegmentations, type Parts, type Segmentation } from './segments.ts';
import { nearPhraseOf } from './show.ts';
import { MAX_LENGTH, MAX_TOKENS, type Token, tokensOf } from './tokens.ts';
import { textOf } from './typos.ts';
import { farFetched, hasUnsupported, type Reader } from './understand.ts';

/** Suggested where nothing of the text is understood, the first that is accepted. */
const EXAMPLES: Readonly<Record<Language, { once: string; repeat: string; far: string }>> = {
  en: { once: 'tomorrow 9am', repeat: 'every monday 18:00', far: 'in 52 weeks' },
  fr: { once: 'demain 9h', repeat: 'chaque lundi 18h', far: 'dans 52 semaines' },
};
const MOST = 2;
const NO_LEAP_YEAR = 2027;
/** Costs so much more than the likeliest way to read the words: nobody meant '1 january 2029' as one o'clock. */
const TOO_FAR_FETCHED = 2;
/** Of a text that is longer, its beginning is looked at. */
const MOST_LOOKED_AT = 12;

export function suggestionsFor(
  text: string,
  problem: string,
  reader: Reader,
  isRead: (phrase: string) => boolean,
): string[] {
  const { once, repeat, far } = EXAMPLES[reader.locale];
  const tokens = tokensOf(text.slice(0, MAX_LENGTH)).slice(0, Math.min(MOST_LOOKED_AT, MAX_TOKENS));
  const found = new Set<string>();
  const candidates =
    problem === 'empty'
      ? []
      : problem === 'unsupported-repeat' && hasUnsupported(tokens, reader.locale)
        ? nearestRepeats(tokens, reader)
        : nearest(tokens, text, reader);
  for (const phrase of candidates) {
    if (phrase !== '' && isRead(phrase)) found.add(phrase);
    if (found.size === MOST) break;
  }
  if (problem === 'unsupported-repeat') found.add(repeat);
  if (problem === 'too-far' && found.size === 0) found.add(far);
  if (found.size === 0) for (const example of [once, repeat]) found.add(example);
  return [...found].slice(0, MOST);
}

function* nearest(tokens: readonly Token[], text: string, reader: Reader): Generator<string> {
  const standpoint = { now: reader.now, zone: reader.zone, dayFirst: reader.locale === 'fr' };
  const makesSense = (parts: Parts): boolean => meaningOf(parts, standpoint) !== undefined;
  const ways: { readonly way: Segmentation; readonly tokens: readonly Token[] }[] = [];
  for (const { name, lexicon } of lexiconsFor(reader.locale)) {
    // What one language understands whole, but for what is wrong with it, needs no other.
    if (ways.some(({ way }) => way.left.length === 0) || (name === 'both' && ways.length > 0)) break;
    const corrected = withoutTypos(tokens, lexicon, 'likely');
    if (corrected !== undefined) yield textOf(corrected);
    const found = nearSegmentations(inputFor(corrected ?? tokens, lexicon), makesSense);
    const weighed = (way: Segmentation): Segmentation => ({
      ...way,
      cost: way.cost + farFetched(way.parts, name),
    });
    ways.push(...found.map((way) => ({ way: weighed(way), tokens: corrected ?? tokens })));
  }
  const years = new Set(ways.flatMap(({ way }) => yearOf(way.parts.date) ?? []));
  const cheapest = Math.min(...ways.map(({ way }) => way.cost));
  const likely = ways.filter(
    ({ way }) => way.cost < cheapest + TOO_FAR_FETCHED && !isYear(way.parts.time, years),
  );
  for (const { way, tokens: read } of likely.sort((a, b) => a.way.cost - b.way.cost).slice(0, 4)) {
    if (way.left.length > 0) yield kept(way, read, tokens, text);
    for (const parts of [way.parts, ...mended(way.parts, reader)]) {
      for (const reading of meaningOf(parts, standpoint)?.readings ?? []) yield nearPhraseOf(reading, reader);
    }
  }
}

function yearOf(date: DateWords | undefined): number | undefined {
  return date !== undefined && 'year' in date ? date.year : undefined;
}

/** Nobody means 20:28 by '29 february 2028'; '2030' is also half past eight. */
function isYear(time: TimeWords | undefined, years: ReadonlySet<number>): boolean {
  const [minutes] = time?.minutes ?? [];
  if (minutes === undefined || minutes % 15 === 0) return false;
  return years.has(Math.floor(minutes / 60) * 100 + (minutes % 60));
}

/** A repetition that there is, on the days and at the time that were typed with one that there is not. */
function* nearestRepeats(tokens: readonly Token[], reader: Reader): Generator<string> {
  const standpoint = { now: reader.now, zone: reader.zone, dayFirst: true };
  for (const { lexicon } of lexiconsFor(reader.locale)) {
    const input = inputFor(tokens, lexicon);
    const all = <T>(symbol: string): T[] =>
      tokens.flatMap((_, at) => input.match(symbol, at).map(({ value }) => value as T));
    const days = all<DaysWords>('days').at(-1)?.days;
    const units = all<string>('unit');
    const times = all<TimeWords>('time').filter(({ minutes, certain }) => certain && minutes.length === 1);
    const repeat: RepeatWords = {
      every: units.includes('month') ? 'month' : isWeekly(units) ? 'week' : 'day',
    };
    const [time] = times;
    const parts: Parts = {
      repeat: days === undefined ? repeat : { every: 'week', days },
      ...(time === undefined ? {} : { time }),
    };
    for (const reading of meaningOf(parts, standpoint)?.readings ?? []) yield nearPhraseOf(reading, reader);
  }
}

function isWeekly(units: readonly string[]): boolean {
  return units.includes('week') || units.includes('fortnight');
}

/** What was typed without the words that are left out, in the typed spelling where it was not corrected. */
function kept(
  { left: words, idle }: Segmentation,
  read: readonly Token[],
  typed: readonly Token[],
  text: string,
): string {
  const left = [...words, ...idle];
  let phrase = '';
  for (const [at, token] of read.entries()) {
    if (left.includes(at)) continue;
    const own = typed[at];
    const word = own?.text === token.text ? text.slice(token.from, token.to) : token.text;
    phrase += token.tight && !left.includes(at - 1) ? word : ` ${word}`;
  }
  return phrase.trim();
}

/** The same with what made it impossible, past or too far taken back: another day, another year, no time. */
function mended(parts: Parts, { now, zone }: Reader): Parts[] {
  const { date, time, begins, gone, ends, ...rest } = parts;
  const variants: Parts[] = [];
  if (gone !== undefined && rest.daypart === undefined)
    return [{ ...rest, ...(time === undefined ? {} : { time }), date: { is: 'day', ahead: 1 } }];
  const withTime = time === undefined || time.minutes.length === 0 ? rest : { ...rest, time };
  if (date !== undefined)
    for (const other of otherDates(date, localDate(now, zone))) variants.push({ ...withTime, date: other });
  if (time !== undefined && rest.daypart === undefined) {
    variants.push({ ...withTime, date: { is: 'day', ahead: 1 } });
  }
  if (rest.daypart !== undefined) {
    const daypart = { ...rest.daypart, today: false };
    variants.push(
      { ...withTime, daypart, date: date ?? { is: 'day', ahead: 1 } },
      { ...rest, daypart, date: { is: 'day', ahead: 1 } },
    );
  }
  if (date !== undefined && time?.minutes.length === 0) variants.push({ ...rest, date });
  if (begins !== undefined || ends !== undefined || parts.exception !== undefined)
    variants.push({ ...rest, ...(time === undefined ? {} : { time }) });
  return variants;
}

function otherDates(date: DateWords, today: string): DateWords[] {
  switch (date.is) {
    case 'day':
      return [{ is: 'day', ahead: 1 }];
    case 'date': {
      const { month, day, weekday, year } = date;
      // The year that is left out may have no 29 February.
      const plain = [year ?? Number(today.slice(0, 4)), NO_LEAP_YEAR].map(
        (fitting): DateWords => ({ is: 'date', month, day: lastFitting(month, day, fitting) }),
      );
      return weekday === undefined ? plain : [{ ...date, weekday: undefined }, ...plain];
    }
    case 'figures': {
      const { first, second, year } = date;
      const ways = [
        [first, second],
        [second, first],
      ];
      return ways.flatMap(([day = 1, month = 1]): DateWords[] =>
        month >= 1 && month <= 12
          ? [
              { is: 'date', month, day: lastFitting(month, day, year ?? 2028), year },
              { is: 'date', month, day: lastFitting(month, day, NO_LEAP_YEAR) },
            ]
          : [],
      );
    }
    case 'month-day':
      return [
        { ...date, weekday: undefined },
        { is: 'month-day', day: Math.min(Math.max(date.day, 1), 28) },
      ];
    case 'month':
      return [{ ...date, year: undefined }];
    case 'weekday':
      return [{ ...date, which: 1 }];
    default:
      return [{ is: 'day', ahead: 1 }];
  }
}

/** The day itself, or the month's last where it has no such day. */
function lastFitting(month: number, day: number, year: number): number {
  const wanted = Math.min(Math.max(day, 1), 31);
  const inYear = Math.min(Math.max(year, 1), 9999);
  for (let fitting = wanted; fitting > 28; fitting--) {
    const iso = `${String(inYear).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(fitting).padStart(2, '0')}`;
    if (isLocalDate(iso)) return fitting;
  }
  return Math.min(wanted, 28);
}
