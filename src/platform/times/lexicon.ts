/** From a typed text to tokens, each with everything its language knows it can mean. */
import { distance } from 'fastest-levenshtein';
import { lazily } from '../lazily.ts';
import { canonicalZone } from '../zones/rules.ts';
import { type Token, tokensOf } from './tokens.ts';
import { english } from './words/english.ts';
import { french } from './words/french.ts';
import type { Spellings, WordTable } from './words.ts';
import { CLOCKS_BY_LETTERS, cityZone } from './zone-words.ts';

/** A kind of word the grammar speaks of ('weekday', 'next', 'num', ':'), with what stands for it there. */
export interface Lexeme {
  readonly kind: string;
  readonly value: number | string;
  /** In tokens. */
  readonly length: number;
}

export interface Lexicon {
  /** Entries by the first word of their spelling. */
  readonly entries: ReadonlyMap<string, readonly Entry[]>;
  /** Single words to correct typos with. */
  readonly words: ReadonlySet<string>;
  /** Days of the week in three letters: too short to be taken for what is typed, near enough to be suggested. */
  readonly days: ReadonlySet<string>;
}

interface Entry {
  readonly words: readonly string[];
  /** '2day' in one: '2 day' is two days. */
  readonly glued: boolean;
  readonly kind: string;
  readonly value: number | string;
}

export type Language = 'en' | 'fr';

const TABLES: Readonly<Record<Language, WordTable>> = { en: english, fr: french };
const lexicons = {
  en: lazily(() => compile([TABLES.en])),
  fr: lazily(() => compile([TABLES.fr])),
  // Where a word means two things, both are tried.
  both: lazily(() => compile([TABLES.en, TABLES.fr])),
};

/** In the order in which a reader of this language is to be understood. */
export function lexiconsFor(
  locale: Language,
): readonly { readonly name: Language | 'both'; readonly lexicon: Lexicon }[] {
  const other = locale === 'en' ? 'fr' : 'en';
  return ([locale, other, 'both'] as const).map((name) => ({ name, lexicon: lexicons[name]() }));
}

function compile(tables: readonly WordTable[]): Lexicon {
  const entries = new Map<string, Entry[]>();
  const words = new Set<string>();
  const add = (kind: string, value: number | string, spellings: Spellings): void => {
    for (const spelling of spellings) {
      const tokens = tokensOf(spelling);
      const parts = tokens.map(({ text }) => text);
      const glued = /^\d$/.test(parts[0] ?? '') && tokens[1]?.tight === true;
      const [first] = parts;
      if (first === undefined) continue;
      const known = entries.get(first) ?? [];
      known.push({ words: parts, glued, kind, value });
      entries.set(first, known);
      for (const part of parts) if (/^\p{L}+$/u.test(part)) words.add(part);
    }
  };
  for (const table of tables) {
    table.weekdays.forEach((spellings, index) => add('weekday', index + 1, spellings));
    table.everyWeekday.forEach((spellings, index) => add('weekdays', index + 1, spellings));
    table.months.forEach((spellings, index) => add('month', index + 1, spellings));
    for (const [number, spellings] of Object.entries(table.numbers)) add('word', Number(number), spellings);
    for (const [number, spellings] of Object.entries(table.ordinals)) add('nth', Number(number), spellings);
    for (const [unit, spellings] of Object.entries(table.units)) add('unit', unit, spellings);
    for (const [part, spellings] of Object.entries(table.dayParts)) add('part', part, spellings);
    for (const [part, spellings] of Object.entries(table.everyDayPart)) add('parts', part, spellings);
    for (const [date, spellings] of Object.entries(table.feasts)) add('feast', date, spellings);
    for (const [sign, spellings] of Object.entries(table.signs)) add(sign, 0, spellings);
  }
  for (const [letters, zone] of Object.entries(CLOCKS_BY_LETTERS)) add('zone', zone, [letters]);
  const days = tables.flatMap(({ weekdays }) => weekdays.flatMap((spellings) => [...spellings]));
  return { entries, words, days: new Set(days.filter((day) => day.length === SHORT_DAY)) };
}

