import { type Member, text } from '@nexus/simulator';
import { expect, it, onTestFinished, vi } from 'vitest';
import { isPostgres } from '../../src/platform/database/index.ts';
import { isOnShards, parseShards } from '../../src/platform/roles.ts';
import { createStage } from '../platform/bot-process.ts';
import { count } from '../support/counts.ts';
import { databaseDirectory } from '../support/directory.ts';
import { createPostgres, dropPostgres, POSTGRES } from '../support/engine.ts';
import type { Program } from '../support/program.ts';
import { sqlOf } from '../support/sql.ts';

/** Interactions, and as many reminders that fall due meanwhile; THREE_PROCESSES=10000 for a long one. */
const MANY = Number(process.env['THREE_PROCESSES'] ?? count(500, 60));
const RANGES = ['0-5/16', '6-10/16', '11-15/16'];
/** In each server: nobody has so many reminders waiting that another one is refused. */
const PEOPLE = Math.max(6, Math.ceil(MANY / 24));
const AT_ONCE = 12;

const rangeOf = (guildId: string): string =>
  RANGES.find((range) => isOnShards(parseShards(range) ?? { ids: [], count: 1 }, guildId)) ?? '';

// Needs a server of its own: TEST_POSTGRES=postgres://USER@HOST:PORT (ARCHITECTURE.md, "Two engines").
it.skipIf(POSTGRES === undefined)(
  'three processes take sixteen shards, one is killed in the middle: every interaction and reminder once',
  async () => {
    const stage = await createStage({ shards: 16, rateLimits: false, openapi: false, keepRequests: 100 });
    const { sim } = stage;
    const address = await createPostgres();
    onTestFinished(() => dropPostgres(address));
    expect(isPostgres(address)).toBe(true);
    const env = { DATABASE_URL: address, DATA_DIRECTORY: databaseDirectory() };
    const programs = new Map<string, Program>();
    for (const range of RANGES) programs.set(range, await stage.ready({ ...env, SHARDS: range }));

    // A server on the shards of each.
    const guilds = [stage.guild];
    while (new Set(guilds.map(({ id }) => rangeOf(id))).size < RANGES.length)
      guilds.push(sim.createGuild({ name: `server ${guilds.length}` }));
    const people: Member[] = [];
    for (const guild of guilds) {
      const projects = guild.createChannel({ name: 'projects' });
      await guild.owner.slash('/setup channels', { projects });
      await guild.owner.slash('/cohort create', { name: 'Now', start: '2026-01-01', deadline: '2026-02-01' });
      for (let n = 0; n < PEOPLE; n++) {
        const member = guild.addMember({ name: `P${n}` });
        await (await member.slash('/profile set', { track: 'backend', dm: true })).finished();
        people.push(member);
      }
    }
    const db = sqlOf({ databasePath: address });
    const due = db.prepare(
      `insert into reminders (guild_id, owner_id, what, due_at, zone, created_at) values (?, ?, ?, ?, 'UTC', ?)`,
    );
    const dueAt = Date.now() + 2_000;
    for (let n = 0; n < MANY; n++) {
      const member = people[n % people.length];
      due.run(member?.guild.id ?? '', member?.id ?? '', `due ${n}.`, dueAt, dueAt - 60_000);
    }

    const set = (n: number) => `set ${n}.`;
    const times = db.prepare<[string], number>('select count(*) from reminders where what = ?').pluck();
    const act = async (n: number): Promise<boolean> => {
      try {
        const reply = await people[n % people.length]?.slash('/remind-me', {
          when: 'in 3 days',
          what: set(n),
        });
        await reply?.finished();
        return reply !== undefined && !text(reply.message).includes('Try again');
      } catch {
        // Nobody answered: the process that heard it is dead, or slow.
        return false;
      }
    };
    const [dying] = RANGES.filter((range) => guilds.some(({ id }) => rangeOf(id) === range));
    const unanswered: number[] = [];
    let next = 0;
    const one = async (): Promise<void> => {
      while (next < MANY) {
        const n = next++;
        if (n === Math.floor(MANY / 2)) programs.get(dying ?? '')?.child.kill('SIGKILL');
        if (!(await act(n))) unanswered.push(n);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, one));
    // Whoever watches the processes starts it again, and it takes its shards.
    await programs.get(dying ?? '')?.ended;
    await stage.ready({ ...env, SHARDS: dying ?? '' });
    // Who read nothing tries again where it was not done.
    for (const n of unanswered) if (times.get(set(n)) === 0) await act(n);
    const doneNot = Array.from({ length: MANY }, (_, n) => n).filter((n) => times.get(set(n)) !== 1);
    expect(doneNot).toEqual([]);

    const left = db
      .prepare<[], number>(
        `select count(*) from outbox where kind = 'reminder.personal' and state in ('pending', 'sending', 'doubt')`,
      )
      .pluck();
    const waiting = db
      .prepare<[number], number>(`select count(*) from reminders where state = 'waiting' and due_at <= ?`)
      .pluck();
    await vi.waitFor(() => expect([waiting.get(Date.now()), left.get()]).toEqual([0, 0]), {
      timeout: 60_000 + MANY * 60,
      interval: 500,
    });
    const told = people.flatMap((member) => member.dms().map((message) => text(message)));
    const wrong = Array.from({ length: MANY }, (_, n) => n).filter(
      (n) => told.filter((each) => each.includes(`due ${n}.`)).length !== 1,
    );
    expect(wrong).toEqual([]);
  },
  Math.max(600_000, MANY * 120),
);
