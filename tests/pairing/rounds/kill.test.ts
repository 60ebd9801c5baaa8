import { deepEqual } from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { text } from '@nexus/simulator';
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { MAIN } from '../../support/built.ts';
import { seedLearners } from '../../support/cohorts.ts';
import { count, inFull } from '../../support/counts.ts';
import { brokenInvariants } from '../../support/invariants.ts';
import { type Program, run } from '../../support/program.ts';
import { badManners } from '../../support/requests.ts';
import { sqlOf } from '../../support/sql.ts';
import { createWorld, type World } from '../../support/world.ts';

const PAIRS = count(60, 20);
/** The process dies when so many pairs are done. */
const KILLS = inFull ? [3, 15, 35] : [5];

let world: World;
beforeEach(async () => {
  // The same time as in the processes that are killed.
  world = await createWorld({ start: Date.now(), simulator: { rateLimits: false } });
});
afterEach(async () => {
  await world.settle();
  deepEqual([...brokenInvariants(world.databasePath), ...badManners(world.sim)], []);
  await world.stop();
});

it('publishes each pair once, killed again and again in the middle of it', async () => {
  const members = await seedLearners(
    world,
    Array.from({ length: PAIRS }, (_, n) => [
      { name: `Owner ${n}`, profile: { track: 'backend' as const }, project: { title: `Shop ${n}` } },
      { name: `Guest ${n}`, profile: { track: 'frontend' as const } },
    ]).flat(),
  );
  const preview = await world.staff.slash('/cohort match', { mode: 'preview', as: 'teams' });
  await preview.finished(30_000);
  await world.bot.stop();

  const left: number[] = [];
  for (const kill of KILLS) {
    const program = await ready();
    if (kill === KILLS[0]) void world.staff.click(preview.message, 'Publish').catch(() => {});
    // The other process tells nobody how far it is: its database is looked at.
    while (formed() < kill) await setTimeout(1);
    program.child.kill('SIGKILL');
    await program.ended;
    left.push(PAIRS - formed());
  }
  expect(left.every((count) => count > 0)).toBe(true);

  await world.restart();
  await world.settle();
  expect(formed()).toBe(PAIRS);
  const threadsOf = (member: (typeof members)[number]) =>
    member.threads().filter(({ name }) => name?.includes(' · ')).length;
  await world.sim
    .until(() => members.every((member) => threadsOf(member) > 0), { timeoutMs: 60_000 })
    .catch(() => {});
  expect(members.map(threadsOf)).toEqual(members.map(() => 1));
  const summary = await world.staff.slash('/cohort match', { mode: 'publish' });
  expect(text(summary.message)).toContain(`${PAIRS} pairs are teams now`);
}, 180_000);

async function ready(): Promise<Program> {
  const program = run([MAIN], {
    env: {
      DISCORD_TOKEN: world.sim.token,
      DISCORD_API: world.sim.api,
      DATABASE_URL: `sqlite:${world.databasePath}`,
    },
  });
  onTestFinished(() => void program.child.kill('SIGKILL'));
  await program.printed(/"msg":"ready"/);
  return program;
}

function formed(): number {
  const db = sqlOf(world);
  const row = db
    .prepare<[], { count: number }>(`select count(*) as count from round_pairs where state = 'formed'`)
    .get();
  db.close();
  return row?.count ?? 0;
}
