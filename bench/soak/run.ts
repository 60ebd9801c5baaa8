/**
 * The soak: a real bot process against the simulator, killed again and again at random moments and at every named point
 * of the way a message takes, while members act and messages fall due. At the end everything that was promised must
 * stand in Discord exactly once.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Channel, type GuildDriver, type Member, Simulator, text } from '@nexus/simulator';
import Database from 'better-sqlite3';
import { migrations } from '../../migrations/index.ts';
import { type Db, migrate, openDatabase, write } from '../../src/platform/database/index.ts';
import { createOutbox } from '../../src/platform/delivery/outbox.ts';
import type { Entry, Transport } from '../../src/platform/delivery/types.ts';
import { createLogger } from '../../src/platform/log.ts';
import build from '../../tests/support/built.ts';
import type { BotProcess } from './bot.ts';
import { createLives, type Lives, NONCE_MEMORY } from './lives.ts';
import { type FaultPoint, POINTS, watch } from './points.ts';

export interface SoakOptions {
  readonly kills: number;
  readonly seed?: number;
  /** One of bench/shift-clock.ts's mutations, to see that the soak notices. */
  readonly mutation?: string;
  readonly onKill?: (done: number) => void;
}

export interface SoakLine {
  readonly point: FaultPoint;
  kills: number;
  /** Kills that hit the bot exactly there; the others were too early or too late and count as random. */
  hit: number;
  /** Messages and commands of members that were given to the bot around these kills. */
  given: number;
  /** Of them those that must stand: messages, and commands that were answered. */
  promised: number;
  lost: number;
  duplicated: number;
}

export interface SoakResult {
  readonly lines: SoakLine[];
  readonly lost: string[];
  readonly duplicated: string[];
  /** What the simulator had to complain about in the bot's requests. */
  readonly violations: number;
  /** Restarts so long after the kill that Discord had forgotten the nonces. */
  readonly forgotten: number;
  readonly seconds: number;
}

/** Something that must stand exactly once in Discord. */
interface Promised {
  readonly token: string;
  readonly point: FaultPoint;
  /** False while the member got no answer: then it may stand once or not at all. */
  acknowledged: boolean;
}

const SECOND = 1_000;
const CHANNELS = 12;
const MEMBERS = 40;

