import { text } from '@nexus/simulator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { learner } from '../support/teams.ts';
import { createWorld, MONDAY, type World } from '../support/world.ts';

const MINUTE = 60_000;

let world: World;
beforeAll(async () => {
  // Half a minute before the full one: a call goes out with it.
  world = await createWorld({ start: MONDAY + MINUTE / 2, simulator: { rateLimits: false } });
});
afterAll(() => world.stop());

it('the role is not called for what a mentor took in the minute before', async () => {
  const role = world.guild.createRole({ name: 'mentors', mentionable: true });
  await world.staff.slash('/setup roles', { mentor: role });
  const mia = world.guild.addMember({ name: 'Mia', roles: [role] });
  const ada = await learner(world, 'Ada', 'backend');
  await ada.slash('/blocker open', { title: 'The worker finds no broker', details: 'x' });
  await world.settle();
  await world.advance(61 * MINUTE);
  const [list] = mia.sees(world.mentors);
  if (list === undefined) throw new Error('no list');
  expect(mia.pings()).toEqual([]);
  await mia.click(list, 'I take it');
  await world.settle();
  for (let minute = 0; minute < 3; minute++) await world.advance(MINUTE);
  expect(mia.pings()).toEqual([]);
  const shown = mia.sees(world.mentors).map(text).join('\n');
  expect(shown).toContain('Nobody waits right now');
  expect(shown).not.toMatch(/somebody waits|0 blockers/);
});
