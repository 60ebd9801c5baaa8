import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { sharedSlots } from '../../../src/calendar/meetings/rules.ts';
import { onDays } from '../../../src/people/availability/rules.ts';
import { instantAt, localMoment } from '../../../src/platform/zones/rules.ts';

const HOUR = 3_600_000;
const LAGOS = 'Africa/Lagos';
const ADDIS = 'Africa/Addis_Ababa';
const MONDAY = instantAt('2026-11-09', '09:00', LAGOS);

it('takes an hour that both share, on three days', () => {
  const ada = { week: onDays([1, 2, 3, 4, 5], 18 * 60, 20 * 60), zone: LAGOS };
  // Two hours ahead: 20:30 in Addis Ababa is 18:30 in Lagos.
  const binta = { week: onDays([1, 3, 5], 20 * 60 + 30, 23 * 60), zone: ADDIS };
  const { slots, minutes } = sharedSlots([ada, binta], MONDAY);
  expect(minutes).toBe(60);
  expect(slots.map((slot) => localMoment(slot, LAGOS))).toMatchObject([
    { date: '2026-11-09', time: '18:30' },
    { date: '2026-11-11', time: '18:30' },
    { date: '2026-11-13', time: '18:30' },
  ]);
});

it('takes several hours of one day where there is no other, and half an hour where there is no hour', () => {
  const saturday = { week: onDays([6], 9 * 60, 12 * 60), zone: LAGOS };
  expect(sharedSlots([saturday, saturday], MONDAY)).toMatchObject({ minutes: 60 });
  expect(sharedSlots([saturday, saturday], MONDAY).slots).toHaveLength(3);
  const short = { week: onDays([6], 11 * 60 + 30, 13 * 60), zone: LAGOS };
  expect(sharedSlots([saturday, short], MONDAY)).toEqual({
    slots: [instantAt('2026-11-14', '11:30', LAGOS)],
    minutes: 30,
  });
});

it('leaves two hours to answer, and joins hours at midnight', () => {
  const late = { week: onDays([1], 22 * 60, 24 * 60 + 90), zone: LAGOS };
  const now = instantAt('2026-11-09', '21:15', LAGOS);
  expect(sharedSlots([late, late], now).slots.map((slot) => localMoment(slot, LAGOS).time)).toEqual([
    '23:15',
    '00:15',
  ]);
});

it('finds nothing where nothing is shared', () => {
  const day = { week: onDays([1], 9 * 60, 12 * 60), zone: LAGOS };
  const night = { week: onDays([1], 20 * 60, 23 * 60), zone: LAGOS };
  expect(sharedSlots([day, night], MONDAY).slots).toEqual([]);
});

it('proposes only moments at which clocks show everybody an hour of theirs, through clock changes', () => {
  const zones = fc.constantFrom(LAGOS, ADDIS, 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu');
  const member = fc.record({
    zone: zones,
    week: fc
      .tuple(
        fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
        fc.integer({ min: 0, max: 80 }),
      )
      .map(([days, quarter]) => onDays(days, quarter * 15, quarter * 15 + 240)),
  });
  const moments = fc.integer({ min: Date.UTC(2026, 2, 1), max: Date.UTC(2026, 10, 30) });
  fc.assert(
    fc.property(fc.array(member, { minLength: 2, maxLength: 3 }), moments, (members, now) => {
      const { slots, minutes } = sharedSlots(members, now);
      expect(slots.length).toBeLessThanOrEqual(3);
      expect(slots).toEqual([...new Set(slots)].toSorted((a, b) => a - b));
      for (const slot of slots) {
        expect(slot).toBeGreaterThanOrEqual(now + 2 * HOUR);
        for (const at of [slot, slot + (minutes - 15) * 60_000])
          for (const { week, zone } of members) {
            const { weekday, minutes: clock } = localMoment(at, zone);
            const isTheirs = week.some(({ day, from, to }) =>
              [0, 1].some((later) => {
                const inDay = clock + later * 1440;
                return ((day - 1 + later) % 7) + 1 === weekday && from <= inDay && inDay < to;
              }),
            );
            expect(isTheirs).toBe(true);
          }
      }
    }),
  );
});
