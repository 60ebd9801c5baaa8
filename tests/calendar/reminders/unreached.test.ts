import { text } from '@nexus/simulator';
import { expect, it } from 'vitest';
import { createWorld } from '../../support/world.ts';

const HOUR = 3_600_000;

it('a reminder for somebody who takes no direct messages stands under their next answer, once', async () => {
  const world = await createWorld();
  try {
    const ada = world.guild.addMember({ name: 'Ada' });
    await ada.slash('/remind-me', { when: 'in 2 hours', what: 'push the **README** {{what}}' });
    ada.dmsOpen = false;
    await world.advance(2 * HOUR);
    expect(ada.dms()).toEqual([]);
    const [first, second] = [await ada.slash('/help'), await ada.slash('/help')];
    const said = [text(first.message), ...first.followUps.map(text)].join('\n');
    expect(said).toContain('I could not reach you by direct message');
    expect(said).toContain(String.raw`push the \*\*README\*\* {{what}}`);
    expect(text(second.message)).not.toContain('push the');
  } finally {
    await world.stop();
  }
});
