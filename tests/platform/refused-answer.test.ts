import { text } from '@nexus/simulator';
import { expect, it } from 'vitest';
import { createWorld } from '../support/world.ts';

it('tells the member when Discord refuses the answer itself', async () => {
  const world = await createWorld();
  const ada = world.guild.addMember({ name: 'Ada' });
  const body = { code: 50035, message: 'Invalid Form Body', errors: {} };
  world.sim.faults.next({ route: /interactions\/.*\/callback/ }, { kind: 'status', status: 400, body });
  const reply = await ada.slash('/profile show');
  expect(text(reply.message)).toMatch(/Something broke on our side \(ref [0-9A-F]{6}\)/);
  expect(reply.ephemeral).toBe(true);
  await world.stop();
});
