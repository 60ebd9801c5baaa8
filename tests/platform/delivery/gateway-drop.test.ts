import { text } from '@nexus/simulator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createWorld, type World } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.stop());

it('a gateway that breaks while messages are sent changes nothing about them', async () => {
  const { sim, guild, projects, bot } = world;
  const ada = guild.addMember({ name: 'Ada' });
  sim.faults.next(
    { method: 'POST', route: /^\/channels\/\d+\/messages$/ },
    { kind: 'delay', ms: 200, after: true },
  );
  const announced = await ada.slash('/announce-project', {
    title: 'Dropped',
    brief: 'other',
    summary: 'Announced while the gateway breaks.',
    track: 'backend',
  });
  expect(text(announced.message)).toContain('Announced');
  sim.gateway.drop();
  await bot.tick();
  const cards = await sim.until(() => {
    const found = ada.sees(projects).filter((message) => text(message).includes('looks for'));
    return found.length > 0 ? found : undefined;
  });
  await bot.tick();
  expect(cards).toHaveLength(1);
  // And the bot is back for members by itself.
  const again = await sim.until(() => sim.gateway.sessions.length > 0 || undefined, { timeoutMs: 10_000 });
  expect(again).toBe(true);
});
