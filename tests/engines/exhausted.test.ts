import { setTimeout as pause } from 'node:timers/promises';
import { type Member, text } from '@nexus/simulator';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { count } from '../support/counts.ts';
import { createPostgres, dropPostgres, POSTGRES } from '../support/engine.ts';
import { brokenInvariants } from '../support/invariants.ts';
import { createWorld, type World } from '../support/world.ts';

const AGAIN = 'Try again in a moment';
const ROLE = `tight_${process.pid}`;
const REMINDER = { when: 'in 3 days', what: 'Push' };

// Needs a server of its own: TEST_POSTGRES=postgres://USER@HOST:PORT (ARCHITECTURE.md, "Two engines").
describe.skipIf(POSTGRES === undefined)('connections that are all in use', () => {
  let address: string;
  let server: Client;
  let world: World;
  let people: readonly Member[];
  beforeAll(async () => {
    address = await createPostgres();
    server = new Client({ connectionString: address });
    await server.connect();
    // A superuser is not counted; whoever may what the owner may is.
    await server.query(`create role ${ROLE} login; grant ${server.user} to ${ROLE}`);
    const own = new URL(address);
    own.username = ROLE;
    world = await createWorld({
      env: { DATABASE_URL: own.href },
      simulator: { rateLimits: false, openapi: false },
    });
    people = Array.from({ length: 14 }, (_, n) => world.guild.addMember({ name: `crowd ${n}` }));
  }, 60_000);
  afterEach(() => server.query(`alter role ${ROLE} connection limit -1; truncate reminders cascade`));
  afterAll(async () => {
    await world.stop();
    await server.query(`drop owned by ${ROLE}; drop role ${ROLE}`);
    await server.end();
    await dropPostgres(address);
  });

  /** Nexus begins anew with so many connections, as where others have the rest. */
  async function leaveIt(connections: number): Promise<void> {
    await server.query(`alter role ${ROLE} connection limit ${connections}`);
    await server.query('select pg_terminate_backend(pid, 5000) from pg_stat_activity where usename = $1', [
      ROLE,
    ]);
  }

  async function remindersOf(member: Member): Promise<number> {
    const { rows } = await server.query('select 1 from reminders where owner_id = $1', [member.id]);
    return rows.length;
  }

  /** Each sets a reminder; what each reads is what is so. */
  async function allRemind(): Promise<readonly string[]> {
    const replies = await Promise.all(
      people.map(async (member) => [member, await member.slash('/remind-me', REMINDER)] as const),
    );
    const refused: string[] = [];
    for (const [member, reply] of replies) {
      await reply.finished(30_000);
      const said = text(reply.message);
      if (said.includes(AGAIN)) refused.push(said);
      expect([said, await remindersOf(member)]).toEqual([said, said.includes(AGAIN) ? 0 : 1]);
    }
    return refused;
  }

  async function allIsWell(): Promise<void> {
    expect(await allRemind()).toEqual([]);
    await world.settle();
    expect(brokenInvariants(address)).toEqual([]);
  }

  it('the server takes no more: members read that at worst, and all goes on when it does again', async () => {
    await leaveIt(0);
    for (const until = performance.now() + count(5_000, 2_000); performance.now() < until; )
      expect(await allRemind()).toHaveLength(people.length);
    await server.query(`alter role ${ROLE} connection limit -1`);
    await allIsWell();
  }, 120_000);

  it('the server leaves it two: everybody waits for those, and nobody is refused', async () => {
    await leaveIt(2);
    for (let round = 0; round < count(3, 1); round++) {
      expect(await allRemind()).toEqual([]);
      await server.query('truncate reminders cascade');
    }
    await server.query(`alter role ${ROLE} connection limit -1`);
    await allIsWell();
  }, 120_000);

  it('another program holds a table: members wait, or read that, and all goes on when it lets go', async () => {
    await allIsWell();
    await server.query('begin; lock table reminders in access exclusive mode');
    const lists = people.map((member) => member.slash('/reminders mine'));
    const others = people.map((member) => member.slash('/project browse'));
    await pause(count(17_000, 2_500));
    await server.query('rollback');
    for (const [all, wanted] of [
      [lists, 'Push'],
      [others, 'No project fits'],
    ] as const)
      for (const reply of await Promise.all(all)) {
        await reply.finished(30_000);
        expect(text(reply.message)).toMatch(new RegExp(`${wanted}|${AGAIN}`));
      }
    for (const member of people)
      expect(text((await member.slash('/reminders mine')).message)).toContain('Push');
  }, 120_000);
});
