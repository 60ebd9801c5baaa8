import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ParsedWhen, parseWhen, type WhenProblem } from '../../../src/platform/times/read.ts';
import type { Recurrence } from '../../../src/platform/times/recurrence.ts';
import { allZones } from '../../../src/platform/zones/rules.ts';
import { searchInstant, wallClock } from '../../platform/zones/wall-clock.ts';

const LAGOS = 'Africa/Lagos';
/** Saturday 21 November 2026, 14:00:20 in Lagos. */
const NOW = Date.parse('2026-11-21T13:00:20Z');
const WORKING = [1, 2, 3, 4, 5];

function local(parsed: ParsedWhen, zone = LAGOS): string {
  if (!parsed.ok) return `refused: ${parsed.refusal.problem} ${parsed.refusal.suggestions.join(' | ')}`;
  return new Date(wallClock(parsed.instant, zone)).toISOString().slice(0, 16).replace('T', ' ');
}

const ENGLISH: [string, string][] = [
  ['tomorrow 9am', '2026-11-22 09:00'],
  ['Tomorrow at 9:30 AM', '2026-11-22 09:30'],
  ['tomorrow at 9.30am', '2026-11-22 09:30'],
  ['9am tomorrow', '2026-11-22 09:00'],
  ['tomorrow', '2026-11-22 09:00'],
  ['tomorrow 18:00', '2026-11-22 18:00'],
  ['tomorrow 7:05', '2026-11-22 07:05'],
  ['tomorrow at 18', '2026-11-22 18:00'],
  ['tomorrow at 0900', '2026-11-22 09:00'],
  ['tomorrow at noon', '2026-11-22 12:00'],
  ['noon tomorrow', '2026-11-22 12:00'],
  ['tomorrow morning', '2026-11-22 08:00'],
  ['tomorrow in the afternoon', '2026-11-22 14:00'],
  ['tomorrow evening', '2026-11-22 18:00'],
  ['tomorrow night', '2026-11-22 20:00'],
  ['tomorrow morning at 9', '2026-11-22 09:00'],
  ['tomorrow evening at 8', '2026-11-22 20:00'],
  ['tomorrow at 3 in the afternoon', '2026-11-22 15:00'],
  ['day after tomorrow 8am', '2026-11-23 08:00'],
  ['the day after tomorrow at 8pm', '2026-11-23 20:00'],
  ['today 18:00', '2026-11-21 18:00'],
  ['today at 3pm', '2026-11-21 15:00'],
  ['tonight', '2026-11-21 20:00'],
  ['tonight at 9', '2026-11-21 21:00'],
  ['tonight 8:30', '2026-11-21 20:30'],
  ['this evening', '2026-11-21 18:00'],
  ['5pm', '2026-11-21 17:00'],
  ['at 5pm', '2026-11-21 17:00'],
  ['18:00', '2026-11-21 18:00'],
  ['9am', '2026-11-22 09:00'],
  ['13:59', '2026-11-22 13:59'],
  ['14:01', '2026-11-21 14:01'],
  ['noon', '2026-11-22 12:00'],
  ['midnight', '2026-11-22 00:00'],
  ['today at midnight', '2026-11-22 00:00'],
  ['in the morning', '2026-11-22 08:00'],
  ['monday 10am', '2026-11-23 10:00'],
  ['on Monday at 10:00', '2026-11-23 10:00'],
  ['mon 9am', '2026-11-23 09:00'],
  ['friday', '2026-11-27 09:00'],
  ['friday 18h', '2026-11-27 18:00'],
  ['saturday 18:00', '2026-11-21 18:00'],
  ['saturday 9:00', '2026-11-28 09:00'],
  ['this friday 9am', '2026-11-27 09:00'],
  ['this weekend', '2026-11-28 09:00'],
  ['20 november', '2027-11-20 09:00'],
  ['next friday at noon', '2026-11-27 12:00'],
  ['next monday', '2026-11-23 09:00'],
  ['next saturday 10am', '2026-11-28 10:00'],
  ['friday morning', '2026-11-27 08:00'],
  ['wednesday next week 10am', '2026-11-25 10:00'],
  ['next week on thursday 10:15', '2026-11-26 10:15'],
  ['next week', '2026-11-28 09:00'],
  ['next month', '2026-12-21 09:00'],
  ['end of month', '2026-11-30 09:00'],
  ['the last day of the month 17:00', '2026-11-30 17:00'],
  ['2026-12-01 14:00', '2026-12-01 14:00'],
  ['2026-12-01', '2026-12-01 09:00'],
  ['2026-12-01T14:00', '2026-12-01 14:00'],
  ['2026/12/01 14:00', '2026-12-01 14:00'],
  ['2026-12-01T14:00Z', '2026-12-01 15:00'],
  ['2026-12-01T14:00+03:00', '2026-12-01 12:00'],
  ['<t:1796133600:F>', '2026-12-01 15:00'],
  ['1 Dec 2026', '2026-12-01 09:00'],
  ['Dec 1st, 2026 2pm', '2026-12-01 14:00'],
  ['December 25 at 9:00', '2026-12-25 09:00'],
  ['25 december 9am', '2026-12-25 09:00'],
  ['on the 25th of December at 9am', '2026-12-25 09:00'],
  ['january 1st', '2027-01-01 09:00'],
  ['friday 4 december 16:00', '2026-12-04 16:00'],
  ['25/12', '2026-12-25 09:00'],
  ['25/12/2026 10:00', '2026-12-25 10:00'],
  ['25.12.2026 10:00', '2026-12-25 10:00'],
  ['12/25', '2026-12-25 09:00'],
  ['31/12 23:59', '2026-12-31 23:59'],
  ['12/12 8am', '2026-12-12 08:00'],
  ['the 15th', '2026-12-15 09:00'],
  ['on the 30th at 9am', '2026-11-30 09:00'],
  ['the 31st at noon', '2026-12-31 12:00'],
  ['tomorrow 9am UTC', '2026-11-22 10:00'],
  ['tomorrow at 9am WAT', '2026-11-22 09:00'],
  ['tomorrow 9am EAT', '2026-11-22 07:00'],
  ['next tomorrow', '2026-11-23 09:00'],
  ['next week Monday', '2026-11-23 09:00'],
  ['friday by 5pm', '2026-11-27 17:00'],
  ['6 in the morning', '2026-11-22 06:00'],
  ['17', '2026-11-21 17:00'],
  ['9 o’clock am', '2026-11-22 09:00'],
  ['1st of next month', '2026-12-01 09:00'],
  ['next month on the 5th at 8pm', '2026-12-05 20:00'],
  ['tomorrow 24:00', '2026-11-23 00:00'],
  ['tomorrow 9am!', '2026-11-22 09:00'],
  ['  TOMORROW,   9AM ', '2026-11-22 09:00'],
];

