import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type GuildDriver, type Member, Simulator, text } from '@nexus/simulator';
import { isOnShards, parseShards } from '../../src/platform/roles.ts';
import { MAIN } from './built.ts';
import { createPostgres, dropPostgres } from './engine.ts';
import { type Program, run } from './program.ts';
import { sqlOf } from './sql.ts';

const SHARDS = 16;
const RANGES = ['0-5/16', '6-10/16', '11-15/16'];
const AT_ONCE = 12;
/** Of one member: nobody has so many reminders waiting that another one is refused. */
const EACH = 24;
/** How long what fell due may take, in ms, and how much longer for each. */
const PATIENCE = { all: 60_000, each: 60 };

export interface Outcome {
  /** Interactions that did nothing, or more than once. */
  readonly notOnce: readonly number[];
  /** Reminders that came not at all, or more than once. */
  readonly notToldOnce: readonly number[];
}

const rangeOf = (guildId: string): string =>
  RANGES.find((range) => isOnShards(parseShards(range) ?? { ids: [], count: 1 }, guildId)) ?? '';

/**
 * Three processes on one PostgreSQL take sixteen shards; one is killed in the middle of so many interactions and as many
 * reminders that fall due meanwhile, and started again.
 */
export async function threeProcesses(many: number): Promise<Outcome> {
  const sim = await Simulator.start({ shards: SHARDS, rateLimits: false, openapi: false, keepRequests: 100 });
  const address = await createPostgres();
  const folder = mkdtempSync(join(tmpdir(), 'nexus-three-'));
  const programs = new Map<string, Program>();

  async function start(range: string): Promise<void> {
    const program = run([MAIN], {
      env: {
        DISCORD_TOKEN: sim.token,
        DISCORD_API: sim.api,
        DATABASE_URL: address,
        DATA_DIRECTORY: folder,
        SHARDS: range,
      },
    });
    programs.set(range, program);
    await program.printed(/"msg":"ready"/);
  }

  async function kill(range: string): Promise<void> {
    const program = programs.get(range);
    program?.child.kill('SIGKILL');
    await program?.ended;
  }

  try {
    for (const range of RANGES) await start(range);
    const people = await populate(sim, Math.max(6, Math.ceil(many / EACH)));
    const dying = rangeOf(people[0]?.guild.id ?? '');
    fallDue(address, people, many);
    const notOnce = await remindAll(address, people, many, {
      halfway: () => kill(dying),
      // Whoever watches the processes starts it again, and it takes its shards.
      after: () => start(dying),
    });
    return { notOnce, notToldOnce: await told(address, people, many) };
  } finally {
    for (const range of programs.keys()) await kill(range);
    await sim.stop();
    await dropPostgres(address);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A server on the shards of each process, and so many people in each. */
async function populate(sim: Simulator, count: number): Promise<Member[]> {
  const guilds: GuildDriver[] = [];
  while (new Set(guilds.map(({ id }) => rangeOf(id))).size < RANGES.length)
    guilds.push(sim.createGuild({ name: `server ${guilds.length}` }));
  const people: Member[] = [];
  for (const guild of guilds) {
    const projects = guild.createChannel({ name: 'projects' });
    await guild.owner.slash('/setup channels', { projects });
    await guild.owner.slash('/cohort create', { name: 'Now', start: '2026-01-01', deadline: '2026-02-01' });
    for (let n = 0; n < count; n++) {
      const member = guild.addMember({ name: `P${n}` });
      await (await member.slash('/profile set', { track: 'backend', dm: true })).finished();
      people.push(member);
    }
  }
  return people;
}

/** Reminders that were set before and fall due now. */
function fallDue(address: string, people: readonly Member[], many: number): void {
  const insert = sqlOf({ databasePath: address }).prepare(
    `insert into reminders (guild_id, owner_id, what, due_at, zone, created_at) values (?, ?, ?, ?, 'UTC', ?)`,
  );
  const dueAt = Date.now() + 2_000;
  for (let n = 0; n < many; n++) {
    const member = people[n % people.length];
    insert.run(member?.guild.id ?? '', member?.id ?? '', `due ${n}.`, dueAt, dueAt - 60_000);
  }
}

/** So many set a reminder, some at once; gives back whose was not set once in the end. */
async function remindAll(
  address: string,
  people: readonly Member[],
  many: number,
  { halfway, after }: { halfway: () => Promise<void>; after: () => Promise<void> },
): Promise<number[]> {
  const what = (n: number) => `set ${n}.`;
  const times = sqlOf({ databasePath: address })
    .prepare<[string], number>('select count(*) from reminders where what = ?')
    .pluck();

  async function act(n: number): Promise<boolean> {
    try {
      const reply = await people[n % people.length]?.slash('/remind-me', {
        when: 'in 3 days',
        what: what(n),
      });
      await reply?.finished();
      return reply !== undefined && !text(reply.message).includes('Try again');
    } catch {
      // Nobody answered: the process that heard it is dead, or slow.
      return false;
    }
  }

  const unanswered: number[] = [];
  let killed: Promise<void> | undefined;
  let next = 0;
  const one = async (): Promise<void> => {
    while (next < many) {
      const n = next++;
      if (n === Math.floor(many / 2)) killed = halfway();
      if (!(await act(n))) unanswered.push(n);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  await killed;
  await after();
  // Who read nothing tries again where it was not done.
  for (const n of unanswered) if (times.get(what(n)) === 0) await act(n);
  return Array.from({ length: many }, (_, n) => n).filter((n) => times.get(what(n)) !== 1);
}

/** Waits until all that is due was sent; gives back what did not come once. */
async function told(address: string, people: readonly Member[], many: number): Promise<number[]> {
  const db = sqlOf({ databasePath: address });
  const left = db
    .prepare<[number], number>(
      `select (select count(*) from reminders where state = 'waiting' and due_at <= ?) + (select count(*) from outbox
        where kind = 'reminder.personal' and state in ('pending', 'sending', 'doubt'))`,
    )
    .pluck();
  const end = Date.now() + PATIENCE.all + many * PATIENCE.each;
  while (left.get(Date.now()) !== 0 && Date.now() < end) await pause(500);
  const messages = people.flatMap((member) => member.dms().map((message) => text(message)));
  return Array.from({ length: many }, (_, n) => n).filter(
    (n) => messages.filter((each) => each.includes(`due ${n}.`)).length !== 1,
  );
}