/** For each token all lexemes that begin there. */
export function lexemesOf(tokens: readonly Token[], lexicon: Lexicon): Lexeme[][] {
  return tokens.map((token, at) => {
    const found: Lexeme[] = [];
    for (const { words, glued, kind, value } of lexicon.entries.get(token.text) ?? []) {
      const length = glued && tokens[at + 1]?.tight !== true ? 0 : lengthAt(tokens, at, words);
      if (length > 0) found.push({ kind, value, length });
    }
    if (/^\d+$/.test(token.text)) found.push({ kind: 'num', value: token.text, length: 1 });
    else if (token.text.includes('/') && token.text.length > 1)
      found.push({ kind: 'zone', value: canonicalZone(token.text) ?? 'UTC', length: 1 });
    else if (!/^\p{L}/u.test(token.text))
      found.push({ kind: SIGN_KINDS[token.text] ?? token.text, value: 0, length: 1 });
    for (const length of [3, 2, 1]) {
      const zone = cityZone(tokens.slice(at, at + length).map(({ text }) => text));
      if (zone !== undefined) found.push({ kind: 'city', value: zone, length });
    }
    return found;
  });
}

const SIGN_KINDS: Readonly<Record<string, string>> = {
  '–': '-',
  '—': '-',
  '−': '-',
  '~': '-',
  '&': 'and',
  ';': 'and',
  '|': 'and',
};

/** How many tokens from `at` on spell these words; a hyphen may stand between two of them. 0: they do not. */
function lengthAt(tokens: readonly Token[], at: number, words: readonly string[]): number {
  let position = at;
  for (const [index, word] of words.entries()) {
    if (index > 0 && tokens[position]?.text === '-' && tokens[position]?.tight === true) position++;
    if (tokens[position]?.text !== word) return 0;
    position++;
  }
  return position - at;
}

/**
 * The tokens with each word that no language knows replaced by the one it is nearly; undefined when there is none to
 * replace. 'likely' is enough for suggestions, not for what counts at once.
 */
export function withoutTypos(
  tokens: readonly Token[],
  lexicon: Lexicon,
  how: 'surely' | 'likely',
): Token[] | undefined {
  let replaced = 0;
  const corrected = tokens.map((token) => {
    const word = isKnown(token.text) ? undefined : meant(token.text, lexicon, how === 'likely');
    if (word === undefined) return token;
    replaced++;
    return { ...token, text: word };
  });
  return replaced === 0 ? undefined : corrected;
}

function meant(word: string, lexicon: Lexicon, boldly: boolean): string | undefined {
  return nearest(word, lexicon, boldly) ?? (boldly ? nearestDay(word, lexicon) : undefined);
}

/** Whether a word is in one of the tables; figures and signs are no words. */
export function isKnown(word: string): boolean {
  return !/^\p{L}/u.test(word) || lexicons.both().words.has(word) || word.includes('/');
}

const SHORT_DAY = 3;
const SHORTEST_TYPO = 4;
const LONGEST_WORD = 20;

function nearest(word: string, lexicon: Lexicon, boldly: boolean): string | undefined {
  if (word.length < SHORTEST_TYPO || word.length > LONGEST_WORD) return undefined;
  let best: { word: string; steps: number } | undefined;
  let hasRival = false;
  for (const candidate of lexicon.words) {
    if (candidate.length < SHORTEST_TYPO || Math.abs(candidate.length - word.length) > 2) continue;
    const steps = stepsBetween(word, candidate);
    if (steps > mostSteps(word, candidate, boldly) || (best !== undefined && steps > best.steps)) continue;
    if (best === undefined || steps < best.steps) {
      best = { word: candidate, steps };
      hasRival = false;
    } else if (!candidate.startsWith(best.word)) hasRival = true;
  }
  return hasRival && !boldly ? undefined : best?.word;
}

/** 'fir' and 'frii' are Friday, most likely. */
function nearestDay(word: string, { days }: Lexicon): string | undefined {
  return [...days].find((day) => day[0] === word[0] && stepsBetween(word, day) === 1);
}

/** Letters exchanged with their neighbours are one slip, not two. */
function stepsBetween(word: string, candidate: string): number {
  const steps = distance(word, candidate);
  const isExchange = steps === 2 && word.length === candidate.length && exchanged(word, candidate);
  return isExchange ? 1 : steps;
}

function exchanged(word: string, candidate: string): boolean {
  for (let at = 0; at < word.length - 1; at++) {
    const slip = word.slice(0, at) + word.charAt(at + 1) + word.charAt(at) + word.slice(at + 2);
    if (slip === candidate) return true;
  }
  return false;
}

/** A short word is taken for another only when a letter is missing, doubled or exchanged: 'match' is not 'march'. */
function mostSteps(word: string, candidate: string, boldly: boolean): number {
  if (word[0] !== candidate[0]) return boldly && word.length > 4 ? 1 : 0;
  if (boldly) return word.length < 6 ? 1 : 2;
  if (word.length >= 7) return 2;
  if (word.length === 6) return 1;
  const isSlip = word.length !== candidate.length || exchanged(word, candidate);
  return word.length === 5 && isSlip ? 1 : 0;
}
