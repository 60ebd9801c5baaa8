import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDays } from '../../../src/people/availability/rules/days.ts';
import {
  daysInWords,
  durationText,
  weekdayName,
  weekInWords,
} from '../../../src/people/availability/rules/words.ts';
import { normaliseWeek, onDays, type WeeklyInterval } from '../../../src/people/availability/rules.ts';

describe('weekInWords', () => {
  test.each<[string, WeeklyInterval[], string, string]>([
    ['empty', [], '', ''],
    ['weekday evenings', onDays([1, 2, 3, 4, 5], 1080, 1290), 'Mon-Fri 18:00-21:30', 'lun.-ven. 18:00-21:30'],
    ['two days', onDays([2, 4], 1140, 1260), 'Tue and Thu 19:00-21:00', 'mar. et jeu. 19:00-21:00'],
    [
      'three days apart',
      onDays([1, 3, 5], 540, 600),
      'Mon, Wed and Fri 09:00-10:00',
      'lun., mer. et ven. 09:00-10:00',
    ],
    [
      'every day',
      onDays([1, 2, 3, 4, 5, 6, 7], 0, 60),
      'every day 00:00-01:00',
      'tous les jours 00:00-01:00',
    ],
    ['a whole day', onDays([6], 0, 1440), 'Sat all day', 'sam. toute la journée'],
    ['to midnight', onDays([6], 1320, 1440), 'Sat 22:00-24:00', 'sam. 22:00-24:00'],
    ['over midnight', onDays([6], 1320, 1560), 'Sat 22:00-02:00', 'sam. 22:00-02:00'],
    ['over the weekend', onDays([5, 6, 7, 1], 540, 600), 'Fri-Mon 09:00-10:00', 'ven.-lun. 09:00-10:00'],
    [
      'groups',
      [...onDays([1, 2, 3, 4, 5], 1080, 1290), ...onDays([6], 540, 720), ...onDays([6], 840, 960)],
      'Mon-Fri 18:00-21:30; Sat 09:00-12:00 and 14:00-16:00',
      'lun.-ven. 18:00-21:30 ; sam. 09:00-12:00 et 14:00-16:00',
    ],
  ])('%s', (_, intervals, en, fr) => {
    expect(weekInWords(intervals, 'en')).toBe(en);
    expect(weekInWords(intervals, 'fr').replaceAll('\u00a0', ' ')).toBe(fr);
  });

  test('keeps the longest groups when only some fit, and says so', () => {
    const intervals = [...onDays([1], 540, 555), ...onDays([2], 540, 720), ...onDays([3], 540, 600)];
    expect(weekInWords(intervals, 'en', 2)).toBe('Tue 09:00-12:00; Wed 09:00-10:00 …');
    expect(weekInWords(intervals, 'en', 3)).not.toContain('…');
  });

  test('the days named are the days meant, in both languages', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
        fc.constantFrom('en', 'fr'),
        (days, locale) => {
          const sorted = [...days].sort((a, b) => a - b);
          expect(parseDays(daysInWords(sorted, locale), locale)).toEqual({ ok: true, days: sorted });
        },
      ),
      { numRuns: 300 },
    );
  });
});

test('days have names, durations are short', () => {
  expect([1, 7].map((day) => weekdayName(day, 'en'))).toEqual(['Mon', 'Sun']);
  expect(weekdayName(3, 'fr', 'long')).toBe('mercredi');
  expect([15, 60, 210].map(durationText)).toEqual(['15 min', '1 h', '3 h 30 min']);
  expect(normaliseWeek([])).toEqual([]);
});