const FRENCH: [string, string][] = [
  ['demain 9h', '2026-11-22 09:00'],
  ['demain à 9h30', '2026-11-22 09:30'],
  ['demain 9 h 15', '2026-11-22 09:15'],
  ['demain à 9 heures', '2026-11-22 09:00'],
  ['demain à 9 heures et demie', '2026-11-22 09:30'],
  ['demain à 18', '2026-11-22 18:00'],
  ['demain', '2026-11-22 09:00'],
  ['demain matin', '2026-11-22 08:00'],
  ['demain après-midi', '2026-11-22 14:00'],
  ['demain soir', '2026-11-22 18:00'],
  ['demain soir à 8h', '2026-11-22 20:00'],
  ['demain à 8h du soir', '2026-11-22 20:00'],
  ['demain à 8h du matin', '2026-11-22 08:00'],
  ['demain à midi', '2026-11-22 12:00'],
  ['demain midi', '2026-11-22 12:00'],
  ['après-demain 8h', '2026-11-23 08:00'],
  ['après demain à 20h', '2026-11-23 20:00'],
  ['aujourd’hui 18h', '2026-11-21 18:00'],
  ["aujourd'hui à 18h30", '2026-11-21 18:30'],
  ['ce soir', '2026-11-21 18:00'],
  ['ce soir à 20h', '2026-11-21 20:00'],
  ['cette nuit', '2026-11-21 22:00'],
  ['à 17h', '2026-11-21 17:00'],
  ['18h30', '2026-11-21 18:30'],
  ['à 8h', '2026-11-22 08:00'],
  ['minuit', '2026-11-22 00:00'],
  ['midi', '2026-11-22 12:00'],
  ['lundi', '2026-11-23 09:00'],
  ['lundi prochain', '2026-11-23 09:00'],
  ['lundi 18h', '2026-11-23 18:00'],
  ['lundi à midi', '2026-11-23 12:00'],
  ['lundi matin', '2026-11-23 08:00'],
  ['le lundi 23 à 10h', '2026-11-23 10:00'],
  ['samedi 18h', '2026-11-21 18:00'],
  ['ce vendredi à 17h', '2026-11-27 17:00'],
  ['vendredi prochain à midi', '2026-11-27 12:00'],
  ['mercredi de la semaine prochaine à 10h', '2026-11-25 10:00'],
  ['la semaine prochaine', '2026-11-28 09:00'],
  ['le mois prochain', '2026-12-21 09:00'],
  ['fin du mois', '2026-11-30 09:00'],
  ['25 décembre à 9h', '2026-12-25 09:00'],
  ['le 25 décembre', '2026-12-25 09:00'],
  ['le 25 decembre 2026 à 23h59', '2026-12-25 23:59'],
  ['vendredi 25 décembre 10h', '2026-12-25 10:00'],
  ['1er décembre à 14h', '2026-12-01 14:00'],
  ['le premier décembre', '2026-12-01 09:00'],
  ['14 février 8h', '2027-02-14 08:00'],
  ['15 août', '2027-08-15 09:00'],
  ['le 15 à 9h', '2026-12-15 09:00'],
  ['le 30', '2026-11-30 09:00'],
  ['25/12 à 9h', '2026-12-25 09:00'],
  ['2026-12-01 14:00', '2026-12-01 14:00'],
  ['2026-12-01 à 14h', '2026-12-01 14:00'],
  ['demain 9h pile', '2026-11-22 09:00'],
  ['samedi en huit', '2026-11-28 09:00'],
  ['le 5 du mois prochain', '2026-12-05 09:00'],
];

