import { spawnSync } from 'node:child_process';
import { hostname } from 'node:os';
import { text } from '@nexus/simulator';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { type Db, openDatabase, write } from '../../src/platform/database/index.ts';
import { claimDue } from '../../src/platform/delivery/claims/store.ts';
import { createOutbox } from '../../src/platform/delivery/outbox.ts';
import { settle } from '../../src/platform/delivery/store.ts';
import { createPace } from '../../src/platform/discord/pace.ts';
import { createLogger } from '../../src/platform/log.ts';
import { fairShare, grantedShare } from '../../src/platform/processes/rules.ts';
import { createProcesses, type Processes } from '../../src/platform/processes/service.ts';
import { isOnShards, parseShards } from '../../src/platform/roles.ts';
import { createStage } from '../platform/bot-process.ts';
import { fakeClock, fakeDiscord, note } from '../platform/delivery/support.ts';
import { count, inFull } from '../support/counts.ts';
import { temporaryDirectory } from '../support/directory.ts';
import { createPostgres, dropPostgres, POSTGRES } from '../support/engine.ts';
import { putDatabase } from '../support/migrated.ts';
import type { Program } from '../support/program.ts';
import { sqlOf } from '../support/sql.ts';

/** A migrated database on the engine the tests run on. */
async function database(): Promise<string> {
  if (POSTGRES !== undefined) {
    const address = await createPostgres();
    onTestFinished(() => dropPostgres(address));
    return address;
  }
  const path = `${temporaryDirectory()}/nexus.db`;
  await putDatabase(path);
  return path;
}

describe('shards', () => {
  it('are a range of all there are, and each server is on one', () => {
    expect(parseShards('0-3/16')).toEqual({ ids: [0, 1, 2, 3], count: 16 });
    expect(parseShards('5/16')).toEqual({ ids: [5], count: 16 });
    for (const wrong of ['3-1/16', '0-16/16', '/', '1-2', '0-3/x'])
      expect(parseShards(wrong)).toBeUndefined();
    const ranges = ['0-1/4', '2-2/4', '3/4'].map((each) => parseShards(each));
    for (let n = 0n; n < 20n; n++) {
      const guildId = String((n << 22n) + 12_345n);
      const on = ranges.filter((range) => range !== undefined && isOnShards(range, guildId));
      expect(on).toHaveLength(1);
    }
  });
});

describe('the requests a second that Discord allows', () => {
  const quiet = { share: 5, isShort: false };
  it('are one’s own alone, and beside others for whoever has something to send', () => {
    expect(fairShare(false, [], 50, 0)).toBe(50);
    expect(fairShare(false, [quiet], 50, 0)).toBe(5);
    expect(fairShare(true, [quiet, quiet], 50, 0)).toBe(40);
    const short = { share: 45, isShort: true };
    expect([0, 1].map((before) => fairShare(true, [quiet, short], 50, before))).toEqual([23, 22]);
    expect([0, 1, 2, 3].map((before) => fairShare(true, [short, short, short], 50, before))).toEqual([
      13, 13, 12, 12,
    ]);
    // What another has not given up yet is not taken.
    expect(grantedShare(22, [quiet, { share: 45, isShort: true }], 50)).toBe(0);
  });
});

