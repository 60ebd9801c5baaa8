/** Reading days of the week as people type them, in English and French. */
import { distance } from 'fastest-levenshtein';

export interface DaysRefusal {
  readonly problem: 'empty' | 'unknown-day' | 'open-range' | 'no-day-left';
  /** The part that is not understood; '' when nothing was typed. */
  readonly part: string;
  /** What was probably meant, ready to be typed: the corrected text, or an example where nothing is near. */
  readonly suggestion: string;
}

export type ParsedDays =
  /** ISO days, Monday = 1, ascending, at least one. */
  | { readonly ok: true; readonly days: readonly number[] }
  | { readonly ok: false; readonly refusal: DaysRefusal };

type Token =
  | { readonly is: 'days'; readonly days: readonly number[] }
  | { readonly is: 'range' | 'except' | 'separator' }
  | { readonly is: 'unknown'; readonly word: string };

const ALL = [1, 2, 3, 4, 5, 6, 7];
const EXAMPLES = { en: 'mon-fri', fr: 'lun-ven' };

/** The first two of each line are the long names, offered as corrections. */
const DAY_WORDS: readonly (readonly string[])[] = [
  ['monday', 'lundi', 'mon', 'mo', 'lun', 'lu'],
  ['tuesday', 'mardi', 'tue', 'tues', 'tu', 'mar', 'ma'],
  ['wednesday', 'mercredi', 'wed', 'weds', 'we', 'mer', 'merc', 'me'],
  ['thursday', 'jeudi', 'thu', 'thur', 'thurs', 'th', 'jeu', 'je'],
  ['friday', 'vendredi', 'fri', 'fr', 'ven', 'vend', 've'],
  ['saturday', 'samedi', 'sat', 'sa', 'sam'],
  ['sunday', 'dimanche', 'sun', 'su', 'dim', 'di'],
];
const SET_WORDS: Readonly<Record<string, readonly number[]>> = {
  everyday: ALL,
  daily: ALL,
  all: ALL,
  quotidien: ALL,
  weekend: [6, 7],
  weekday: [1, 2, 3, 4, 5],
  workday: [1, 2, 3, 4, 5],
  semaine: [1, 2, 3, 4, 5],
};

/** Words of letters and digits; every other sign is a word of its own. */
const WORD = /[\p{L}\p{N}']+|[^\s\p{L}\p{N}']/gu;

