import { deepEqual } from 'node:assert/strict';
import { buttons, type Member, text } from '@nexus/simulator';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { brokenInvariants } from '../support/invariants.ts';
import { announce, cardOf, learner, said } from '../support/learners.ts';
import { addSecond, joins, lettersTo, rowsOf, threadOf, waitingIds } from '../support/pairs.ts';
import { badManners } from '../support/requests.ts';
import { createWorld, type World } from '../support/world.ts';

const HOUR = 3_600_000;
const DM = { dm: true, timezone: 'Africa/Lagos' };

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

async function leaves(member: Member): Promise<string> {
  const asked = await member.slash('/team leave');
  const left = await member.click(asked.message, 'Leave the team');
  await world.settle();
  return said(left);
}

/** Ada's Shop, built with so many frontends. */
async function shop(partners: number): Promise<{ ada: Member; guests: Member[] }> {
  const ada = await learner(world, 'Ada', 'backend', DM);
  await announce(world, ada, 'Shop', { partners });
  const guests = [];
  for (const name of ['Kofi', 'Zola', 'Lindiwe'].slice(0, partners)) {
    const guest = await learner(world, name, 'frontend', DM);
    await joins(world, guest, ada, 'Shop');
    guests.push(guest);
  }
  return { ada, guests };
}

it('"who helped on my side has left": nobody is told that a place is free', async () => {
  const { ada, guests } = await shop(1);
  const [kofi] = guests as [Member];
  kofi.locale = 'fr';
  await kofi.slash('/help');
  const sade = await learner(world, 'Sade', 'backend', DM);
  await addSecond(world, sade, ada);
  await leaves(sade);
  for (const member of [ada, kofi]) {
    expect(lettersTo(member)).not.toMatch(
      /place is free|waiting list|place est de nouveau libre|liste d'attente/,
    );
    expect(lettersTo(member)).toContain(sade.mention);
  }
  expect(lettersTo(ada)).toContain('has left **Shop**; you and the others go on');
  expect(lettersTo(kofi)).toContain('a quitté **Shop**\u00A0; toi et les autres continuez');
  expect(waitingIds(world)).toEqual([]);
  expect(text(cardOf(world, 'Shop'))).toContain('team complete');
});

it('"one of my two partners left": I hear who fits, the other that we go on', async () => {
  const { ada, guests } = await shop(2);
  const [kofi, zola] = guests as [Member, Member];
  expect(lettersTo(kofi)).toContain(`${zola.mention} has joined **Shop**`);
  await leaves(zola);
  expect(lettersTo(ada)).toContain(`${zola.mention} has left **Shop**; the place is free again`);
  expect(lettersTo(kofi)).toContain(`${zola.mention} has left **Shop**; you and the others go on`);
  expect(lettersTo(kofi)).not.toContain('is free again');
  expect(waitingIds(world)).toEqual([ada.id]);
});

it('"who helped on my side went quiet": I am not offered another partner', async () => {
  const { ada, guests } = await shop(1);
  const [kofi] = guests as [Member];
  const sade = await learner(world, 'Sade', 'backend', DM);
  await addSecond(world, sade, ada);
  for (let day = 0; day < 7; day++) {
    for (const member of [ada, kofi]) await member.slash('/team checkin');
    for (let step = 0; step < 4; step++) await world.advance(6 * HOUR);
  }
  expect(rowsOf(world, `select user_id from silences where state = 'away'`)).toEqual([{ user_id: sade.id }]);
  for (const member of [ada, kofi]) {
    expect(lettersTo(member)).not.toContain('has not answered');
    expect(buttons((await member.slash('/team show')).message).map(({ label }) => label)).not.toContain(
      'Who else fits?',
    );
  }
  expect(waitingIds(world)).toEqual([]);
});

it('"the owner left and the two of us were left over": each has their place back and hears what to do', async () => {
  const { ada, guests } = await shop(2);
  const [kofi, zola] = guests as [Member, Member];
  const thread = threadOf(kofi, 'Shop');
  await leaves(ada);
  for (const guest of [kofi, zola]) {
    expect(lettersTo(guest)).toContain(`${ada.mention} has left **Shop**, so your place is free again`);
    const letter = guest.dms().findLast((message) => text(message).includes('your place is free again'));
    expect(letter && buttons(letter).map(({ label }) => label)).toContain('Announce my own, filled in');
    expect(guest.canSee(thread)).toBe(true);
    expect(said(await guest.slash('/team show'))).toContain(
      'You are in no team now; **Shop** was your last one',
    );
  }
  expect(rowsOf(world, 'select user_id from cohort_members where teams_taken > 0')).toEqual([]);
  // They wait, and the list fires: somebody who announces fits the first of them.
  expect(waitingIds(world)).toEqual([kofi.id, zola.id].toSorted());
  const chidi = await learner(world, 'Chidi', 'backend');
  await announce(world, chidi, 'New Shop');
  await world.advance(2_000);
  expect([kofi, zola].filter((guest) => lettersTo(guest).includes(`${chidi.mention} fits you`))).toHaveLength(
    1,
  );
});

