/** What the grammar makes of the parts of a phrase, before it is known which day it is. */
import type { DayPart, Unit } from './words.ts';

/** A part of a month. */
export type Edge = 'first' | 'middle' | 'last';

export type DateWords =
  /** Days from today. */
  | { readonly is: 'day'; readonly ahead: number }
  /** A day of the week (1..7): the coming one, the 'next' one, or the one so many weeks from this week. */
  | { readonly is: 'weekday'; readonly weekday: number; readonly which: 'coming' | 'next' | number }
  /** 'friday in two weeks': so many weeks after the coming one, or in that week. */
  | { readonly is: 'weekday-in'; readonly weekday: number; readonly weeks: number }
  | {
      readonly is: 'date';
      readonly year?: number | undefined;
      readonly month: number;
      readonly day: number;
      readonly weekday?: number | undefined;
    }
  /** '10/11': which is the day and which the month is not said. */
  | {
      readonly is: 'figures';
      readonly first: number;
      readonly second: number;
      readonly year?: number | undefined;
      readonly weekday?: number | undefined;
    }
  /** 'the 15th': of the coming, this (0) or the next month (1). */
  | {
      readonly is: 'month-day';
      readonly day: number;
      readonly weekday?: number | undefined;
      readonly months?: number | undefined;
    }
  /** The beginning, middle or end of a named month. */
  | { readonly is: 'month'; readonly month: number; readonly year?: number | undefined; readonly edge: Edge }
  /** The same of the month so many months from this one. */
  | { readonly is: 'month-ahead'; readonly months: number; readonly edge: Edge }
  /** 'the first monday of december': nth 1..5, or -1 for the last. */
  | {
      readonly is: 'nth';
      readonly nth: number;
      readonly weekday: number;
      readonly month?: number | undefined;
      readonly months?: number | undefined;
    }
  /** 'next week', 'next month': the same day of it. */
  | { readonly is: 'ahead'; readonly unit: Unit; readonly amount: number }
  /** 'the end of next week'. */
  | { readonly is: 'week-edge'; readonly weeks: number; readonly edge: Edge }
  /** 'five days after friday'; a negative amount for 'before'. */
  | { readonly is: 'from'; readonly base: DateWords; readonly unit: Unit; readonly amount: number };

export interface TimeWords {
  /** Since midnight, each a possible reading, seconds as parts of a minute; up to 1440, the midnight that ends the day. Empty: no such time. */
  readonly minutes: readonly number[];
  /** 'am', 'noon', '18:00': no part of the day changes it any more. */
  readonly certain: boolean;
  /** Said as midnight: with a date people mean either end of the day. */
  readonly midnight?: boolean;
  /** Said with the word or the letter for hours ('8h', '8h30', '8 heures'), so that it could be a duration. */
  readonly hours?: 'h' | 'hm' | 'word' | undefined;
}

export interface PartWords {
  readonly part: DayPart;
  /** 'this evening', 'tonight'. */
  readonly today: boolean;
  /** 'mornings', 'les soirs'. */
  readonly repeats: boolean;
}

export interface Duration {
  readonly years: number;
  readonly months: number;
  readonly days: number;
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
}

export interface DurationWords {
  readonly duration: Duration;
  /** 'in', 'from now': nothing else can be meant. */
  readonly led: boolean;
}

export interface DaysWords {
  /** ISO days, ascending, at least one. */
  readonly days: readonly number[];
  /** A range, a list or 'mondays': more than one moment is meant. */
  readonly repeats: boolean;
}

export type RepeatWords =
  | { readonly every: 'day'; readonly part?: DayPart | undefined }
  | { readonly every: 'week'; readonly days?: readonly number[] | undefined }
  /** 31 is the last day. */
  | { readonly every: 'month'; readonly day?: number | undefined };

/** A zone id of Temporal's: IANA or '+01:00'; undefined for the reader's own, said in words. */
export interface ZoneWords {
  readonly zone: string | undefined;
}