export async function runSoak(options: SoakOptions): Promise<SoakResult> {
  const began = performance.now();
  build();
  const random = randomFrom(options.seed ?? 1);
  const folder = mkdtempSync(join(tmpdir(), 'nexus-soak-'));
  const path = join(folder, 'nexus.db');
  const db = openDatabase(path);
  await migrate(db, migrations);
  const sim = await Simulator.start({ openapi: false, nonceWindowMs: NONCE_MEMORY, keepRequests: 500 });
  const scene = setScene(sim);
  const lives = createLives({ sim, path, random, mutation: options.mutation ?? '' });
  const orders = await createOrders({ db, sim, scene, random });
  const lines = new Map(
    POINTS.map((point): [FaultPoint, SoakLine] => [
      point,
      { point, kills: 0, hit: 0, given: 0, promised: 0, lost: 0, duplicated: 0 },
    ]),
  );
  const lock = new Database(path, { timeout: 5_000 });
  const watched = watch(sim, lock);
  const start = (): BotProcess => lives.start();
  try {
    await setUp(start(), scene);
    for (let number = 0; number < options.kills; number += 1) {
      const point = POINTS[number % POINTS.length] ?? 'random';
      const line = lines.get(point);
      if (line !== undefined) line.kills += 1;
      const give = (): Promise<void> => orders.give(point, number);
      const hit = await killOnce({ point, random, start, give, watched });
      if (line !== undefined && hit) line.hit += 1;
      options.onKill?.(number + 1);
    }
    await finish(lives, db, sim);
    const judged = judge(sim, orders.promised, lines, began);
    return { ...judged, lost: await traced(db, judged.lost), forgotten: lives.forgotten() };
  } finally {
    watched.stop();
    lock.close();
    await db.destroy();
    await sim.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What is given to the bot around a kill: rows of the outbox, and members' commands. */
interface Orders {
  readonly promised: readonly Promised[];
  give(point: FaultPoint, number: number): Promise<void>;
}

async function createOrders(parts: {
  readonly db: Db;
  readonly sim: Simulator;
  readonly scene: Scene;
  readonly random: () => number;
}): Promise<Orders> {
  const { db, sim, scene, random } = parts;
  const promised: Promised[] = [];
  // Only enqueues, as another process on the same file; sending is the bot's, so it is stopped at once.
  const outbox = createOutbox({
    db,
    transport: {} as Transport,
    kinds: [],
    places: [],
    clock: sim.clock,
    log: createLogger('silent'),
  });
  await outbox.stop(0);

  /** A member's command; what was answered has to be kept. */
  function ask(
    member: Member,
    point: FaultPoint,
    token: string,
    line: string,
    values: (token: string) => Record<string, string>,
  ): void {
    const promise: Promised = { token, point, acknowledged: false };
    promised.push(promise);
    member.slash(line, values(token)).then(
      (reply) => {
        if (reply.message !== undefined && text(reply.message).includes(token)) promise.acknowledged = true;
      },
      () => {},
    );
  }

  return {
    promised,
    async give(point, number) {
      // A channel is opened once and remembered: forget them, so that there is one to open.
      if (point === 'channel opened, not answered')
        await write(db, (trx) => trx.deleteFrom('dm_channels').execute());
      const entries = ['words', 'buttons', 'card', 'direct'].map((form) => {
        const token = `k${number}${form}${Math.floor(random() * 1e9)}`;
        promised.push({ token, point, acknowledged: true });
        return entryOf(form, token, scene, random);
      });
      await write(db, (trx) => outbox.enqueue(trx, ...entries), { patience: 30_000 });
      const member = scene.members[number % scene.members.length];
      if (member === undefined) return;
      ask(member, point, `a${number}x${Math.floor(random() * 1e9)}`, '/announce-project', (token) => ({
        title: token,
        brief: 'other',
        summary: 'Something that is announced while the bot is killed.',
        track: 'backend',
      }));
      ask(member, point, `r${number}x${Math.floor(random() * 1e9)}`, '/remind-me', (token) => ({
        when: 'in 1 minute',
        what: token,
      }));
    },
  };
}

/** At least so many more lives let every backoff and every doubt come to an end; at most so many. */
const LAST_LIVES = { least: 4, most: 30 };

/** Personal reminders and leases fall due, and what waits is sent until nothing does. */
async function finish(lives: Lives, db: Db, sim: Simulator): Promise<void> {
  const bot = lives.start();
  await bot.ready;
  await bot.kill();
  let waiting = true;
  for (let life = 0; life < LAST_LIVES.least || (waiting && life < LAST_LIVES.most); life += 1) {
    const last = lives.startAfter(11 * 60 * SECOND);
    await last.ready;
    for (let round = 0; round < 400; round += 1) {
      await sleep(50);
      const open = await db
        .selectFrom('outbox')
        .select('id')
        .where('state', 'in', ['pending', 'sending', 'doubt'])
        .where('due_at', '<=', sim.clock.now())
        .execute();
      waiting = open.length > 0;
      if (!waiting && round > 20) break;
    }
    await last.kill();
  }
}

interface Scene {
  readonly guild: GuildDriver;
  readonly channels: readonly Channel[];
  readonly projects: Channel;
  readonly mentors: Channel;
  readonly members: readonly Member[];
}

function setScene(sim: Simulator): Scene {
  const guild = sim.createGuild({ name: 'Soak' });
  return {
    guild,
    projects: guild.createChannel({ name: 'projects' }),
    mentors: guild.createChannel({ name: 'mentors' }),
    channels: Array.from({ length: CHANNELS }, (_, index) =>
      guild.createChannel({ name: `channel-${index}` }),
    ),
    members: Array.from({ length: MEMBERS }, (_, index) => guild.addMember({ name: `Member ${index}` })),
  };
}

async function setUp(bot: BotProcess, { guild, projects, mentors }: Scene): Promise<void> {
  if (!(await bot.ready)) throw new Error(`the bot did not start:\n${bot.errors()}`);
  await guild.owner.slash('/setup channels', { projects, mentors });
  const day = (ahead: number): string => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
  await guild.owner.slash('/cohort create', { name: 'Soak', start: day(-40), deadline: day(300) });
  await bot.kill();
}

async function killOnce(parts: {
  point: FaultPoint;
  random: () => number;
  start: () => BotProcess;
  give: () => Promise<void>;
  watched: ReturnType<typeof watch>;
}): Promise<boolean> {
  const { point, random, start, give, watched } = parts;
  const bot = start();
  if (point === 'starting') {
    await give();
    await sleep(random() * 1_300);
    await bot.kill();
    return true;
  }
  if (!(await bot.ready)) throw new Error(`the bot did not start:\n${bot.errors()}`);
  if (point === 'random' || point === 'stopping') {
    await give();
    await sleep(random() * 400);
    if (point === 'stopping') {
      bot.ask();
      await sleep(random() * 60);
    }
    await bot.kill();
    return true;
  }
  const reached = watched.arm(point);
  // Not waited for: what is sent from before may reach the point, which can lock the database, while this is being given.
  const given = give();
  const hit = await Promise.race([reached.then(() => true), sleep(3_000, false)]);
  await sleep(point === 'recording' ? random() * 4 : 40);
  await bot.kill();
  watched.disarm();
  await given;
  return hit;
}

function entryOf(form: string, token: string, scene: Scene, random: () => number): Entry {
  const channel = scene.channels[Math.floor(random() * scene.channels.length)];
  const member = scene.members[Math.floor(random() * scene.members.length)];
  const base = { kind: 'soak', guildId: scene.guild.id, dedupeKey: token };
  const target = { kind: 'channel', id: channel?.id ?? '' } as const;
  switch (form) {
    case 'buttons':
      return {
        ...base,
        target,
        payload: {
          content: token,
          components: [
            { type: 1, components: [{ type: 2, style: 2, label: 'A', custom_id: `soak:${token}` }] },
          ],
        },
      };
    case 'card':
      return {
        ...base,
        target,
        payload: { flags: 1 << 15, components: [{ type: 17, components: [{ type: 10, content: token }] }] },
      };
    case 'direct':
      return { ...base, target: { kind: 'member', id: member?.id ?? '' }, payload: { content: token } };
    default:
      return { ...base, target, payload: { content: token } };
  }
}

function judge(
  sim: Simulator,
  promised: readonly Promised[],
  lines: ReadonlyMap<FaultPoint, SoakLine>,
  began: number,
): Omit<SoakResult, 'forgotten'> {
  const counts = countTokens(sim);
  const lost: string[] = [];
  const duplicated: string[] = [];
  for (const { token, point, acknowledged } of promised) {
    const line = lines.get(point);
    if (line === undefined) continue;
    line.given += 1;
    if (acknowledged) line.promised += 1;
    const count = counts.get(token) ?? 0;
    if (count === 0 && acknowledged) {
      line.lost += 1;
      lost.push(token);
    }
    if (count > 1) {
      line.duplicated += 1;
      duplicated.push(token);
    }
  }
  return {
    lines: [...lines.values()],
    lost,
    duplicated,
    violations: sim.violations.length,
    seconds: (performance.now() - began) / 1_000,
  };
}

/** What is lost, with what the outbox knows of it. */
async function traced(db: Db, lost: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const token of lost) {
    const row = await db
      .selectFrom('outbox')
      .select(['state', 'attempts', 'last_error'])
      .where('payload', 'like', `%${token}%`)
      .executeTakeFirst();
    const known =
      row === undefined ? 'not in the outbox' : `${row.state} after ${row.attempts}, ${row.last_error}`;
    found.push(`${token} (${known})`);
  }
  return found;
}

/** How often each token stands in Discord: once per message; a project's thread has its name and is counted apart. */
function countTokens(sim: Simulator): Map<string, number> {
  const counts = new Map<string, number>();
  const threads = new Map<string, number>();
  for (const channel of sim.world.channels.values()) {
    if (channel.isThread)
      threads.set(channel.data.name ?? '', (threads.get(channel.data.name ?? '') ?? 0) + 1);
    for (const { message, visibleTo } of channel.records) {
      if (visibleTo !== undefined || message.author.id !== sim.botUserId || message.type !== 0) continue;
      const tokens = new Set(
        JSON.stringify([message.content, message.components]).match(/[kar]\d+[a-z]+\d+/g) ?? [],
      );
      for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1);
    }
  }
  // A second thread of a card is a duplicate as well.
  for (const [name, count] of threads) if (count > 1) counts.set(name, (counts.get(name) ?? 0) + count);
  return counts;
}

/** Mulberry32: the same kills for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
