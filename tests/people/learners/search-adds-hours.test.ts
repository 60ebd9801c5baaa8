import { buttons, text } from '@nexus/simulator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createWorld, type World } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.stop());

it('hours that would help are one press away from a search that found nobody', async () => {
  const ada = world.guild.addMember({ name: 'Ada' });
  const binta = world.guild.addMember({ name: 'Binta' });
  await binta.slash('/profile set', { track: 'frontend' });
  await binta.slash('/profile availability', { days: 'sat, sun', from: '9:00', to: '18:00' });
  await ada.slash('/profile set', { track: 'backend' });
  await ada.slash('/profile availability', { days: 'mon', from: '3:00', to: '6:00' });

  const search = await ada.slash('/find-partner');
  const offers = buttons(search.message).filter(
    ({ customId }) => customId?.startsWith('n1:hours.add:') === true,
  );
  // Several presets would give the same person: the one with the fewest hours is offered.
  expect(offers.map(({ customId }) => customId)).toEqual(['n1:hours.add:saturday-morning']);
  const [first] = offers;
  const added = await ada.click(search.message, first?.label ?? '');
  expect(text(added.message)).toContain('Added: Sat');
  expect(text((await ada.slash('/find-partner')).message)).toContain(binta.mention);
  expect(world.sim.violations).toEqual([]);
});
