import { expect, test } from 'vitest';
import { planCohort } from '../../../src/calendar/reminders/planning.ts';
import { allZones, endOfDay } from '../../../src/platform/zones/rules.ts';
import { newDatabase, open } from '../../platform/delivery/support.ts';
import { clockChanges, searchInstant } from '../../platform/zones/wall-clock.ts';
import { count, some } from '../../support/counts.ts';

/**
 * What stands in the database for the plan as it is delivered, and with steps moved to half past two at night, when
 * clocks change: each moment against a second computation that shares nothing with the first.
 */
const NIGHT = '02:30';
const DAYS: Readonly<Record<string, number>> = {
  announce: 1,
  profile: 2,
  partner: 3,
  requests: 4,
  contract: 5,
  blockers: 6,
};

function plus(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** Every moment a cohort of three weeks should have, by step and occurrence. */
function expected(start: string, zone: string, time: string): Map<string, number> {
  const deadline = plus(start, 20);
  const at = (date: string, clock: string): number => searchInstant(date, clock, zone);
  return new Map([
    ...Object.entries(DAYS).map(([step, day]) => [`${step} 1`, at(plus(start, day - 1), time)] as const),
    ['week 1', at(plus(start, 6), '09:00')],
    ['week 2', at(plus(start, 13), '09:00')],
    // Day 14 is the only one of every seventh that does not lie in the last seven days.
    ['progress 1', at(plus(start, 13), '09:00')],
    ...[7, 3, 1].map(
      (days) => [`deadline-${days}d ${deadline}`, at(plus(deadline, -days), '09:00')] as const,
    ),
    [`deadline-3h ${deadline}`, at(plus(deadline, 1), '00:00') - 3 * 3_600_000],
    [`review ${deadline}`, at(plus(deadline, 1), '09:00')],
  ]);
}

test('in every zone, over every clock change of 2026 and 2027 and the leap day, each step stands at its local minute', async () => {
  const db = open(await newDatabase());
  const cohorts: { id: number; zone: string; start: string; time: string }[] = [];
  await db.transaction().execute(async (trx) => {
    await trx.insertInto('communities').values({ guild_id: '1', created_at: 0 }).execute();
    for (const zone of some(allZones, 1 / 6)) {
      // The first of four dates around a change is the day before it.
      const changes = clockChanges(zone, 2026, 2027).filter((_, index) => index % 4 === 0);
      for (const start of [...changes, '2028-02-25']) {
        const time = cohorts.length % 2 === 0 ? '09:00' : NIGHT;
        const deadline = plus(start, 20);
        const { id } = await trx
          .insertInto('cohorts')
          .values({
            guild_id: '1',
            name: 'C',
            name_key: `c${cohorts.length}`,
            start_date: start,
            deadline_date: deadline,
            deadline_at: endOfDay(deadline, zone),
            timezone: zone,
            created_at: 0,
          })
          .returning('id')
          .executeTakeFirstOrThrow();
        if (time === NIGHT) {
          const moved = Object.keys(DAYS).map((step) => ({
            cohort_id: id,
            step,
            day: null,
            time,
            text: null,
          }));
          await trx.insertInto('reminder_steps').values(moved).execute();
        }
        await planCohort(trx, id, 0);
        cohorts.push({ id, zone, start, time });
      }
    }
  });
  expect(cohorts.length).toBeGreaterThan(count(700, 70));
  const runs = Map.groupBy(
    await db.selectFrom('reminder_runs').selectAll().execute(),
    (run) => run.cohort_id,
  );
  const wrong: string[] = [];
  for (const { id, zone, start, time } of cohorts) {
    const due = new Map((runs.get(id) ?? []).map((run) => [`${run.step} ${run.occurrence}`, run.due_at]));
    for (const [key, instant] of expected(start, zone, time)) {
      if (due.get(key) !== instant) wrong.push(`${zone} ${start} ${key}: ${due.get(key)} not ${instant}`);
      due.delete(key);
    }
    wrong.push(...[...due.keys()].map((key) => `${zone} ${start} ${key}: not in the plan`));
  }
  expect(wrong).toEqual([]);
}, 120_000);
