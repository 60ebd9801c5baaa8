import { deepEqual } from 'node:assert/strict';
import { type Member, type Message, text } from '@nexus/simulator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { whomToCall } from '../../src/journal/mentors/rules.ts';
import { said } from '../support/learners.ts';
import { badManners } from '../support/requests.ts';
import { learner } from '../support/teams.ts';
import { createWorld, type World } from '../support/world.ts';

const HOUR = 3_600_000;

let world: World;
let ada: Member;
let mia: Member;
let roleId: string;

beforeAll(async () => {
  world = await createWorld({ simulator: { rateLimits: false } });
  const role = world.guild.createRole({ name: 'mentors', mentionable: true });
  roleId = role.id;
  await world.staff.slash('/setup roles', { mentor: role });
  ada = await learner(world, 'Ada', 'backend');
  mia = world.guild.addMember({ name: 'Mia' });
  mia.addRole(role);
}, 60_000);
afterAll(async () => {
  // But for the refusal that a test asks for.
  deepEqual(
    badManners(world.sim).filter((line) => !line.includes('"code":30046')),
    [],
  );
  await world.stop();
});

/** The messages of the mentors' channel: there is one. */
function list(): Message {
  const [only, ...others] = world.staff
    .sees(world.mentors)
    .filter((message) => text(message).includes('wait'));
  expect(others).toEqual([]);
  if (only === undefined) throw new Error('no list');
  return only;
}

async function stuck(title: string): Promise<void> {
  await ada.slash('/blocker open', { title, details: 'x' });
  await world.settle();
  await world.advance(6_000);
}

function edits(): number {
  const route = (path: string) => path.includes(`/channels/${world.mentors.id}/messages/`);
  return world.sim.requests.filter(({ method, path }) => method === 'PATCH' && route(path)).length;
}

it('mentors read one list, edited in place, oldest first', async () => {
  // Discord takes its time with the list: what is asked meanwhile is in it too.
  const slow = { method: 'POST', route: new RegExp(`^/channels/${world.mentors.id}/messages$`) };
  world.sim.faults.next(slow, { kind: 'delay', ms: 1_000 });
  await ada.slash('/blocker open', { title: 'Redis loses my sessions', details: 'x' });
  await world.sim.until(() => world.sim.faults.pending === 0);
  await stuck('Uploads are cut off');
  expect(text(list())).toMatch(
    /2 blockers wait for a mentor[^]*Redis loses my sessions[^]*Uploads are cut off/,
  );
  expect(edits()).toBe(1);
});

it('one of many mentors takes it; others read who has it, and learners may not', async () => {
  expect(said(await ada.click(list(), 'I take it', { in: 0 }))).toContain('Mentors and staff take blockers');
  const crowd = Array.from({ length: 20 }, (_, index) => {
    const member = world.guild.addMember({ name: `Mentor ${index}` });
    member.addRole({ id: roleId });
    return member;
  });
  const replies = await Promise.all(crowd.map((member) => member.click(list(), 'I take it', { in: 0 })));
  const taken = replies.filter((reply) => said(reply).includes('It is yours'));
  expect(taken).toHaveLength(1);
  expect(replies.filter((reply) => said(reply).includes('has it already'))).toHaveLength(19);
  await world.advance(6_000);
  expect(text(list())).toContain('1 blocker waits for a mentor');
  expect(text(list())).toContain('**1 taken**');
  const winner = crowd[replies.findIndex((reply) => reply === taken[0])];
  await winner?.click(taken[0]?.message as Message, 'Give it back');
  await world.advance(6_000);
  expect(text(list())).toContain('2 blockers wait for a mentor');
});

it('the role is mentioned after an hour without an answer, twice a day at most, only for what is new', async () => {
  // The message of a call is the list, which the next one takes the place of.
  const calls = (): number =>
    world.sim.requests.filter(({ method, body }) => {
      const allowed = (body as { allowed_mentions?: { roles?: string[] } } | undefined)?.allowed_mentions;
      return method === 'POST' && allowed?.roles?.includes(roleId) === true;
    }).length;
  expect(calls()).toBe(0);
  await world.advance(HOUR);
  await world.advance(2 * 60_000);
  await world.advance(2 * 60_000);
  expect(calls()).toBe(1);
  expect(text(list())).toContain('somebody waits and has no answer yet');
  expect(mia.pings().map(({ id }) => id)).toContain(list().id);
  await world.advance(3 * HOUR);
  expect(calls()).toBe(1);
  const thread = () => world.staff.threads().find(({ name }) => name === 'It was answered');
  await stuck('It was answered');
  const found = thread();
  if (found !== undefined) world.guild.owner.say(found, 'Try again with --build');
  await world.advance(2 * HOUR);
  expect(calls()).toBe(1);
  for (const title of ['Third of the day', 'Fourth of the day']) {
    await stuck(title);
    for (let minute = 0; minute < 3; minute++) await world.advance(0.5 * HOUR);
    await world.advance(2 * 60_000);
  }
  expect(calls()).toBe(2);
});

