import * as fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import {
  CohortWeek,
  overlapMinutes,
  sharedIntervals,
  sharedSlots,
  toWeekSlots,
} from '../../../src/pairing/partners/rules.ts';
import { normaliseWeek, type WeeklyInterval } from '../../../src/people/availability/rules.ts';
import { count } from '../../support/counts.ts';
import { seeded } from '../matching/instances.ts';
import { intervals } from './learners.ts';

const PAIRS = count(2_000, 60);
/** So that a few pairs are of zones all over the world: a prime, so that many pairs come to every zone. */
const STRIDE = 101;
const MINUTES = 10_080;
/** The weeks in which Europe's clocks change in 2026, forward and back. */
const CHANGES = ['2026-03-23', '2026-10-19'];
const ZONES = Intl.supportedValuesOf('timeZone');

/** What a clock in `zone` shows at a UTC minute of the week, as minutes since Monday 00:00, asked of Temporal. */
function shownAt(week: string, zone: string, minute: number): number {
  const start = BigInt(Temporal.Instant.from(`${week}T00:00Z`).epochMilliseconds) * 1_000_000n;
  const at = new Temporal.ZonedDateTime(start + BigInt(minute) * 60_000_000_000n, zone);
  return (at.dayOfWeek - 1) * 1440 + at.hour * 60 + at.minute;
}

/**
 * `shownAt` for every minute of the week. Asking Temporal costs 3 us a minute, so zones whose clocks agree at every
 * half hour of the week (asked of Temporal one by one) share the answers of one of them.
 */
const tables = new Map<string, Uint16Array>();
function shownByMinute(week: string, zone: string): Uint16Array {
  const halves = Array.from({ length: MINUTES / 30 }, (_, half) => shownAt(week, zone, half * 30));
  const key = halves.join();
  const known = tables.get(key);
  if (known !== undefined) return known;
  const table = Uint16Array.from({ length: MINUTES }, (_, minute) => shownAt(week, zone, minute));
  tables.set(key, table);
  return table;
}

/** For each minute of the week, whether it lies within an interval. */
function minutesOf(list: readonly WeeklyInterval[]): Uint8Array {
  const inside = new Uint8Array(MINUTES);
  for (const { day, from, to } of list)
    for (let minute = from; minute < to; minute++) inside[((day - 1) * 1440 + minute) % MINUTES] = 1;
  return inside;
}

function randomIntervals(random: () => number): WeeklyInterval[] {
  return Array.from({ length: 1 + Math.floor(random() * 6) }, () => {
    const from = 15 * Math.floor(random() * 96);
    return { day: 1 + Math.floor(random() * 7), from, to: from + 15 * (1 + Math.floor(random() * 48)) };
  });
}

