import { buttons, type Member, type Message, text } from '@nexus/simulator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createWorld, MONDAY, type World } from '../../support/world.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const SUMMARY = 'An API for a shop: products, carts, orders and payments.';

let world: World;
let ada: Member;
let binta: Member;
let chidi: Member;
let dalia: Member;

beforeAll(async () => {
  // Two hours before day 1 begins at 09:00 in Lagos.
  world = await createWorld({ start: MONDAY - 2 * HOUR });
  const { guild } = world;
  ada = guild.addMember({ name: 'Ada' });
  binta = guild.addMember({ name: 'Binta' });
  chidi = guild.addMember({ name: 'Chidi' });
  dalia = guild.addMember({ name: 'Dalia' });
  const start = ada.sees(world.projects).find((message) => text(message).includes('Start here:'));
  if (start === undefined) throw new Error('no start card');
  await ada.click(start, 'I build the backend');
  await binta.click(start, 'I build the frontend');
  await chidi.click(start, 'Documentation only');
  await dalia.click(start, 'I build the backend');
  await dalia.slash('/announce-project', { title: 'Alone', brief: 'other', summary: SUMMARY, partners: 0 });
  await world.settle();
});
afterAll(() => world.stop());

/** Messages of the project channel that carry a text, as a member sees them. */
function posts(words: string): Message[] {
  return ada.sees(world.projects).filter((message) => text(message).includes(words));
}

function only(words: string): Message {
  const found = posts(words);
  const [message] = found;
  if (message === undefined || found.length !== 1)
    throw new Error(`${found.length} messages with "${words}"`);
  return message;
}

it('asks on day 1, at nine in the zone of the cohort, those who have no project', async () => {
  await world.advance(2 * HOUR - 60_000);
  expect(posts('Announce your project')).toEqual([]);
  await world.advance(60_000);
  const message = only('Announce your project');
  expect(message.mentions.map((user) => user.id).toSorted()).toEqual([ada.id, binta.id].toSorted());
  expect(text(message)).not.toContain(chidi.id);
  expect(text(message)).not.toContain(dalia.id);
  expect(buttons(message).map((button) => button.label)).toEqual([
    'I build the backend',
    'I build the frontend',
    'Both',
    'Documentation only',
    'Announce my project',
    'Help me choose',
    'Mute this',
  ]);
});

it('opens the form right there', async () => {
  const opened = await ada.click(only('Announce your project'), 'Announce my project');
  expect(opened.modal).toBeDefined();
});

it('helps to choose a brief by who is missing where', async () => {
  const chosen = await ada.click(only('Announce your project'), 'Help me choose');
  expect(text(chosen.message)).toContain('- **E-Commerce**: 0 backend, 0 frontend');
  expect(buttons(chosen.message).map((button) => button.label)).toEqual(['Announce my project']);
});

it('asks on day 2 those whose profile is not complete, and lets each of them mute it', async () => {
  const muted = await binta.click(only('Announce your project'), 'Mute this');
  expect(text(muted.message)).toContain('Muted');
  await world.advance(DAY);
  const message = only('Complete your profile');
  expect(message.mentions.map((user) => user.id).toSorted()).toEqual([ada.id, binta.id, dalia.id].toSorted());
});

it('names on day 3 how many are free, and asks nobody who builds alone', async () => {
  await world.advance(DAY);
  const message = only('Find a partner');
  expect(text(message)).toContain('1 who builds the backend and 1 who builds the frontend');
  expect(message.mentions.map((user) => user.id).toSorted()).toEqual([ada.id, binta.id].toSorted());
});

it('says nothing on a day that concerns nobody', async () => {
  const before = ada.sees(world.projects).length;
  await world.advance(DAY);
  expect(ada.sees(world.projects)).toHaveLength(before);
});

it('speaks to a team in its own thread on day 5', async () => {
  await ada.slash('/announce-project', {
    title: 'Shop',
    brief: 'ecommerce',
    summary: SUMMARY,
    track: 'backend',
  });
  await world.settle();
  const card = binta.sees(world.projects).find((message) => text(message).includes('Shop'));
  if (card === undefined) throw new Error('no card');
  await binta.click(card, 'Team up');
  await world.settle();
  const thread = ada.threads().find((each) => each.name === 'Shop');
  if (thread === undefined) throw new Error('no thread');
  const request = ada.sees(thread).find((message) => text(message).includes('would like to join'));
  if (request === undefined) throw new Error('no request');
  await ada.click(request, 'Accept');
  await world.settle();
  await world.advance(DAY);
  const team = binta.threads().find((each) => each.name?.startsWith('Shop ·'));
  if (team === undefined) throw new Error('no team thread');
  const reminder = binta
    .sees(team)
    .find((message) => text(message).includes('Agree on your API contract and data'));
  expect(reminder?.mentions.map((user) => user.id).toSorted()).toEqual([ada.id, binta.id].toSorted());
  expect(posts('Agree on your API contract')).toEqual([]);
});

it('asks on day 6 about blockers and shows on day 7 how far all are, without mentions', async () => {
  await world.advance(DAY);
  expect(
    only('in your way')
      .mentions.map((user) => user.id)
      .toSorted(),
  ).toEqual([ada.id, binta.id, dalia.id].toSorted());
  await world.advance(DAY);
  const week = only('The first week of November');
  expect(text(week)).toContain(
    'Of fewer than 5 who joined, fewer than 5 announced a project, fewer than 5 found a partner and 0 agreed',
  );
  expect(week.mentions).toEqual([]);
  expect(week.attachments).toMatchObject([
    { filename: 'week.png', description: expect.stringContaining('Found a partner: < 5 of < 5') },
  ]);
  const staff = world.staff.sees(world.mentors).map(text).join('\n');
  expect(staff).toContain('first week, for staff');
});

it('then counts down to the deadline, and stops for who withdrew', async () => {
  await world.advance(7 * DAY);
  expect(posts('How far are you?')).toEqual([]);
  const week = only('One week left');
  expect(text(week)).toContain('Also today, where it concerns you: share your progress');
  expect(week.mentions).toHaveLength(4);
  expect(buttons(week).map((button) => button.label)).toEqual(['What I hand in', 'Check in', 'Mute this']);
  const sure = await dalia.slash('/project status', { status: 'withdrawn' });
  await dalia.click(sure.message, 'Withdraw');
  await world.settle();
  await world.advance(4 * DAY);
  expect(only('Three days left').mentions.map((user) => user.id)).not.toContain(dalia.id);
  await world.advance(2 * DAY);
  expect(only('Tomorrow is the day').mentions).toHaveLength(3);
  await world.advance(DAY + 12 * HOUR);
  expect(only('A few hours left').mentions).toHaveLength(3);
  await world.advance(12 * HOUR);
  expect(only('Review week').mentions).toEqual([]);
  expect(world.sim.violations).toEqual([]);
});