describe('processes with one database', () => {
  let address: string;
  let db: Db;
  const clock = fakeClock();
  beforeEach(async () => {
    address = await database();
    db = openDatabase(address, { changesOnlyInWrites: true });
    onTestFinished(() => db.destroy());
  });

  async function start(role: 'all' | 'gateway' | 'worker' = 'all') {
    const pace = createPace();
    const wants = { isShort: false };
    let freed = 0;
    const outbox = createOutbox({
      db,
      transport: fakeDiscord(),
      kinds: [],
      places: [],
      clock,
      log: createLogger('silent'),
      sends: false,
      onWork: () => freed++,
    });
    const processes: Processes = await createProcesses({
      db,
      address,
      onHeard: () => undefined,
      onGone: (trx) => outbox.takeOver(trx),
      clock,
      role,
      limit: 50,
      pace: { ...pace, wasShort: () => wants.isShort },
    });
    onTestFinished(() => processes.stop());
    return { processes, wants, freed: () => freed };
  }
  const shares = () =>
    sqlOf({ databasePath: address })
      .prepare<[], number>('select share from processes order by share')
      .pluck()
      .all();

  it('one leads, and another takes over within 10 s when it says nothing more', async () => {
    const [first, second, ear] = (await Promise.all([start(), start('worker'), start('gateway')])).map(
      ({ processes }) => processes,
    );
    const leading = () => [first, second, ear].map((each) => each?.leads());
    await ear?.beat();
    expect(ear?.fault()).toContain('No worker runs');
    for (const each of [first, second, ear]) await each?.beat();
    expect(ear?.fault()).toBeUndefined();
    expect(leading()).toEqual([true, false, false]);
    // It renews what it holds.
    for (let second_ = 0; second_ < 20; second_++) {
      clock.advance(1_000);
      for (const each of [ear, second, first]) await each?.beat();
      expect(leading()).toEqual([true, false, false]);
    }
    let waited = 0;
    for (; second?.leads() === false && waited < 20; waited++) {
      clock.advance(1_000);
      await ear?.beat();
      await second.beat();
    }
    expect(waited).toBeLessThanOrEqual(10);
    // Who is thought dead and is not finds that out.
    await first?.beat();
    expect(leading()).toEqual([false, true, false]);
    await second?.stop();
    await first?.beat();
    expect(leading()).toEqual([true, false, false]);
  });

  it('take over at once from one of this machine that has died', async () => {
    const { pid } = spawnSync('true');
    const dead = `${hostname()}/${pid}/x`;
    const sql = sqlOf({ databasePath: address });
    const until = clock.now() + 60_000;
    sql
      .prepare(`insert into processes (id, role, share, is_short, until) values (?, 'all', 50, 0, ?)`)
      .run(dead, until);
    sql.prepare(`insert into leases (name, holder, until) values ('schedule', ?, ?)`).run(dead, until);
    sql
      .prepare(
        `insert into outbox (guild_id, kind, target_kind, target_id, lane, payload, mentions, dedupe_key, nonce, state,
           created_at, due_at, turn_at, claimed_by, lease_until)
         values ('1', 'x', 'channel', '2', 'channel:2', '{}', '[]', 'x', 'nonce-of-22-characters', 'sending', 0, 0, 0, ?, ?)`,
      )
      .run(dead.replace('/x', '/y'), until);
    // One that began before it died has not taken over what it had in its hands yet; whoever notices frees that.
    const { processes, freed } = await start('worker');
    await processes.beat();
    expect(processes.leads()).toBe(true);
    expect(shares()).toEqual([50]);
    expect(sql.prepare('select lease_until from outbox').pluck().get()).toBe(clock.now());
    expect(freed()).toBe(1);
  });

  it('share what Discord allows: never more than that together', async () => {
    const [busy, quiet, third] = await Promise.all([start(), start('worker'), start('worker')]);
    busy.wants.isShort = true;
    await busy.processes.beat();
    expect(shares()).toEqual([50]);
    for (let round = 0; round < 6; round++) {
      for (const each of [quiet, busy, third]) {
        await each.processes.beat();
        expect(shares().reduce((sum, share) => sum + share, 0)).toBeLessThanOrEqual(50);
      }
      clock.advance(1_000);
    }
    expect(shares()).toEqual([5, 5, 40]);
    third.wants.isShort = true;
    for (let round = 0; round < 4; round++) {
      for (const each of [third, busy, quiet]) await each.processes.beat();
      clock.advance(1_000);
    }
    expect(shares()).toEqual([5, 22, 23]);
    await busy.processes.stop();
    await quiet.processes.stop();
    await third.processes.beat();
    expect(shares()).toEqual([50]);
  });
});

it('sends at once what comes while it looks when the next one can go', async () => {
  const address = await database();
  const db = openDatabase(address);
  onTestFinished(() => db.destroy());
  const discord = fakeDiscord();
  const log = createLogger('silent');
  const outbox = createOutbox({ db, transport: discord, kinds: [], places: [], clock: fakeClock(), log });
  onTestFinished(() => outbox.stop(1_000));
  // Nothing ticks here: what is overlooked stays.
  for (let sent = 1; sent <= count(100, 30); sent++) {
    await write(db, (trx) => outbox.enqueue(trx, note(`${sent}`)));
    await vi.waitFor(() => expect(discord.posted).toHaveLength(sent), { timeout: 2_000, interval: 1 });
  }
}, 60_000);

