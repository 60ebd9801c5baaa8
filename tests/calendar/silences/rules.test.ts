import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerBy, judge, type MemberFacts, quietAt } from '../../../src/calendar/silences/rules.ts';
import { onDays, type WeeklyInterval } from '../../../src/people/availability/rules.ts';
import { instantAt } from '../../../src/platform/zones/rules.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const LAGOS = 'Africa/Lagos';
const evenings = onDays([1, 2, 3, 4, 5], 18 * 60, 21 * 60);
const weekend = onDays([6, 7], 10 * 60, 12 * 60);
const at = (date: string, time: string, zone = LAGOS) => instantAt(date, time, zone);

describe('quiet', () => {
  // 2026-11-09 is a Monday.
  it.each([
    ['every evening: 72 hours count', evenings, '2026-11-09', '19:00', '2026-11-12', '19:00'],
    [
      'a sign on Thursday evening: Friday and Monday have to pass',
      evenings,
      '2026-11-12',
      '20:00',
      '2026-11-16',
      '21:00',
    ],
    [
      'weekends only: a sign on Sunday leaves the whole week',
      weekend,
      '2026-11-15',
      '11:00',
      '2026-11-22',
      '12:00',
    ],
    ['weekends only: a sign on Saturday too', weekend, '2026-11-14', '11:00', '2026-11-21', '12:00'],
    ['one evening a week', onDays([3], 18 * 60, 20 * 60), '2026-11-11', '19:00', '2026-11-25', '20:00'],
    [
      'a night belongs to the day it begins on',
      onDays([1, 2], 22 * 60, 26 * 60),
      '2026-11-09',
      '23:00',
      '2026-11-17',
      '02:00',
    ],
  ] as const)('%s', (_name, week, date, time, quietDate, quietTime) => {
    expect(quietAt(at(date, time), { week, zone: LAGOS })).toBe(at(quietDate, quietTime));
  });

  it('needs four days when the hours are not known', () => {
    expect(quietAt(at('2026-11-09', '19:00'), { week: [], zone: LAGOS })).toBe(at('2026-11-13', '19:00'));
  });

  it('counts days in the member’s own zone, through clock changes', () => {
    // Europe/Berlin goes back on 2026-10-25 (a Sunday), forward on 2027-03-28.
    const zone = 'Europe/Berlin';
    const back = quietAt(at('2026-10-23', '09:00', zone), { week: weekend, zone });
    expect(back).toBe(at('2026-10-26', '08:00', zone)); // 72 hours with the hour that came twice
    const forward = quietAt(at('2027-03-26', '09:00', zone), { week: weekend, zone });
    expect(forward).toBe(at('2027-03-29', '10:00', zone));
    // 02:00-03:00 does not exist on the day of the change: no available day.
    const night = onDays([7], 2 * 60, 3 * 60);
    expect(quietAt(at('2027-03-20', '09:00', zone), { week: night, zone })).toBe(
      at('2027-04-04', '03:00', zone),
    );
  });

  const weeks = fc.array(
    fc.record({
      day: fc.integer({ min: 1, max: 7 }),
      from: fc.integer({ min: 0, max: 95 }).map((quarter) => quarter * 15),
      length: fc.integer({ min: 1, max: 96 }).map((quarter) => quarter * 15),
    }),
    { minLength: 1, maxLength: 8 },
  );
  const weekOf = (parts: readonly { day: number; from: number; length: number }[]): WeeklyInterval[] =>
    parts.map(({ day, from, length }) => ({ day, from, to: from + length }));

  it('never comes before 72 hours, nor after three weeks, whatever the week and the zone', () => {
    const zones = fc.constantFrom(
      'Africa/Lagos',
      'Europe/Berlin',
      'Pacific/Auckland',
      'America/St_Johns',
      'Asia/Kathmandu',
    );
    const moments = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2028, 0, 1) });
    fc.assert(
      fc.property(weeks, zones, moments, (parts, zone, sign) => {
        const quiet = quietAt(sign, { week: weekOf(parts), zone });
        expect(quiet - sign).toBeGreaterThanOrEqual(72 * HOUR);
        expect(quiet - sign).toBeLessThanOrEqual(21 * DAY);
      }),
    );
  });
});

describe('an answer', () => {
  it('has time until the end of the next available slot', () => {
    const asked = at('2026-11-12', '22:00');
    expect(answerBy(asked, { week: weekend, zone: LAGOS })).toBe(at('2026-11-14', '12:00'));
  });

  it('a slot that has begun is not the next one', () => {
    const asked = at('2026-11-14', '11:00');
    expect(answerBy(asked, { week: weekend, zone: LAGOS })).toBe(at('2026-11-15', '12:00'));
  });

  it('has at least 24 hours', () => {
    const asked = at('2026-11-12', '17:00');
    expect(answerBy(asked, { week: evenings, zone: LAGOS })).toBe(asked + DAY);
    expect(answerBy(asked, { week: [], zone: LAGOS })).toBe(asked + DAY);
  });
});

describe('a member', () => {
  const now = at('2026-11-20', '12:00');
  const quiet: MemberFacts = {
    lastSignAt: now - 5 * DAY,
    hours: { week: [], zone: LAGOS },
    pausedUntil: null,
    open: undefined,
    lastAskedAt: null,
  };
  const asked = {
    state: 'asked' as const,
    askedAt: now - 2 * DAY,
    reachedAt: now - 2 * DAY,
    dueAt: now - DAY,
  };

  it.each<[string, Partial<MemberFacts>, string]>([
    ['who is quiet is asked', {}, 'ask'],
    ['who gave a sign is left in peace', { lastSignAt: now - 3 * DAY }, 'nothing'],
    ['who takes a break is never asked', { pausedUntil: now + DAY }, 'paused'],
    ['who came back from a break has time', { pausedUntil: now - DAY }, 'nothing'],
    ['who was asked this week is not asked again', { lastAskedAt: now - 6 * DAY }, 'nothing'],
    ['who was asked last week may be', { lastAskedAt: now - 7 * DAY }, 'ask'],
    ['who still has time to answer', { open: { ...asked, dueAt: now + 1 } }, 'nothing'],
    ['who did not answer is away', { open: asked }, 'away'],
    ['whom the question never reached is asked again', { open: { ...asked, reachedAt: null } }, 'ask'],
    [
      'whom it has not reached yet is not away',
      { open: { ...asked, askedAt: now - HOUR, reachedAt: null } },
      'nothing',
    ],
    ['who wrote after the question answered it', { open: asked, lastSignAt: now - DAY }, 'heard'],
    ['who began a break after the question is not away', { open: asked, pausedUntil: now + DAY }, 'paused'],
    ['who is away and silent', { open: { ...asked, state: 'away' } }, 'still-away'],
    [
      'who is away and wrote is back',
      { open: { ...asked, state: 'away' }, lastSignAt: now - HOUR },
      'returned',
    ],
  ])('%s', (_name, facts, act) => {
    const verdict = judge({ ...quiet, ...facts }, now);
    expect(verdict.act).toBe(act);
    expect(act !== 'nothing' || verdict.nextCheckAt > now).toBe(true);
  });
});
