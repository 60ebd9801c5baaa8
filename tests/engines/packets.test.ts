import type { Member, Reply } from '@nexus/simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPostgres, dropPostgres, POSTGRES } from '../support/engine.ts';
import { announce, learner } from '../support/learners.ts';
import { type Proxy, startProxy } from '../support/postgres-proxy.ts';
import { createWorld, type World } from '../support/world.ts';

/** There each transaction is begun by itself. */
const POOLED = process.env['TEST_POSTGRES_POOLED'] !== undefined;
/** A poller may come between: the fewest of so many count. */
const TIMES = 5;

const USES: readonly (readonly [string, number, (member: Member) => Promise<Reply>])[] = [
  // Who they are and where; what waits and which cohorts they are in; how they stand there.
  ['/help', 3, (member) => member.slash('/help')],
  ['/project browse', 2, (member) => member.slash('/project browse')],
  // Their projects and the cohort; who is there and whom they know; what those build.
  ['/find-partner', 4, (member) => member.slash('/find-partner')],
  // Their zone and where it comes; the change; its commit.
  ['/remind-me', 4, (member) => member.slash('/remind-me', { when: 'in 3 days', what: 'Push' })],
];

// Needs a server of its own: TEST_POSTGRES=postgres://USER@HOST:PORT (ARCHITECTURE.md, "Two engines").
describe.skipIf(POSTGRES === undefined || POOLED)('what is asked of PostgreSQL until an answer', () => {
  let address: string;
  let proxy: Proxy;
  let world: World;
  let ada: Member;
  beforeAll(async () => {
    address = await createPostgres();
    proxy = await startProxy(address);
    world = await createWorld({
      env: { DATABASE_URL: proxy.address },
      simulator: { rateLimits: false, openapi: false },
    });
    ada = await learner(world, 'Ada', 'backend');
    await announce(world, ada, 'Shop');
    await announce(world, await learner(world, 'Ben', 'frontend'), 'Cinema');
  });
  afterAll(async () => {
    await world.stop();
    await proxy.close();
    await dropPostgres(address);
  });

  it.each(USES)('goes out in as few packets as its answers allow: %s in %i', async (_, most, act) => {
    const counts: number[] = [];
    for (let time = 0; time < TIMES; time++) {
      proxy.endAt(0);
      await act(ada);
      counts.push(proxy.packets());
      await world.settle();
    }
    expect(Math.min(...counts)).toBe(most);
  });
});