it('hears within 300 ms that another process has made the delivery it waits for', async () => {
  const address = await database();
  const [db, other] = [openDatabase(address), openDatabase(address)];
  const clock = fakeClock();
  const log = createLogger('silent');
  const outbox = createOutbox({
    db,
    transport: fakeDiscord(),
    kinds: [],
    places: [],
    clock,
    log,
    sends: false,
  });
  onTestFinished(async () => {
    await outbox.stop(1_000);
    await Promise.all([db.destroy(), other.destroy()]);
  });
  const waits: number[] = [];
  for (let n = 1; n <= 9; n++) {
    await write(db, (trx) => outbox.enqueue(trx, note(`${n}`)));
    const heard = outbox
      .settled(`${n}`, 10_000)
      .then((sent) => ({ id: sent?.messageId, at: performance.now() }));
    const now = clock.now();
    const [row] = await claimDue(other, { worker: 'another', now, leaseUntil: now + 60_000, limit: 1 });
    if (row === undefined) throw new Error('nothing is due');
    const sent = { channelId: '100', messageId: `${n}` };
    await write(other, (trx) => settle(trx, row, { state: 'sent', now, sent }));
    const madeAt = performance.now();
    const { id, at } = await heard;
    expect(id).toBe(`${n}`);
    waits.push(at - madeAt);
  }
  // Of nine the fifth: what else the machine does is not ours.
  expect(waits.toSorted((a, b) => a - b)[4]).toBeLessThan(300);
}, 60_000);

/** The number of the process that does what only one does. */
function leader(address: string): number {
  const db = sqlOf({ databasePath: address });
  try {
    const holder = db.prepare<[], string>('select holder from leases').pluck().get() ?? '';
    return Number(holder.split('/')[1]);
  } finally {
    db.close();
  }
}

// Each starts the program several times.
const isLong = !inFull && POSTGRES === undefined;

