import { setTimeout as pause } from 'node:timers/promises';
import { type Member, type Reply, text } from '@nexus/simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { count } from '../support/counts.ts';
import { createPostgres, dropPostgres, POSTGRES } from '../support/engine.ts';
import { brokenInvariants } from '../support/invariants.ts';
import { type Proxy, startProxy } from '../support/postgres-proxy.ts';
import { sqlOf } from '../support/sql.ts';
import { createWorld, type World } from '../support/world.ts';

const AGAIN = 'Try again in a moment';
const PROJECT = {
  brief: 'ecommerce',
  summary: 'A summary that is long enough to be accepted.',
  track: 'backend',
};

interface Use {
  readonly name: string;
  readonly act: (member: Member) => Promise<Reply>;
  /** How often a member has done it. */
  readonly done: string;
  /** What comes before, while all is well. */
  readonly before?: (member: Member) => Promise<unknown>;
}

/** Interactions a second while the server is away. */
const RATE = 50;

async function remind(member: Member): Promise<string> {
  const reply = await member.slash('/remind-me', { when: 'in 3 days', what: 'Push' });
  await reply.finished();
  return text(reply.message);
}

const joins = (member: Member) => member.slash('/profile set', { track: 'backend' });
const announces = (member: Member) =>
  member.slash('/announce-project', { title: `Shop of ${member.name}`, ...PROJECT });

/** What a member does in one step. */
const USES: readonly Use[] = [
  { name: 'announces', act: announces, done: 'select count(*) from projects where owner_id = ?' },
  {
    name: 'sets a reminder',
    act: (member) => member.slash('/remind-me', { when: 'in 3 days', what: 'Push' }),
    done: 'select count(*) from reminders where owner_id = ?',
  },
  {
    name: 'joins with a side',
    act: joins,
    done: `select count(*) from members where user_id = ? and track = 'backend'`,
  },
  {
    name: 'says when they are free',
    act: (member) => member.slash('/profile availability', { days: 'sat', from: '9:00', to: '12:00' }),
    done: 'select count(*) from availability where user_id = ?',
  },
  {
    name: 'is away for a while',
    before: joins,
    act: (member) => member.slash('/profile pause', { days: 2 }),
    done: 'select count(*) from members where user_id = ? and paused_until is not null',
  },
  {
    name: 'notes their progress',
    before: joins,
    act: (member) => member.slash('/progress', { update: 'Models and migrations are done', hours: 3 }),
    done: 'select count(*) from progress_entries where user_id = ?',
  },
  {
    name: 'opens a blocker',
    before: joins,
    act: (member) => member.slash('/blocker open', { title: 'Redis loses sessions' }),
    done: 'select count(*) from blockers where owner_id = ?',
  },
  {
    name: 'pauses a project',
    before: announces,
    act: (member) => member.slash('/project status', { status: 'paused' }),
    done: `select count(*) from projects where owner_id = ? and status = 'paused'`,
  },
  {
    name: 'changes a project',
    before: announces,
    act: (member) => member.slash('/project edit', { partners: 2 }),
    done: 'select count(*) from projects where owner_id = ? and partners = 2',
  },
  {
    name: 'takes letters instead',
    before: joins,
    act: (member) => member.slash('/profile set', { track: 'backend', dm: true }),
    done: 'select count(*) from members where user_id = ? and dm = 1',
  },
];

// Needs a server of its own: TEST_POSTGRES=postgres://USER@HOST:PORT (ARCHITECTURE.md, "Two engines").
describe.skipIf(POSTGRES === undefined)('connections that break', () => {
  let address: string;
  let proxy: Proxy;
  let world: World;
  beforeAll(async () => {
    address = await createPostgres();
    proxy = await startProxy(address);
    world = await createWorld({
      env: { DATABASE_URL: proxy.address },
      simulator: { rateLimits: false, openapi: false },
    });
  });
  afterAll(async () => {
    await world.stop();
    await proxy.close();
    await dropPostgres(address);
  });

  const times = (query: string, member: Member) =>
    sqlOf({ databasePath: address }).prepare<[string], number>(query).pluck().get(member.id) ?? 0;
  const person = (name: string) => world.guild.addMember({ name });

  it.each(USES)(
    'wherever it breaks: who $name has done it once, and reads so',
    async ({ act, before, done, name }) => {
      const first = person(`${name} 0`);
      await before?.(first);
      proxy.endAt(0);
      await act(first);
      const statements = proxy.asked();
      await world.settle();
      expect(times(done, first)).toBe(1);
      const step = count(1, 7);
      for (let nth = 1; nth <= statements; nth += step) {
        const member = person(`${name} ${nth}`);
        await before?.(member);
        proxy.endAt(nth);
        const reply = await act(member);
        await reply.finished();
        const said = text(reply.message);
        const isRefused = said.includes(AGAIN);
        expect([nth, said, times(done, member)]).toEqual([nth, said, isRefused ? 0 : 1]);
        if (isRefused) await act(member);
        expect([nth, times(done, member)]).toEqual([nth, 1]);
      }
      proxy.endAt(0);
      await world.settle();
      expect(brokenInvariants(address)).toEqual([]);
    },
    600_000,
  );

  it('the server is away for a while: members read that at worst, and all goes on when it is back', async () => {
    const away = count(30_000, 4_000);
    const people = Array.from({ length: 10 }, (_, n) => person(`away ${n}`));
    await proxy.close();
    const start = performance.now();
    const said: Promise<string>[] = [];
    for (let n = 0; n < (away * RATE) / 1_000; n++) {
      const ahead = start + (n * 1_000) / RATE - performance.now();
      if (ahead > 0) await pause(ahead);
      said.push(remind(people[n % people.length] as Member));
    }
    expect((await Promise.all(said)).filter((each) => !each.includes(AGAIN))).toEqual([]);
    await proxy.reopen();
    for (const member of people) {
      await remind(member);
      expect(times('select count(*) from reminders where owner_id = ?', member)).toBe(1);
    }
    await world.settle();
    expect(brokenInvariants(address)).toEqual([]);
  }, 120_000);
});
