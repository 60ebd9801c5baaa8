import { expect, it } from 'vitest';
import { servicesOn } from '../../../bench/handlers.ts';
import type { Db } from '../../../src/platform/database/index.ts';
import { plansOf } from '../../support/plans.ts';

const GUILD = '700000000000000001';
const NOW = Date.UTC(2026, 10, 18, 12);
const WAITING = 60;
const CHANGED = 20;

const idOf = (number: number): string => String(710_000_000_000_000_000n + BigInt(number));

/** A cohort in which learners of one side wait for the other. */
async function waitingCohort(db: Db) {
  const services = servicesOn(db, 'sqlite::memory:', { now: () => NOW });
  await services.communities.ensure(GUILD, NOW);
  await services.communities.setChannels(GUILD, { projects: '700000000000000002' });
  const { id } = await services.cohorts.create({
    guildId: GUILD,
    name: 'Autumn',
    start: '2026-11-09',
    deadline: '2026-11-29',
    timezone: 'UTC',
  });
  const people = Array.from({ length: WAITING }, (_, number) => idOf(number));
  await db
    .insertInto('members')
    .values(
      people.map((userId) => ({
        guild_id: GUILD,
        user_id: userId,
        display_name: userId,
        track: 'backend' as const,
        created_at: NOW,
      })),
    )
    .execute();
  await db
    .insertInto('cohort_members')
    .values(people.map((userId) => ({ cohort_id: id, user_id: userId, joined_at: NOW })))
    .execute();
  await db
    .insertInto('waiting_list')
    .values(people.map((userId, since) => ({ cohort_id: id, user_id: userId, since })))
    .execute();
  const run = services.waiting.feature.pollers?.[0]?.run ?? (() => Promise.reject(new Error('no poller')));
  await run();
  return { run, people };
}

it('reads a list once for many who have changed, and asks of nobody on the same side whether they fit', async () => {
  const plans = await plansOf(async (db) => {
    const { run, people } = await waitingCohort(db);
    await db.deleteFrom('waiting_offers').execute();
    await db
      .updateTable('members')
      .set({ stack: '["Rust"]' })
      .where('user_id', 'in', people.slice(0, CHANGED))
      .execute();
    await db.selectFrom('settings').selectAll().where('key', '=', 'from here').execute();
    await run();
  });
  const asked = plans.map(({ sql }) => sql);
  const since = asked.slice(asked.findIndex((sql) => sql.includes('from "settings"')) + 1);
  const times = (part: RegExp): number => since.filter((sql) => part.test(sql)).length;
  expect(times(/from "waiting_offers"/)).toBeGreaterThanOrEqual(CHANGED);
  expect(times(/from "waiting_list" where .*order by/)).toBe(1);
  expect(times(/"silences"/)).toBe(CHANGED);
});
