/** Days, in all the ways people name them. */
import { type Captures, type Rule, rule } from '../patterns.ts';
import type { DateWords, Edge } from '../phrase.ts';
import type { Unit } from '../words.ts';

/** '9.11' is rather a time, '9 nov 26' rather a time behind a date. */
const UNUSUAL = 1;

export const dateRules: readonly Rule[] = [
  rule('nthday', 'n=num ~ordinal', (found) => dayNumber(found)),
  rule('nthday', 'n=nth', (found) => dayNumber(found)),
  rule('dayno', 'n=nthday', (found) => found.number('n')),
  rule('dayno', 'n=num', (found) => dayNumber(found)),
  // 'trois décembre', 'vingt-cinq décembre'.
  rule('spelt', 'n=word', (found) => found.number('n')),
  rule('spelt', 'tens=word -? and? unit=word', (found) => {
    const [tens = 0, unit = 0] = [found.number('tens'), found.number('unit')];
    return (tens === 20 || tens === 30) && unit < 10 ? tens + unit : undefined;
  }),
  rule('year', 'n=num', (found) =>
    found.text('n').length >= 4 && !found.text('n').startsWith('00') ? found.number('n') : undefined,
  ),
  rule(
    'year',
    'n=num',
    (found) => (/^(?:2[6-9]|[3-9]\d)$/.test(found.text('n')) ? 2000 + Number(found.text('n')) : undefined),
    UNUSUAL,
  ),
  rule('weekunit', 'u=unit', (found) => (found.text('u') === 'week' ? true : undefined)),
  rule('monthunit', 'u=unit', (found) => (found.text('u') === 'month' ? true : undefined)),
  rule('yearunit', 'u=unit', (found) => (found.text('u') === 'year' ? true : undefined)),
  rule('dayunit', 'u=unit', (found) => (found.text('u') === 'day' ? true : undefined)),
  rule('workunit', 'working-days', () => true),
  rule('workunit', 'u=unit', (found) => (found.text('u') === 'workday' ? true : undefined)),
  rule('nextweek', 'the? next weekunit', () => true),
  rule('nextweek', 'the? weekunit next', () => true),
  rule('nextmonth', 'the? next monthunit', () => true),
  rule('nextmonth', 'the? monthunit next', () => true),
  rule('thismonth', 'the|this? monthunit', () => true),
  rule('edge', 'the? end', () => 'last'),
  rule('edge', 'the? start', () => 'first'),
  rule('edge', 'the? middle', () => 'middle'),
  rule('count', 'n=number', (found) => found.number('n')),
  rule('count', 'one', () => 1),
  rule('count', 'couple', () => 2),

  rule('plain', 'today', () => ahead(0)),
  rule('plain', 'tomorrow', () => ahead(1)),
  rule('plain', 'overmorrow', () => ahead(2)),
  rule('plain', 'this|coming|the? w=weekday', (found) => weekday(found, 'coming')),
  rule('plain', 'this|the? week-end', () => weekend('coming')),
  rule('date', 'd=plain', (found) => found.get('d')),
  rule('date', 'the? next w=weekday', (found) => weekday(found, 'next')),
  rule('date', 'the? w=weekday next', (found) => weekday(found, 'next')),
  rule('date', 'the? next week-end', () => weekend('next')),
  rule('date', 'the? week-end next', () => weekend('next')),
  ...weekRules(),
  ...calendarRules(),
  ...monthRules(),
  ...distanceRules(),
];

function weekRules(): Rule[] {
  return [
    rule('date', 'the? w=weekday of? this weekunit', (found) => weekday(found, 0)),
    rule('date', 'this weekunit filler? the? w=weekday', (found) => weekday(found, 0)),
    rule('date', 'the? w=weekday of|at? nextweek', (found) => weekday(found, 1)),
    rule('date', 'nextweek filler|at? the? w=weekday', (found) => weekday(found, 1)),
    rule('date', 'the? w=weekday of? the? weekunit after nextweek', (found) => weekday(found, 2)),
    rule('date', 'the? week-end of? nextweek', () => weekend(1)),
    rule('date', 'nextweek week-end', () => weekend(1)),
    rule('date', 'the? weekunit after next', () => aheadOf('week', 2)),
    rule('date', 'the? weekunit after next filler|at? the? w=weekday', (found) => weekday(found, 2)),
    rule('date', 'the? w=weekday of? the? weekunit after next', (found) => weekday(found, 2)),
    rule('date', 'the? d=plain after next', (found) => from(found, 'week', 1)),
    rule('date', 'the? weekunit after nextweek', () => aheadOf('week', 2)),
    rule('date', 'the? w=weekday in n=count weekunit', (found) => weekdayIn(found)),
    rule('date', 'in n=count weekunit filler|at? the? w=weekday', (found) => weekdayIn(found)),
    rule('date', 'nextweek', () => aheadOf('week', 1)),
    rule('date', 'end-of-week', () => weekEdge(0, 'last')),
    rule('date', 'e=edge of? this|the? weekunit', (found) => weekEdge(0, edge(found))),
    rule('date', 'e=edge of? nextweek', (found) => weekEdge(1, edge(found))),
  ];
}

