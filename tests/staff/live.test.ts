import { type Channel, text } from '@nexus/simulator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { announce, learner, said } from '../support/learners.ts';
import { createWorld, MONDAY, type World } from '../support/world.ts';

const MINUTE = 60_000;

let world: World;
let channel: Channel;

beforeAll(async () => {
  world = await createWorld({ start: MONDAY, simulator: { rateLimits: false } });
  channel = world.guild.createChannel({ name: 'staff', overwrites: onlyStaff() });
});
afterAll(() => world.stop());

/** Read by the bot and whoever runs the server. */
function onlyStaff() {
  const bot = [...world.guild.state.roles.values()].find((role) => role.tags?.bot_id !== undefined);
  if (bot === undefined) throw new Error('the bot has no role');
  return [
    { for: 'everyone', deny: ['VIEW_CHANNEL'] },
    { for: bot, allow: ['VIEW_CHANNEL'] },
  ] as const;
}

const cards = () => world.staff.sees(channel).filter((message) => text(message).includes('Kept up to date'));

async function press(label: string) {
  const { message } = await world.staff.slash('/cohort status');
  return await world.staff.click(message, label);
}

it('is kept where only staff read: nowhere without such a channel, and once', async () => {
  expect(said(await press('Keep it in the staff channel'))).toContain('/setup show');
  await world.staff.slash('/setup channels', { staff: channel });
  expect(said(await press('Keep it in the staff channel'))).toContain(`<#${channel.id}>`);
  expect(said(await press('Keep it in the staff channel'))).toContain('already');
  await world.settle();
  expect(cards()).toHaveLength(1);
  expect(cards()[0]?.attachments).toHaveLength(1);
});

it('is edited in place when something changed, at most every ten minutes', async () => {
  const edits = () =>
    world.sim.requests.filter(
      ({ method, path }) => method === 'PATCH' && path.includes(cards()[0]?.id ?? '-'),
    );
  await world.advance(11 * MINUTE);
  const before = edits().length;
  for (let times = 0; times < 3; times += 1) await world.advance(11 * MINUTE);
  expect(edits()).toHaveLength(before);
  await announce(world, await learner(world, 'Ada', 'backend'), 'Shop');
  await world.advance(11 * MINUTE);
  expect(edits()).toHaveLength(before + 1);
  const [card] = cards();
  expect(card === undefined ? '' : text(card)).toMatch(/Announced[^\n]*1|1[^\n]*announced/i);
  await announce(world, await learner(world, 'Binta', 'frontend'), 'Market');
  await world.advance(2 * MINUTE);
  expect(edits()).toHaveLength(before + 1);
});

it('says no more than everybody may know while everybody may read the channel', async () => {
  const shown = () => {
    const [card] = cards();
    if (card === undefined) throw new Error('no card');
    return { words: text(card), picture: card.attachments[0]?.description ?? '' };
  };
  await world.advance(11 * MINUTE);
  expect(shown().words).toContain('2 learners');
  expect(shown().picture).toContain('Joined: 2 (Backend 1, Frontend 1)');
  world.guild.setOverwrites(channel, []);
  await world.advance(11 * MINUTE);
  expect(shown().words).toContain('Everybody in this server can read this channel');
  expect(shown().words).not.toMatch(/\d learner|have announced|direct message/);
  expect(shown().picture).toContain('Joined: < 5, Announced: < 5');
  expect(shown().picture).not.toMatch(/Backend|: [1-4]\b|, [1-4]\b/);
  expect(said(await world.staff.slash('/setup show'))).toContain(
    'Everybody in this server can read the staff',
  );
  expect(said(await world.staff.slash('/setup check'))).toContain('switch on *Private Channel*');
  world.guild.setOverwrites(channel, onlyStaff());
  await world.advance(11 * MINUTE);
  expect(shown().words).toContain('2 learners');
  for (const line of ['/setup show', '/setup check'])
    expect(said(await world.staff.slash(line as '/setup show'))).not.toContain('Everybody in this server');
});

it('says no more than everybody may know where Discord does not say who reads there, until it does', async () => {
  const shown = () => cards().map(text).join();
  expect(shown()).toContain('2 learners');
  const route = new RegExp(`/channels/${channel.id}$`);
  world.sim.faults.next({ method: 'GET', route }, { kind: 'status', status: 500 }, 2);
  await world.advance(11 * MINUTE);
  expect(shown()).toContain('Everybody in this server can read this channel');
  expect(shown()).not.toMatch(/\d learner/);
  await world.advance(11 * MINUTE);
  expect(shown()).toContain('2 learners');
});

it('leaves none behind that is taken away while Discord has not said where it stands', async () => {
  const [card] = cards();
  if (card === undefined) throw new Error('no card');
  await world.staff.click(card, 'Take it away');
  await world.settle();
  const route = new RegExp(`/channels/${channel.id}/messages$`);
  world.sim.faults.next({ method: 'POST', route }, { kind: 'status', status: 502, after: true });
  await press('Keep it in the staff channel');
  await world.settle();
  const [unknown] = cards();
  if (unknown === undefined) throw new Error('it was not sent');
  await world.staff.click(unknown, 'Take it away');
  for (let times = 0; times < 3; times += 1) await world.advance(11 * MINUTE);
  expect(cards()).toHaveLength(0);
  await press('Keep it in the staff channel');
  await world.settle();
  expect(cards()).toHaveLength(1);
});

it('is taken away, and says its last numbers when the cohort is archived', async () => {
  const [card] = cards();
  if (card === undefined) throw new Error('no card');
  await world.staff.click(card, 'Take it away');
  await world.settle();
  expect(cards()).toHaveLength(0);
  await press('Keep it in the staff channel');
  await world.settle();
  expect(cards()).toHaveLength(1);
  const asked = await world.staff.slash('/cohort archive');
  await world.staff.click(asked.message, 'Archive');
  await world.settle();
  const told = world.staff.sees(channel).map(text);
  expect(told.some((words) => words.includes('these are its last numbers'))).toBe(true);
  expect(world.sim.violations).toEqual([]);
});
