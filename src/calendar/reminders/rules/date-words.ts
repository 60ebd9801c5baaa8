/** Finding the date a phrase means: 'next friday', '25 décembre', 'the 15th', '25/12', 'friday next week'. */
import { en, fr, type ParsedResult } from 'chrono-node';
import { parseDays } from '../../../people/availability/rules/days.ts';
import { addDays, isLocalDate, mondayOf, weekdayOf } from '../../../platform/zones/rules.ts';

export type ReadDate =
  | {
      readonly found: 'date';
      readonly date: string;
      /** Only a day of the week was named: when its time has passed today, the one a week later is meant. */
      readonly weekdayOnly: boolean;
    }
  | { readonly found: 'impossible' }
  | { readonly found: 'not-understood' }
  /** Day and month could be exchanged; both dates, 'YYYY-MM-DD', and the part as typed. */
  | { readonly found: 'ambiguous'; readonly dates: readonly [string, string]; readonly part: string };

type Language = 'en' | 'fr';

const FILLERS = /^(?:(?:on|the|by|for|le|la|du|de|pour|of|,)\s+)+/;
const TODAY = /^(?:today|aujourd'hui|aujourdhui)$/;
const OVERMORROW = /^(?:the )?(?:day after tomorrow|next tomorrow|apres[ -]demain|surlendemain)$/;
const WEEKDAY = /^(?:(?:on|this|le|ce)\s+)?(\p{L}+)\.?$/u;
const NEXT_WEEK_BEFORE = /^(?:next week|la semaine prochaine)\s+(?:on\s+|le\s+)?(\S+)$/;
const NEXT_WEEK_AFTER = /^(?:on\s+|le\s+)?(\S+)\s+(?:of\s+|in\s+|de\s+)?(?:next week|la semaine prochaine)$/;
const NUMERIC = /^(\d{1,2})([/.-])(\d{1,2})(?:\2(\d{4}|\d{2}))?$/;
const YEAR_FIRST = /^(\d{4})([/.-])(\d{1,2})\2(\d{1,2})$/;
const DAY_OF_MONTH =
  /^(?:on\s+)?(the\s+|le\s+)?(?:(\p{L}+)\.?\s+(?:the\s+|le\s+)?)?(\d{1,2})(st|nd|rd|th|er|e)?(?:\s+(?:of (?:the|this) month|du mois))?$/u;
const NEXT_MONTH_AFTER =
  /^(?:on\s+)?(?:the\s+|le\s+)?(\d{1,2})(?:st|nd|rd|th|er|e)?\s+(?:(?:of|du|de)\s+)?(?:next month|mois prochain)$/;
const NEXT_MONTH_BEFORE =
  /^(?:next month|(?:le\s+)?mois prochain)\s+(?:on\s+)?(?:the\s+|le\s+)?(\d{1,2})(?:st|nd|rd|th|er|e)?$/;
/** 'samedi en huit': a week after the coming Saturday. */
const IN_EIGHT = /^(?:le\s+)?(\p{L}+) en (?:(huit|8)|quinze|15)$/u;
const REWRITES: readonly (readonly [RegExp, string])[] = [
  [/\bpremier (?=\p{L})/gu, '1er '],
  [
    /^(?:(?:the )?last day of (?:the|this) month|(?:the )?end of (?:the |this )?month|(?:la )?fin (?:du|de) mois|(?:le )?dernier jour du mois)$/g,
    'end of month',
  ],
  [/^semaine prochaine$/g, 'la semaine prochaine'],
  [/^mois prochain$/g, 'le mois prochain'],
  [/^(?:the )?(?:coming|upcoming) /g, 'this '],
  [/^(?:(?:on )?the |on |this |ce |le )?week[ -]?end$/g, 'saturday'],
];

/** The date meant by a folded phrase without a time (lower case, no accents), not before `today` (a local date). */
export function readDate(phrase: string, today: string, locale: Language): ReadDate {
  const text = REWRITES.reduce((plain, [pattern, words]) => plain.replaceAll(pattern, words), phrase);
  if (TODAY.test(text)) return onDate(today);
  if (OVERMORROW.test(text)) return onDate(addDays(today, 2));
  const weekday = weekdayOfWord(WEEKDAY.exec(text)?.[1] ?? '', locale);
  if (weekday !== undefined) {
    return { found: 'date', date: coming(weekday, today), weekdayOnly: true };
  }
  const numeric = NUMERIC.exec(text.replace(FILLERS, ''));
  if (numeric !== null) return readNumeric(numeric, today);
  const yearFirst = YEAR_FIRST.exec(text.replace(FILLERS, ''));
  if (yearFirst !== null) return dateOf(Number(yearFirst[1]), Number(yearFirst[3]), Number(yearFirst[4]));
  const inNextWeek = NEXT_WEEK_BEFORE.exec(text) ?? NEXT_WEEK_AFTER.exec(text);
  const dayNextWeek = weekdayOfWord(inNextWeek?.[1] ?? '', locale);
  if (dayNextWeek !== undefined) return onDate(addDays(mondayOf(today), 6 + dayNextWeek));
  const inEight = IN_EIGHT.exec(text);
  const dayInEight = weekdayOfWord(inEight?.[1] ?? '', locale);
  if (dayInEight !== undefined)
    return onDate(addDays(coming(dayInEight, today), inEight?.[2] === undefined ? 14 : 7));
  const nextMonth = NEXT_MONTH_AFTER.exec(text) ?? NEXT_MONTH_BEFORE.exec(text);
  if (nextMonth !== null) {
    const [year, month] = addDays(`${today.slice(0, 7)}-28`, 4)
      .split('-')
      .map(Number);
    return dateOf(year ?? 0, month ?? 0, Number(nextMonth[1]));
  }
  const dayOfMonth = DAY_OF_MONTH.exec(text);
  if (dayOfMonth !== null) {
    const read = readDayOfMonth(dayOfMonth, today, locale);
    if (read !== undefined) return read;
  }
  return readWithChrono(text, today, locale);
}

function readWithChrono(text: string, today: string, locale: Language): ReadDate {
  const read = chronoDate(text, today, locale);
  if (read !== undefined) return read;
  // A day that its month does not have makes chrono fail: with a day that every month has, it understands.
  const day = /(?<!\d)(\d{1,2})(?=(?:st|nd|rd|th|er)?(?!\d))/.exec(text)?.[1];
  if (day === undefined) return { found: 'not-understood' };
  const probe = chronoDate(text.replace(day, '1'), today, locale);
  if (probe?.found !== 'date') return { found: 'not-understood' };
  // 29 February without a year is the next one there is.
  const leap = Number(day) === 29 && probe.date.slice(5, 7) === '02' && !/\d{4}/.test(text);
  if (!leap) return { found: 'impossible' };
  let year = Number(today.slice(0, 4));
  while (!isLocalDate(`${year}-02-29`) || `${year}-02-29` < today) year++;
  return onDate(`${year}-02-29`);
}

/** What chrono makes of the whole text, in the reader's language or the other; undefined when it leaves a part out. */
function chronoDate(text: string, today: string, locale: Language): ReadDate | undefined {
  // Noon at UTC and no offset: chrono computes with local dates of the machine, and no clock changes at noon.
  const reference = { instant: new Date(`${today}T12:00:00Z`), timezone: 0 };
  const parsers = locale === 'fr' ? [fr.casual, en.casual] : [en.casual, fr.casual];
  for (const parser of parsers) {
    const [result, ...others] = parser.parse(text, reference);
    if (result === undefined || others.length > 0 || result.end != null || !coversAll(text, result)) continue;
    // A time that takeTime has left would be lost here.
    if (result.start.isCertain('hour')) continue;
    return dateOfResult(result, today);
  }
  return undefined;
}

function dateOfResult({ start }: ParsedResult, today: string): ReadDate {
  const [year, month, day] = [start.get('year') ?? 0, start.get('month') ?? 0, start.get('day') ?? 0];
  const yearMissing = start.isCertain('month') && start.isCertain('day') && !start.isCertain('year');
  const date = yearMissing ? nextDate(undefined, month, day, today) : isoDate(year, month, day);
  if (date === undefined || !isLocalDate(date)) return { found: 'impossible' };
  const weekday = start.isCertain('weekday') ? (start.get('weekday') ?? 0) : undefined;
  const named = weekday === 0 ? 7 : weekday;
  return named === undefined || weekdayOf(date) === named ? onDate(date) : { found: 'impossible' };
}

function coversAll(text: string, result: ParsedResult): boolean {
  const around = `${text.slice(0, result.index)} ${text.slice(result.index + result.text.length)}`;
  return /^(?:\s|,|\.|\b(?:on|the|by|for|le|la|du|de|pour|of)\b)*$/.test(around);
}

/** '25/12', '25.12.2026': the day first, as most of the world writes it; refused where it could be the month. */
function readNumeric(match: RegExpExecArray, today: string): ReadDate {
  const [part = '', first = '', , second = '', yearText] = match;
  const day = Number(first);
  const month = Number(second);
  const year =
    yearText === undefined ? undefined : Number(yearText.length === 2 ? `20${yearText}` : yearText);
  const dayFirst = nextDate(year, month, day, today);
  const monthFirst = nextDate(year, day, month, today);
  if (day <= 12 && month <= 12 && day !== month && dayFirst !== undefined && monthFirst !== undefined) {
    return { found: 'ambiguous', dates: [dayFirst, monthFirst], part };
  }
  const date = dayFirst ?? monthFirst;
  return date === undefined ? { found: 'impossible' } : onDate(date);
}

/** In the given year, or else the first such date from today on; undefined when the calendar has none. */
function nextDate(year: number | undefined, month: number, day: number, today: string): string | undefined {
  const thisYear = Number(today.slice(0, 4));
  const years = year === undefined ? Array.from({ length: 9 }, (_, index) => thisYear + index) : [year];
  const dates = years.map((one) => isoDate(one, month, day)).filter(isLocalDate);
  return year === undefined ? dates.find((date) => date >= today) : dates[0];
}

/**
 * 'the 15th', 'le 15', 'lundi 28': the next such day of a month; with a day of the week the next month in which they
 * agree. undefined when the text is something else.
 */
function readDayOfMonth(match: RegExpExecArray, today: string, locale: Language): ReadDate | undefined {
  const [, article, weekdayText, dayText, suffix] = match;
  const weekday = weekdayText === undefined ? undefined : weekdayOfWord(weekdayText, locale);
  if (weekdayText !== undefined && weekday === undefined) return undefined;
  if (weekday === undefined && article === undefined && suffix === undefined) return undefined;
  const day = Number(dayText);
  if (day < 1 || day > 31) return { found: 'impossible' };
  for (let offset = 0; offset < 62; offset++) {
    const date = addDays(today, offset);
    const fits = Number(date.slice(8)) === day && (weekday === undefined || weekdayOf(date) === weekday);
    if (fits) return onDate(date);
  }
  return { found: 'impossible' };
}

/** The first date from today on that is this day of the week. */
function coming(weekday: number, today: string): string {
  return addDays(today, (weekday - weekdayOf(today) + 7) % 7);
}

function weekdayOfWord(word: string, locale: Language): number | undefined {
  const parsed = parseDays(word, locale);
  return parsed.ok && parsed.days.length === 1 ? parsed.days[0] : undefined;
}

function dateOf(year: number, month: number, day: number): ReadDate {
  const date = isoDate(year, month, day);
  return isLocalDate(date) ? onDate(date) : { found: 'impossible' };
}

function isoDate(year: number, month: number, day: number): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

function onDate(date: string): ReadDate {
  return { found: 'date', date, weekdayOnly: false };
}