describe('overlap', () => {
  test(`of ${PAIRS} pairs over zones and both changes of the clocks is what counting minutes finds`, {
    timeout: 120_000,
  }, () => {
    const random = seeded(2026);
    const shown = new Map<string, Uint16Array>();
    const clock = (week: string, zone: string) => {
      const known = shown.get(`${week} ${zone}`) ?? shownByMinute(week, zone);
      shown.set(`${week} ${zone}`, known);
      return known;
    };
    const weeks = new Map(CHANGES.map((week) => [week, new CohortWeek(week)]));
    const seen = new Set<string>();
    for (let pair = 0; pair < PAIRS; pair++) {
      const week = CHANGES[pair % 2] ?? '';
      // Every zone in both weeks where there are pairs enough, then by chance.
      const zone = ZONES[(Math.floor(pair / 2) * STRIDE) % ZONES.length] ?? '';
      const other = ZONES[Math.floor(random() * ZONES.length)] ?? '';
      seen.add(`${week} ${zone}`);
      const [own, others] = [randomIntervals(random), randomIntervals(random)];
      const [ownMinutes, otherMinutes] = [minutesOf(own), minutesOf(others)];
      const [ownClock, otherClock] = [clock(week, zone), clock(week, other)];
      let counted = 0;
      for (let minute = 0; minute < MINUTES; minute++)
        counted += (ownMinutes[ownClock[minute] ?? 0] ?? 0) & (otherMinutes[otherClock[minute] ?? 0] ?? 0);
      const cohortWeek = weeks.get(week) ?? new CohortWeek(week);
      const found = overlapMinutes(cohortWeek.slots(own, zone), cohortWeek.slots(others, other));
      expect(found, `${week} ${zone} ${other}`).toBe(counted);
    }
    expect(seen.size).toBe(Math.min(PAIRS, 2 * ZONES.length));
  });

  test.each([
    // Clocks go from 02:00 to 03:00 on Sunday 8 March 2026: nobody has that hour.
    ['2026-03-02', 'America/New_York', 120, 180, 0],
    ['2026-03-02', 'America/New_York', 60, 240, 120],
    // They go back from 02:00 to 01:00 on Sunday 1 November: that hour is there twice.
    ['2026-10-26', 'America/New_York', 60, 120, 120],
    ['2026-10-26', 'America/New_York', 0, 180, 240],
    // Half an hour only, from 02:00 to 02:30 on 4 October and back on 5 April.
    ['2026-09-28', 'Australia/Lord_Howe', 120, 150, 0],
    ['2026-03-30', 'Australia/Lord_Howe', 90, 120, 60],
  ])('in the week of %s in %s of %i to %i on a Sunday is %i minutes', (week, zone, from, to, minutes) => {
    const slots = toWeekSlots([{ day: 7, from, to }], zone, week);
    expect(overlapMinutes(slots, slots)).toBe(minutes);
  });

  test('knows zones a quarter of an hour off', () => {
    const week = '2026-01-19';
    const kathmandu = toWeekSlots([{ day: 3, from: 1080, to: 1200 }], 'Asia/Kathmandu', week);
    const utc = toWeekSlots([{ day: 3, from: 735, to: 855 }], 'UTC', week);
    expect(overlapMinutes(kathmandu, utc)).toBe(120);
  });
});

describe('a week', () => {
  test('starts on a Monday', () => {
    expect(() => new CohortWeek('2026-03-24')).toThrow('A week starts on a Monday');
    expect(() => new CohortWeek('tomorrow')).toThrow(RangeError);
    expect(CohortWeek.containing(Date.UTC(2026, 2, 29, 23, 59)).start).toBe('2026-03-23');
    expect(CohortWeek.containing(Date.UTC(2026, 2, 30)).start).toBe('2026-03-30');
  });

  test('refuses a zone that does not exist', () => {
    expect(() => toWeekSlots([], 'Africa/Atlantis', '2026-03-23')).toThrow(RangeError);
  });
});

describe('shared hours', () => {
  const week = new CohortWeek('2026-01-19');

  test('read in either zone, crossing midnight, days with the same hours together', () => {
    const own = week.slots(
      [
        { day: 2, from: 1140, to: 1260 },
        { day: 4, from: 1140, to: 1260 },
        { day: 7, from: 1320, to: 1560 },
      ],
      'Africa/Nairobi',
    );
    const always = week.slots(
      [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, from: 0, to: 1440 })),
      'Africa/Lagos',
    );
    const shared = sharedSlots(own, always);
    expect(sharedIntervals(shared, 'Africa/Nairobi', week)).toEqual([
      { day: 2, from: 1140, to: 1260 },
      { day: 4, from: 1140, to: 1260 },
      { day: 7, from: 1320, to: 1560 },
    ]);
    expect(sharedIntervals(shared, 'Africa/Lagos', week)).toEqual([
      { day: 2, from: 1020, to: 1140 },
      { day: 4, from: 1020, to: 1140 },
      { day: 7, from: 1200, to: 1440 },
    ]);
  });

  test('are the same set of quarter hours again, whatever the intervals', () => {
    fc.assert(
      fc.property(intervals, fc.constantFrom('UTC', 'Asia/Kathmandu', 'Pacific/Auckland'), (list, zone) => {
        const slots = week.slots(list, zone);
        const read = sharedIntervals(slots, zone, week);
        expect(week.slots(read, zone)).toEqual(slots);
        expect(read).toEqual(normaliseWeek(list));
        expect(read.every(({ from, to }) => from < to && from < 1440 && to - from <= 1440)).toBe(true);
      }),
    );
  });
});
