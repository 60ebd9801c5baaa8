import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  intervalsOf,
  isWeeklyInterval,
  normaliseWeek,
  onDays,
  WEEKLY_PRESETS,
  type WeeklyInterval,
  weeklyMinutes,
  withoutHours,
} from '../../../src/people/availability/rules.ts';

const interval = fc
  .record({
    day: fc.integer({ min: 1, max: 7 }),
    from: fc.integer({ min: 0, max: 95 }),
    length: fc.integer({ min: 1, max: 96 }),
  })
  .map(({ day, from, length }): WeeklyInterval => ({ day, from: from * 15, to: (from + length) * 15 }));
const week = fc.array(interval, { maxLength: 12 });

/** Minute by minute, without the code under test: the minutes of the week that are covered. */
function minutesCovered(intervals: readonly WeeklyInterval[]): Set<number> {
  const minutes = new Set<number>();
  for (const { day, from, to } of intervals) {
    for (let minute = from; minute < to; minute++) minutes.add(((day - 1) * 1440 + minute) % 10_080);
  }
  return minutes;
}

describe('normaliseWeek', () => {
  test.each<[string, WeeklyInterval[], WeeklyInterval[]]>([
    ['nothing', [], []],
    [
      'overlapping',
      [
        { day: 1, from: 540, to: 660 },
        { day: 1, from: 600, to: 720 },
      ],
      [{ day: 1, from: 540, to: 720 }],
    ],
    [
      'touching',
      [
        { day: 1, from: 540, to: 600 },
        { day: 1, from: 600, to: 720 },
      ],
      [{ day: 1, from: 540, to: 720 }],
    ],
    [
      'apart',
      [
        { day: 2, from: 600, to: 660 },
        { day: 1, from: 600, to: 660 },
      ],
      [
        { day: 1, from: 600, to: 660 },
        { day: 2, from: 600, to: 660 },
      ],
    ],
    [
      'over midnight',
      [
        { day: 1, from: 1320, to: 1440 },
        { day: 2, from: 0, to: 120 },
      ],
      [{ day: 1, from: 1320, to: 1560 }],
    ],
    [
      'from Sunday into Monday',
      [
        { day: 1, from: 0, to: 60 },
        { day: 7, from: 1380, to: 1440 },
      ],
      [{ day: 7, from: 1380, to: 1500 }],
    ],
    ['24 hours over midnight', [{ day: 7, from: 720, to: 2160 }], [{ day: 7, from: 720, to: 2160 }]],
    [
      'longer than a day, cut at midnight',
      [
        { day: 6, from: 1080, to: 1440 },
        { day: 7, from: 0, to: 1440 },
        { day: 1, from: 0, to: 60 },
      ],
      [
        { day: 1, from: 0, to: 60 },
        { day: 6, from: 1080, to: 1440 },
        { day: 7, from: 0, to: 1440 },
      ],
    ],
  ])('%s', (_, given, expected) => {
    expect(normaliseWeek(given)).toEqual(expected);
  });

  test('the whole week is seven whole days', () => {
    const whole = onDays([1, 2, 3, 4, 5, 6, 7], 0, 1440);
    expect(whole).toHaveLength(7);
    expect(weeklyMinutes(whole)).toBe(10_080);
  });

  test('covers the same minutes, is valid, sorted, apart, and stays as it is when done again', () => {
    fc.assert(
      fc.property(week, (intervals) => {
        const normal = normaliseWeek(intervals);
        expect(minutesCovered(normal)).toEqual(minutesCovered(intervals));
        expect(normal.every(isWeeklyInterval)).toBe(true);
        expect(normaliseWeek(normal)).toEqual(normal);
        expect([...normal].sort((a, b) => a.day - b.day || a.from - b.from)).toEqual(normal);
        const total = normal.reduce((sum, { from, to }) => sum + to - from, 0);
        expect(total).toBe(minutesCovered(normal).size);
        expect(weeklyMinutes(intervals)).toBe(total);
      }),
      { numRuns: 300 },
    );
  });

  test('the order of entry does not matter', () => {
    fc.assert(
      fc.property(week, (intervals) => {
        expect(normaliseWeek([...intervals].reverse())).toEqual(normaliseWeek(intervals));
      }),
    );
  });

  test.each<WeeklyInterval>([
    { day: 0, from: 0, to: 60 },
    { day: 8, from: 0, to: 60 },
    { day: 1.5, from: 0, to: 60 },
    { day: 1, from: 10, to: 60 },
    { day: 1, from: 0, to: 50 },
    { day: 1, from: 60, to: 60 },
    { day: 1, from: 60, to: 1515 },
    { day: 1, from: 1440, to: 1500 },
    { day: 1, from: -15, to: 60 },
    { day: Number.NaN, from: 0, to: 15 },
  ])('refuses %j', (wrong) => {
    expect(isWeeklyInterval(wrong)).toBe(false);
    expect(() => normaliseWeek([wrong])).toThrow(RangeError);
  });

  test('quarter hours and intervals are two ways to write one week', () => {
    const flags = fc.array(fc.boolean(), { minLength: 672, maxLength: 672 });
    fc.assert(
      fc.property(flags, (quarters) => {
        const covered = minutesCovered(intervalsOf(Uint8Array.from(quarters, Number)));
        expect(quarters.every((busy, index) => covered.has(index * 15) === busy)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });
});

test('presets are normalised, differ, and none is tiny: one tap must reach the floor of three hours', () => {
  expect(new Set(WEEKLY_PRESETS.map((preset) => preset.key)).size).toBe(WEEKLY_PRESETS.length);
  for (const { intervals } of WEEKLY_PRESETS) {
    expect(normaliseWeek(intervals)).toEqual(intervals);
    expect(weeklyMinutes(intervals)).toBeGreaterThanOrEqual(180);
  }
});

test('withoutHours leaves exactly the minutes of the week that do not go', () => {
  fc.assert(
    fc.property(week, week, (kept, gone) => {
      const left = withoutHours(kept, gone);
      expect(left).toEqual(normaliseWeek(left));
      expect(minutesCovered(left)).toEqual(minutesCovered(kept).difference(minutesCovered(gone)));
    }),
  );
});