it.skipIf(isLong)(
  'one hears and two work: what members do is sent at once, also when one of the two is killed',
  async () => {
    const stage = await createStage({ rateLimits: false });
    const { sim, guild, projects } = stage;
    const address = await database();
    const env = {
      DATABASE_URL: POSTGRES === undefined ? `sqlite:${address}` : address,
      DATA_DIRECTORY: temporaryDirectory(),
    };
    const workers: Program[] = [
      await stage.ready({ ...env, NEXUS_ROLE: 'worker' }),
      await stage.ready({ ...env, NEXUS_ROLE: 'worker' }),
    ];
    await stage.ready({ ...env, NEXUS_ROLE: 'gateway' });
    expect(sim.gateway.sessions).toHaveLength(1);
    await guild.owner.slash('/setup channels', { projects });
    await guild.owner.slash('/cohort create', { name: 'Now', start: '2026-01-01', deadline: '2026-02-01' });
    const ada = guild.addMember({ name: 'Ada' });
    async function announce(title: string): Promise<void> {
      const reply = await ada.slash('/announce-project', {
        title,
        brief: 'ecommerce',
        summary: 'An API for a shop: products, carts and orders.',
        track: 'backend',
      });
      // The answer waits for the card, which another process has sent.
      await reply.finished();
      expect(text(reply.message)).toContain('Announced');
      expect(JSON.stringify(reply.message)).toContain(projects.id);
    }
    await announce('Nexus Commerce');
    const before = leader(address);
    const killed = workers.find(({ child }) => child.pid === before);
    expect(killed).toBeDefined();
    killed?.child.kill('SIGKILL');
    await killed?.ended;
    await vi.waitFor(() => expect(leader(address)).not.toBe(before), { timeout: 12_000, interval: 200 });
    await announce('Second Shop');
    const cards = () =>
      guild.owner.sees(projects).filter((message) => /^### (?:Nexus|Second)/.test(text(message)));
    await sim.until(() => cards().length > 1, { timeoutMs: 12_000 });
    expect(cards().map((message) => text(message).split('\n')[0])).toEqual([
      expect.stringContaining('Nexus Commerce'),
      expect.stringContaining('Second Shop'),
    ]);
  },
  120_000,
);

it.skipIf(isLong)(
  'each looks for who left the servers of its own shards: by the gateway, and once more for whom that does not find',
  async () => {
    const stage = await createStage({ shards: 2, rateLimits: false });
    const { sim } = stage;
    const address = await database();
    const env = {
      DATABASE_URL: POSTGRES === undefined ? `sqlite:${address}` : address,
      DATA_DIRECTORY: temporaryDirectory(),
    };
    const halves = ['0/2', '1/2'];
    const programs = [];
    for (const SHARDS of halves) programs.push(await stage.ready({ ...env, SHARDS }));
    // A server on either shard, no more: each process looks at one of its own every 5 s.
    const shardOf = ({ id }: { id: string }) => (BigInt(id) >> 22n) % 2n;
    let other = sim.createGuild({ name: 'b' });
    while (shardOf(other) === shardOf(stage.guild)) other = sim.createGuild({ name: 'b' });
    const guilds = [stage.guild, other];
    const left: string[] = [];
    for (const guild of guilds) {
      const staff = guild.owner;
      await staff.slash('/setup channels', { projects: guild.createChannel({ name: 'projects' }) });
      await staff.slash('/cohort create', { name: 'Now', start: '2026-01-01', deadline: '2026-02-01' });
      for (const name of ['stays', 'leaves']) {
        const member = guild.addMember({ name });
        await member.slash('/profile set', { track: 'backend' });
        await member.slash('/find-partner', {});
        if (name === 'leaves') left.push(member.id);
        if (name === 'leaves') member.leave();
      }
    }
    for (const { child } of programs) child.kill('SIGTERM');
    for (const { ended } of programs) await ended;
    const db = sqlOf({ databasePath: address });
    // It was long ago that they were there.
    db.prepare('update members set present_at = ?').run(1);
    const from = sim.requests.length;
    await Promise.all(halves.map((SHARDS) => stage.ready({ ...env, SHARDS })));
    const gone = () =>
      db.prepare<[], string>('select user_id from members where gone_at is not null').pluck().all();
    await vi.waitFor(() => expect(gone().toSorted()).toEqual(left.toSorted()), {
      timeout: 20_000,
      interval: 200,
    });
    const asked = sim.requests.slice(from).flatMap(({ method, path }) => {
      const [, userId] = /^\/guilds\/\d+\/members\/(\d+)/.exec(path) ?? [];
      return method === 'GET' && userId !== undefined ? [userId] : [];
    });
    expect(asked.toSorted()).toEqual(left.toSorted());
    db.close();
  },
  60_000,
);

it.skipIf(isLong)(
  'two take the shards by halves: every member is answered once, and no server is thought left',
  async () => {
    const stage = await createStage({ shards: 2, rateLimits: false });
    const { sim } = stage;
    const address = await database();
    const guilds = [stage.guild, ...['b', 'c', 'd', 'e', 'f'].map((name) => sim.createGuild({ name }))];
    const env = {
      DATABASE_URL: POSTGRES === undefined ? `sqlite:${address}` : address,
      DATA_DIRECTORY: temporaryDirectory(),
    };
    const programs = [
      await stage.ready({ ...env, SHARDS: '0/2' }),
      await stage.ready({ ...env, SHARDS: '1/2' }),
    ];
    expect(sim.gateway.sessions).toHaveLength(2);
    for (const guild of guilds) {
      const channel = guild.createChannel({ name: 'projects' });
      const reply = await guild.owner.slash('/setup channels', { projects: channel });
      expect(text(reply.message)).not.toBe('');
    }
    // A process that starts again sees its own servers only.
    programs[0]?.child.kill('SIGTERM');
    await programs[0]?.ended;
    await stage.ready({ ...env, SHARDS: '0/2' });
    const db = sqlOf({ databasePath: address });
    expect(db.prepare(`select count(*) from erasures`).pluck().get()).toBe(0);
    expect(db.prepare('select count(*) from communities').pluck().get()).toBe(guilds.length);
    db.close();
  },
  60_000,
);