/** Added to NOW: elapsed time, or local days. */
const DURATIONS: [string, string][] = [
  ['in 45 minutes', '2026-11-21 14:45'],
  ['in 45 min', '2026-11-21 14:45'],
  ['in an hour', '2026-11-21 15:00'],
  ['in half an hour', '2026-11-21 14:30'],
  ['in 1h30', '2026-11-21 15:30'],
  ['in 2h30m', '2026-11-21 16:30'],
  ['in 2 hours and 30 minutes', '2026-11-21 16:30'],
  ['in 1.5 hours', '2026-11-21 15:30'],
  ['in 3 days', '2026-11-24 14:00'],
  ['in 3 days at 9am', '2026-11-24 09:00'],
  ['3 days from now', '2026-11-24 14:00'],
  ['in two weeks', '2026-12-05 14:00'],
  ['in a week at 18:00', '2026-11-28 18:00'],
  ['in a month', '2026-12-21 14:00'],
  ['in 1 week and 2 days', '2026-11-30 14:00'],
  ['in 1 day 2 hours', '2026-11-22 16:00'],
  ['within 2 hours', '2026-11-21 16:00'],
  ['in 10 days time', '2026-12-01 14:00'],
  ['dans 45 minutes', '2026-11-21 14:45'],
  ['dans une heure', '2026-11-21 15:00'],
  ['dans une demi-heure', '2026-11-21 14:30'],
  ['dans un quart d’heure', '2026-11-21 14:15'],
  ['dans 1h30', '2026-11-21 15:30'],
  ['dans 2h', '2026-11-21 16:00'],
  ['dans 2 heures et 30 minutes', '2026-11-21 16:30'],
  ['dans 3 jours', '2026-11-24 14:00'],
  ['dans 3 jours à 9h', '2026-11-24 09:00'],
  ['dans quinze jours', '2026-12-06 14:00'],
  ['dans deux semaines', '2026-12-05 14:00'],
  ['dans un mois', '2026-12-21 14:00'],
  ['d’ici 2 heures', '2026-11-21 16:00'],
  ['dans 10 min', '2026-11-21 14:10'],
  ['dans 3 semaines à 14h30', '2026-12-12 14:30'],
  ['30 mins', '2026-11-21 14:30'],
  ['2 hours', '2026-11-21 16:00'],
  ['2 jours', '2026-11-23 14:00'],
];

