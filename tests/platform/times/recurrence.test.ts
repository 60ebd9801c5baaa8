import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  collapseMissed,
  latestOccurrence,
  nextOccurrence,
  type Recurrence,
} from '../../../src/platform/times/recurrence.ts';
import { allZones } from '../../../src/platform/zones/rules.ts';
import { searchInstant } from '../../platform/zones/wall-clock.ts';

const instant = (text: string): number => Date.parse(text);
const iso = (ms: number): string => new Date(ms).toISOString();

describe('nextOccurrence', () => {
  test.each<[string, Recurrence, string, string, string]>([
    [
      'later today',
      { every: 'day', time: '18:00' },
      'Africa/Lagos',
      '2026-11-21T12:00:00Z',
      '2026-11-21T17:00:00Z',
    ],
    [
      'the very moment counts as over',
      { every: 'day', time: '18:00' },
      'Africa/Lagos',
      '2026-11-21T17:00:00Z',
      '2026-11-22T17:00:00Z',
    ],
    [
      'weekly',
      { every: 'week', weekdays: [1], time: '18:00' },
      'Africa/Nairobi',
      '2026-11-21T12:00:00Z',
      '2026-11-23T15:00:00Z',
    ],
    [
      'weekdays on a Friday evening',
      { every: 'week', weekdays: [1, 2, 3, 4, 5], time: '09:00' },
      'UTC',
      '2026-11-20T19:00:00Z',
      '2026-11-23T09:00:00Z',
    ],
    [
      'the local day decides',
      { every: 'week', weekdays: [7], time: '00:30' },
      'Africa/Lagos',
      '2026-11-21T23:00:00Z',
      '2026-11-21T23:30:00Z',
    ],
    [
      'monthly',
      { every: 'month', day: 15, time: '09:00' },
      'UTC',
      '2026-11-21T12:00:00Z',
      '2026-12-15T09:00:00Z',
    ],
    [
      'the 31st in a short month',
      { every: 'month', day: 31, time: '09:00' },
      'UTC',
      '2027-02-01T00:00:00Z',
      '2027-02-28T09:00:00Z',
    ],
    [
      'the 31st in a leap year',
      { every: 'month', day: 31, time: '09:00' },
      'UTC',
      '2028-02-01T00:00:00Z',
      '2028-02-29T09:00:00Z',
    ],
    [
      'skipped by the clock change: later by the gap',
      { every: 'day', time: '02:30' },
      'Europe/Paris',
      '2027-03-27T12:00:00Z',
      '2027-03-28T01:30:00Z',
    ],
    [
      'and at its own time the day after',
      { every: 'day', time: '02:30' },
      'Europe/Paris',
      '2027-03-28T01:30:00Z',
      '2027-03-29T00:30:00Z',
    ],
    [
      'skipped before midnight: it comes on the next date',
      { every: 'day', time: '23:30' },
      'America/Nuuk',
      '2026-03-29T01:15:00Z',
      '2026-03-29T01:30:00Z',
    ],
    [
      'twice: once only',
      { every: 'day', time: '02:30' },
      'Europe/Paris',
      '2026-10-25T00:30:00Z',
      '2026-10-26T01:30:00Z',
    ],
    [
      'over the change of the year',
      { every: 'week', weekdays: [5], time: '08:00' },
      'UTC',
      '2026-12-28T00:00:00Z',
      '2027-01-01T08:00:00Z',
    ],
  ])('%s', (_, recurrence, zone, after, expected) => {
    expect(iso(nextOccurrence(recurrence, zone, instant(after)))).toBe(iso(instant(expected)));
  });

  test('a recurrence without a day is refused, not looped for', () => {
    expect(() => nextOccurrence({ every: 'week', weekdays: [], time: '09:00' }, 'UTC', 0)).toThrow(
      RangeError,
    );
  });

  test('next and latest agree with trying every date, in any zone at any moment of 2026 and 2027', () => {
    const time = fc
      .integer({ min: 0, max: 95 })
      .map(
        (quarter) =>
          `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`,
      );
    const recurrences: fc.Arbitrary<Recurrence> = fc.oneof(
      fc.record({ every: fc.constant('day' as const), time }),
      fc.record({
        every: fc.constant('week' as const),
        weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
        time,
      }),
      fc.record({ every: fc.constant('month' as const), day: fc.integer({ min: 1, max: 31 }), time }),
    );
    const moments = fc.integer({ min: Date.UTC(2026, 0, 1) / 60_000, max: Date.UTC(2028, 2, 2) / 60_000 });
    fc.assert(
      fc.property(recurrences, fc.constantFrom(...allZones), moments, (recurrence, zone, minute) => {
        const now = minute * 60_000;
        const all: number[] = [];
        for (let days = -40; days <= 40; days++) {
          const day = new Date(now + days * 86_400_000);
          const monthLength = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 0)).getUTCDate();
          const weekday = day.getUTCDay() === 0 ? 7 : day.getUTCDay();
          const matches =
            recurrence.every === 'day' ||
            (recurrence.every === 'week' && recurrence.weekdays.includes(weekday)) ||
            (recurrence.every === 'month' && day.getUTCDate() === Math.min(recurrence.day, monthLength));
          if (matches) all.push(searchInstant(day.toISOString().slice(0, 10), recurrence.time, zone));
        }
        expect(nextOccurrence(recurrence, zone, now)).toBe(all.find((one) => one > now));
        expect(latestOccurrence(recurrence, zone, now)).toBe(all.findLast((one) => one <= now));
      }),
      { numRuns: 400 },
    );
  });
});

describe('collapseMissed', () => {
  const daily: Recurrence = { every: 'day', time: '09:00' };

  test('on time: itself, nothing missed', () => {
    const due = instant('2026-11-21T09:00:00Z');
    expect(collapseMissed(daily, 'UTC', due, due)).toEqual({
      due,
      missed: 0,
      next: instant('2026-11-22T09:00:00Z'),
    });
  });

  test('after four days away: the latest, three missed, then the next', () => {
    const now = instant('2026-11-24T20:00:00Z');
    expect(collapseMissed(daily, 'UTC', instant('2026-11-21T09:00:00Z'), now)).toEqual({
      due: instant('2026-11-24T09:00:00Z'),
      missed: 3,
      next: instant('2026-11-25T09:00:00Z'),
    });
  });

  test('never goes back before the repeat itself, whose time may have been edited', () => {
    const due = instant('2026-11-21T10:30:00Z');
    expect(collapseMissed(daily, 'UTC', due, due + 60_000)).toEqual({
      due,
      missed: 0,
      next: instant('2026-11-22T09:00:00Z'),
    });
  });
});
