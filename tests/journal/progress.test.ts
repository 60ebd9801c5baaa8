import { deepEqual } from 'node:assert/strict';
import { buttons, type Channel, type Message, text } from '@nexus/simulator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { minutesOf } from '../../src/journal/progress/rules.ts';
import { said } from '../support/learners.ts';
import { badManners } from '../support/requests.ts';
import { announce, learner, type Team, team } from '../support/teams.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
let shop: Team;

beforeAll(async () => {
  world = await createWorld({ simulator: { rateLimits: false } });
  const ada = await learner(world, 'Ada', 'backend');
  const kofi = await learner(world, 'Kofi', 'frontend');
  shop = await team(world, ada, kofi);
}, 60_000);
afterAll(async () => {
  deepEqual(badManners(world.sim), []);
  await world.stop();
});

function projectThread(): Channel {
  const thread = shop.owner.threads().find(({ id, name }) => name === 'Shop' && id !== shop.thread.id);
  if (thread === undefined) throw new Error('no thread of the project');
  return thread;
}

function seen(where: Channel | string, part: string): Message[] {
  return world.staff.sees(where).filter((message) => text(message).includes(part));
}

it('stands in the thread of the project, from whatever channel, and ticks the checklist', async () => {
  const { owner, guest, thread } = shop;
  const reply = await guest.slash('/progress', {
    update: 'Models done, <@123456789012345678> @everyone',
    hours: 2.5,
  });
  expect(said(reply)).toContain(`<#${projectThread().id}>: everybody here can read it`);
  expect(said(reply)).toContain('Your week 1: 1 entry, 2.5 hours');
  await world.sim.until(() => reply.message.attachments.length > 0);
  expect(reply.message.attachments).toMatchObject([
    { filename: 'weeks.png', description: 'Your weeks. Week 1: 1 entry, 2.5 hours' },
  ]);
  expect(said(reply)).toMatch(/\*\*Your README: \d of 9 sections\*\*/);
  const readme = await guest.click(reply.message, 'See it');
  expect(readme.message.attachments.map(({ filename }) => filename)).toEqual(['README.md']);
  await world.settle();
  const [posted] = seen(projectThread(), 'Models done');
  expect(posted && text(posted)).toBe(
    `${guest.mention} made progress · 2.5 hours\n> Models done, … everyone`,
  );
  expect(owner.pings().some(({ id }) => id === posted?.id)).toBe(false);
  const checklist = owner.sees(thread).find((message) => text(message).includes('first progress'));
  expect(checklist && text(checklist)).toMatch(/☑ ~~.*first progress/i);
});

it('typed in the private thread of the team stays there until its author shows it publicly', async () => {
  const { owner, guest, thread } = shop;
  const opened = await owner.slash('/progress', {}, { channel: thread });
  expect(JSON.stringify(opened.modal)).toContain('Only your team reads it');
  const reply = await owner.submitModal(opened, { update: 'The payment key was wrong', hours: '1,5' });
  expect(said(reply)).toContain('only your team reads it');
  await world.settle();
  expect(guest.sees(thread).some((message) => text(message).includes('payment key'))).toBe(true);
  expect([...seen(projectThread(), 'payment key'), ...seen(world.projects, 'payment key')]).toEqual([]);
  const shown = await owner.click(reply.message, 'Show it publicly');
  expect(said(shown)).toContain('Shown publicly too');
  await world.settle();
  expect(seen(projectThread(), 'payment key')).toHaveLength(1);
  await expect(
    world.bot.services.progress.publish(
      (await world.bot.services.progress.ofMember(1, owner.id)).at(-1)?.id ?? 0,
      owner.id,
    ),
  ).rejects.toThrow('public-already');
});

it('points out a secret before anything is kept, with the way to keep it and the way to change it', async () => {
  const { owner } = shop;
  const before = (await world.bot.services.progress.ofMember(1, owner.id)).length;
  const asked = await owner.slash('/progress', { update: 'Set up mail: EMAIL_PASSWORD=hunter2hunter' });
  expect(said(asked)).toContain('looks like a password');
  expect(said(asked)).toContain('hunter2hunter');
  expect((await world.bot.services.progress.ofMember(1, owner.id)).length).toBe(before);
  const again = await owner.click(asked.message, 'Edit');
  const kept = await owner.submitModal(again, { update: 'Set up mail' });
  expect(said(kept)).toContain('everybody here can read it');
  const other = await owner.slash('/progress', { update: 'My TOKEN=abcdefghijkl is no token' });
  expect(said(await owner.click(other.message, 'Keep it anyway'))).toContain('everybody here can read it');
});

it('what is no number is refused with what was typed, and nothing twice', async () => {
  const { guest } = shop;
  const opened = await guest.slash('/progress');
  const refused = await guest.submitModal(opened, { update: 'Wrote tests', hours: 'many' });
  expect(said(refused)).toContain('number from 0 to 100');
  const again = await guest.click(refused.message, 'Edit');
  expect(JSON.stringify(again.modal)).toContain('Wrote tests');
  await guest.submitModal(again, { hours: '3' });
  await world.settle();
  expect(seen(projectThread(), 'Wrote tests')).toHaveLength(1);
});

it('whoever builds nothing yet posts in the project channel, in the language of the server', async () => {
  const zola = world.guild.addMember({ name: 'Zola', locale: 'fr' });
  const reply = await zola.slash('/progress', { update: 'J’ai lu la documentation' });
  expect(said(reply)).toContain('dans le salon des projets\u00A0: tout le monde');
  await world.settle();
  expect(seen(world.projects, 'lu la documentation')).toHaveLength(1);
  expect(text(seen(world.projects, 'lu la documentation')[0] as Message)).toContain('made progress');
});

it('who builds two projects is asked which one', async () => {
  const sade = await learner(world, 'Sade', 'backend', { teams: 2 });
  await announce(sade, 'Market');
  await announce(sade, 'Cinema');
  await world.settle();
  const asked = await sade.slash('/progress', { update: 'Search works' });
  expect(buttons(asked.message).map(({ label }) => label)).toEqual(['Cinema', 'Market']);
  await sade.click(asked.message, 'Cinema');
  await world.settle();
  const cinema = world.staff.threads().find(({ name }) => name === 'Cinema');
  expect(cinema && seen(cinema, 'Search works')).toHaveLength(1);
});

it('reads hours as people write them', () => {
  expect(['3', '1,5', '2.25 h', '100', '101', '-1', 'x', '1.234'].map(minutesOf)).toEqual([
    180,
    90,
    135,
    6000,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
