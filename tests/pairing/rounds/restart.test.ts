import { deepEqual } from 'node:assert/strict';
import { existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { type Member, text } from '@nexus/simulator';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { RoundWorker } from '../../../src/pairing/matching/client.ts';
import { createRounds, type Rounds } from '../../../src/pairing/rounds/service.ts';
import { type Db, openDatabase } from '../../../src/platform/database/index.ts';
import { UserError } from '../../../src/platform/errors.ts';
import { createHeavyWork } from '../../../src/platform/heavy/queue.ts';
import { createLogger } from '../../../src/platform/log.ts';
import { seedLearners } from '../../support/cohorts.ts';
import { temporaryDirectory } from '../../support/directory.ts';
import { brokenInvariants } from '../../support/invariants.ts';
import { badManners } from '../../support/requests.ts';
import { sqlOf } from '../../support/sql.ts';
import { createWorld, type World } from '../../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld({ simulator: { rateLimits: false } });
});
afterEach(async () => {
  await world.settle();
  deepEqual([...brokenInvariants(world.databasePath), ...badManners(world.sim)], []);
  await world.stop();
});

const PAIRS = 40;

async function crowd(): Promise<Member[]> {
  return await seedLearners(
    world,
    Array.from({ length: PAIRS }, (_, n) => [
      {
        name: `Owner ${n}`,
        profile: { track: 'backend' as const, dm: n % 2 === 0 },
        project: { title: `Shop ${n}` },
      },
      { name: `Guest ${n}`, profile: { track: 'frontend' as const, dm: n % 3 === 0 } },
    ]).flat(),
  );
}

function count(state: string): number {
  const db = sqlOf(world);
  const row = db
    .prepare<[string], { count: number }>('select count(*) as count from round_pairs where state = ?')
    .get(state);
  db.close();
  return row?.count ?? 0;
}

/** Presses *Publish* and stops the bot as soon as some pairs are done; returns how many are left then. */
async function interrupted(as: 'requests' | 'teams', done: 'proposed' | 'formed'): Promise<number> {
  const preview = await world.staff.slash('/cohort match', { mode: 'preview', as });
  await preview.finished(30_000);
  const pressed = world.staff.click(preview.message, 'Publish').catch(() => undefined);
  while (count(done) < 5) await setImmediate();
  await world.restart();
  const left = count('waiting');
  await pressed;
  return left;
}

/** Waits until everybody has exactly one of what is counted; deliveries that were cut off come a little later. */
async function everybody(members: readonly Member[], of: (member: Member) => number): Promise<void> {
  const done = () => members.every((member) => of(member) > 0);
  await world.sim.until(done, { timeoutMs: 20_000 }).catch(() => {});
  await world.settle();
  expect(members.map(of)).toEqual(members.map(() => 1));
}

it('goes on with requests after a restart and asks everybody once', async () => {
  const members = await crowd();
  expect(await interrupted('requests', 'proposed')).toBeGreaterThan(0);
  await world.settle();
  await world.settle();
  expect(count('waiting')).toBe(0);
  expect(count('proposed')).toBe(PAIRS);
  await everybody(members, (member) => {
    const seen = [...member.threads().flatMap((thread) => member.sees(thread)), ...member.dms()];
    const asked = seen.filter((message) => text(message).includes('partner round of'));
    return asked.filter((message) => message.mentions.some(({ id }) => id === member.id)).length;
  });
  const summary = await world.staff.slash('/cohort match', { mode: 'publish' });
  expect(text(summary.message)).toContain(`${PAIRS} pairs are asked`);
});

it('goes on with teams after a restart and forms each once', async () => {
  const members = await crowd();
  expect(await interrupted('teams', 'formed')).toBeGreaterThan(0);
  await world.settle();
  await world.settle();
  expect(count('formed')).toBe(PAIRS);
  await everybody(members, (member) => member.threads().filter(({ name }) => name?.includes(' · ')).length);
  const news = await world.staff.slash('/cohort list');
  expect(text(news.message)).toContain('Your round is published');
});

it('says in a clear sentence that a round took too long, or that its thread died', async () => {
  await seedLearners(world, [
    { name: 'Ada', profile: { track: 'backend' } },
    { name: 'Ben', profile: { track: 'frontend' } },
  ]);
  const [cohort] = await world.bot.services.cohorts.open(world.guild.state.id);
  if (cohort === undefined) throw new Error('no cohort');
  const db = openDatabase(world.databasePath);
  const said = async (rounds: Rounds) => {
    const failed = await rounds.make(cohort, world.staff.id, 1_000_000).catch((error: unknown) => error);
    return failed instanceof UserError ? failed.text.key : failed;
  };
  const slow = roundsWith(db, new RoundWorker({ workMs: 0 }));
  expect(await said(slow)).toBe('rounds:error.timeout');
  await slow.feature.close?.();
  const worker = new RoundWorker();
  await worker.close();
  expect(await said(roundsWith(db, worker))).toBe('rounds:error.died');
  await db.destroy();
  const preview = await world.staff.slash('/cohort match', { mode: 'preview' });
  await preview.finished(30_000);
  expect(text(preview.message)).toContain('Matched 2 of 2');
});

it('says in a clear sentence that its files cannot be kept, and makes the next preview when they can', async () => {
  await seedLearners(world, [
    { name: 'Ada', profile: { track: 'backend' } },
    { name: 'Ben', profile: { track: 'frontend' } },
  ]);
  const [cohort] = await world.bot.services.cohorts.open(world.guild.state.id);
  if (cohort === undefined) throw new Error('no cohort');
  const db = openDatabase(world.databasePath);
  const folder = temporaryDirectory();
  const rounds = roundsWith(db, new RoundWorker(), folder);
  // The first round's folder, on a full disk: whatever is written to that device is too much.
  mkdirSync(join(folder, '1'));
  symlinkSync('/dev/full', join(folder, '1', 'certificate.json.gz'));
  const failed = await rounds.make(cohort, world.staff.id, 1).catch((error: unknown) => error);
  expect(failed instanceof UserError ? failed.text.key : failed).toBe('rounds:error.unkept');
  rmSync(join(folder, '1', 'certificate.json.gz'));
  const { files, round } = await rounds.make(cohort, world.staff.id, 1);
  expect(round.scores).toHaveLength(1);
  expect(files.kept.map(({ path }) => existsSync(path))).toEqual([true, true, true]);
  await rounds.feature.close?.();
  await db.destroy();
});

function roundsWith(db: Db, worker: RoundWorker, folder = '/dev/null'): Rounds {
  return createRounds({
    ...world.bot.services,
    db,
    log: createLogger('silent'),
    heavy: createHeavyWork(),
    folder,
    worker,
  });
}
