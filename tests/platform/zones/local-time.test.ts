import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addDays,
  allZones,
  canonicalZone,
  dayNumber,
  daysBetween,
  endOfDay,
  instantAt,
  isLocalDate,
  isLocalTime,
  localDate,
  localMoment,
  mondayAt,
  mondayOf,
  offsetLabel,
  offsetMinutes,
  startOfDay,
  weekdayOf,
} from '../../../src/platform/zones/rules.ts';
import { count, some } from '../../support/counts.ts';
import { clockChanges, searchInstant, wallClock } from './wall-clock.ts';

describe('canonicalZone', () => {
  test.each([
    ['Africa/Lagos', 'Africa/Lagos'],
    ['  africa/LAGOS ', 'Africa/Lagos'],
    ['Asia/Calcutta', 'Asia/Kolkata'],
    ['Europe/Kiev', 'Europe/Kyiv'],
    ['Europe/Kyiv', 'Europe/Kyiv'],
    ['US/Eastern', 'America/New_York'],
    ['Africa/Asmera', 'Africa/Asmara'],
    ['America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
    ['America/Port-au-Prince', 'America/Port-au-Prince'],
    ['utc', 'UTC'],
    ['GMT', 'UTC'],
    ['Etc/UTC', 'UTC'],
  ])('%s is %s', (typed, zone) => {
    expect(canonicalZone(typed)).toBe(zone);
  });

  test.each([
    '',
    'Lagos',
    '+01:00',
    'UTC+1',
    'Etc/GMT-1',
    'EST',
    'Africa/Lagoss',
    'a'.repeat(500),
    'Africa/Lagos\n;',
  ])('refuses %j', (typed) => {
    expect(canonicalZone(typed)).toBeUndefined();
  });

  test('every zone of the list is its own current name, and every name of the runtime leads to one of them', () => {
    expect(allZones.length).toBeGreaterThan(400);
    for (const zone of allZones) expect(canonicalZone(zone)).toBe(zone);
    for (const name of Intl.supportedValuesOf('timeZone')) expect(allZones).toContain(canonicalZone(name));
  });
});

describe('dates', () => {
  test.each(['2026-01-01', '2028-02-29', '2000-02-29', '2026-12-31'])('%s is a date', (text) => {
    expect(isLocalDate(text)).toBe(true);
  });

  test.each([
    '2026-02-29',
    '1900-02-29',
    '2026-13-01',
    '2026-04-31',
    '2026-1-1',
    '26-01-01',
    '2026-01-01 ',
    '',
    '2026-01-01T09:00',
    '01/02/2026',
    '٢٠٢٦-٠١-٠١',
  ])('%j is no date', (text) => {
    expect(isLocalDate(text)).toBe(false);
  });

  test('a time of day is HH:MM, 00:00 to 23:59', () => {
    expect(['00:00', '09:05', '23:59'].every(isLocalTime)).toBe(true);
    expect(['24:00', '9:05', '09:60', '09:05:00', ''].some(isLocalTime)).toBe(false);
  });

  test('days, weeks and cohort days across leap days and the year change', () => {
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(addDays('2027-02-28', 1)).toBe('2027-03-01');
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(daysBetween('2026-12-30', '2027-01-02')).toBe(3);
    expect(daysBetween('2027-01-02', '2026-12-30')).toBe(-3);
    expect(weekdayOf('2026-11-23')).toBe(1);
    expect(mondayOf('2026-11-29')).toBe('2026-11-23');
    expect(mondayOf('2027-01-01')).toBe('2026-12-28');
    expect(dayNumber('2026-11-23', instantAt('2026-11-23', '00:00', 'Africa/Lagos'), 'Africa/Lagos')).toBe(1);
    expect(dayNumber('2026-11-23', instantAt('2026-11-22', '23:59', 'Africa/Lagos'), 'Africa/Lagos')).toBe(0);
    expect(dayNumber('2026-11-23', instantAt('2026-12-13', '12:00', 'Africa/Lagos'), 'Africa/Lagos')).toBe(
      21,
    );
  });

  test('days added and days between undo each other', () => {
    const days = fc.integer({ min: 0, max: 40_000 });
    fc.assert(
      fc.property(days, fc.integer({ min: -4000, max: 4000 }), (epochDay, step) => {
        const date = new Date(epochDay * 86_400_000).toISOString().slice(0, 10);
        const moved = addDays(date, step);
        expect(moved).toBe(new Date((epochDay + step) * 86_400_000).toISOString().slice(0, 10));
        expect(daysBetween(date, moved)).toBe(step);
      }),
    );
  });

  test('the local date decides, not the date in UTC', () => {
    const instant = Date.parse('2026-11-22T23:30:00Z');
    expect(localDate(instant, 'Africa/Lagos')).toBe('2026-11-23');
    expect(localDate(instant, 'America/New_York')).toBe('2026-11-22');
    expect(mondayAt(instant, 'Africa/Lagos')).toBe('2026-11-23');
    expect(mondayAt(instant, 'UTC')).toBe('2026-11-16');
  });
});

describe('instants', () => {
  test.each([
    ['2026-03-29', '02:30', 'Europe/Paris', '2026-03-29T01:30:00Z', 'skipped: 02:30 becomes 03:30'],
    ['2026-10-25', '02:30', 'Europe/Paris', '2026-10-25T00:30:00Z', 'twice: the first'],
    ['2026-04-24', '00:30', 'Africa/Cairo', '2026-04-23T22:30:00Z', 'midnight itself is skipped'],
    ['2026-11-23', '09:00', 'Africa/Lagos', '2026-11-23T08:00:00Z', 'no clock change at all'],
    ['2026-10-04', '02:15', 'Australia/Lord_Howe', '2026-10-03T15:45:00Z', 'a change by half an hour'],
    ['2026-11-23', '09:00', 'Asia/Kathmandu', '2026-11-23T03:15:00Z', 'an offset of 5:45'],
  ])('%s %s in %s is %s (%s)', (date, time, zone, instant) => {
    expect(instantAt(date, time, zone)).toBe(Date.parse(instant));
  });

  test('a day starts at midnight, or where a clock change skips midnight at the first moment after it', () => {
    expect(startOfDay('2026-04-24', 'Africa/Cairo')).toBe(Date.parse('2026-04-23T22:00:00Z'));
    expect(localMoment(startOfDay('2026-04-24', 'Africa/Cairo'), 'Africa/Cairo').time).toBe('01:00');
  });

  test('the end of a day is its last millisecond, on short and long days too', () => {
    expect(endOfDay('2026-12-13', 'Africa/Lagos')).toBe(Date.parse('2026-12-13T22:59:59.999Z'));
    expect(endOfDay('2026-03-29', 'Europe/Paris') - startOfDay('2026-03-29', 'Europe/Paris') + 1).toBe(
      23 * 3600_000,
    );
    expect(endOfDay('2026-10-25', 'Europe/Paris') - startOfDay('2026-10-25', 'Europe/Paris') + 1).toBe(
      25 * 3600_000,
    );
  });

  test('malformed dates and times are refused loudly', () => {
    expect(() => instantAt('2026-02-29', '09:00', 'UTC')).toThrow(RangeError);
    expect(() => instantAt('2026-02-28', '9:00', 'UTC')).toThrow(RangeError);
    expect(() => instantAt('2026-02-28', '24:00', 'UTC')).toThrow(RangeError);
    expect(() => instantAt('2026-02-28', '09:00', 'Africa/Nowhere')).toThrow(RangeError);
  });

  test('every zone, around every clock change of 2026 and 2027, agrees with a search through Intl', () => {
    const times = ['00:00', '00:30', '01:30', '02:00', '02:15', '02:30', '03:00', '09:00', '23:45'];
    const wrong: string[] = [];
    let changes = 0;
    for (const zone of some(allZones, 1 / 6)) {
      const dates = clockChanges(zone, 2026, 2027);
      changes += dates.length;
      for (const date of [...dates, '2026-12-31', '2027-01-01', '2028-02-29']) {
        for (const time of times) {
          const instant = instantAt(date, time, zone);
          if (instant !== searchInstant(date, time, zone)) wrong.push(`${date} ${time} ${zone}`);
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(changes).toBeGreaterThan(count(1000, 100));
  });

  test('what a clock shows agrees with Intl for any instant and zone', () => {
    const instants = fc.integer({ min: Date.UTC(2025, 0, 1), max: Date.UTC(2032, 0, 1) });
    fc.assert(
      fc.property(instants, fc.constantFrom(...allZones), (instant, zone) => {
        const shown = new Date(wallClock(instant, zone));
        const moment = localMoment(instant, zone);
        expect(`${moment.date}T${moment.time}`).toBe(shown.toISOString().slice(0, 16));
        expect(moment.minutes).toBe(shown.getUTCHours() * 60 + shown.getUTCMinutes());
        expect(moment.weekday).toBe(shown.getUTCDay() === 0 ? 7 : shown.getUTCDay());
        expect(offsetMinutes(instant, zone) * 60_000).toBe(
          wallClock(instant, zone) - Math.floor(instant / 1000) * 1000,
        );
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    [0, 'UTC'],
    [60, 'UTC+1'],
    [345, 'UTC+5:45'],
    [-210, 'UTC-3:30'],
  ])('an offset of %i minutes is %s', (minutes, label) => {
    expect(offsetLabel(minutes)).toBe(label);
  });
});
