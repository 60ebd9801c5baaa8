import { deepEqual } from 'node:assert/strict';
import { buttons, type Member, type Message, type Reply, text } from '@nexus/simulator';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { brokenInvariants } from '../support/invariants.ts';
import { announce, askIn, learner, said } from '../support/learners.ts';
import { badManners } from '../support/requests.ts';
import { createWorld, type World } from '../support/world.ts';

const HOUR = 3_600_000;

let world: World;
beforeEach(async () => {
  world = await createWorld({ simulator: { rateLimits: false } });
});
afterEach(async () => {
  await world.settle();
  deepEqual([...brokenInvariants(world.databasePath), ...badManners(world.sim)], []);
  await world.stop();
});

async function askToStudy(sender: Member, person: Member, note = ''): Promise<Reply> {
  return askIn(await sender.slash('/find-partner', { side: 'same' }), sender, person, note);
}

it('two of one side study together in a private thread, and use no place of a project or team', async () => {
  const ada = await learner(world, 'Ada', 'backend');
  const bela = await learner(world, 'Bela', 'backend', { dm: true });
  await announce(world, ada, 'Shop of Ada');
  const asked = await askToStudy(ada, bela, 'I would like to learn *Celery*.');
  expect(said(asked)).toContain(`Asked ${bela.mention} to study with you`);
  await world.settle();

  const [request] = bela.dms();
  expect(text(request as Message)).toContain(`${ada.mention} would like to study with you`);
  expect(text(request as Message)).toContain('no place of a project');
  expect(said(await bela.click(request as Message, 'Details'))).toContain('Celery');
  expect(said(await ada.slash('/partner requests'))).toContain('You asked');
  // Nobody is offered, or asked, twice.
  expect(said(await ada.slash('/find-partner', { side: 'same' }))).toContain('1 has a request from you');
  expect(said(await bela.slash('/find-partner', { side: 'same' }))).toContain('1 has asked you');

  const accepted = await Promise.all([1, 2].map(() => bela.click(request as Message, 'Accept')));
  expect(accepted.filter((reply) => said(reply).includes('You study together'))).toHaveLength(1);
  expect(accepted.filter((reply) => said(reply).includes('accepted already'))).toHaveLength(1);
  await world.settle();
  const thread = await world.sim.until(() =>
    bela.threads().find(({ name }) => name?.startsWith('Ada + Bela')),
  );
  expect(ada.canSee(thread)).toBe(true);
  expect(world.guild.addMember({ name: 'Curious' }).canSee(thread)).toBe(false);
  expect(bela.sees(thread).map(text).join()).toContain('Study partners');
  expect(text(request as Message)).toContain('answered');
  const { cohorts } = world.bot.services;
  const cohort = (await cohorts.ofMember(world.guild.id, ada.id))[0];
  expect((await cohorts.membership(cohort?.id ?? 0, ada.id))?.teamsTaken).toBe(0);
  expect(said(await ada.slash('/find-partner', { side: 'same' }))).toContain('1 is or was your partner');

  const [welcome] = bela.sees(thread).filter((message) => text(message).includes('welcome'));
  expect(said(await ada.click(welcome as Message, 'Stop studying together'))).toContain('no longer study');
  await world.settle();
  expect(ada.canSee(thread)).toBe(false);
});

it('nobody has more than two study partners, however many accept at once', async () => {
  const ada = await learner(world, 'Ada', 'backend', { dm: true });
  const others = await Promise.all(
    ['Bo', 'Cy', 'Di'].map((name) => learner(world, name, 'backend', { dm: true })),
  );
  for (const other of others) expect(said(await askToStudy(ada, other))).toContain('to study with you');
  await world.settle();
  const accepted = await Promise.all(others.map((other) => other.click(other.dms()[0] as Message, 'Accept')));
  expect(accepted.filter((reply) => said(reply).includes('You study together'))).toHaveLength(2);
  expect(accepted.filter((reply) => said(reply).includes("can't take another study partner"))).toHaveLength(
    1,
  );
  await world.settle();
  expect(said(await ada.slash('/find-partner', { side: 'same' }))).toContain('all the study partners');
});

