import { deepEqual } from 'node:assert/strict';
import { buttons, type Message, text } from '@nexus/simulator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { blockerOf } from '../../src/journal/checkins/rules.ts';
import { said } from '../support/learners.ts';
import { badManners } from '../support/requests.ts';
import { announce, learner, type Team, team } from '../support/teams.ts';
import { createWorld, type World } from '../support/world.ts';

const DAY = 86_400_000;

let world: World;
let shop: Team;
let cohortId: number;

beforeAll(async () => {
  world = await createWorld({ simulator: { rateLimits: false } });
  const ada = await learner(world, 'Ada', 'backend');
  const kofi = await learner(world, 'Kofi', 'frontend');
  shop = await team(world, ada, kofi);
  cohortId = (await world.bot.services.cohorts.ofMember(world.guild.id, ada.id))[0]?.id ?? 0;
}, 60_000);
afterAll(async () => {
  deepEqual(badManners(world.sim), []);
  await world.stop();
});

it('is one form; each field is kept where it belongs, and nothing is posted but the blocker', async () => {
  const { owner, guest, thread } = shop;
  const opened = await owner.slash('/team checkin');
  expect(JSON.stringify(opened.modal)).toContain(
    'Only your team reads it, in /team show. Nothing is posted.',
  );
  const before = world.staff.sees(world.projects).length;
  const done = await owner.submitModal(opened, {
    done: 'Cart and login',
    hours: '6,5',
    plan: 'Payments',
    blocked: 'Stripe webhooks never arrive\nWe use ngrok',
    learned: 'Ask early\nRead the log first',
  });
  for (const part of [
    'Checked in for week 1',
    '6.5 hours',
    'Next: Payments',
    '2 lines are kept',
    'Your README',
  ])
    expect(said(done)).toContain(part);
  await world.settle();
  const inThread = guest.sees(thread).map((message) => text(message));
  expect(inThread.some((words) => words.includes('### Stripe webhooks never arrive'))).toBe(true);
  expect(inThread.some((words) => words.includes('Cart and login'))).toBe(false);
  expect(world.staff.sees(world.projects)).toHaveLength(before);
  const { learnings, progress } = world.bot.services;
  expect((await learnings.ofMember(cohortId, owner.id)).map(({ text: words }) => words)).toEqual([
    'Ask early',
    'Read the log first',
  ]);
  expect(await progress.ofMember(cohortId, owner.id)).toMatchObject([
    { text: 'Cart and login', minutes: 390, publicAt: null },
  ]);
  expect(said(await guest.slash('/team show'))).toContain(
    `${owner.mention}, this week: Cart and login · Next: Payments`,
  );
});

it('is changed until the next one, filled in; the next one says what was planned', async () => {
  const { owner } = shop;
  const again = await owner.slash('/team checkin');
  expect(JSON.stringify(again.modal)).toContain('Cart and login');
  const changed = await owner.submitModal(again, { done: 'Cart, login, search', learned: 'Ask early' });
  expect(said(changed)).toContain('is changed');
  const { learnings, progress } = world.bot.services;
  expect((await progress.ofMember(cohortId, owner.id)).map((each) => each.text)).toEqual([
    'Cart, login, search',
  ]);
  expect(await learnings.ofMember(cohortId, owner.id)).toHaveLength(2);
  await world.advance(7 * DAY);
  const next = await owner.slash('/team checkin');
  expect(JSON.stringify(next.modal)).toContain('Last time you planned: Payments');
  expect(JSON.stringify(next.modal)).not.toContain('Cart, login');
  const empty = await owner.submitModal(next, { done: ' ' });
  expect(said(empty)).toContain('Nothing was filled in');
  const mended = await owner.submitModal(await owner.click(empty.message, 'Edit'), { plan: 'Tests' });
  expect(said(mended)).toContain('Checked in for week 2');
});

it('is opened from the weekly reminder, by whoever builds alone too, and keeps what is refused', async () => {
  await world.staff.slash('/cohort edit', { deadline: '2026-12-27' });
  const solo = await learner(world, 'Solo', 'backend');
  await announce(solo, 'Alone', { partners: 0 });
  await world.settle();
  // To that reminder and no further: of what else falls due in a week, something may take their one ping of the day first.
  await world.advance(6 * DAY);
  const asked = world.staff
    .sees(world.projects)
    .findLast((message) => buttons(message).some(({ label }) => label === 'Check in'));
  const opened = await solo.click(asked as Message, 'Check in');
  expect(JSON.stringify(opened.modal)).toContain(
    'It stands in your log, for your README. Nothing is posted.',
  );
  const refused = await solo.submitModal(opened, { done: 'A lot', hours: 'many' });
  expect(said(refused)).toContain('`hours` is a number');
  const back = await solo.click(refused.message, 'Edit');
  expect(JSON.stringify(back.modal)).toContain('A lot');
  const secret = await solo.submitModal(back, { done: 'DB_PASSWORD=hunter2hunter2', hours: '' });
  expect(said(secret)).toContain('looks like a password');
});

it('reads a blocker in one line or in more', () => {
  expect(blockerOf('CORS blocks me', 100)).toEqual({ title: 'CORS blocks me', details: null });
  expect(blockerOf('CORS\nsince today', 100)).toEqual({ title: 'CORS', details: 'CORS\nsince today' });
  expect(blockerOf('x'.repeat(120), 100).title).toHaveLength(100);
});