function calendarRules(): Rule[] {
  return [
    rule('date', 'w=weekday? filler? the? n=dayno of? m=month of? y=year?', (found) => named(found)),
    rule('date', 'w=weekday? filler? the? n=spelt of? m=month of? y=year?', (found) => named(found)),
    rule('date', 'w=weekday? filler? of? m=month the? n=dayno y=year?', (found) => named(found)),
    rule('date', 'the w=weekday n=dayno of? m=month of? y=year?', (found) => named(found)),
    rule('date', 'the? f=feast y=year?', (found) => feast(found)),
    rule('date', "y=num ~- ~m=num ~- ~n=num ~'t'?", (found) => yearFirst(found)),
    rule('date', 'y=num ~/ ~m=num ~/ ~n=num', (found) => yearFirst(found)),
    rule('date', 'y=num ~. ~m=num ~. ~n=num', (found) => yearFirst(found)),
    ...['/', '-', '.'].map((sign) =>
      rule('date', `w=weekday? the? a=num ~${sign} ~b=num ~${sign} ~c=num`, (found) => figures(found)),
    ),
    rule('date', 'w=weekday? the? a=num ~/ ~b=num', (found) => figures(found)),
    rule('date', 'w=weekday? the? a=num ~. ~b=num', (found) => figures(found), UNUSUAL),
    rule('date', 'w=weekday? the a=num ~. ~b=num', (found) => figures(found)),
    rule('date', 'w=weekday? the n=dayno', (found) => monthDay(found)),
    rule('date', 'w=weekday? filler? the? n=nthday', (found) => monthDay(found)),
    rule('date', 'w=weekday n=dayno', (found) => monthDay(found), UNUSUAL + UNUSUAL),
    rule('date', 'the w=weekday n=dayno', (found) => monthDay(found)),
    rule('date', 'w=weekday? the? n=dayno of the? monthunit', (found) => monthDay(found)),
    rule('date', 'w=weekday? the? n=dayno of? this monthunit', (found) => monthDay(found, 0)),
    rule('date', 'n=num ~-|/ ~m=month ~-|/ ~y=year', (found) => named(found)),
    rule('date', 'n=num ~-|/ ~m=month', (found) => named(found)),
    rule('date', 'w=weekday? the? n=dayno of? nextmonth', (found) => monthDay(found, 1)),
    rule('date', 'nextmonth filler? the? n=dayno', (found) => monthDay(found, 1)),
    rule('date', 'this monthunit filler? the n=dayno', (found) => monthDay(found, 0)),
  ];
}

function monthRules(): Rule[] {
  return [
    rule('date', 'in|of|next|this|the? m=month y=year?', (found) => month(found, 'first')),
    rule('date', 'the? m=month next', (found) => month(found, 'first')),
    rule('date', 'e=edge -? of? m=month y=year?', (found) => month(found, edge(found))),
    rule('date', 'e=edge of? thismonth', (found) => monthAhead(0, edge(found))),
    rule('date', 'e=edge of? nextmonth', (found) => monthAhead(1, edge(found))),
    rule('date', 'the? end-of-month', () => monthAhead(0, 'last')),
    rule('date', 'nextmonth', () => aheadOf('month', 1)),
    rule('date', 'the? next yearunit', () => aheadOf('year', 1)),
    rule('date', 'the? yearunit next', () => aheadOf('year', 1)),
    rule('date', 'the? end-of-year', (): DateWords => ({ is: 'date', month: 12, day: 31 })),
    ...['n=nth', 'n=num ~ordinal'].flatMap((nth) => [
      rule('date', `the? ${nth} w=weekday of? m=month y=year?`, (found) =>
        nthWeekday(found, found.number('n')),
      ),
      rule('date', `the? ${nth} w=weekday of thismonth`, (found) => nthWeekday(found, found.number('n'), 0)),
      rule('date', `the? ${nth} w=weekday of? nextmonth`, (found) => nthWeekday(found, found.number('n'), 1)),
    ]),
    rule('date', 'the? last w=weekday of m=month y=year?', (found) => nthWeekday(found, -1)),
    rule('date', 'the? last w=weekday of thismonth', (found) => nthWeekday(found, -1, 0)),
    rule('date', 'the? last w=weekday of nextmonth', (found) => nthWeekday(found, -1, 1)),
  ];
}