it('who waits for somebody with two study partners now is told at once', async () => {
  const ada = await learner(world, 'Ada', 'backend');
  const others = await Promise.all(
    ['Bo', 'Cy', 'Di'].map((name) => learner(world, name, 'backend', { dm: name === 'Di' })),
  );
  const [bo, cy, di] = others as [Member, Member, Member];
  for (const other of others) await askToStudy(ada, other);
  for (const other of [bo, cy]) await other.click((await other.slash('/partner requests')).message, 'Accept');
  await world.settle();
  expect(brokenInvariants(world.databasePath)).toEqual([]);
  expect(text(di.dms()[0] as Message)).toContain('ended');
  expect(said(await di.slash('/help'))).toContain("can't take another study partner now");
});

it('a study request ends after three days with one nudge between, can be taken back and declined', async () => {
  const ada = await learner(world, 'Ada', 'backend');
  const [bo, cy] = [
    await learner(world, 'Bo', 'backend', { dm: true }),
    await learner(world, 'Cy', 'backend', { dm: true }),
  ];
  await askToStudy(ada, bo);
  await askToStudy(ada, cy);
  await world.settle();
  expect(said(await cy.click(cy.dms()[0] as Message, 'Decline'))).toContain('Declined');
  expect(said(await ada.slash('/help'))).toContain("can't study with you this time");
  await world.advance(47 * HOUR);
  expect(bo.dms()).toHaveLength(1);
  await world.advance(2 * HOUR);
  expect(bo.dms().map(text).join()).toContain('A reminder');
  await world.advance(24 * HOUR);
  expect(text(bo.dms()[0] as Message)).toContain('ended without an answer');
  expect(said(await bo.click(bo.dms()[1] as Message, 'Accept'))).toContain('This request has ended');

  await askToStudy(ada, bo);
  expect(said(await ada.slash('/partner cancel'))).toContain('Taken back');
  expect(said(await bo.slash('/partner requests'))).toContain('No open requests');
});

it('a backend nobody fits joins a team as its second, which uses no place of the project', async () => {
  const owner = await learner(world, 'Owner', 'backend', { dm: true });
  const fay = await learner(world, 'Fay', 'frontend');
  await announce(world, owner, 'Team Shop', { with: fay });
  const invitation = await fay.slash('/partner requests');
  await fay.click(invitation.message, 'Accept');
  await world.settle();
  const late = await learner(world, 'Late', 'backend');
  const later = await learner(world, 'Later', 'backend');
  await announce(world, late, 'Late Shop');
  await announce(world, later, 'Later Shop');

  const search = await late.slash('/find-partner');
  expect(said(search)).toContain('1 team could take you');
  const teams = await late.click(search.message, 'Join a team as second backend');
  expect(said(teams)).toContain('Team Shop');
  const asked = await Promise.all([1, 2].map(() => late.click(teams.message, 'Ask the team')));
  expect(asked.filter((reply) => said(reply).includes('whether you can join'))).toHaveLength(1);
  const second = await later.slash('/find-partner');
  await later.click(
    (await later.click(second.message, 'Join a team as second backend')).message,
    'Ask the team',
  );
  await world.settle();
  const requests = owner.dms().filter((message) => text(message).includes('as one more of their side'));
  expect(requests).toHaveLength(2);
  expect(said(await fay.slash('/help'))).not.toContain('has joined **Team Shop**');
  const accepted = await Promise.all(requests.map((request) => owner.click(request, 'Accept')));
  expect(accepted.filter((reply) => said(reply).includes('is in your team now'))).toHaveLength(1);
  expect(accepted.filter((reply) => said(reply).includes('no room'))).toHaveLength(1);
  await world.settle();
  const inside = [late, later].filter((member) =>
    member.threads().some(({ name }) => name?.startsWith('Team Shop ·')),
  );
  expect(inside).toHaveLength(1);
  const [joined] = inside;
  // Whoever was not asked hears that they are one more now.
  expect(said(await fay.slash('/help'))).toContain(`${joined?.mention} has joined **Team Shop**`);
  expect(said(await (joined as Member).slash('/team show'))).toContain('Team Shop');
  const card = world.staff.sees(world.projects).find((message) => text(message).startsWith('### Team Shop'));
  expect(text(card as Message)).toContain((joined as Member).mention);
  expect(buttons(card as Message).map(({ label }) => label)).not.toContain('Team up');
});