const day = (time: string): Recurrence => ({ every: 'day', time });
const week = (weekdays: number[], time: string): Recurrence => ({ every: 'week', weekdays, time });
const month = (date: number, time: string): Recurrence => ({ every: 'month', day: date, time });
const REPEATS: [string, Recurrence, string][] = [
  ['every monday 18:00', week([1], '18:00'), '2026-11-23 18:00'],
  ['every monday at 6pm', week([1], '18:00'), '2026-11-23 18:00'],
  ['at 6pm every monday', week([1], '18:00'), '2026-11-23 18:00'],
  ['every saturday 9am', week([6], '09:00'), '2026-11-28 09:00'],
  ['every saturday 15:00', week([6], '15:00'), '2026-11-21 15:00'],
  ['every monday and thursday 7:30', week([1, 4], '07:30'), '2026-11-23 07:30'],
  ['mondays 9am', week([1], '09:00'), '2026-11-23 09:00'],
  ['every weekday 9:00', week(WORKING, '09:00'), '2026-11-23 09:00'],
  ['weekdays at 9am', week(WORKING, '09:00'), '2026-11-23 09:00'],
  ['every weekend at noon', week([6, 7], '12:00'), '2026-11-22 12:00'],
  ['every day at 8am', day('08:00'), '2026-11-22 08:00'],
  ['daily 20:15', day('20:15'), '2026-11-21 20:15'],
  ['every morning', day('08:00'), '2026-11-22 08:00'],
  ['every evening at 8', day('20:00'), '2026-11-21 20:00'],
  ['weekday mornings', week(WORKING, '08:00'), '2026-11-23 08:00'],
  ['every monday morning', week([1], '08:00'), '2026-11-23 08:00'],
  ['every day except sunday 9am', week([1, 2, 3, 4, 5, 6], '09:00'), '2026-11-23 09:00'],
  ['every friday', week([5], '09:00'), '2026-11-27 09:00'],
  ['every week at 9am', week([6], '09:00'), '2026-11-28 09:00'],
  ['weekly on friday 17:00', week([5], '17:00'), '2026-11-27 17:00'],
  ['monthly on the 15th at 9am', month(15, '09:00'), '2026-12-15 09:00'],
  ['on the 1st of every month at 9am', month(1, '09:00'), '2026-12-01 09:00'],
  ['every month on the 31st 9am', month(31, '09:00'), '2026-11-30 09:00'],
  ['every 15th at noon', month(15, '12:00'), '2026-12-15 12:00'],
  ['every month at 18:00', month(21, '18:00'), '2026-11-21 18:00'],
  ['last day of every month 17:00', month(31, '17:00'), '2026-11-30 17:00'],
  ['every day at midnight', day('00:00'), '2026-11-22 00:00'],
  ['chaque lundi 18h', week([1], '18:00'), '2026-11-23 18:00'],
  ['chaque lundi à 18h30', week([1], '18:30'), '2026-11-23 18:30'],
  ['tous les lundis à 18 heures', week([1], '18:00'), '2026-11-23 18:00'],
  ['les mardis et jeudis à 19h', week([2, 4], '19:00'), '2026-11-24 19:00'],
  ['tous les jours à 8h', day('08:00'), '2026-11-22 08:00'],
  ['chaque jour à midi', day('12:00'), '2026-11-22 12:00'],
  ['tous les matins', day('08:00'), '2026-11-22 08:00'],
  ['tous les soirs à 20h', day('20:00'), '2026-11-21 20:00'],
  ['du lundi au vendredi à 9h chaque semaine', week(WORKING, '09:00'), '2026-11-23 09:00'],
  ['chaque week-end à 10h', week([6, 7], '10:00'), '2026-11-22 10:00'],
  ['tous les jours sauf le dimanche 9h', week([1, 2, 3, 4, 5, 6], '09:00'), '2026-11-23 09:00'],
  ['toutes les semaines le vendredi à 17h', week([5], '17:00'), '2026-11-27 17:00'],
  ['le 15 de chaque mois à 9h', month(15, '09:00'), '2026-12-15 09:00'],
  ['chaque jour ouvré à 9h', week(WORKING, '09:00'), '2026-11-23 09:00'],
  ['tous les 15 du mois à 9h', month(15, '09:00'), '2026-12-15 09:00'],
  ['tous les 1er du mois', month(1, '09:00'), '2026-12-01 09:00'],
  ['tous les mois le 1er à 9h', month(1, '09:00'), '2026-12-01 09:00'],
];

