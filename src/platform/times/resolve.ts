/** The local dates that words for days mean, seen from a day. Dates are 'YYYY-MM-DD'. */
import { Temporal } from 'temporal-polyfill';
import { addDays, daysBetween, isLocalDate, mondayOf, weekdayOf } from '../zones/rules.ts';
import type { DateWords, Edge } from './phrase.ts';
import type { Unit } from './words.ts';

/** How far ahead a moment may lie, in days: a year and a day. */
export const MAX_AHEAD_DAYS = 366;
/** Beyond it nothing is counted any more: it is too far, however far. */
const MOST_AMOUNT = 100_000;

export type Dates =
  /** One list for each reading: its dates in order, the first of them that is still to come is meant. */
  | { readonly readings: readonly (readonly string[])[] }
  | { readonly problem: 'impossible' | 'too-far' | 'past' };

/** `dayFirst`: figures have only that reading, where it is a date. */
export function datesOf(words: DateWords, today: string, dayFirst: boolean): Dates {
  switch (words.is) {
    case 'day':
      return one(addDays(today, words.ahead));
    case 'weekday':
      return weekdays(words.weekday, words.which, today);
    case 'weekday-in': {
      if (words.weeks > MAX_AHEAD_DAYS / 7) return { problem: 'too-far' };
      const counted = addDays(coming(words.weekday, today), 7 * words.weeks);
      const inWeek = addDays(mondayOf(today), 7 * words.weeks + words.weekday - 1);
      return { readings: counted === inWeek ? [[counted]] : [[inWeek], [counted]] };
    }
    case 'date':
      return named(words, today);
    case 'figures':
      return figures(words, today, dayFirst);
    case 'month-day':
      return monthDay(words, today);
    case 'month':
      return inMonth(words, today);
    case 'month-ahead':
      // 'The first day of the month' is the next one, when this month's has passed.
      return {
        readings: [
          [words.months, ...(words.months === 0 && words.edge !== 'last' ? [1] : [])]
            .map((months) => atEdge(monthAhead(today, months), words.edge))
            .filter((date) => date >= today),
        ],
      };
    case 'nth':
      return nthWeekday(words, today);
    case 'ahead':
      return later(today, words.unit, words.amount);
    case 'week-edge':
      return weekEdge(words.weeks, words.edge, today);
    case 'from':
      return fromBase(words, today, dayFirst);
  }
}

function one(date: string): Dates {
  return { readings: [[date]] };
}

/** The first date from today on that is this day of the week. */
function coming(weekday: number, today: string): string {
  return addDays(today, (weekday - weekdayOf(today) + 7) % 7);
}

/**
 * 'friday' is the coming one, and when its time has passed today the one after. 'next friday' is the coming one to
 * some and the one of next week to others: both, where they are not the same.
 */
function weekdays(weekday: number, which: 'coming' | 'next' | number, today: string): Dates {
  if (typeof which === 'number') return one(addDays(mondayOf(today), 7 * which + weekday - 1));
  const first = coming(weekday, today);
  if (which === 'coming') return { readings: [[first, addDays(first, 7)]] };
  const after = first === today ? addDays(first, 7) : first;
  const nextWeek = addDays(mondayOf(today), 6 + weekday);
  return { readings: after === nextWeek ? [[after]] : [[after], [nextWeek]] };
}

function named({ year, month, day, weekday }: Extract<DateWords, { is: 'date' }>, today: string): Dates {
  if (year !== undefined) return onWeekday(inYear(year, month, day), weekday);
  const coming = yearly(month, day, today);
  // The first of them is meant: on a day of the week that it is not, it is a slip and no date years ahead.
  const dates =
    weekday === undefined ? coming : coming.slice(0, 1).filter((date) => weekdayOf(date) === weekday);
  const inReach = dates.filter((date) => daysBetween(today, date) <= MAX_AHEAD_DAYS);
  if (inReach.length > 0) return { readings: [inReach] };
  if (!isLocalDate(iso(2028, month, day))) return { problem: 'impossible' };
  return { problem: weekday === undefined ? 'too-far' : 'impossible' };
}

function onWeekday(dates: Dates, weekday: number | undefined): Dates {
  if (weekday === undefined || 'problem' in dates) return dates;
  const fitting = dates.readings.filter(([date = '']) => weekdayOf(date) === weekday);
  return fitting.length > 0 ? { readings: fitting } : { problem: 'impossible' };
}

function inYear(year: number, month: number, day: number): Dates {
  if (year > 9999) return { problem: 'too-far' };
  const date = iso(year, month, day);
  return isLocalDate(date) ? one(date) : { problem: 'impossible' };
}

/** This date of this year and the next ones, from today on. */
function yearly(month: number, day: number, today: string): string[] {
  const thisYear = Number(today.slice(0, 4));
  const years = [thisYear, thisYear + 1, thisYear + 2];
  return years.map((year) => iso(year, month, day)).filter((date) => isLocalDate(date) && date >= today);
}

/** '10/11' is 10 November, as most of the world writes it, or 11 October. */
function figures(words: Extract<DateWords, { is: 'figures' }>, today: string, dayFirst: boolean): Dates {
  const { first, second, year, weekday } = words;
  const ways =
    first === second
      ? [[first, second]]
      : [
          [first, second],
          [second, first],
        ];
  const dates = ways.map(([day = 0, month = 0]) => named({ is: 'date', year, month, day, weekday }, today));
  const [asDayFirst = { problem: 'impossible' as const }] = dates;
  if (dayFirst && isLocalDate(iso(year ?? 2028, second, first))) return asDayFirst;
  const readings = dates.flatMap((each) => ('readings' in each ? each.readings : []));
  if (readings.length > 0) return { readings };
  return dates.find((each) => 'problem' in each && each.problem !== 'impossible') ?? asDayFirst;
}

