import { text } from '@nexus/simulator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { learner, team } from '../../support/teams.ts';
import { createWorld, type World } from '../../support/world.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let world: World;
beforeAll(async () => {
  world = await createWorld({ simulator: { rateLimits: false } });
});
afterAll(() => world.stop());

it('whoever could not be written to while Nexus itself was out of the server has not left it', async () => {
  const ada = await learner(world, 'Ada', 'backend');
  const fatou = await learner(world, 'Fatou', 'frontend');
  const { id, thread } = await team(world, ada, fatou);
  await ada.slash('/remind-me', { when: 'in 1 hour', what: 'push the code' });
  await ada.slash('/remind-me', { when: 'in 1 hour', what: 'stand up', for: 'team' });
  world.guild.kickBot();
  await world.settle();
  await world.advance(2 * HOUR);
  await world.advance(DAY);
  for (const { id: userId } of [ada, fatou])
    expect(await world.bot.services.presence.isGone(world.guild.id, userId)).toBe(false);
  expect((await world.bot.services.teams.memberIds(id)).toSorted()).toEqual([ada.id, fatou.id].toSorted());

  world.guild.inviteBot();
  await world.settle();
  const shown = text((await ada.slash('/team show', {}, { channel: thread })).message);
  expect(shown).toContain('### Shop');
  // The reminder that reached nobody is told under the next private answer.
  expect(shown).toContain('push the code');
  expect(shown).toContain('stand up');
  expect(shown).not.toContain('thread was deleted');
  expect(text((await fatou.slash('/help')).message)).toContain(`Partner: <@${ada.id}>`);
});
