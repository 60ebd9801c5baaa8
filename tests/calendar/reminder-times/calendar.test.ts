import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CATCH_UP_KEY,
  CONDENSED_KEY,
  cohortSteps,
  type DayStep,
  deadlineOf,
  learnerSteps,
  ownDayOne,
  type PlanStep,
} from '../../../src/calendar/reminders/rules/calendar.ts';
import { allZones } from '../../../src/platform/zones/rules.ts';
import { clockChanges, searchInstant, wallClock } from '../../platform/zones/wall-clock.ts';
import { count, some } from '../../support/counts.ts';

const week: DayStep[] = [
  { kind: 'day', key: 'announce', day: 1, time: '09:00' },
  { kind: 'day', key: 'profile', day: 2, time: '09:00' },
  { kind: 'day', key: 'partner', day: 3, time: '09:00' },
  { kind: 'day', key: 'requests', day: 4, time: '02:30' },
  { kind: 'day', key: 'contract', day: 5, time: '00:15' },
  { kind: 'day', key: 'blockers', day: 6, time: '18:00' },
  { kind: 'day', key: 'picture', day: 7, time: '23:45' },
];
const deadlines: PlanStep[] = [
  { kind: 'weekly', key: 'progress', firstDay: 14, time: '17:00' },
  { kind: 'days-before', key: 'deadline-7d', days: 7, time: '09:00' },
  { kind: 'days-before', key: 'deadline-3d', days: 3, time: '09:00' },
  { kind: 'days-before', key: 'deadline-1d', days: 1, time: '09:00' },
  { kind: 'hours-before', key: 'deadline-3h', hours: 3 },
  { kind: 'days-before', key: 'review-week', days: -1, time: '09:00' },
];
const plan: PlanStep[] = [...week, ...deadlines];
const LONG_AGO = 0;
const lagos = { startDate: '2026-11-23', deadlineDate: '2026-12-13', zone: 'Africa/Lagos' };

