import { deepEqual } from 'node:assert/strict';
import { buttons, type Member, type Message, text } from '@nexus/simulator';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { brokenInvariants } from '../support/invariants.ts';
import { announce, cardOf, learner } from '../support/learners.ts';
import { badManners } from '../support/requests.ts';
import { plain } from '../support/words.ts';
import { createWorld, type World } from '../support/world.ts';

const HOUR = 3_600_000;
const SECONDS = 2_000;

let world: World;
beforeEach(async () => {
  world = await createWorld({ simulator: { rateLimits: false } });
});
afterEach(async () => {
  // Who can be matched no more is off the waiting list within a second.
  await world.advance(2_000);
  deepEqual([...brokenInvariants(world.databasePath), ...badManners(world.sim)], []);
  await world.stop();
});

/** Waits for a partner with an own project, as one does after a search that found nobody. */
async function waits(member: Member, title: string): Promise<void> {
  await announce(world, member, title);
  const search = await member.slash('/find-partner');
  const waiting = await member.click(search.message, 'Put me on the waiting list');
  expect(text(waiting.message)).toContain('You are on the waiting list');
}

function news(member: Member): Message[] {
  return member.pings().filter((message) => text(message).includes('fits you and is free now'));
}

it('tells the first who waits of a new learner who fits, once, with Ask; the next hears a day later', async () => {
  const ada = await learner(world, 'Ada', 'backend', { dm: true });
  const bela = await learner(world, 'Bela', 'backend');
  await waits(ada, 'First Shop');
  await waits(bela, 'Second Shop');
  const fay = await learner(world, 'Fay', 'frontend');
  await world.advance(SECONDS);
  expect(news(ada)).toHaveLength(1);
  expect(text(news(ada)[0] as Message)).toContain(fay.mention);
  expect(ada.dms()).toHaveLength(1);
  expect(news(bela)).toHaveLength(0);

  // More changes of the same person are no news.
  await fay.slash('/profile set', { track: 'frontend', api: 'rest' });
  await fay.slash('/profile availability', { days: 'mon-fri', from: '18:00', to: '21:00' });
  await world.advance(SECONDS);
  await world.restart();
  await world.advance(SECONDS);
  expect([news(ada).length, news(bela).length]).toEqual([1, 0]);

  await world.advance(24 * HOUR);
  expect([news(ada).length, news(bela).length]).toEqual([1, 1]);
  // Bela takes no direct messages: it stands in the thread of her project, and under her next private answer.
  const [inThread] = news(bela);
  expect(bela.threads().find(({ id }) => id === inThread?.channel_id)?.name).toBe('Second Shop');
  expect(text((await bela.slash('/help')).message)).toContain(`${fay.mention} fits you`);

  const modal = await ada.click(news(ada)[0] as Message, 'Ask');
  const asked = await ada.submitModal(modal);
  expect(text(asked.message)).toContain(`Asked ${fay.mention}`);
});

it('is left with one click, and says on the way that one waits', async () => {
  const ada = await learner(world, 'Ada', 'backend');
  await waits(ada, 'Lonely Shop');
  expect(text((await ada.slash('/help')).message)).toContain('You are on the waiting list');
  const requests = await ada.slash('/partner requests');
  expect(text(requests.message)).toContain('You are on the waiting list');
  const left = await Promise.all([1, 2].map(() => ada.click(requests.message, 'Leave the waiting list')));
  expect(left.map((reply) => plain(reply.message)).toSorted()).toEqual([
    'You are not on the waiting list. `/find-partner` shows who fits.',
    'You are off the waiting list. `/find-partner` shows who fits.',
  ]);
  await learner(world, 'Fay', 'frontend');
  await world.advance(SECONDS);
  expect(news(ada)).toHaveLength(0);
  expect(text((await ada.slash('/help')).message)).not.toContain('waiting list');
});

