import { buttons, type Member, type Reply, text } from '@nexus/simulator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cardOf } from '../support/learners.ts';
import { announce, learner, type Team, team } from '../support/teams.ts';
import { createWorld, type World } from '../support/world.ts';

const ARCHIVED = 'a cohort that is archived: it stays as it is';
const CONTRACT =
  'openapi: 3.0.3\ninfo: {title: Shop API, version: "1"}\npaths:\n  /products:\n    get:\n      responses: {"200": {description: ok}}\n';

let world: World;
let ada: Member;
let binta: Member;
let shop: Team;
let asks: Member;
let asked: { readonly member: Member; readonly reply: Reply };
beforeAll(async () => {
  world = await createWorld({ simulator: { rateLimits: false } });
  [ada, binta] = [await learner(world, 'Ada', 'backend'), await learner(world, 'Binta', 'frontend')];
  shop = await team(world, ada, binta);
  const file = { filename: 'api.yaml', content: CONTRACT };
  await (await ada.slash('/contract propose', { file }, { channel: shop.thread })).finished();
  await world.settle();
  const eve = await learner(world, 'Eve', 'backend');
  await announce(eve, 'Polls');
  await world.settle();
  asks = await learner(world, 'Fay', 'frontend');
  await asks.click(cardOf(world, 'Polls'), 'Team up');
  asked = { member: eve, reply: await eve.slash('/partner requests') };
  const { staff } = world;
  await staff.click((await staff.slash('/cohort archive')).message, 'Archive');
  await world.settle();
});
afterAll(() => world.stop());

async function said(reply: Promise<Reply>): Promise<string> {
  return text(await (await reply).finished());
}

async function heldTo(where: object): Promise<void> {
  const shown = (await ada.slash('/team show', {}, where)).message;
  expect(text(shown)).toContain('### Shop');
  // Nothing of it leads to what is refused.
  expect(text(shown)).not.toContain('Next meeting');
  expect(buttons(shown).map(({ label }) => label)).not.toContain('Ask staff for a look');
  for (const line of ['show', 'history'])
    expect(await said(ada.slash(`/contract ${line}`, {}, where))).toContain('Shop API');
  for (const line of [
    '/team checkin',
    '/team meet',
    '/team leave',
    '/contract propose',
    '/contract agree',
    '/contract uses',
    '/contract check',
    '/partner rematch',
  ])
    expect([line, await said(ada.slash(line, {}, where))]).toEqual([
      line,
      expect.stringContaining(ARCHIVED) as string,
    ]);
}

it('a team of an archived cohort is read, in its thread and elsewhere; whoever would change it hears why not', async () => {
  await heldTo({ channel: shop.thread });
  await heldTo({});
  expect(await said(ada.slash('/project submit'))).toContain(ARCHIVED);
  const home = await ada.slash('/help');
  expect(text(home.message)).toContain('No cohort is running here now');
  expect(await said(ada.click(home.message, 'Export my README'))).toContain('Your README');
});

it('without a running cohort no form is opened to be refused once it is filled in', async () => {
  for (const line of ['/progress', '/blocker open', '/learning add', '/solution share']) {
    const reply = await ada.slash(line);
    expect([line, reply.response]).toEqual([line, 'message']);
    expect(text(reply.message)).toContain('No cohort is running here yet');
    // Nothing was typed that *Edit* could bring back; the profile can be filled in meanwhile.
    expect(buttons(reply.message).map(({ label }) => label)).toEqual(['My profile']);
  }
  const typed = await ada.slash('/progress', { hours: 3 });
  expect(buttons(typed.message).map(({ label }) => label)).toEqual(['My profile', 'Edit']);
});

it('nobody in it is reminded; what was typed for it opens as a reminder for oneself', async () => {
  const refused = await ada.slash('/remind-me', { when: 'tomorrow 9am', what: 'Rehearse', for: 'team' });
  expect(text(refused.message)).toContain(ARCHIVED);
  const opened = await ada.click(refused.message, 'Edit');
  expect(await said(ada.submitModal(opened, {}))).toContain('Rehearse');
});

it('a request of then is answered by why it is over, not by a place that somebody took', async () => {
  const accepted = await said(asked.member.click(asked.reply.message, 'Accept'));
  expect(accepted).toContain(ARCHIVED);
  expect(await said(asks.slash('/partner requests'))).toContain('No open requests');
});

it('in its thread it stays the one that is meant, beside a team of the next cohort', async () => {
  await world.staff.slash('/cohort create', {
    name: 'December',
    start: '2026-11-30',
    deadline: '2026-12-20',
    timezone: 'Africa/Lagos',
  });
  await world.settle();
  const cinema = await team(world, ada, binta, 'Cinema');
  await heldTo({ channel: shop.thread });
  expect(await said(ada.slash('/team show'))).toContain('### Cinema');
  expect(await said(ada.slash('/team show', {}, { channel: cinema.thread }))).toContain('### Cinema');
  // What is typed among a team is not said to everybody instead.
  const here = { channel: shop.thread };
  expect(await said(ada.slash('/progress', { update: 'Between us' }, here))).toContain(ARCHIVED);
  await world.settle();
  expect(world.staff.sees(world.projects).map(text).join('\n')).not.toContain('Between us');
});