it('fifty changes in a minute cost at most an edit in five seconds', async () => {
  const before = edits();
  const start = world.sim.clock.now();
  const { blockers } = world.bot.services;
  const [blocker] = await blockers.waiting(world.guild.id);
  const id = blocker?.id ?? 0;
  for (let change = 0; change < 25; change++) {
    await blockers.take(id, mia.id);
    await blockers.giveBack(id, mia.id);
    await world.advance(2_400);
  }
  await world.advance(6_000);
  // The clock goes on while they are made. Five seconds lie between two edits: there is one more than there are pauses.
  const pauses = Math.floor((world.sim.clock.now() - start) / 5_000);
  expect(edits() - before).toBeLessThanOrEqual(pauses + 1);
  expect(edits() - before).toBeGreaterThan(5);
});

it('is posted anew where Discord lets the old one be edited no more, and the old one goes', async () => {
  const before = list();
  const route = new RegExp(`^/channels/${world.mentors.id}/messages/\\d+$`);
  const body = { message: 'Maximum number of edits to messages older than 1 hour reached', code: 30046 };
  world.sim.faults.next({ method: 'PATCH', route }, { kind: 'status', status: 400, body });
  await stuck('Sockets close after a minute');
  await world.settle();
  expect(world.sim.faults.pending).toBe(0);
  expect(list().id).not.toBe(before.id);
  expect(text(list())).toContain('Sockets close after a minute');
});

it('a list of more than a day ago is posted anew by the next change', async () => {
  const before = list();
  await world.advance(25 * HOUR);
  await stuck('Static files are missing');
  expect(list().id).not.toBe(before.id);
});

it('who has said when they have time is mentioned alone, when that begins', async () => {
  const start = world.staff.sees(world.projects).find((message) => text(message).includes('Start here:'));
  await mia.click(start as Message, 'I mentor');
  await mia.slash('/profile availability', { days: 'mon-sun', from: '09:00', to: '11:00' });
  // The next 11:00 UTC, which is hers as long as she names no zone: her hours of the day are over.
  const day = 24 * HOUR;
  await world.advance(day + 11 * HOUR - (world.sim.clock.now() % day));
  const pinged = mia.pings().length;
  const before = world.sim.requests.length;
  const called = () =>
    world.sim.requests.slice(before).flatMap(({ method, body }) => {
      const allowed = (body as { allowed_mentions?: { users?: string[]; roles?: string[] } } | undefined)
        ?.allowed_mentions;
      return method === 'POST' ? [...(allowed?.users ?? []), ...(allowed?.roles ?? [])] : [];
    });
  await stuck('Nobody tells me why');
  for (let hour = 0; hour < 21; hour++) await world.advance(HOUR);
  expect(called()).not.toContain(mia.id);
  expect(called()).not.toContain(roleId);
  // 08:59, and then 09:03.
  await world.advance(0.99 * HOUR);
  expect(mia.pings()).toHaveLength(pinged);
  await world.advance(4 * 60_000);
  await world.advance(2 * 60_000);
  expect(called().filter((id) => id === mia.id)).toHaveLength(1);
  expect(called()).not.toContain(roleId);
  expect(mia.pings().at(-1)?.id).toBe(list().id);
}, 60_000);

it('calls those who have time now, or waits until somebody has', () => {
  // Monday, 10:00 UTC.
  const now = Date.UTC(2026, 10, 9, 10);
  const at = (from: number, day = 1) => ({ week: [{ day, from, to: from + 120 }], zone: 'UTC' });
  expect(whomToCall([{ userId: '1', week: [], zone: 'UTC' }], now)).toEqual({ kind: 'role' });
  expect(whomToCall([], now)).toEqual({ kind: 'role' });
  expect(
    whomToCall(
      [
        { userId: '1', ...at(540) },
        { userId: '2', ...at(900) },
      ],
      now,
    ),
  ).toEqual({
    kind: 'people',
    userIds: ['1'],
  });
  expect(
    whomToCall(
      [
        { userId: '2', ...at(900) },
        { userId: '3', ...at(0, 3) },
      ],
      now,
    ),
  ).toEqual({
    kind: 'later',
    at: Date.UTC(2026, 10, 9, 15),
  });
});