it('"my project is linked with Kofi\'s and the owner left": mine goes on, whoever is nobody\'s partner is free', async () => {
  const ada = await learner(world, 'Ada', 'backend', DM);
  await announce(world, ada, 'Shop', { partners: 2 });
  const kofi = await learner(world, 'Kofi', 'frontend', DM);
  await announce(world, kofi, 'Window');
  await joins(world, kofi, ada, 'Shop');
  const zola = await learner(world, 'Zola', 'frontend', DM);
  await joins(world, zola, ada, 'Shop');
  await leaves(ada);
  expect(rowsOf(world, 'select user_id from cohort_members where teams_taken > 0')).toEqual([]);
  expect(lettersTo(zola)).toContain('your place is free again');
  expect(text(cardOf(world, 'Window'))).toContain('looks for 1 backend partner');
  expect(text(cardOf(world, 'Shop'))).toContain('looks for 2 frontend partners');
});

it('"I handed over what I built with somebody who is gone": I stay, as one more of a side', async () => {
  const ada = await learner(world, 'Ada', 'backend', DM);
  await announce(world, ada, 'Shop', { partners: 2 });
  const kofi = await learner(world, 'Kofi', 'frontend', DM);
  const zola = await learner(world, 'Zola', 'frontend', DM);
  for (const guest of [kofi, zola]) {
    await announce(world, guest, `Shop of ${guest.id}`, { partners: 2, track: 'frontend' });
    await joins(world, guest, ada, 'Shop');
  }
  await leaves(ada);
  await kofi.slash('/team handover', { member: zola });
  await world.settle();
  expect(rowsOf(world, 'select user_id from team_members where left_at is null')).toHaveLength(2);
});

it('"I handed over what I brought along": I go on as a guest, also when who has it now leaves', async () => {
  const ada = await learner(world, 'Ada', 'backend', DM);
  await announce(world, ada, 'Shop', { partners: 2 });
  const kofi = await learner(world, 'Kofi', 'frontend', DM);
  await announce(world, kofi, 'Shop of Kofi', { track: 'frontend' });
  const zola = await learner(world, 'Zola', 'frontend', DM);
  for (const guest of [kofi, zola]) await joins(world, guest, ada, 'Shop');
  await kofi.slash('/team handover', { member: zola });
  await world.settle();
  expect(lettersTo(zola)).toContain(`${kofi.mention} has handed **Shop of Kofi** over to you`);
  deepEqual(brokenInvariants(world.databasePath), []);
  await leaves(zola);
  expect(rowsOf(world, 'select user_id from team_members where left_at is null order by user_id')).toEqual([
    { user_id: ada.id },
    { user_id: kofi.id },
  ]);
  expect(said(await kofi.slash('/team show'))).toContain(ada.mention);
});

it('"I handed over two projects, of which others ask for one": whoever has it now is asked, once by each', async () => {
  const ada = await learner(world, 'Ada', 'backend', DM);
  await announce(world, ada, 'Shop', { partners: 3 });
  const kofi = await learner(world, 'Kofi', 'frontend', DM);
  await announce(world, kofi, 'Window', { partners: 3, track: 'frontend' });
  await joins(world, kofi, ada, 'Shop');
  const sade = await learner(world, 'Sade', 'backend', DM);
  await addSecond(world, sade, ada);
  await kofi.slash('/team handover', { member: ada });
  for (const name of ['Zola', 'Lindiwe', 'Chidi', 'Dayo'])
    await (await learner(world, name, 'frontend', DM)).click(cardOf(world, 'Shop'), 'Team up');
  const handed = await ada.slash('/team handover', { member: sade });
  expect(said(handed)).toContain('**Shop**, **Window**');
  await world.settle();
  const asked = `select user_id from request_answers join requests on id = request_id where state = 'open'`;
  expect(rowsOf(world, asked)).toEqual(Array.from({ length: 4 }, () => ({ user_id: sade.id })));
});

it('"I handed my project over": the others hear whose it is', async () => {
  const { ada, guests } = await shop(2);
  const [kofi, zola] = guests as [Member, Member];
  await ada.slash('/team handover', { member: kofi });
  await world.settle();
  expect(lettersTo(zola)).toContain(`${ada.mention} has handed **Shop** over to ${kofi.mention}`);
  await leaves(ada);
  expect(lettersTo(kofi)).toContain(`${ada.mention} has left **Shop**; the place is free again`);
  expect(lettersTo(zola)).toContain('you and the others go on');
});

it('whoever was taken in elsewhere finds their own project under /help, where one press opens it again', async () => {
  const ada = await learner(world, 'Ada', 'backend', DM);
  await announce(world, ada, 'Jobs', { brief: 'job-board' });
  const kofi = await learner(world, 'Kofi', 'frontend', DM);
  await announce(world, kofi, 'Polls', { brief: 'online-poll' });
  await joins(world, kofi, ada, 'Jobs');
  expect(text(cardOf(world, 'Polls'))).toContain('**paused**');
  const home = await kofi.slash('/help');
  expect(said(home)).toContain('**Polls** is paused while you build in a team');
  const kept = await kofi.click(home.message, 'Keep both open');
  expect(said(home)).toContain('Where you stand');
  await kofi.click(kept.message, 'Make it two places');
  await world.settle();
  expect(text(cardOf(world, 'Polls'))).toContain('looks for 1 backend partner');
  expect(said(await kofi.slash('/help'))).not.toContain('is paused');
});