const REFUSED: [string, WhenProblem][] = [
  ['', 'empty'],
  ['   ', 'empty'],
  ['at 5', 'ambiguous'],
  ['tomorrow at 9', 'ambiguous'],
  ['tomorrow 9', 'ambiguous'],
  ['every monday at 5', 'ambiguous'],
  ['in 3 days at 5', 'ambiguous'],
  ['demain à 9', 'ambiguous'],
  ['tomorrow at midnight', 'ambiguous'],
  ['vendredi à minuit', 'ambiguous'],
  ['friday 12am', 'ambiguous'],
  ['today', 'vague'],
  ['aujourd’hui', 'vague'],
  ['30 February', 'impossible'],
  ['february 30 at 9am', 'impossible'],
  ['31 november', 'impossible'],
  ['30 février à 9h', 'impossible'],
  ['31/11', 'impossible'],
  ['32/13', 'impossible'],
  ['2026-02-30', 'impossible'],
  ['2027-02-29 9am', 'impossible'],
  ['2026-13-01', 'impossible'],
  ['25:00', 'impossible'],
  ['tomorrow 25:00', 'impossible'],
  ['demain à 25h', 'impossible'],
  ['tomorrow 10:75', 'impossible'],
  ['tomorrow 15am', 'impossible'],
  ['monday 28 november', 'impossible'],
  ['lundi 25 décembre', 'impossible'],
  ['the 32nd', 'impossible'],
  ['every month on the 40th', 'impossible'],
  ['every monday 25:00', 'impossible'],
  ['2026-12-01T25:00Z', 'impossible'],
  ['yesterday', 'past'],
  ['hier à 9h', 'past'],
  ['5 minutes ago', 'past'],
  ['il y a 3 jours', 'past'],
  ['last monday', 'past'],
  ['lundi dernier', 'past'],
  ['now', 'past'],
  ['maintenant', 'past'],
  ['in 0 minutes', 'past'],
  ['today 9am', 'past'],
  ['this morning', 'past'],
  ['ce matin', 'past'],
  ['2020-01-01', 'past'],
  ['2026-11-21T13:00Z', 'past'],
  ['in 2 years', 'too-far'],
  ['dans 2 ans', 'too-far'],
  ['in 9999999999 days', 'too-far'],
  ['in 999999 years', 'too-far'],
  ['dans 999999 ans', 'too-far'],
  ['in 999999.5 years', 'too-far'],
  ['999999 years from now', 'too-far'],
  ['1 day after 31 december 9999', 'too-far'],
  ['999999 years before 1 january', 'too-far'],
  ['1 january 2030', 'too-far'],
  ['29 february', 'too-far'],
  ['every hour', 'unsupported-repeat'],
  ['every 2 hours', 'unsupported-repeat'],
  ['every 30 minutes', 'unsupported-repeat'],
  ['every other monday 9am', 'unsupported-repeat'],
  ['every 2 weeks', 'unsupported-repeat'],
  ['every year', 'unsupported-repeat'],
  ['toutes les heures', 'unsupported-repeat'],
  ['toutes les deux semaines', 'unsupported-repeat'],
  ['soon', 'not-understood'],
  ['later', 'not-understood'],
  ['tomorrow from 9am to 10am', 'not-understood'],
  ['9am the exam tomorrow', 'not-understood'],
  ['tomorrow about the exam', 'not-understood'],
  ['every', 'not-understood'],
  ['bientôt', 'not-understood'],
  ['9', 'ambiguous'],
  ['tomorrow at 12', 'ambiguous'],
  ['at 9 o’clock tomorrow', 'ambiguous'],
  ['2026-12-01 9:5', 'not-understood'],
  ['in a few hours', 'not-understood'],
  ['every first monday of the month', 'unsupported-repeat'],
  ['in 3 hours at 9am', 'not-understood'],
  ['明日の9時', 'not-understood'],
  ['x'.repeat(2000), 'not-understood'],
];