function distanceRules(): Rule[] {
  return [
    rule('date', 'the? next workunit', () => aheadOf('workday', 1)),
    rule('date', 'the? workunit next', () => aheadOf('workday', 1)),
    rule('date', 'in n=count workunit', (found) => aheadOf('workday', found.number('n') ?? 0)),
    rule('date', 'n=count workunit later', (found) => aheadOf('workday', found.number('n') ?? 0)),
    rule('date', 'n=count workunit', (found) => aheadOf('workday', found.number('n') ?? 0)),
    rule('date', 'd=plain in-eight', (found) => from(found, 'day', 7)),
    rule('date', 'd=plain in-fifteen', (found) => from(found, 'day', 14)),
    rule('date', 'the? n=count u=unit after the? d=date', (found) =>
      from(found, found.text('u') as Unit, found.number('n')),
    ),
    rule('date', 'the? n=count u=unit before the? d=date', (found) =>
      from(found, found.text('u') as Unit, -(found.number('n') ?? 0)),
    ),
    rule(
      'date',
      'n=count weekunit filler? d=plain',
      (found) => from(found, 'week', found.number('n')),
      UNUSUAL,
    ),
    rule('date', 'day-after the? d=date', (found) => from(found, 'day', 1)),
    rule('date', 'day-before the? d=date', (found) => from(found, 'day', -1)),
    rule('date', 'the? weekunit after the? d=date', (found) => from(found, 'week', 1)),
  ];
}

function ahead(days: number): DateWords {
  return { is: 'day', ahead: days };
}

function aheadOf(unit: Unit, amount: number): DateWords {
  return { is: 'ahead', unit, amount };
}

function weekday(found: Captures, which: 'coming' | 'next' | number): DateWords {
  return { is: 'weekday', weekday: found.number('w') ?? 1, which };
}

/** A weekend begins on its Saturday. */
function weekend(which: 'coming' | 'next' | number): DateWords {
  return { is: 'weekday', weekday: 6, which };
}

function weekdayIn(found: Captures): DateWords {
  return { is: 'weekday-in', weekday: found.number('w') ?? 1, weeks: found.number('n') ?? 1 };
}

function weekEdge(weeks: number, at: Edge): DateWords {
  return { is: 'week-edge', weeks, edge: at };
}

function edge(found: Captures): Edge {
  return (found.get('e') as Edge | undefined) ?? 'first';
}

function dayNumber(found: Captures): number | undefined {
  return found.text('n').length <= 2 ? found.number('n') : undefined;
}

function named(found: Captures): DateWords | undefined {
  const [month = 0, day = 0] = [found.number('m'), found.number('n')];
  return { is: 'date', month, day, year: found.number('y'), weekday: found.number('w') };
}

function feast(found: Captures): DateWords {
  const [month = 0, day = 0] = found.text('f').split('-').map(Number);
  return { is: 'date', month, day, year: found.number('y') };
}

function yearFirst(found: Captures): DateWords | undefined {
  if (found.text('y').length < 4) return undefined;
  return { is: 'date', year: found.number('y'), month: found.number('m') ?? 0, day: found.number('n') ?? 0 };
}

function figures(found: Captures): DateWords | undefined {
  const [first, second, third] = [found.text('a'), found.text('b'), found.text('c')];
  if (first.length > 2 || second.length > 2 || third.length === 1 || third.length === 3) return undefined;
  const year = third === '' ? undefined : Number(third.length === 2 ? `20${third}` : third);
  return { is: 'figures', first: Number(first), second: Number(second), year, weekday: found.number('w') };
}

function monthDay(found: Captures, months?: number): DateWords {
  return { is: 'month-day', day: found.number('n') ?? 0, weekday: found.number('w'), months };
}

function month(found: Captures, at: Edge): DateWords {
  return { is: 'month', month: found.number('m') ?? 0, year: found.number('y'), edge: at };
}

function monthAhead(months: number, at: Edge): DateWords {
  return { is: 'month-ahead', months, edge: at };
}

function nthWeekday(found: Captures, nth: number | undefined, months?: number): DateWords {
  return {
    is: 'nth',
    nth: nth ?? 1,
    weekday: found.number('w') ?? 1,
    month: found.number('m'),
    months,
  };
}

function from(found: Captures, unit: Unit, amount: number | undefined): DateWords | undefined {
  const base = found.get('d') as DateWords | undefined;
  return base === undefined ? undefined : { is: 'from', base, unit, amount: amount ?? 0 };
}