it('tells of somebody whose pause ends by itself, and of one whose partner left', async () => {
  const fay = await learner(world, 'Fay', 'frontend', { dm: true });
  const gil = await learner(world, 'Gil', 'backend');
  await announce(world, gil, 'Complete Shop');
  await fay.click(cardOf(world, 'Complete Shop'), 'Team up');
  await world.settle();
  await accept(gil);
  const hue = await learner(world, 'Hue', 'frontend');
  await hue.slash('/profile pause', { days: 2 });
  const ada = await learner(world, 'Ada', 'backend', { dm: true });
  await waits(ada, 'Patient Shop');
  await world.advance(47 * HOUR);
  expect(news(ada)).toHaveLength(0);
  await world.advance(2 * HOUR);
  expect(news(ada).map((message) => text(message).includes(hue.mention))).toEqual([true]);

  const team = await fay.slash('/team leave');
  await fay.click(team.message, 'Leave the team');
  await world.advance(SECONDS);
  expect(news(ada).filter((message) => text(message).includes(fay.mention))).toHaveLength(1);
});

it('takes off the list whoever joins a team; the head of the list hears first', async () => {
  const ada = await learner(world, 'Ada', 'backend', { dm: true });
  const bela = await learner(world, 'Bela', 'backend', { dm: true });
  await waits(ada, 'Early Shop');
  await waits(bela, 'Late Shop');
  const { cohorts, waiting } = world.bot.services;
  const cohort = (await cohorts.ofMember(world.guild.id, bela.id))[0];
  const cohortId = cohort?.id ?? 0;
  expect(await waiting.enter(cohortId, bela.id)).toBe('already');
  expect(await waiting.enter(cohortId, bela.id, { head: true })).toBe('joined');
  expect(await waiting.enter(cohortId, bela.id, { head: true })).toBe('already');
  const fay = await learner(world, 'Fay', 'frontend');
  await world.advance(SECONDS);
  expect([news(ada).length, news(bela).length]).toEqual([0, 1]);

  await fay.click(cardOf(world, 'Late Shop'), 'Team up');
  await world.settle();
  await accept(bela);
  expect(await waiting.stateOf(cohortId, bela.id)).toEqual({ waiting: false, watches: 0 });
  expect(await waiting.stateOf(cohortId, ada.id)).toEqual({ waiting: true, watches: 0 });
  await ada.click(startCard(), 'Documentation only');
  expect(await waiting.stateOf(cohortId, ada.id)).toEqual({ waiting: false, watches: 0 });
});

it('tells when a full inbox has room again, once, and asks then with one click', async () => {
  const fay = await learner(world, 'Fay', 'frontend');
  const askers = await Promise.all(
    [1, 2, 3, 4, 5, 6, 7].map((n) => learner(world, `Asker ${n}`, 'backend', { dm: true })),
  );
  for (const [n, asker] of askers.entries()) await announce(world, asker, `Shop ${n}`);
  const found = await Promise.all(askers.map((asker) => asker.slash('/find-partner')));
  const asked = await Promise.all(
    askers.map(async (asker, n) => {
      const search = found[n];
      if (search === undefined) throw new Error('no search');
      return asker.submitModal(await asker.click(search.message, 'Ask'));
    }),
  );
  const refused = askers.filter((_, n) =>
    text(asked[n]?.message as Message).includes('requests waiting already'),
  );
  expect(refused).toHaveLength(2);
  for (const asker of refused) {
    const refusal = asked[askers.indexOf(asker)]?.message as Message;
    expect(buttons(refusal).map((button) => button.label)).toContain('Tell me when free');
    const twice = await Promise.all([1, 2].map(() => asker.click(refusal, 'Tell me when free')));
    expect(twice.map((reply) => text(reply.message)).join()).toContain('told once');
  }
  await world.advance(SECONDS);
  const room = (member: Member) => member.dms().filter((message) => text(message).includes('now.'));
  expect(refused.map((member) => room(member).length)).toEqual([0, 0]);

  const requests = await fay.slash('/partner requests');
  await fay.click(requests.message, 'Decline', { in: 0 });
  await world.advance(SECONDS);
  expect(refused.filter((member) => room(member).length === 1)).toHaveLength(1);
  const [told] = refused.filter((member) => room(member).length > 0);
  if (told === undefined) throw new Error('nobody was told');
  const again = await told.submitModal(await told.click(room(told)[0] as Message, 'Ask'));
  expect(text(again.message)).toContain(`Asked ${fay.mention}`);
});

