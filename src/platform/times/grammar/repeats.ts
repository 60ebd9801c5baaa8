/** Sets of days and repetitions. */
import { type Captures, type Input, type Match, type Procedure, type Rule, rule } from '../patterns.ts';
import type { DaysWords, Edge, RepeatWords } from '../phrase.ts';
import type { DayPart } from '../words.ts';

const ALL = [1, 2, 3, 4, 5, 6, 7];
const WORKING = [1, 2, 3, 4, 5];
const WEEKEND = [6, 7];
const MOST_ITEMS = 8;

export const repeatRules: readonly Rule[] = [
  rule('item', 'from? the? a=weekday filler|the? to|- the? b=weekday', (found) => range(found)),
  rule('item', 'filler? the? w=weekday', (found) => days([found.number('w') ?? 1], false)),
  rule('item', 'filler? the? w=weekdays', (found) => days([found.number('w') ?? 1], true)),
  rule('item', 'filler|the? the? week-end', () => days(WEEKEND, false)),
  rule('item', 'filler|the? the? week-ends', () => days(WEEKEND, true)),
  rule('item', 'filler|the? working-days', () => days(WORKING, true)),
  rule('item', 'all-days', () => days(ALL, true)),
  rule('sep', 'and', () => true),
  rule('sep', '/', () => true),
  rule('sep', '+', () => true),
  rule('sep', ',', () => true),

  rule('repeat', 'every d=days', (found) => ({
    every: 'week',
    days: (found.get('d') as DaysWords | undefined)?.days,
  })),
  rule('repeat', 'filler|the? daily', () => ({ every: 'day' })),
  rule('repeat', 'of? the? weekly', () => ({ every: 'week' })),
  rule('repeat', 'of? the? monthly', () => ({ every: 'month' })),
  rule('repeat', 'every p=part|parts', (found) => ({ every: 'day', part: found.text('p') as DayPart })),
  rule('repeat', 'every the? n=nthday', (found) => monthly(found)),
  rule('repeat', 'every the? n=dayno of thismonth', (found) => monthly(found)),
  rule('repeat', 'e=edge of? monthly', (found) => atEdge(found)),
  rule('repeat', 'every e=edge of? monthunit', (found) => atEdge(found)),
  rule('repeat', 'every end-of-month', (): RepeatWords => ({ every: 'month', day: 31 })),
  rule('repeat', 'monthly filler? e=edge', (found) => atEdge(found)),
  rule('repeat', 'monthly filler? the? n=dayno', (found) => monthly(found)),

  rule('unsupported-repeat', 'unsupported', () => true),
  rule('unsupported-repeat', 'every n=number unit|weekday|part', (found) =>
    (found.number('n') ?? 0) > 1 ? true : undefined,
  ),
  rule('unsupported-repeat', 'every u=unit', (found) =>
    ['second', 'minute', 'hour', 'fortnight', 'year'].includes(found.text('u')) ? true : undefined,
  ),
  rule('unsupported-repeat', 'every nth|last|nthday weekday|unit', () => true),
  rule('unsupported-repeat', 'every half-an-hour|quarter-of-an-hour|month|feast', () => true),

  rule('begins', 'starting filler? the? d=date', (found) => found.get('d')),
  rule('ends', 'until filler? the? d=date', (found) => found.get('d')),
  rule('exception', 'except filler? d=days', (found) => found.get('d')),
];

/** 'monday', 'mon-fri', 'tue, thu and sat': every beginning of a list is a reading of its own. */
const daysAt: Procedure = (input, at) => {
  const found: Match<DaysWords>[] = [];
  extend(input, at, [], false, 0, found);
  return found;
};

function extend(
  input: Input,
  at: number,
  before: readonly number[],
  repeats: boolean,
  count: number,
  found: Match<DaysWords>[],
): void {
  if (count === MOST_ITEMS) return;
  const starts = [at, ...(count === 0 ? [] : input.match('sep', at).map(({ end }) => end))];
  for (const start of starts) {
    for (const match of input.match('item', start)) {
      const item = match.value as DaysWords;
      const all = days([...before, ...item.days], repeats || item.repeats || count > 0);
      found.push({ value: all, end: match.end, cost: 0 });
      extend(input, match.end, all.days, all.repeats, count + 1, found);
    }
  }
}

function days(list: readonly number[], repeats: boolean): DaysWords {
  return { days: [...new Set(list)].sort((a, b) => a - b), repeats };
}

/** Friday to Monday goes over the weekend; a day to itself is that day. */
function range(found: Captures): DaysWords {
  const [from = 1, to = 1] = [found.number('a'), found.number('b')];
  const list = [from];
  while (list.at(-1) !== to) list.push(((list.at(-1) ?? 0) % 7) + 1);
  return days(list, true);
}

function monthly(found: Captures): RepeatWords {
  return { every: 'month', day: found.number('n') };
}

function atEdge(found: Captures): RepeatWords {
  const day = { first: 1, middle: 15, last: 31 }[(found.get('e') as Edge | undefined) ?? 'first'];
  return { every: 'month', day };
}

export const repeatProcedures: Readonly<Record<string, Procedure>> = { days: daysAt };
