import { deepEqual } from 'node:assert/strict';
import { type Member, type Message, type Reply, text } from '@nexus/simulator';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { brokenInvariants } from '../support/invariants.ts';
import { badManners } from '../support/requests.ts';
import { sqlOf } from '../support/sql.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld({ simulator: { rateLimits: false } });
});
afterEach(async () => {
  await world.settle();
  deepEqual([...brokenInvariants(world.databasePath), ...badManners(world.sim)], []);
  await world.stop();
});

/** Members who said on the *Start here* card which side they build. */
async function crowd(size: number, side: 'backend' | 'frontend'): Promise<Member[]> {
  const [start] = world.staff.sees(world.projects).filter((message) => text(message).includes('Start here:'));
  if (start === undefined) throw new Error('no card');
  const members = Array.from({ length: size }, (_, n) => world.guild.addMember({ name: `${side} ${n}` }));
  await wordsOf(members.map((member) => member.click(start, `I build the ${side}`)));
  return members;
}

function announce(member: Member, title: string, options: Record<string, string | number | Member> = {}) {
  const summary = 'A summary that is long enough to be accepted.';
  return member.slash('/announce-project', {
    title,
    brief: 'ecommerce',
    summary,
    track: 'backend',
    ...options,
  });
}

function cardOf(title: string): Message {
  const card = world.staff.sees(world.projects).find((message) => text(message).startsWith(`### ${title}`));
  if (card === undefined) throw new Error(`no card of ${title}`);
  return card;
}

/** Open requests in all threads that this member can answer, once so many have arrived. */
function requestsTo(member: Member, count: number): Promise<Message[]> {
  return world.sim.until(() => {
    const requests = member
      .threads()
      .flatMap((thread) => member.sees(thread))
      .filter((message) => text(message).includes(`<@${member.id}>,`) && text(message).includes('Accept'));
    return requests.length === count && requests;
  });
}

/** What accepting says where the withdrawal of the other requests was missed: each is judged again, and ends. */
async function acceptedLate(addressee: Member): Promise<string[]> {
  const db = sqlOf(world);
  const late = db
    .prepare<[], { id: number }>(`update requests set state = 'open' where state = 'withdrawn' returning id`)
    .all();
  const attempts = late.map(({ id }) => world.bot.services.requests.accept(id, addressee.id));
  const ends = await Promise.allSettled(attempts);
  db.close();
  expect(ends).toHaveLength(19);
  return [...new Set(ends.map((end) => (end.status === 'rejected' ? String(end.reason) : 'accepted')))];
}

/** What each reads in the end: of so many at once an answer may be deferred. */
async function wordsOf(replies: readonly Promise<Reply>[]): Promise<string[]> {
  return await Promise.all(replies.map(async (reply) => text(await (await reply).finished(30_000))));
}

async function sorted(presses: readonly Promise<Reply>[]): Promise<{ teams: string[]; others: string[] }> {
  const all = await wordsOf(presses);
  return {
    teams: all.filter((said) => said.includes('You are a team now')),
    others: [...new Set(all.filter((said) => !said.includes('You are a team now')))],
  };
}

it('gives the last place to one of twenty when the owner accepts all at the same instant', async () => {
  const [owner] = await crowd(1, 'backend');
  const guests = await crowd(20, 'frontend');
  if (owner === undefined) throw new Error('nobody');
  await announce(owner, 'One Place');
  await world.settle();
  const asked = await wordsOf(guests.map((guest) => guest.click(cardOf('One Place'), 'Team up')));
  expect(asked.every((words) => words.includes('Sent to'))).toBe(true);
  await world.settle();
  const requests = await requestsTo(owner, 20);

  const { teams, others } = await sorted(requests.map((request) => owner.click(request, 'Accept')));
  expect(teams).toHaveLength(1);
  expect(others).toEqual([
    expect.stringMatching(
      /^That place is taken by now\. <\/find-partner:\d+> shows who is free\.\nFind a partner$/,
    ),
  ]);
  expect(await acceptedLate(owner)).toEqual(['UserError: requests:error.no-place']);
  await world.settle();
  const inside = guests.filter((guest) =>
    guest.threads().some(({ name }) => name?.startsWith('One Place ·')),
  );
  expect(inside).toHaveLength(1);
  expect(text(cardOf('One Place'))).toContain('team complete');
});

