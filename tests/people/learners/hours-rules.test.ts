import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hoursOfCode } from '../../../src/people/availability/rules/codes.ts';
import { corrections } from '../../../src/people/availability/rules/corrections.ts';
import { parseAvailability } from '../../../src/people/availability/rules/typed.ts';
import { onDays } from '../../../src/people/availability/rules.ts';
import { sharedHours } from '../../../src/people/learners/rules/shared.ts';
import { customId } from '../../../src/platform/discord/custom-id.ts';

function readings(days: string, from: string, to: string) {
  const typed = { days, from, to };
  const parsed = parseAvailability(typed);
  if (parsed.ok) throw new Error('nothing to correct');
  return corrections(typed, parsed.refusals);
}

describe('corrections', () => {
  test('a mistyped day keeps the times', () => {
    expect(readings('mondy-fri', '18:00', '21:30').map(({ intervals }) => intervals)).toEqual([
      onDays([1, 2, 3, 4, 5], 1080, 1290),
    ]);
  });

  test('two ambiguous times give the short readings first', () => {
    expect(readings('sat', '6', '9').map(({ code }) => code)).toEqual([
      '6-360-540',
      '6-1080-1260',
      '6-360-1260',
      '6-1080-1980',
    ]);
  });

  test('a time between quarter hours offers both neighbours', () => {
    expect(readings('sun', '18:10', '20:00').map(({ code }) => code)).toEqual(['7-1095-1200', '7-1080-1200']);
  });

  test.each([
    ['sat', '18:00', '25:10'],
    ['sat', 'later', '20:00'],
    ['', '18:10', '20:00'],
    ['xx', '18:00', '20:00'],
    ['mon-', '18:00', '20:00'],
  ])('nothing is made of an example: %j %j %j', (days, from, to) => {
    expect(readings(days, from, to)).toEqual([]);
  });

  test('every code means its intervals, and fits into a button', () => {
    const word = fc.constantFrom(
      'mondy',
      'fri',
      '-',
      'sat',
      'evry day',
      '',
      'xx',
      'lun',
      'weekendd',
      '6',
      '18:10',
      '25',
    );
    fc.assert(
      fc.property(
        fc.array(word).map((words) => words.join(' ')),
        word,
        word,
        (days, from, to) => {
          const typed = { days, from, to };
          const parsed = parseAvailability(typed);
          fc.pre(!parsed.ok);
          for (const { code, intervals } of corrections(typed, parsed.refusals)) {
            expect(hoursOfCode(code)).toEqual(intervals);
            expect(customId('answer', 'x'.repeat(12), 'hours', code).length).toBeLessThanOrEqual(100);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  test.each(['', 'again', '8-0-15', '1-7-22', '1-1440-1455', '1-0-9999', "1-0-15'; drop table members"])(
    'code %j is none',
    (code) => {
      expect(hoursOfCode(code)).toBeUndefined();
    },
  );
});

describe('sharedHours', () => {
  const now = Date.UTC(2026, 10, 9, 8);
  const lagos = { week: onDays([1, 2], 1080, 1260), zone: 'Africa/Lagos' };

  test('is shown on the reader’s clock', () => {
    const nairobi = { week: onDays([1], 1200, 1320), zone: 'Africa/Nairobi' };
    expect(sharedHours(lagos, nairobi, now)).toEqual({ week: onDays([1], 1080, 1200), minutes: 120 });
    expect(sharedHours(nairobi, lagos, now)).toEqual({ week: onDays([1], 1200, 1320), minutes: 120 });
  });

  test('moves with summer time', () => {
    const paris = { week: onDays([1], 1080, 1140), zone: 'Europe/Paris' };
    expect(sharedHours(lagos, paris, now)?.minutes).toBe(60);
    // In July 18:00 in Paris is 17:00 in Lagos.
    expect(sharedHours(lagos, paris, Date.UTC(2026, 6, 6, 8))?.minutes).toBe(0);
  });

  test('is unknown while one of the two has none', () => {
    expect(sharedHours(lagos, { week: [], zone: 'UTC' }, now)).toBeUndefined();
    expect(sharedHours({ week: [], zone: 'UTC' }, lagos, now)).toBeUndefined();
  });
});
