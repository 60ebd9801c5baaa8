/** Moments and repetitions in words that the reader reads back as the same. */
import { daysBetween, instantAt, localDate, localMoment, offsetMinutes } from '../zones/rules.ts';
import type { Language } from './lexicon.ts';
import type { Reading } from './meaning.ts';
import type { Recurrence } from './recurrence.ts';
import { offsetZone } from './zone-words.ts';

/** 'tuesday 10 november 2026 18:00', 'mardi 10 novembre 2026 à 18:00', 'every monday 9:00 UTC+1'. */
export function phraseOf(
  reading: Reading,
  reader: { readonly zone: string; readonly locale: Language },
): string {
  const { instant, recurrence, zone } = reading;
  const phrase =
    recurrence === undefined
      ? momentPhrase(instant, zone, reader.locale)
      : repeatPhrase(recurrence, reader.locale);
  const isTwice = recurrence === undefined && readBack(instant, zone) !== instant;
  if (isTwice) {
    const offset = fixedZone(instant, zone);
    return `${momentPhrase(instant, offset, reader.locale)} ${zoneLabel(offset)}`;
  }
  return zone === reader.zone ? phrase : `${phrase} ${zoneLabel(zone)}`;
}

/** As phraseOf, but shorter where the moment is today or tomorrow: 'tomorrow 09:00'. */
export function nearPhraseOf(
  reading: Reading,
  reader: { readonly now: number; readonly zone: string; readonly locale: Language },
): string {
  const { instant, recurrence, zone } = reading;
  const isPlain = recurrence === undefined && zone === reader.zone && instant % 60_000 === 0;
  const { date, time } = localMoment(instant, zone);
  const ahead = daysBetween(localDate(reader.now, zone), date);
  const day = DAYS[reader.locale][ahead];
  if (!isPlain || day === undefined || readBack(instant, zone) !== instant) return phraseOf(reading, reader);
  return reader.locale === 'fr' ? `${day} à ${time}` : `${day} ${time}`;
}

const DAYS = { en: ['today', 'tomorrow'], fr: ['aujourd’hui', 'demain'] };

/** The local date and time in words; seconds only where there are any. */
export function momentPhrase(instant: number, zone: string, locale: Language): string {
  const { date, time, weekday } = localMoment(instant, zone);
  const seconds = Math.floor(instant / 1000) % 60;
  const clock = seconds === 0 ? time : `${time}:${String(seconds).padStart(2, '0')}`;
  const day = Date.parse(`${date}T00:00:00Z`);
  const named = `${weekdayName(weekday, locale)} ${dates[locale].format(day)}`;
  // The format writes '1 décembre', which no French speaker does.
  return locale === 'fr' ? `${named.replace(' 1 ', ' 1er ')} à ${clock}` : `${named} ${clock}`;
}

const dates = { en: dateFormat('en-GB'), fr: dateFormat('fr') };

function dateFormat(locale: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
}

const weekdays = { en: weekdayFormat('en-GB'), fr: weekdayFormat('fr') };
// A Monday.
const MONDAY = Date.UTC(2026, 10, 9);

function weekdayFormat(locale: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' });
}

function weekdayName(weekday: number, locale: Language): string {
  return weekdays[locale].format(MONDAY + (weekday - 1) * 86_400_000);
}

function repeatPhrase(recurrence: Recurrence, locale: Language): string {
  const { time } = recurrence;
  const at = locale === 'fr' ? `à ${time}` : time;
  if (recurrence.every === 'day') return `${locale === 'fr' ? 'tous les jours' : 'every day'} ${at}`;
  if (recurrence.every === 'week') {
    const days = recurrence.weekdays.map((day) => weekdayName(day, locale));
    if (recurrence.weekdays.join('') === '12345')
      return `${locale === 'fr' ? 'du lundi au vendredi' : 'Monday to Friday'} ${at}`;
    return `${locale === 'fr' ? 'chaque' : 'every'} ${lists[locale].format(days)} ${at}`;
  }
  if (recurrence.day === 31) {
    return `${locale === 'fr' ? 'le dernier jour de chaque mois' : 'the last day of every month'} ${at}`;
  }
  return locale === 'fr'
    ? `le ${recurrence.day === 1 ? '1er' : recurrence.day} de chaque mois ${at}`
    : `the ${nth(recurrence.day)} of every month ${at}`;
}

// British English has no comma before 'and'.
const lists = { en: new Intl.ListFormat('en-GB'), fr: new Intl.ListFormat('fr') };

function nth(day: number): string {
  const tens = Math.floor(day / 10) === 1;
  const ending = tens ? 'th' : (['th', 'st', 'nd', 'rd'][day % 10] ?? 'th');
  return `${day}${ending}`;
}

/** 'UTC+1' for a fixed offset, else the name of the zone. */
export function zoneLabel(zone: string): string {
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(zone) ?? [];
  if (sign === undefined) return zone;
  return `UTC${sign}${Number(hours)}${minutes === '00' ? '' : `:${minutes}`}`;
}

/** What the reader makes of the words for an instant: the first of two, where clocks are set back. */
function readBack(instant: number, zone: string): number {
  const { date, time } = localMoment(instant, zone);
  return instantAt(date, time, zone) + (Math.floor(instant / 1000) % 60) * 1000;
}

function fixedZone(instant: number, zone: string): string {
  const offset = offsetMinutes(instant, zone);
  return offsetZone(offset < 0 ? -1 : 1, Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60) ?? 'UTC';
}