it('lets a guest with one team place join one team when twenty owners’ invitations are accepted at once', async () => {
  const owners = await crowd(20, 'backend');
  const [guest] = await crowd(1, 'frontend');
  if (guest === undefined) throw new Error('nobody');
  await wordsOf(owners.map((owner, n) => announce(owner, `Team ${n}`, { with: guest })));
  await world.settle();
  const invitations = await requestsTo(guest, 20);

  const { teams, others } = await sorted(invitations.map((each) => guest.click(each, 'Accept')));
  expect(teams).toHaveLength(1);
  expect(others).toHaveLength(1);
  expect(others[0]).not.toContain('Something broke');
  expect(await acceptedLate(guest)).toEqual(['UserError: requests:error.your-team-place']);
  await world.settle();
  expect(guest.threads().filter(({ name }) => name?.includes(' · '))).toHaveLength(1);
});

it('lets many owners and guests accept across each other at once, and every place is used once', async () => {
  const owners = await crowd(4, 'backend');
  const guests = await crowd(6, 'frontend');
  await wordsOf(owners.map((owner, n) => announce(owner, `Cross ${n}`)));
  await world.settle();
  await wordsOf(
    guests.flatMap((guest) => owners.map((_owner, n) => guest.click(cardOf(`Cross ${n}`), 'Team up'))),
  );
  await world.settle();
  const requests = await Promise.all(owners.map((owner) => requestsTo(owner, 6)));
  const presses = owners.flatMap((owner, n) =>
    (requests[n] ?? []).map((each) => owner.click(each, 'Accept')),
  );
  const { teams, others } = await sorted(presses);
  expect(teams).toHaveLength(4);
  expect(others.some((said) => said.includes('Something broke'))).toBe(false);
});

it('makes one project of fifty identical announcements at the same instant', async () => {
  const [ada] = await crowd(1, 'backend');
  if (ada === undefined) throw new Error('nobody');
  const said = await wordsOf(Array.from({ length: 50 }, () => announce(ada, 'Fifty Times')));
  expect(said.filter((each) => each.startsWith('Announced'))).toHaveLength(1);
  expect(said.filter((each) => each.startsWith('You have already announced **Fifty Times**'))).toHaveLength(
    49,
  );
  await world.settle();
  const cards = world.staff.sees(world.projects).filter((message) => text(message).includes('Fifty Times'));
  expect(cards).toHaveLength(1);
  expect(world.staff.threads().filter(({ name }) => name === 'Fifty Times')).toHaveLength(1);
});

it('ends a team once when all its members leave at the same instant, twice each', async () => {
  const [owner] = await crowd(1, 'backend');
  const [guest] = await crowd(1, 'frontend');
  if (owner === undefined || guest === undefined) throw new Error('nobody');
  await announce(owner, 'Short Lived', { with: guest });
  await world.settle();
  const [invitation] = await requestsTo(guest, 1);
  if (invitation === undefined) throw new Error('no invitation');
  await guest.click(invitation, 'Accept');
  await world.settle();
  const asked = await Promise.all([owner, guest].map((member) => member.slash('/team leave')));
  const left = await Promise.all(
    asked.flatMap((reply, n) => {
      const member = [owner, guest][n];
      return member === undefined ? [] : [1, 2].map(() => member.click(reply.message, 'Leave the team'));
    }),
  );
  expect(left.filter((reply) => text(reply.message).includes('You have left'))).not.toHaveLength(0);
  expect(left.some((reply) => text(reply.message).includes('Something broke'))).toBe(false);
});
