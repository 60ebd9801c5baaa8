/** A phrase taken apart: every way in which its parts cover it, the likeliest first. */
import { dateRules } from './grammar/dates.ts';
import { durationProcedures, durationRules } from './grammar/durations.ts';
import { repeatProcedures, repeatRules } from './grammar/repeats.ts';
import { timeProcedures, timeRules } from './grammar/times.ts';
import { type Lexicon, lexemesOf } from './lexicon.ts';
import { grammarOf, type Input, inputOf } from './patterns.ts';
import type {
  DateWords,
  DaysWords,
  DurationWords,
  PartWords,
  RepeatWords,
  TimeWords,
  ZoneWords,
} from './phrase.ts';
import { type Token } from './tokens.ts';

/** At most one of each. */
export interface Parts {
  readonly date?: DateWords;
  readonly time?: TimeWords;
  readonly daypart?: PartWords;
  readonly zone?: ZoneWords;
  readonly duration?: DurationWords;
  readonly repeat?: RepeatWords;
  readonly days?: DaysWords;
  readonly begins?: DateWords;
  readonly exception?: DaysWords;
  /** 'until friday': understood, and not something that can be asked for. */
  readonly ends?: DateWords;
  /** 'this time tomorrow'. */
  readonly 'same-time'?: unknown;
  /** 'yesterday', '5 minutes ago', 'now'. */
  readonly gone?: unknown;
}

export interface Segmentation {
  readonly parts: Parts;
  readonly cost: number;
  /** Indices of the tokens left out, where that was allowed. */
  readonly left: readonly number[];
  /** Indices of the tokens that say nothing by themselves. */
  readonly idle: readonly number[];
}

const grammar = grammarOf([...timeRules, ...dateRules, ...durationRules, ...repeatRules], {
  ...timeProcedures,
  ...durationProcedures,
  ...repeatProcedures,
});
const KINDS: readonly (keyof Parts)[] = [
  'date',
  'repeat',
  'duration',
  'days',
  'time',
  'daypart',
  'zone',
  'begins',
  'exception',
  'ends',
  'same-time',
  'gone',
];
/** Words without a meaning of their own, and what it costs that they stand alone. */
const LOOSE_WORDS: readonly (readonly [string, number])[] = [
  ['filler', 0.1],
  ['the', 0.1],
  ['at', 0.5],
];
/** Costs more than any far-fetched reading. */
const LEFT_OUT = 10;
/** Bounds the work for phrases that fit in no way, or in a thousand ways. */
const MOST_STEPS = 1_000;
const MOST_NEAR_STEPS = 150;
/** Known words that may be left out to make sense of the others. */
const MOST_LEFT = 4;
const MOST_FOUND = 40;
const MOST_NEAR = 3;

/** The tokens as the grammar sees them under a lexicon. */
export function inputFor(tokens: readonly Token[], lexicon: Lexicon): Input {
  return inputOf(grammar, tokens, lexemesOf(tokens, lexicon));
}

export function segmentations(input: Input): Segmentation[] {
  return search(input, 0);
}

/** The same with as few words left out as possible; what is in no table at all is left out first. */
export function nearSegmentations(input: Input, makesSense: (parts: Parts) => boolean): Segmentation[] {
  for (let leaving = 0; leaving <= MOST_LEFT; leaving++) {
    const found: Segmentation[] = [];
    for (const way of search(input, leaving)) {
      if (makesSense(way.parts)) found.push(way);
      if (found.length === MOST_NEAR) return found;
    }
    if (found.length > 0) return found;
  }
  return [];
}

function search(input: Input, leaving: number): Segmentation[] {
  const found: Segmentation[] = [];
  let steps = 0;
  const visit = (
    at: number,
    parts: Parts,
    cost: number,
    left: readonly number[],
    idle: readonly number[],
  ): void => {
    steps++;
    if (steps > (leaving > 0 ? MOST_NEAR_STEPS : MOST_STEPS) || found.length >= MOST_FOUND) return;
    if (at === input.tokens.length) {
      if (Object.keys(parts).length > 0) found.push({ parts, cost, left, idle });
      return;
    }
    for (const kind of KINDS) {
      if (parts[kind] !== undefined) continue;
      for (const { value, end, cost: own } of input.match(kind, at))
        visit(end, { ...parts, [kind]: value }, cost + own, left, idle);
    }
    for (const [word, own] of LOOSE_WORDS)
      for (const { end } of input.match(word, at)) visit(end, parts, cost + own, left, [...idle, at]);
    const isUnknown = input.lexemes[at]?.length === 0;
    const spent = left.filter((index) => input.lexemes[index]?.length !== 0).length;
    if (leaving > 0 && (isUnknown || spent < leaving - 1))
      visit(at + 1, parts, cost + LEFT_OUT, [...left, at], idle);
  };
  visit(0, {}, 0, [], []);
  return found.sort((a, b) => a.cost - b.cost);
}
