import { deepEqual } from 'node:assert/strict';
import { buttons, type Member, text } from '@nexus/simulator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { count } from '../support/counts.ts';
import { brokenInvariants } from '../support/invariants.ts';
import { announce, learner, said } from '../support/learners.ts';
import { badManners } from '../support/requests.ts';
import { sqlOf } from '../support/sql.ts';
import { createWorld, type World } from '../support/world.ts';

const BACKENDS = count(37, 13);
const FRONTENDS = count(23, 8);

let world: World;
beforeAll(async () => {
  world = await createWorld({ simulator: { rateLimits: false } });
});
afterAll(() => world.stop());

async function crowd(size: number, track: 'backend' | 'frontend'): Promise<Member[]> {
  const members: Member[] = [];
  for (let n = 0; n < size; n++) {
    const member = await learner(world, `${track} ${n}`, track, { languages: 'English' });
    await member.slash('/profile availability', { days: 'mon-fri', from: '18:00', to: '21:00' });
    members.push(member);
  }
  return members;
}

/** Presses the first *Ask* that is offered; false when nobody is. */
async function askFirst(member: Member): Promise<boolean> {
  const search = await member.slash('/find-partner');
  if (!buttons(search.message).some(({ label }) => label === 'Ask')) return false;
  await member.submitModal(await member.click(search.message, 'Ask', { in: 0 }));
  return true;
}

function mostWaiting(): number {
  const db = sqlOf(world);
  const most = db
    .prepare<[], { most: number | null }>(
      `select max(waiting) as most from (select count(*) as waiting from requests
        join request_answers on request_id = requests.id
        where state = 'open' and kind = 'ask' group by user_id) as asked`,
    )
    .get();
  db.close();
  return most?.most ?? 0;
}

it(`${BACKENDS} backends and ${FRONTENDS} frontends of one brief: everybody left reads why, and gets offers that exist`, async () => {
  const backends = await crowd(BACKENDS, 'backend');
  const frontends = await crowd(FRONTENDS, 'frontend');
  for (const [n, member] of backends.entries()) await announce(world, member, `Shop ${n}`);

  // Everybody asks as often as they may, all at once: nobody's inbox overflows.
  for (let turn = 0; turn < 3; turn++) {
    await Promise.all(backends.map(askFirst));
    expect(mostWaiting()).toBeLessThanOrEqual(5);
  }
  await world.settle();
  expect(mostWaiting()).toBe(5);

  // Everybody with a request takes the first; who is still free is asked again, until all frontends have a partner.
  for (let turn = 0; turn < 20 && (await freeOf(frontends)).length > 0; turn++) {
    for (const member of await freeOf(frontends)) {
      const requests = await member.slash('/partner requests');
      if (text(requests.message).includes('would like'))
        await member.click(requests.message, 'Accept', { in: 0 });
    }
    await world.settle();
    for (const member of await freeOf(backends)) await askFirst(member);
    expect(mostWaiting()).toBeLessThanOrEqual(5);
  }
  expect(await freeOf(frontends)).toEqual([]);
  const left = await freeOf(backends);
  expect(left).toHaveLength(BACKENDS - FRONTENDS);

  for (const member of left) {
    const search = await member.slash('/find-partner');
    expect(said(search)).toContain(`Of ${FRONTENDS} frontend learners in the cohort, none fits:`);
    expect(said(search)).toContain(`${FRONTENDS} already have a partner`);
    const offers = buttons(search.message).map(({ label }) => label ?? '');
    expect(offers).toEqual(['Study partner', 'Join a team as second backend', 'Put me on the waiting list']);
    expect(said(search)).toContain(`${BACKENDS - 1} learners of your own side could study with you`);
    const teams = await member.click(search.message, 'Join a team as second backend');
    expect(said(teams)).toContain(`${FRONTENDS} teams have room for a second backend`);
    expect(said(await member.click(search.message, 'Study partner'))).toContain(
      `${BACKENDS - 1} people could study with you`,
    );
  }
  const [first] = left;
  const search = await (first as Member).slash('/find-partner');
  const waiting = await (first as Member).click(search.message, 'Put me on the waiting list');
  expect(said(waiting)).toContain('You are on the waiting list');
  await world.settle();
  deepEqual([...brokenInvariants(world.databasePath), ...badManners(world.sim)], []);
}, 240_000);

async function freeOf(members: readonly Member[]): Promise<Member[]> {
  const { teams } = world.bot.services;
  const free: Member[] = [];
  for (const member of members)
    if ((await teams.ofMember(world.guild.id, member.id)).length === 0) free.push(member);
  return free;
}