/** Phrases of several words, made into one word each before the text is taken apart. */
const PHRASES: readonly (readonly [RegExp, string])[] = [
  [
    /\b(?:(?:chaque |tous les )?jours? (?:ouvres?|ouvrables?|de (?:la )?semaine)|(?:en|(?<!toute )la) semaine)\b/g,
    ' semaine ',
  ],
  [
    /\b(?:(?:every|each|any) day|all (?:days|week)|tous les jours|chaque jour|toute la semaine)\b/g,
    ' everyday ',
  ],
  [/\b(?:week[ -]?ends?|fins? de semaine)\b/g, ' weekend '],
  [/\b(?:(?:week|work)[ -]?days?|(?:working|business) days?)\b/g, ' weekday '],
  [/\bjusqu'(?:au?|en)\b/g, ' - '],
];
const RANGE_WORDS = new Set(['-', '–', '—', '~', 'to', 'through', 'thru', 'until', 'till', 'a', 'au']);
const EXCEPT_WORDS = new Set(['except', 'but', 'without', 'sauf', 'hors', 'sans']);
const FILLERS = new Set(
  [
    ',',
    ';',
    '/',
    '&',
    '+',
    '.',
    '|',
    'and',
    'et',
    'or',
    'ou',
    'on',
    'every',
    'each',
    'the',
    'from',
    'de',
    'du',
  ].concat(['le', 'la', 'les', 'chaque', 'tous']),
);

const vocabulary = new Map<string, readonly number[]>(Object.entries(SET_WORDS));
for (const [index, words] of DAY_WORDS.entries()) {
  for (const word of words) vocabulary.set(word, [index + 1]);
}

/**
 * Reads 'mon-fri', 'lun-ven', 'week-end', 'sat, sun', 'mardi et jeudi', 'every day except sunday', 'fri-mon' (which
 * goes over the weekend). Case, accents, dots and spaces do not matter, and the two languages may mix.
 */
export function parseDays(text: string, locale: 'en' | 'fr' = 'en'): ParsedDays {
  const tokens = tokensOf(text, locale);
  if (tokens.every((token) => token.is === 'separator')) return refuse('empty', '', EXAMPLES[locale]);
  const unknown = tokens.find((token) => token.is === 'unknown');
  if (unknown !== undefined) return refuse('unknown-day', unknown.word, corrected(text, locale));
  const exceptAt = tokens.findIndex((token) => token.is === 'except');
  const wanted = readList(exceptAt === -1 ? tokens : tokens.slice(0, exceptAt));
  const unwanted = exceptAt === -1 ? new Set<number>() : readList(tokens.slice(exceptAt + 1));
  if (wanted === undefined || unwanted === undefined)
    return refuse('open-range', text.trim(), EXAMPLES[locale]);
  // 'except sunday' alone means all other days.
  const base = wanted.size === 0 ? new Set(ALL) : wanted;
  const days = ALL.filter((day) => base.has(day) && !unwanted.has(day));
  return days.length === 0 ? refuse('no-day-left', text.trim(), EXAMPLES[locale]) : { ok: true, days };
}

/** The days of a list of days and ranges; undefined when a range lacks an end or has a set of days as one. */
function readList(tokens: readonly Token[]): Set<number> | undefined {
  const days = new Set<number>();
  const items = tokens.filter((token) => token.is !== 'separator');
  for (let index = 0; index < items.length; index++) {
    const item = items[index];
    if (item?.is !== 'days') return undefined;
    if (items[index + 1]?.is !== 'range') {
      for (const day of item.days) days.add(day);
      continue;
    }
    const end = items[index + 2];
    const [from] = item.days;
    if (end?.is !== 'days' || end.days.length !== 1 || item.days.length !== 1 || from === undefined)
      return undefined;
    for (let day = from; ; day = (day % 7) + 1) {
      days.add(day);
      if (day === end.days[0]) break;
    }
    index += 2;
  }
  return days;
}

function tokensOf(text: string, locale: 'en' | 'fr'): Token[] {
  return wordsOf(withoutPhrases(text)).map((word): Token => {
    // 'le WE' is the weekend to a French speaker, Wednesday to an English one.
    if (word === 'we' && locale === 'fr') return { is: 'days', days: [6, 7] };
    const days = daysOfWord(word);
    if (days !== undefined) return { is: 'days', days };
    if (RANGE_WORDS.has(word)) return { is: 'range' };
    if (EXCEPT_WORDS.has(word)) return { is: 'except' };
    return FILLERS.has(word) ? { is: 'separator' } : { is: 'unknown', word };
  });
}

function daysOfWord(word: string): readonly number[] | undefined {
  return vocabulary.get(word) ?? (word.length > 4 ? vocabulary.get(word.replace(/s$/, '')) : undefined);
}

/** The text with each word that is not understood replaced by the nearest that is; the example when that fails. */
function corrected(text: string, locale: 'en' | 'fr'): string {
  const plain = withoutPhrases(text).replaceAll(WORD, (word) =>
    isKnown(word) ? word : (nearestWord(word, locale) ?? word),
  );
  const suggestion = plain.replaceAll(/\s+/g, ' ').trim();
  return wordsOf(suggestion).every(isKnown) && parseDays(suggestion, locale).ok
    ? suggestion
    : EXAMPLES[locale];
}

function isKnown(word: string): boolean {
  return (
    daysOfWord(word) !== undefined || RANGE_WORDS.has(word) || EXCEPT_WORDS.has(word) || FILLERS.has(word)
  );
}

function nearestWord(word: string, locale: 'en' | 'fr'): string | undefined {
  const own = DAY_WORDS.map((words) => words[locale === 'en' ? 0 : 1]);
  const others = [...vocabulary.keys()].filter((candidate) => candidate.length > 2);
  let best: { word: string; steps: number } | undefined;
  // The reader's own long names come first, so they win ties.
  for (const candidate of [...own, ...others]) {
    if (candidate === undefined) continue;
    const steps = distance(word, candidate);
    if (steps <= Math.max(1, Math.floor(word.length / 2.5)) && (best === undefined || steps < best.steps)) {
      best = { word: candidate, steps };
    }
  }
  return best?.word;
}

function wordsOf(plain: string): string[] {
  return plain.match(WORD) ?? [];
}

/** Lower case, without accents, each phrase of several words as one word. */
function withoutPhrases(text: string): string {
  return PHRASES.reduce((plain, [pattern, word]) => plain.replaceAll(pattern, word), fold(text));
}

function fold(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase().replaceAll('’', "'");
}

function refuse(problem: DaysRefusal['problem'], part: string, suggestion: string): ParsedDays {
  return { ok: false, refusal: { problem, part, suggestion } };
}
