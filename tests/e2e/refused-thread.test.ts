import { text } from '@nexus/simulator';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { announce, cardOf, learner, said } from '../support/learners.ts';
import { joins } from '../support/pairs.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld({ simulator: { rateLimits: false } });
});
afterEach(() => world.stop());

function refuses(...deny: readonly ('SEND_MESSAGES' | 'CREATE_PRIVATE_THREADS')[]): void {
  world.guild.setOverwrites(world.projects, [{ for: 'everyone', deny: [...deny] }]);
}

it('a thread that could not be made is not "on its way" for ever: the team makes it once it is allowed', async () => {
  const [ada, kofi] = [await learner(world, 'Ada', 'backend'), await learner(world, 'Kofi', 'frontend')];
  await announce(world, ada, 'Shop');
  refuses('CREATE_PRIVATE_THREADS');
  await joins(world, kofi, ada, 'Shop');
  const shown = await kofi.slash('/team show');
  expect(said(shown)).toContain('Thread: it is not there');
  const refused = said(await ada.slash('/team meet', { when: 'tomorrow 6pm' }));
  expect(refused).toContain('so nobody would read it');
  refuses();
  await kofi.click(shown.message, 'Make the thread anew');
  await world.settle();
  for (const member of [ada, kofi]) {
    const thread = member.threads().find(({ name }) => name?.startsWith('Shop ·'));
    expect(thread === undefined ? '' : member.sees(thread).map(text).join('\n')).toContain('### Team Shop');
  }
});

it('a card that could not be posted is posted by its owner once it is allowed', async () => {
  const ada = await learner(world, 'Ada', 'backend');
  refuses('SEND_MESSAGES');
  await announce(world, ada, 'Shop');
  const shown = await ada.slash('/project show');
  expect(said(shown)).toContain('The card of this project is not in the channel');
  refuses();
  await ada.click(shown.message, 'Post the card again');
  await world.settle();
  expect(text(cardOf(world, 'Shop'))).toContain('looks for 1 frontend partner');
});
