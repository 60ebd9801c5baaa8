import { deepEqual } from 'node:assert/strict';
import { buttons, type Member, type Message, text } from '@nexus/simulator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AGAIN, hindranceOf } from '../../src/journal/mentors/teams/rules.ts';
import { cardOf, said } from '../support/learners.ts';
import { badManners } from '../support/requests.ts';
import { learner, letter, type Team, team } from '../support/teams.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
let shop: Team;
let mia: Member;
let role: { readonly id: string };

beforeAll(async () => {
  world = await createWorld({ simulator: { rateLimits: false } });
  const mentors = world.guild.createRole({ name: 'mentors', mentionable: true });
  await world.staff.slash('/setup roles', { mentor: mentors });
  const ada = await learner(world, 'Ada', 'backend');
  const kofi = await learner(world, 'Kofi', 'frontend', { dm: false });
  shop = await team(world, ada, kofi);
  mia = world.guild.addMember({ name: 'Mia' });
  mia.addRole(mentors);
  role = mentors;
}, 60_000);
afterAll(async () => {
  deepEqual(badManners(world.sim), []);
  await world.stop();
});

const isIn = (member: Member): boolean => member.threads().some(({ id }) => id === shop.thread.id);
const labels = (message: Message): string[] => buttons(message).map(({ label }) => label ?? '');

async function offer(): Promise<Message> {
  const details = await mia.click(cardOf(world, 'Shop'), 'Details');
  expect(said(await mia.click(details.message, 'I look after this team'))).toContain('**Shop** is asked');
  await world.settle();
  const asked = shop.owner.sees(shop.thread).findLast((message) => text(message).includes('offers to look'));
  if (asked === undefined) throw new Error('the team was not asked');
  return asked;
}

it('only mentors are offered it, and the thread stays closed until the team agrees', async () => {
  const details = await shop.owner.click(cardOf(world, 'Shop'), 'Details');
  expect(labels(details.message)).not.toContain('I look after this team');
  const asked = await offer();
  expect(isIn(mia)).toBe(false);
  const stranger = await learner(world, 'Binta', 'backend');
  const { teamMentors } = world.bot.services;
  const forged = { teamId: shop.id, mentorId: mia.id, by: stranger.id, agreed: true };
  const message = { channelId: asked.channel_id, messageId: asked.id };
  await expect(teamMentors.answer({ ...forged, message })).rejects.toMatchObject({
    message: expect.stringContaining('teams:error.not-member'),
  });
  await shop.guest.click(asked, 'Not now');
  await world.settle();
  expect(isIn(mia)).toBe(false);
  expect(text(shop.owner.sees(shop.thread).find(({ id }) => id === asked.id) as Message)).toContain(
    'not now',
  );
  expect(said(await mia.slash('/help'))).toContain('goes on without a mentor for now');
  const again = await mia.click(cardOf(world, 'Shop'), 'Details');
  expect(said(await mia.click(again.message, 'I look after this team'))).toContain('at present');
});

it('a member’s yes brings the mentor into the thread; their home has the team first', async () => {
  await world.advance(AGAIN + 60_000);
  const asked = await offer();
  // Whoever's press is first: it counts, and the other reads that.
  const [first, second] = await Promise.all([
    shop.owner.click(asked, 'Agree'),
    shop.guest.click(asked, 'Agree'),
  ]);
  expect([said(first), said(second)].filter((each) => each.includes('answered already'))).toHaveLength(1);
  await world.settle();
  expect(isIn(mia)).toBe(true);
  await shop.guest.slash('/blocker open', { title: 'Redis loses sessions' }, { channel: shop.thread });
  await world.settle();
  const home = await mia.slash('/help');
  expect(said(home)).toContain(`**Shop** (<#${shop.thread.id}>): last sign of life`);
  expect(said(home)).toContain('stuck: Redis loses sessions');
  expect(said(home)).toContain('a team of yours is stuck');
  expect(said(await mia.click(home.message, 'Searched in vain'))).not.toBe('');
  const card = shop.owner.sees(shop.thread).findLast((message) => text(message).includes('### Redis'));
  expect(said(await mia.click(card as Message, 'I can help'))).not.toContain('no such');
  expect(said(await shop.guest.slash('/team show'))).toContain(`Looked after by ${mia.mention}`);
});

it('in the thread of a team they look after a mentor reads what is for its members, not that they are in none', async () => {
  const here = { channel: shop.thread };
  for (const line of ['/team show', '/team leave', '/contract show', '/team checkin']) {
    const answered = said(await mia.slash(line, {}, here));
    expect(answered).toContain('You look after **Shop**; that is for its members');
  }
});

it('each of the team ends it, and the mentor is out and hears of it', async () => {
  const shown = await shop.guest.slash('/team show');
  await shop.guest.click(shown.message, 'Go on without a mentor');
  await world.settle();
  expect(isIn(mia)).toBe(false);
  const inThread = shop.owner.sees(shop.thread).map((message) => text(message));
  expect(inThread.some((words) => words.includes('no longer looks after this team'))).toBe(true);
  const home = said(await mia.slash('/help'));
  expect(home).toContain('goes on without a mentor');
  expect(home).toContain('You look after no team yet');
  expect(letter(mia, 'look after')).toBeUndefined();
});

it('whoever loses the role is out of the thread, and both sides hear of it', async () => {
  await world.advance(AGAIN + 60_000);
  await shop.owner.click(await offer(), 'Agree');
  await world.settle();
  await world.advance(1_800_000);
  expect(isIn(mia)).toBe(true);
  mia.removeRole(role);
  await world.advance(1_800_000);
  expect(isIn(mia)).toBe(false);
  const inThread = shop.owner.sees(shop.thread).map((message) => text(message));
  expect(inThread.filter((words) => words.includes('no longer looks after this team'))).toHaveLength(2);
  mia.addRole(role);
});

it('a block, leaving the server and a thread made anew are followed', async () => {
  await world.advance(AGAIN + 60_000);
  await shop.owner.click(await offer(), 'Agree');
  await world.settle();
  expect(isIn(mia)).toBe(true);
  await shop.guest.slash('/partner block', { member: mia });
  await world.settle();
  expect(isIn(mia)).toBe(false);
});

it('says what stands against it', () => {
  const offers = [{ teamId: 1, userId: 'm', askedAt: 1, agreedAt: null, endedAt: null }];
  const of = (userId: string, made: typeof offers, now = 5) =>
    hindranceOf({ userId, memberIds: ['a'], offers: made }, now);
  expect(of('a', [])).toBe('own-team');
  expect(of('m', offers)).toBe('asked-already');
  expect(of('m', [])).toBeUndefined();
  const agreed = ['x', 'y', 'z'].map((userId) => ({ ...offers[0], userId, agreedAt: 2 }));
  expect(of('m', agreed as never)).toBe('enough');
  expect(of('x', agreed as never)).toBe('looks-already');
});
