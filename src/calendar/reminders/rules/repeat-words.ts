/** Repeating reminders as people type them: 'every monday 18:00', 'chaque lundi 18h', 'le 15 de chaque mois à 9h'. */

import { parseDays } from '../../../people/availability/rules/days.ts';
import { clockText } from '../../../people/availability/rules/times.ts';
import { weekdayOf } from '../../../platform/zones/rules.ts';
import type { Recurrence } from './recurrence.ts';
import { takeTime } from './time-words.ts';

export type ReadRepeat =
  | { readonly found: 'repeat'; readonly recurrence: Recurrence }
  /** Every hour, every second week, every year: understood, but not something that can be asked for. */
  | { readonly found: 'unsupported' }
  | { readonly found: 'impossible' }
  | { readonly found: 'not-understood' }
  | { readonly found: 'bare-hour'; readonly hour: number };

const EVERY = '(?:every|each|chaque|tous les|toutes les)';
const REPEATS = new RegExp(
  `\\b(?:${EVERY}|everyday|daily|weekly|biweekly|fortnightly|monthly|hourly|yearly|annually|quotidien(?:nement)?|` +
    'hebdomadaire|mensuel(?:lement)?|weekdays|weekends|mornings|afternoons|evenings|nights|matins|soirs|(?:mon|tues|wednes|thurs|fri|satur|sun)days|' +
    '(?:lun|mar|mercre|jeu|vendre|same)dis|dimanches)\\b',
);
const UNSUPPORTED = new RegExp(
  `\\b(?:hourly|yearly|annually|biweekly|fortnightly|${EVERY}\\s+(?:\\d+(?!st|nd|rd|th|er|\\d| du mois| of the month)|two|three|four|other|second|` +
    'few|quelques|deux|trois|quatre|half|quarter|hours?|minutes?|seconds?|years?|heures?|secondes?|ans?|annees?|quinzaine))\\b',
);
const MONTHLY = new RegExp(
  `\\b(?:(?:of |de |du )?${EVERY} (?:month|mois)|monthly|mensuel(?:lement)?|du mois|of the month)\\b`,
);
const WEEKLY = new RegExp(`\\b(?:${EVERY} (?:weeks?(?![ -]end)|semaines?)|weekly|hebdomadaire)\\b`);
const LAST_DAY = /\b(?:(?:the |at the |le )?(?:last day|end|dernier jour)(?: of)?|(?:a la |en |la )?fin)\b/;
const NTH =
  /\b(?:on )?(?:the |le )?(\d{1,2})(?:st|nd|rd|th|er|e)?\b|\b(?:on )?(?:the |le )?(first|premier)(?: day| jour)?\b/;
const DEFAULT_MINUTES = 9 * 60;

/** Whether a folded phrase (lower case, no accents) asks for repetition. */
export function isRepeat(plain: string): boolean {
  return REPEATS.test(plain);
}

/** The repetition meant by a folded phrase; `today` is the local date, for 'every week' and 'every month'. */
export function readRepeat(plain: string, today: string, locale: 'en' | 'fr'): ReadRepeat {
  if (UNSUPPORTED.test(plain)) return { found: 'unsupported' };
  const taken = takeTime(plain);
  if (taken.found === 'several') return { found: 'not-understood' };
  if (taken.found !== 'time') return taken;
  const time = clockText((taken.time.minutes ?? DEFAULT_MINUTES) % 1440);
  const rest = taken.time.rest.trim();
  if (MONTHLY.test(rest)) return readMonthly(rest.replace(MONTHLY, ' ').trim(), time, today);
  const nth = new RegExp(`^${EVERY} (\\d{1,2})(?:st|nd|rd|th)$`).exec(rest);
  if (nth !== null) return monthlyOn(Number(nth[1]), time);
  if (WEEKLY.test(rest)) return readWeekly(rest.replace(WEEKLY, ' '), time, today, locale);
  // 'every morning', 'tous les soirs': the time is taken out and nothing but 'every' is left.
  const daily = new RegExp(`^(?:${EVERY}|on|at|the|le|la)*$`).test(rest) && taken.time.minutes !== undefined;
  return daily ? { found: 'repeat', recurrence: { every: 'day', time } } : readDays(rest, time, locale);
}

function readDays(text: string, time: string, locale: 'en' | 'fr'): ReadRepeat {
  const parsed = parseDays(text, locale);
  if (!parsed.ok) return { found: 'not-understood' };
  const recurrence: Recurrence =
    parsed.days.length === 7 ? { every: 'day', time } : { every: 'week', weekdays: parsed.days, time };
  return { found: 'repeat', recurrence };
}

/** 'every week' is this day of the week, 'weekly on friday' is Friday. */
function readWeekly(text: string, time: string, today: string, locale: 'en' | 'fr'): ReadRepeat {
  const rest = text.trim();
  if (rest !== '') return readDays(rest, time, locale);
  return { found: 'repeat', recurrence: { every: 'week', weekdays: [weekdayOf(today)], time } };
}

/** 'every month' is this day of the month. */
function readMonthly(text: string, time: string, today: string): ReadRepeat {
  if (text === '') return monthlyOn(Number(today.slice(8)), time);
  if (text.replace(LAST_DAY, '').trim() === '') return monthlyOn(31, time);
  const named = text.replace(new RegExp(`^${EVERY} `), '');
  const match = NTH.exec(named);
  if (match === null || named.replace(match[0], '').trim() !== '') return { found: 'not-understood' };
  return monthlyOn(match[1] === undefined ? 1 : Number(match[1]), time);
}

function monthlyOn(day: number, time: string): ReadRepeat {
  if (day < 1 || day > 31) return { found: 'impossible' };
  return { found: 'repeat', recurrence: { every: 'month', day, time } };
}
