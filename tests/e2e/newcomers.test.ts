import { text } from '@nexus/simulator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.stop());

it('lets somebody accept an invitation who never used the bot before', async () => {
  const ada = world.guild.addMember({ name: 'Ada' });
  const zed = world.guild.addMember({ name: 'Zed' });
  const summary = 'A summary that is long enough to be accepted.';
  await ada.slash('/announce-project', {
    title: 'Shop',
    brief: 'ecommerce',
    summary,
    track: 'backend',
    with: zed,
  });
  await world.settle();
  const invitation = zed
    .threads()
    .flatMap((thread) => zed.sees(thread))
    .find((message) => text(message).includes('invites you'));
  if (invitation === undefined) throw new Error('no invitation');
  const reply = await zed.click(invitation, 'Accept');
  expect(text(reply.message)).toContain('You are a team now');
  await world.settle();
  expect(zed.threads().map(({ name }) => name)).toContain('Shop · Ada & Zed');
});

it('lets whoever saves a profile with a time zone join the cohort', async () => {
  const bisi = world.guild.addMember({ name: 'Bisi' });
  await bisi.slash('/profile set', { track: 'frontend', timezone: 'Africa/Lagos' });
  const { cohorts } = world.bot.services;
  expect(await cohorts.ofMember(world.guild.id, bisi.id)).toHaveLength(1);
});
