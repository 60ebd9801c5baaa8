/** Weekly availability in words, for people and for the alternative texts of pictures. */

import { clockText } from '../../../platform/times/minutes.ts';
import { DAY_MINUTES, normaliseWeek, type WeeklyInterval } from '../rules.ts';

type Language = 'en' | 'fr';

/** Days that have the same hours. */
export interface DayGroup {
  /** ISO days, ascending. */
  readonly days: readonly number[];
  /** In minutes as in WeeklyInterval, ascending. */
  readonly hours: readonly { readonly from: number; readonly to: number }[];
}

const WORDS = {
  en: { everyDay: 'every day', allDay: 'all day', separator: '; ' },
  fr: { everyDay: 'tous les jours', allDay: 'toute la journée', separator: '\u00a0; ' },
};
// British English has no comma before 'and'.
const lists = { en: new Intl.ListFormat('en-GB'), fr: new Intl.ListFormat('fr') };
const MONDAY = Date.UTC(2026, 10, 23);
// Made once: making one costs more than a whole line of a search.
const weekdays = { en: weekdayFormats('en'), fr: weekdayFormats('fr') };

function weekdayFormats(locale: Language): Record<'short' | 'long', Intl.DateTimeFormat> {
  const make = (weekday: 'short' | 'long') => new Intl.DateTimeFormat(locale, { weekday, timeZone: 'UTC' });
  return { short: make('short'), long: make('long') };
}

/** 'Mon' or 'lun.' (short), 'Monday' or 'lundi' (long) for an ISO day of the week. */
export function weekdayName(day: number, locale: Language, length: 'short' | 'long' = 'short'): string {
  return weekdays[locale][length].format(MONDAY + (day - 1) * 86_400_000);
}

/**
 * 'Mon-Fri 18:00-21:30; Sat 09:00-12:00 and 14:00-16:00', 'lun.-ven. 18:00-21:30'; '' for an empty week. `most`
 * keeps only that many groups of days, those with the most hours, and ends with '…' when some are left out.
 */
export function weekInWords(
  intervals: readonly WeeklyInterval[],
  locale: Language,
  most = Number.POSITIVE_INFINITY,
): string {
  const groups = dayGroups(intervals);
  const kept = [...groups]
    .sort((a, b) => minutesOf(b) - minutesOf(a))
    .slice(0, most)
    .sort((a, b) => groups.indexOf(a) - groups.indexOf(b));
  const words = kept.map(
    (group) => `${daysInWords(group.days, locale)} ${hoursInWords(group.hours, locale)}`,
  );
  return words.join(WORDS[locale].separator) + (kept.length < groups.length ? ' …' : '');
}

/** 'Mon-Fri', 'Tue and Thu', 'Fri-Mon', 'every day'. */
export function daysInWords(days: readonly number[], locale: Language): string {
  if (days.length === 7) return WORDS[locale].everyDay;
  const words = runsOf(days).flatMap((run) => {
    const names = run.map((day) => weekdayName(day, locale));
    return names.length < 3 ? names : [`${names[0]}-${names.at(-1)}`];
  });
  return lists[locale].format(words);
}

/** '11 h', '3 h 30 min', '45 min': the same in both languages. */
export function durationText(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours === 0) return `${rest} min`;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}

/** The normalised week, days of the same hours together, by their first day. */
function dayGroups(intervals: readonly WeeklyInterval[]): DayGroup[] {
  const byHours = new Map<string, { days: number[]; hours: DayGroup['hours'] }>();
  const week = normaliseWeek(intervals);
  for (let day = 1; day <= 7; day++) {
    const hours = week.filter((interval) => interval.day === day).map(({ from, to }) => ({ from, to }));
    if (hours.length === 0) continue;
    const key = JSON.stringify(hours);
    const group = byHours.get(key);
    if (group === undefined) byHours.set(key, { days: [day], hours });
    else group.days.push(day);
  }
  return [...byHours.values()];
}

function hoursInWords(hours: DayGroup['hours'], locale: Language): string {
  return lists[locale].format(
    hours.map(({ from, to }) =>
      from === 0 && to === DAY_MINUTES ? WORDS[locale].allDay : `${clockText(from)}-${clockText(to)}`,
    ),
  );
}

/** Days in a row, in runs; Friday to Monday is one run. */
function runsOf(days: readonly number[]): number[][] {
  const runs: number[][] = [];
  for (const day of days) {
    const last = runs.at(-1);
    if (last?.at(-1) === day - 1) last.push(day);
    else runs.push([day]);
  }
  const [first] = runs;
  const last = runs.at(-1);
  // Only when it makes a run worth a dash: 'Sun and Mon' would otherwise read backwards.
  if (first !== undefined && last !== undefined && first !== last && first[0] === 1 && last.at(-1) === 7) {
    if (first.length + last.length >= 3) {
      runs.shift();
      last.push(...first);
    }
  }
  return runs;
}

function minutesOf(group: DayGroup): number {
  return group.days.length * group.hours.reduce((sum, { from, to }) => sum + to - from, 0);
}