describe('parseWhen', () => {
  test.each([...ENGLISH, ...FRENCH, ...DURATIONS])(
    '%s is %s in Lagos, whatever the language of the reader',
    (text, expected) => {
      for (const locale of ['en', 'fr'] as const) {
        const parsed = parseWhen(text, { now: NOW, zone: LAGOS, locale });
        expect(local(parsed)).toBe(expected);
        expect(parsed).toMatchObject({ ok: true, recurrence: undefined });
      }
    },
  );

  test.each(REPEATS)('%s', (text, recurrence, first) => {
    for (const locale of ['en', 'fr'] as const) {
      const parsed = parseWhen(text, { now: NOW, zone: LAGOS, locale });
      expect(parsed).toMatchObject({ ok: true, recurrence });
      expect(local(parsed)).toBe(first);
    }
  });

  test.each(REFUSED)('%j is refused: %s', (text, problem) => {
    for (const locale of ['en', 'fr'] as const) {
      expect(parseWhen(text, { now: NOW, zone: LAGOS, locale })).toMatchObject({
        ok: false,
        refusal: { problem },
      });
    }
  });

  test('the ambiguous is answered with its readings, each read as itself', () => {
    const suggestions = (text: string, locale: 'en' | 'fr'): readonly string[] => {
      const parsed = parseWhen(text, { now: NOW, zone: LAGOS, locale });
      return parsed.ok ? [] : parsed.refusal.suggestions;
    };
    expect(suggestions('Tomorrow at 5', 'en')).toEqual([
      'Sunday 22 November 2026 05:00',
      'Sunday 22 November 2026 17:00',
    ]);
    expect(suggestions('demain à 5', 'fr')).toEqual([
      'dimanche 22 novembre 2026 à 05:00',
      'dimanche 22 novembre 2026 à 17:00',
    ]);
    expect(suggestions('03/04 9am', 'en')).toEqual([
      'Saturday 3 April 2027 09:00',
      'Thursday 4 March 2027 09:00',
    ]);
    expect(suggestions('friday midnight', 'en')).toEqual([
      'Friday 27 November 2026 00:00',
      'Saturday 28 November 2026 00:00',
    ]);
    expect(suggestions('today', 'en')[0]).toBe('Saturday 21 November 2026 15:00');
    expect(suggestions('exam tomorrow 9am', 'en')[0]).toBe('tomorrow 9am');
    expect(suggestions('chaque venderdi 18h réunion', 'fr')[0]).toBe('chaque vendredi 18h');
  });

  test('a refusal only suggests what is understood', () => {
    for (const [text] of REFUSED) {
      for (const locale of ['en', 'fr'] as const) {
        const parsed = parseWhen(text, { now: NOW, zone: LAGOS, locale });
        const suggestions = parsed.ok ? [] : parsed.refusal.suggestions;
        expect(suggestions.length).toBeGreaterThan(0);
        for (const suggestion of suggestions) {
          expect(`${suggestion}: ${parseWhen(suggestion, { now: NOW, zone: LAGOS, locale }).ok}`).toBe(
            `${suggestion}: true`,
          );
        }
      }
    }
  });

  test.each([
    [
      'tomorrow 9am',
      'Europe/Paris',
      '2026-03-28T20:00:00Z',
      '2026-03-29T07:00:00Z',
      'the offset of the day, not of now',
    ],
    ['in 1 day', 'Europe/Paris', '2026-03-28T11:00:00Z', '2026-03-29T10:00:00Z', 'a day of 23 hours'],
    ['in 24 hours', 'Europe/Paris', '2026-03-28T11:00:00Z', '2026-03-29T11:00:00Z', '24 hours are 24 hours'],
    [
      'tomorrow 02:30',
      'Europe/Paris',
      '2026-03-28T11:00:00Z',
      '2026-03-29T01:30:00Z',
      'skipped: an hour later',
    ],
    [
      'in 3 months at 9:00',
      'America/New_York',
      '2026-01-15T15:00:00Z',
      '2026-04-15T13:00:00Z',
      'summer time by then',
    ],
    [
      'in 1 month',
      'UTC',
      '2027-01-31T08:00:00Z',
      '2027-02-28T08:00:00Z',
      'the last day of the shorter month',
    ],
    [
      'tomorrow 00:15',
      'Pacific/Kiritimati',
      '2026-11-21T11:00:00Z',
      '2026-11-22T10:15:00Z',
      'already the next day there',
    ],
    [
      'tomorrow 9am',
      'Pacific/Pago_Pago',
      '2026-11-21T05:00:00Z',
      '2026-11-21T20:00:00Z',
      'still the day before there',
    ],
    ['29 february 9am', 'UTC', '2027-06-01T00:00:00Z', '2028-02-29T09:00:00Z', 'a leap day'],
    [
      'every day at 9am',
      'Africa/Casablanca',
      '2027-02-07T12:00:00Z',
      '2027-02-08T09:00:00Z',
      'clocks change for Ramadan',
    ],
    [
      'friday next week',
      'UTC',
      '2026-11-18T12:00:00Z',
      '2026-11-27T09:00:00Z',
      'of the coming week, said on a Wednesday',
    ],
    ['friday', 'UTC', '2026-11-18T12:00:00Z', '2026-11-20T09:00:00Z', 'the coming one'],
    ['new year', 'UTC', '2026-11-18T12:00:00Z', '2027-01-01T09:00:00Z', 'a day of every year'],
    ['old year', 'UTC', '2026-11-18T12:00:00Z', '', 'not understood'],
  ])('%s in %s at %s is %s (%s)', (text, zone, now, expected) => {
    const parsed = parseWhen(text, { now: Date.parse(now), zone, locale: 'en' });
    expect(parsed.ok ? new Date(parsed.instant).toISOString() : '').toBe(
      expected === '' ? '' : new Date(expected).toISOString(),
    );
  });

  test('tomorrow at a time is that local time of the next local date, in every zone at any moment', () => {
    const moments = fc.integer({ min: Date.UTC(2026, 0, 1) / 1000, max: Date.UTC(2028, 0, 1) / 1000 });
    const minutes = fc.integer({ min: 0, max: 1439 });
    fc.assert(
      fc.property(moments, minutes, fc.constantFrom(...allZones), (second, minute, zone) => {
        const now = second * 1000;
        const clock = new Date(minute * 60_000).toISOString().slice(11, 16);
        const tomorrow = new Date(wallClock(now, zone) + 86_400_000).toISOString().slice(0, 10);
        const expected = searchInstant(tomorrow, clock, zone);
        for (const text of [
          `tomorrow ${clock}`,
          `demain à ${clock.replace(':', 'h')}`,
          `${tomorrow} ${clock}`,
        ]) {
          expect(parseWhen(text, { now, zone, locale: 'en' })).toMatchObject({ ok: true, instant: expected });
        }
      }),
      { numRuns: 100 },
    );
  });

  test('the clock of the machine does not matter', () => {
    const before = process.env['TZ'];
    const texts = [...ENGLISH, ...FRENCH, ...DURATIONS, ...REFUSED].map(([text]) => text);
    const read = (): string[] =>
      texts.map((text) => local(parseWhen(text, { now: NOW, zone: LAGOS, locale: 'en' })));
    const inUtc = read();
    try {
      for (const zone of ['Pacific/Kiritimati', 'America/Santiago', 'Africa/Cairo']) {
        process.env['TZ'] = zone;
        expect(read()).toEqual(inUtc);
      }
    } finally {
      if (before === undefined) delete process.env['TZ'];
      else process.env['TZ'] = before;
    }
  });

  test('a text that is too long is refused, with the beginning of it looked at', () => {
    for (const text of [
      '1 '.repeat(1000),
      'le '.repeat(600),
      'every '.repeat(300),
      `in ${'1 day '.repeat(300)}`,
    ])
      expect(parseWhen(text, { now: NOW, zone: LAGOS, locale: 'en' })).toMatchObject({ ok: false });
  });
});
