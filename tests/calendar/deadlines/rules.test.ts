import { expect, test } from 'vitest';
import { eventStep, eventTimes } from '../../../src/calendar/deadlines/rules.ts';
import { allZones, endOfDay } from '../../../src/platform/zones/rules.ts';
import { wallClock } from '../../platform/zones/wall-clock.ts';

const NOW = 1_000_000;

test.each<[string, boolean, number, number | undefined, string]>([
  ['wanted, none stands', true, NOW + 1, undefined, 'create'],
  ['wanted, one stands', true, NOW + 1, NOW + 5, 'edit'],
  ['wanted, the one that stands is history', true, NOW + 1, NOW, 'create'],
  ['wanted, too late', true, NOW, undefined, 'leave'],
  ['wanted, moved into the past', true, NOW, NOW + 5, 'delete'],
  ['not wanted, one stands', false, NOW + 1, NOW + 5, 'delete'],
  ['not wanted, what stands is history', false, NOW + 1, NOW, 'leave'],
  ['not wanted, none is known', false, NOW + 1, undefined, 'delete'],
])('%s', (_name, wanted, startsAt, standing, step) => {
  const known = standing === undefined ? undefined : { startsAt: standing };
  expect(eventStep({ wanted, startsAt, standing: known, now: NOW })).toBe(step);
});

test('in every zone the event begins on the minute, on the day of the deadline', () => {
  for (const zone of allZones) {
    const { startsAt, endsAt } = eventTimes(endOfDay('2026-11-29', zone));
    expect(new Date(wallClock(startsAt, zone)).toISOString()).toBe('2026-11-29T23:59:00.000Z');
    expect(endsAt - startsAt).toBe(60_000);
  }
});
