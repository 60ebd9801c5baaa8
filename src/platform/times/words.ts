/**
 * What a language needs for its dates and times to be read: one table of words. Spellings are in lower case without
 * accents; an apostrophe is a space ('l apres midi'), and a space also stands for a hyphen ('week end' is 'week-end').
 * A new spelling is a new entry; a new language is a new table in words/ and a line in lexicon.ts.
 */
export type Spellings = readonly string[];

export const UNITS = [
  'second',
  'minute',
  'hour',
  'day',
  'workday',
  'week',
  'fortnight',
  'month',
  'year',
] as const;
export type Unit = (typeof UNITS)[number];

const DAY_PARTS = ['morning', 'afternoon', 'evening', 'night', 'late'] as const;
/** 'late' is the night after the evening ('cette nuit'), 'night' the hours after work ('tonight'). */
export type DayPart = (typeof DAY_PARTS)[number];

/** Words that say how the others belong together. */
export const SIGNS = [
  /** Means nothing by itself and may stand anywhere: 'on', 'by', 'le', 'pour'. */
  'filler',
  'the',
  'of',
  'and',
  'at',
  /** 'to' of a range, 'au' in 'du lundi au vendredi'. */
  'to',
  'from',
  /** The first day of a repeat: 'starting', 'a partir de'. */
  'starting',
  'except',
  /** The last day of a repeat: 'until', 'jusqu a'. */
  'until',
  /** Before a duration: 'in', 'dans'. */
  'in',
  /** After a duration: 'from now', 'plus tard'. */
  'later',
  'after',
  'before',
  'ago',
  /** Before a duration, of what has passed: 'il y a'. */
  'ago-before',
  'next',
  'this',
  'last',
  'coming',
  'every',
  /** 'every other', 'un jour sur deux': understood, and not something that can be asked for. */
  'unsupported',
  'today',
  'tonight',
  'tomorrow',
  'overmorrow',
  'yesterday',
  'now',
  'same-time',
  'noon',
  'midnight',
  'am',
  'pm',
  'o-clock',
  /** A half hour past: 'half past', and French 'et demie' after the hour. */
  'half-past',
  'and-a-half',
  'quarter-past',
  'quarter-to',
  'and-a-quarter',
  'less-a-quarter',
  'past',
  'to-the-hour',
  'less',
  'half',
  'half-an-hour',
  'quarter-of-an-hour',
  'three-quarters-of-an-hour',
  'couple',
  'one',
  /** 'h' of '18h30'. */
  'h',
  'hrs',
  'ordinal',
  'end',
  'start',
  'middle',
  'end-of-day',
  'end-of-week',
  'end-of-month',
  'end-of-year',
  'week-end',
  /** Each weekend. */
  'week-ends',
  'working-days',
  'all-days',
  'daily',
  'weekly',
  'monthly',
  /** A week after the day named: 'en huit', British 'friday week'. */
  'in-eight',
  'in-fifteen',
  'day-after',
  'day-before',
  'local-time',
  'clock-of',
  'time-of',
] as const;
export type Sign = (typeof SIGNS)[number];

export interface WordTable {
  /** Monday first. The first spelling is the long name. */
  readonly weekdays: readonly Spellings[];
  /** Names that stand for every such day: 'mondays', 'les lundis'. Monday first. */
  readonly everyWeekday: readonly Spellings[];
  /** January first. The first spelling is the long name. */
  readonly months: readonly Spellings[];
  readonly numbers: Readonly<Record<number, Spellings>>;
  readonly ordinals: Readonly<Record<number, Spellings>>;
  readonly units: Readonly<Record<Unit, Spellings>>;
  readonly dayParts: Readonly<Record<DayPart, Spellings>>;
  /** 'mornings', 'les soirs': each day's. */
  readonly everyDayPart: Readonly<Record<DayPart, Spellings>>;
  /** Days of every year, by 'MM-DD'. */
  readonly feasts: Readonly<Record<string, Spellings>>;
  readonly signs: Readonly<Record<Sign, Spellings>>;
}