it('"I only document, and pressed the waiting list": it says why not, and one press builds again', async () => {
  const ada = await learner(world, 'Ada', 'backend');
  const search = await ada.slash('/find-partner');
  await ada.click(startCard(), 'Documentation only');
  const refused = await ada.click(search.message, 'Put me on the waiting list');
  expect(text(refused.message)).toContain('You only document now');
  const { cohorts, waiting } = world.bot.services;
  const [cohort] = await cohorts.open(world.guild.id);
  const cohortId = cohort?.id ?? 0;
  expect((await waiting.stateOf(cohortId, ada.id)).waiting).toBe(false);
  const [button] = buttons(refused.message);
  await ada.click(refused.message, button?.label ?? '');
  const again = await ada.slash('/find-partner');
  expect(text((await ada.click(again.message, 'Put me on the waiting list')).message)).toContain(
    'You are on the waiting list',
  );
});

it('"my project takes nobody any more": I am off the list and read why, in my language', async () => {
  const ada = await learner(world, 'Ada', 'backend', { dm: true });
  await waits(ada, 'Tired Shop');
  ada.locale = 'fr';
  await ada.slash('/project status', { status: 'full' });
  await world.advance(SECONDS);
  expect(ada.dms().map(text).join()).toContain("Tu n'es plus sur la liste d'attente, parce que ton projet");
  expect(text((await ada.slash('/partner requests')).message)).not.toContain("sur la liste d'attente :");
  const fay = await learner(world, 'Fay', 'frontend');
  await world.advance(SECONDS);
  expect(ada.pings().map(text).join()).not.toContain(fay.mention);
});

it('"I wait already": a search offers the way off, not the list again', async () => {
  const ada = await learner(world, 'Ada', 'backend');
  await waits(ada, 'Patient Shop');
  const search = await ada.slash('/find-partner');
  const labels = buttons(search.message).map(({ label }) => label);
  expect(labels).toContain('Leave the waiting list');
  expect(labels).not.toContain('Put me on the waiting list');
  expect(text(search.message)).toContain('You are on the waiting list');
});

it('"somebody was there all along": whoever adds hours while waiting hears of them', async () => {
  const evenings = { days: 'mon-fri', from: '18:00', to: '21:00' };
  const fay = await learner(world, 'Fay', 'frontend', { timezone: 'Africa/Lagos' });
  await fay.slash('/profile availability', evenings);
  const ada = await learner(world, 'Ada', 'backend', { dm: true, timezone: 'Africa/Lagos' });
  await ada.slash('/profile availability', { days: 'sat', from: '05:00', to: '06:00' });
  await waits(ada, 'Early Bird');
  await world.advance(SECONDS);
  expect(news(ada)).toHaveLength(0);
  await ada.slash('/profile availability', evenings);
  await world.advance(SECONDS);
  expect(news(ada).map((message) => text(message).includes(fay.mention))).toEqual([true]);
});

it('"I wait in the older of two cohorts": it fires, and I can leave it', async () => {
  const ada = await learner(world, 'Ada', 'backend', { dm: true });
  await waits(ada, 'Old Shop');
  await world.staff.slash('/cohort create', { name: 'Next', start: '2026-11-09', deadline: '2026-12-20' });
  await world.settle();
  const { cohorts } = world.bot.services;
  const [next, old] = await cohorts.open(world.guild.id);
  await cohorts.enter(next?.id ?? 0, ada.id);
  const requests = await ada.slash('/partner requests');
  expect(text(requests.message)).toContain('**November**: You are on the waiting list');
  const fay = world.guild.addMember({ name: 'Fay' });
  await cohorts.enter(old?.id ?? 0, fay.id);
  await fay.slash('/profile set', { track: 'frontend' });
  await world.advance(SECONDS);
  expect(news(ada)).toHaveLength(1);
  const left = await ada.click(requests.message, 'Leave the waiting list');
  expect(text(left.message)).toContain('You are off the waiting list');
});

function startCard(): Message {
  const card = world.staff.sees(world.projects).find((message) => text(message).includes('Start here:'));
  if (card === undefined) throw new Error('no card');
  return card;
}

async function accept(owner: Member): Promise<void> {
  const requests = await owner.slash('/partner requests');
  const accepted = await owner.click(requests.message, 'Accept');
  expect(text(accepted.message)).toContain('You are a team now');
  await world.settle();
}
