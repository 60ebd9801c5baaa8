import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDays } from '../../../src/people/availability/rules/days.ts';
import { parseHours, parseTime } from '../../../src/people/availability/rules/times.ts';
import { parseAvailability } from '../../../src/people/availability/rules/typed.ts';
import { isWeeklyInterval } from '../../../src/people/availability/rules.ts';

const ALL = [1, 2, 3, 4, 5, 6, 7];
const WORKING = [1, 2, 3, 4, 5];

describe('parseDays', () => {
  test.each<[string, number[]]>([
    ['mon-fri', WORKING],
    ['lun-ven', WORKING],
    ['Mon - Fri', WORKING],
    ['lun.-ven.', WORKING],
    ['Monday to Friday', WORKING],
    ['from monday through friday', WORKING],
    ['du lundi au vendredi', WORKING],
    ['de lundi à vendredi', WORKING],
    ['lundi jusqu’au vendredi', WORKING],
    ['weekdays', WORKING],
    ['week days', WORKING],
    ['working days', WORKING],
    ['en semaine', WORKING],
    ['jours ouvrés', WORKING],
    ['week-end', [6, 7]],
    ['Weekend', [6, 7]],
    ['weekends', [6, 7]],
    ['le week-end', [6, 7]],
    ['fin de semaine', [6, 7]],
    ['sat, sun', [6, 7]],
    ['sat sun', [6, 7]],
    ['samedi/dimanche', [6, 7]],
    ['mardi et jeudi', [2, 4]],
    ['mardis et jeudis', [2, 4]],
    ['Tuesdays and Thursdays', [2, 4]],
    ['Tue & Thu', [2, 4]],
    ['mercredi', [3]],
    ['MERCREDI', [3]],
    ['every monday', [1]],
    ['every day', ALL],
    ['everyday', ALL],
    ['daily', ALL],
    ['tous les jours', ALL],
    ['chaque jour', ALL],
    ['toute la semaine', ALL],
    ['fri-mon', [1, 5, 6, 7]],
    ['ven–lun', [1, 5, 6, 7]],
    ['mon-wed, sat', [1, 2, 3, 6]],
    ['mo tu we', [1, 2, 3]],
    ['mon-mon', [1]],
    ['every day except sunday', [1, 2, 3, 4, 5, 6]],
    ['tous les jours sauf le dimanche', [1, 2, 3, 4, 5, 6]],
    ['sauf week-end', WORKING],
    ['monday + mardi', [1, 2]],
    ['lundi, mercredi et vendredi', [1, 3, 5]],
    ['weekdays and saturday', [1, 2, 3, 4, 5, 6]],
  ])('%s', (text, days) => {
    expect(parseDays(text)).toEqual({ ok: true, days });
  });

  test('WE is the weekend in French and Wednesday in English', () => {
    expect(parseDays('le WE', 'fr')).toEqual({ ok: true, days: [6, 7] });
    expect(parseDays('we', 'en')).toEqual({ ok: true, days: [3] });
  });

  test.each<[string, 'en' | 'fr', string, string, string]>([
    ['', 'en', 'empty', '', 'mon-fri'],
    [' , ', 'fr', 'empty', '', 'lun-ven'],
    ['mondy-fri', 'en', 'unknown-day', 'mondy', 'monday-fri'],
    ['mon-fir', 'en', 'unknown-day', 'fir', 'mon-fri'],
    ['mon-frii', 'en', 'unknown-day', 'frii', 'mon-fri'],
    ['lun-vne', 'fr', 'unknown-day', 'vne', 'lun-ven'],
    ['tusday', 'en', 'unknown-day', 'tusday', 'tuesday'],
    ['mecredi et jeudi', 'fr', 'unknown-day', 'mecredi', 'mercredi et jeudi'],
    ['venderdi', 'fr', 'unknown-day', 'venderdi', 'vendredi'],
    ['weekendd', 'en', 'unknown-day', 'weekendd', 'weekend'],
    ['sturday and sundy', 'en', 'unknown-day', 'sturday', 'saturday and sunday'],
    ['whenever', 'en', 'not-a-day', 'whenever', 'mon-fri'],
    ['1-5', 'fr', 'not-a-day', '1', 'lun-ven'],
    ['mon-', 'en', 'open-range', 'mon-', 'mon-fri'],
    ['-fri', 'en', 'open-range', '-fri', 'mon-fri'],
    ['mon-weekend', 'en', 'open-range', 'mon-weekend', 'mon-fri'],
    ['monday except mon', 'en', 'no-day-left', 'monday except mon', 'mon-fri'],
  ])('%j is refused', (text, locale, problem, part, suggestion) => {
    expect(parseDays(text, locale)).toEqual({ ok: false, refusal: { problem, part, suggestion } });
  });

  test('what is suggested is itself understood, whatever was typed', () => {
    const words = fc.array(
      fc.constantFrom('mon', 'fri', '-', 'mondy', ',', 'sauf', 'xx', 'jeud', 'every', '7', 'and', 'wekend'),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          words.map((list) => list.join(' ')),
          fc.string({ unit: 'grapheme' }),
        ),
        (text) => {
          const parsed = parseDays(text);
          const days = parsed.ok ? parsed : parseDays(parsed.refusal.suggestion);
          expect(days.ok && days.days.length > 0).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('parseTime', () => {
  test.each<[string, number]>([
    ['18:00', 1080],
    ['18h30', 1110],
    ['18h', 1080],
    ['18 h 30', 1110],
    ['18H30', 1110],
    ['18h30min', 1110],
    ['18 heures', 1080],
    ['8 hours', 480],
    ['18.30', 1110],
    ['18;30', 1110],
    ['18', 1080],
    ['1830', 1110],
    ['0930', 570],
    ['6pm', 1080],
    ['6 PM', 1080],
    ['6:30 pm', 1110],
    ['6:30 p.m.', 1110],
    ['06:00am', 360],
    ['12am', 0],
    ['12pm', 720],
    ['12:15 am', 15],
    ['18:00 pm', 1080],
    ['7:30', 450],
    ['0:00', 0],
    ['00:00', 0],
    ['0h', 0],
    ['24:00', 1440],
    ['24h', 1440],
    ['midi', 720],
    ['noon', 720],
    ['minuit', 0],
    ['Midnight', 0],
    ['8h du soir', 1200],
    ['8 h du matin', 480],
    ['3h de l’après-midi', 900],
    ['9 in the evening', 1260],
    ['9 in the morning', 540],
    ['10 at night', 1320],
    ['23:45', 1425],
    ['٦:٠٠', 360],
    ['６：３０ｐｍ', 1110],
  ])('%s', (text, minutes) => {
    expect(parseTime(text)).toEqual({ ok: true, minutes });
  });

  test.each<[string, string, string[]]>([
    ['', 'empty', ['18:00']],
    ['18:10', 'not-a-quarter', ['18:00', '18:15']],
    ['23:50', 'not-a-quarter', ['23:45', '24:00']],
    ['6:40pm', 'not-a-quarter', ['18:30', '18:45']],
    ['6', 'ambiguous', ['06:00', '18:00']],
    ['12', 'ambiguous', ['12:00', '24:00']],
    ['25:00', 'not-a-time', ['18:00']],
    ['18:75', 'not-a-time', ['18:00']],
    ['24:15', 'not-a-time', ['18:00']],
    ['15 am', 'not-a-time', ['18:00']],
    ['soon', 'not-a-time', ['18:00']],
    ['-3', 'not-a-time', ['18:00']],
    ['18:000', 'not-a-time', ['18:00']],
  ])('%j is refused', (typed, problem, suggestions) => {
    expect(parseTime(typed)).toEqual({ ok: false, refusal: { problem, typed, suggestions } });
  });

  test('every time of the day is read in each of its spellings, to the minute', () => {
    for (let minutes = 0; minutes < 1440; minutes++) {
      const hour = Math.floor(minutes / 60);
      const minute = String(minutes % 60).padStart(2, '0');
      const spellings = [
        `${hour}:${minute}`,
        `${hour}h${minute}`,
        `${hour % 12 === 0 ? 12 : hour % 12}:${minute} ${hour < 12 ? 'am' : 'pm'}`,
      ];
      for (const text of spellings) {
        const parsed = parseTime(text);
        expect(parsed).toMatchObject(
          minutes % 15 === 0 ? { ok: true, minutes } : { ok: false, refusal: { problem: 'not-a-quarter' } },
        );
      }
    }
  });
});

describe('parseHours', () => {
  test.each<[string, string, number, number]>([
    ['18:00', '21:30', 1080, 1290],
    ['22h', '2h', 1320, 1560],
    ['22:00', 'midnight', 1320, 1440],
    ['22:00', '24:00', 1320, 1440],
    ['00:00', '24:00', 0, 1440],
    ['minuit', 'minuit', 0, 1440],
    ['24:00', '02:00', 0, 120],
    ['12:00', '11:45', 720, 2145],
  ])('%s to %s', (from, to, start, end) => {
    expect(parseHours(from, to)).toEqual({ ok: true, from: start, to: end });
  });

  test('an end at the beginning is no time', () => {
    expect(parseHours('18:00', '6pm')).toEqual({
      ok: false,
      from: undefined,
      to: { problem: 'no-time-between', typed: '6pm', suggestions: ['19:00'] },
    });
  });

  test('both refusals come together', () => {
    expect(parseHours('6', '25:00')).toMatchObject({
      ok: false,
      from: { problem: 'ambiguous' },
      to: { problem: 'not-a-time' },
    });
  });
});

describe('parseAvailability', () => {
  test('reads what a learner typed as an example', () => {
    const parsed = parseAvailability({ days: 'mon-fri', from: '18:00', to: '21:30' });
    expect(parsed).toEqual({ ok: true, intervals: WORKING.map((day) => ({ day, from: 1080, to: 1290 })) });
  });

  test('nights that touch each other are still whole', () => {
    const parsed = parseAvailability({ days: 'sun', from: '22:00', to: '02:00' });
    expect(parsed).toEqual({ ok: true, intervals: [{ day: 7, from: 1320, to: 1560 }] });
  });

  test('names everything that is wrong at once', () => {
    expect(parseAvailability({ days: 'mondy', from: '18:10', to: '' })).toMatchObject({
      ok: false,
      refusals: {
        days: { problem: 'unknown-day', suggestion: 'monday' },
        from: { problem: 'not-a-quarter' },
        to: { problem: 'empty' },
      },
    });
  });

  test('whatever is typed gives valid intervals or a refusal', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('mon', '18:00', '6pm', '24:00', 'fri-mon', '00:00'),
    );
    fc.assert(
      fc.property(text, text, text, (days, from, to) => {
        const parsed = parseAvailability({ days, from, to });
        const sound = parsed.ok
          ? parsed.intervals.length > 0 && parsed.intervals.every(isWeeklyInterval)
          : Object.values(parsed.refusals).some((refusal) => refusal !== undefined);
        expect(sound).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