/** Dates without the code under test. */
function plus(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

function at(date: string, time: string, zone = 'Africa/Lagos'): number {
  return searchInstant(date, time, zone);
}

describe('cohortSteps', () => {
  test('a cohort of three weeks in Lagos, from the first to the last message', () => {
    const shown = cohortSteps(lagos, plan, LONG_AGO).map((step) => [
      step.key,
      new Date(step.due).toISOString(),
    ]);
    expect(shown).toEqual([
      ['announce', '2026-11-23T08:00:00.000Z'],
      ['profile', '2026-11-24T08:00:00.000Z'],
      ['partner', '2026-11-25T08:00:00.000Z'],
      ['requests', '2026-11-26T01:30:00.000Z'],
      ['contract', '2026-11-26T23:15:00.000Z'],
      ['blockers', '2026-11-28T17:00:00.000Z'],
      ['picture', '2026-11-29T22:45:00.000Z'],
      ['deadline-7d', '2026-12-06T08:00:00.000Z'],
      ['progress', '2026-12-06T16:00:00.000Z'],
      ['deadline-3d', '2026-12-10T08:00:00.000Z'],
      ['deadline-1d', '2026-12-12T08:00:00.000Z'],
      ['progress', '2026-12-13T16:00:00.000Z'],
      ['deadline-3h', '2026-12-13T20:00:00.000Z'],
      ['review-week', '2026-12-14T08:00:00.000Z'],
    ]);
    expect(new Date(deadlineOf(lagos)).toISOString()).toBe('2026-12-13T22:59:59.999Z');
  });

  test('what had passed when the cohort was created is never due; what falls on that very moment is', () => {
    const createdAt = at('2026-11-25', '09:00');
    const keys = cohortSteps(lagos, plan, createdAt).map((step) => step.key);
    expect(keys.slice(0, 2)).toEqual(['partner', 'requests']);
    expect(cohortSteps(lagos, plan, createdAt + 1)[0]?.key).toBe('requests');
    expect(cohortSteps(lagos, plan, at('2027-01-01', '00:00'))).toEqual([]);
  });

  test('a cohort shorter than the plan has no step after its deadline but the ones set there', () => {
    const short = { ...lagos, deadlineDate: '2026-11-26' };
    const steps = cohortSteps(short, plan, LONG_AGO);
    expect(steps.map((step) => step.key)).not.toContain('contract');
    const late = steps.filter((step) => step.due > deadlineOf(short)).map((step) => step.key);
    expect(late).toEqual(['review-week']);
  });

  test('three hours before the deadline are three hours, also when the clocks change in between', () => {
    // Clocks in Santiago go back at midnight at the end of 3 April 2027, so that evening has 23:00 twice.
    const cohort = { startDate: '2027-03-15', deadlineDate: '2027-04-03', zone: 'America/Santiago' };
    const step = cohortSteps(cohort, plan, LONG_AGO).find(({ key }) => key === 'deadline-3h');
    expect(step?.due).toBe(deadlineOf(cohort) + 1 - 3 * 3600_000);
    expect(new Date(wallClock(step?.due ?? 0, cohort.zone)).toISOString()).toBe('2027-04-03T22:00:00.000Z');
  });

  test('every zone, cohorts over each clock change of 2026 and 2027, a leap day and a year change, to the minute', () => {
    const wrong: string[] = [];
    let checked = 0;
    for (const zone of some(allZones, 1 / 6)) {
      const changes = clockChanges(zone, 2026, 2027).filter((_, index) => index % 4 === 1);
      const starts = [
        ...changes.flatMap((date) => [plus(date, -3), plus(date, -20)]),
        '2028-02-25',
        '2026-12-28',
      ];
      for (const startDate of starts) {
        const deadlineDate = plus(startDate, 20);
        const expected = new Map<string, number>();
        for (const { key, day, time } of week)
          expected.set(key, searchInstant(plus(startDate, day - 1), time, zone));
        for (const days of [7, 3, 1])
          expected.set(`deadline-${days}d`, searchInstant(plus(deadlineDate, -days), '09:00', zone));
        expected.set('deadline-3h', searchInstant(plus(deadlineDate, 1), '00:00', zone) - 3 * 3600_000);
        for (const step of cohortSteps({ startDate, deadlineDate, zone }, plan, LONG_AGO)) {
          const due =
            step.key === 'progress' ? searchInstant(step.date, '17:00', zone) : expected.get(step.key);
          if (step.key === 'review-week') continue;
          checked++;
          if (step.due !== due)
            wrong.push(`${zone} ${startDate} ${step.key} ${new Date(step.due).toISOString()}`);
          if (step.due % 60_000 !== 0) wrong.push(`${zone} ${startDate} ${step.key} is not on a minute`);
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(checked).toBeGreaterThan(count(20_000, 2_000));
  });

  test('staff moving the zone in the middle of the week moves the same local times', () => {
    const moved = cohortSteps({ ...lagos, zone: 'Africa/Nairobi' }, week, LONG_AGO);
    const before = cohortSteps(lagos, week, LONG_AGO);
    expect(moved.map(({ due }, index) => (before[index]?.due ?? 0) - due)).toEqual(
      week.map(() => 2 * 3600_000),
    );
  });
});

describe('learnerSteps', () => {
  test('who joins before or on day 1 follows the cohort', () => {
    for (const joinedAt of [
      at('2026-11-01', '12:00'),
      at('2026-11-23', '00:00'),
      at('2026-11-23', '23:59'),
    ]) {
      expect(learnerSteps(lagos, week, joinedAt)).toEqual({
        pace: 'cohort',
        dayOne: '2026-11-23',
        steps: [],
      });
    }
  });

  test('own day 1 is the day of joining, or the next one when the step’s time has passed', () => {
    expect(ownDayOne(at('2026-11-24', '08:59'), '09:00', 'Africa/Lagos')).toBe('2026-11-24');
    expect(ownDayOne(at('2026-11-24', '09:00'), '09:00', 'Africa/Lagos')).toBe('2026-11-24');
    expect(ownDayOne(at('2026-11-24', '09:01'), '09:00', 'Africa/Lagos')).toBe('2026-11-25');
  });

  test('who joins on day 2 or 3 gets the same steps counted from joining', () => {
    const calendar = learnerSteps(lagos, week, at('2026-11-25', '10:00'));
    expect(calendar).toMatchObject({ pace: 'own', dayOne: '2026-11-26' });
    expect(calendar.steps.map((step) => [step.key, step.date])).toEqual([
      ['announce', '2026-11-26'],
      ['profile', '2026-11-27'],
      ['partner', '2026-11-28'],
      ['requests', '2026-11-29'],
      ['contract', '2026-11-30'],
      ['blockers', '2026-12-01'],
      ['picture', '2026-12-02'],
    ]);
    expect(calendar.steps[0]?.due).toBe(at('2026-11-26', '09:00'));
  });

  test('who joins on day 12 of 21 gets one condensed message, then a step every second day, then deadlines only', () => {
    const calendar = learnerSteps(lagos, week, at('2026-12-04', '08:00'));
    expect(calendar.pace).toBe('condensed');
    expect(calendar.steps.map((step) => [step.key, step.date])).toEqual([
      [CONDENSED_KEY, '2026-12-04'],
      [CATCH_UP_KEY, '2026-12-06'],
    ]);
    expect(learnerSteps(lagos, week, at('2026-12-07', '08:00')).steps).toEqual([]);
  });

  test('whenever someone joins: nothing before joining, nothing in the last week, one message a day, every second day', () => {
    const zones = fc.constantFrom(...allZones);
    const minutes = fc.integer({ min: -5 * 1440, max: 30 * 1440 });
    fc.assert(
      fc.property(zones, minutes, fc.integer({ min: 7, max: 60 }), (zone, minute, length) => {
        const cohort = { startDate: '2027-03-15', deadlineDate: plus('2027-03-15', length - 1), zone };
        const joinedAt = searchInstant('2027-03-15', '00:00', zone) + minute * 60_000;
        const { pace, steps } = learnerSteps(cohort, week, joinedAt);
        const dates = steps.map((step) => step.date);
        expect(new Set(dates).size).toBe(dates.length);
        expect(steps.every((step) => step.due >= joinedAt)).toBe(true);
        expect(dates.every((date) => date <= plus(cohort.deadlineDate, -7))).toBe(true);
        const apart = pace === 'condensed' ? 2 : 1;
        expect(
          dates.every((date, index) => index === 0 || date === plus(dates[index - 1] ?? '', apart)),
        ).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