/** 'the 15th': with a day of the week the first month in which they agree, at most two months on. */
function monthDay(words: Extract<DateWords, { is: 'month-day' }>, today: string): Dates {
  const { day, weekday, months } = words;
  if (day < 1 || day > 31) return { problem: 'impossible' };
  if (months !== undefined) {
    const date = `${monthAhead(today, months)}-${two(day)}`;
    return isLocalDate(date) ? onWeekday(one(date), weekday) : { problem: 'impossible' };
  }
  const dates: string[] = [];
  for (let ahead = 0; ahead <= 2; ahead++) dates.push(`${monthAhead(today, ahead)}-${two(day)}`);
  const fitting = dates
    .filter((date) => isLocalDate(date) && date >= today)
    .filter((date) => weekday === undefined || weekdayOf(date) === weekday);
  return fitting.length > 0 ? { readings: [fitting] } : { problem: 'impossible' };
}

/** The beginning, middle or end of a month: of this year, or of the next where that has passed. */
function inMonth(words: Extract<DateWords, { is: 'month' }>, today: string): Dates {
  const { month, year, edge } = words;
  if (year !== undefined && year > 9999) return { problem: 'too-far' };
  const thisYear = Number(today.slice(0, 4));
  const years = year === undefined ? [thisYear, thisYear + 1] : [year];
  const dates = years.map((each) => atEdge(`${four(each)}-${two(month)}`, edge));
  return { readings: [year === undefined ? dates.filter((date) => date >= today) : dates] };
}

function nthWeekday(words: Extract<DateWords, { is: 'nth' }>, today: string): Dates {
  const { nth, weekday, month, months } = words;
  const thisYear = Number(today.slice(0, 4));
  const inMonths =
    months === undefined
      ? [thisYear, thisYear + 1].map((year) => `${four(year)}-${two(month ?? 1)}`)
      : [monthAhead(today, months)];
  const dates = inMonths.flatMap((each) => {
    const first = coming(weekday, `${each}-01`);
    const last = atEdge(each, 'last');
    const date =
      nth > 0 ? addDays(first, 7 * (nth - 1)) : addDays(last, -((weekdayOf(last) - weekday + 7) % 7));
    return date.startsWith(each) ? [date] : [];
  });
  const ahead = dates.filter((date) => date >= today);
  if (dates.length === 0 || nth > 5) return { problem: 'impossible' };
  return ahead.length > 0 ? { readings: [ahead] } : { problem: 'past' };
}

/** The week's end is its Friday to some, its Sunday to others. */
function weekEdge(weeks: number, edge: Edge, today: string): Dates {
  const monday = addDays(mondayOf(today), 7 * weeks);
  const days = { first: [0], middle: [2], last: [4, 6] }[edge];
  return { readings: days.map((day) => [addDays(monday, day)]) };
}

/** The same day so many units on; the last of the month where it is shorter. */
function later(date: string, unit: Unit, amount: number): Dates {
  if (Math.abs(amount) > MOST_AMOUNT) return { problem: 'too-far' };
  if (unit === 'workday') return one(workdaysOn(date, Math.min(amount, 2 * MAX_AHEAD_DAYS)));
  const days = { day: 1, week: 7, fortnight: 14 }[unit as string];
  if (days !== undefined)
    return amount * days > 10 * MAX_AHEAD_DAYS ? { problem: 'too-far' } : one(addDays(date, amount * days));
  if (unit !== 'month' && unit !== 'year') return { problem: 'impossible' };
  if (Math.abs(amount) > 1000) return { problem: amount > 0 ? 'too-far' : 'past' };
  const added = unit === 'month' ? { months: amount } : { years: amount };
  return one(Temporal.PlainDate.from(date).add(added).toString());
}

function workdaysOn(date: string, amount: number): string {
  let day = date;
  for (let left = Math.abs(amount); left > 0; ) {
    day = addDays(day, Math.sign(amount));
    if (weekdayOf(day) <= 5) left--;
  }
  return day;
}

function fromBase(words: Extract<DateWords, { is: 'from' }>, today: string, dayFirst: boolean): Dates {
  const base = datesOf(words.base, today, dayFirst);
  if ('problem' in base) return base;
  const readings: string[][] = [];
  for (const dates of base.readings) {
    const moved: string[] = [];
    for (const date of dates) {
      // Counted from the end of the calendar, there would be no date.
      const ahead = daysBetween(today, date);
      if (Math.abs(ahead) > 10 * MAX_AHEAD_DAYS) return { problem: ahead > 0 ? 'too-far' : 'past' };
      const found = later(date, words.unit, words.amount);
      if ('problem' in found) return found;
      moved.push(found.readings[0]?.[0] ?? date);
    }
    readings.push(moved);
  }
  return { readings };
}

/** 'YYYY-MM' so many months from a date's. */
function monthAhead(date: string, months: number): string {
  return Temporal.PlainYearMonth.from(date.slice(0, 7)).add({ months }).toString();
}

function atEdge(month: string, edge: Edge): string {
  if (edge === 'first') return `${month}-01`;
  if (edge === 'middle') return `${month}-15`;
  return `${month}-${two(Temporal.PlainYearMonth.from(month).daysInMonth)}`;
}

function iso(year: number, month: number, day: number): string {
  return `${four(year)}-${two(month)}-${two(day)}`;
}

function two(part: number): string {
  return String(part).padStart(2, '0');
}

function four(year: number): string {
  return String(year).padStart(4, '0');
}
