import { text } from '@nexus/simulator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { announce, learner, said } from '../../support/learners.ts';
import { createWorld, MONDAY, type World } from '../../support/world.ts';

const HOUR = 3_600_000;

let world: World;
beforeAll(async () => {
  world = await createWorld({ start: MONDAY - 2 * HOUR, simulator: { rateLimits: false } });
});
afterAll(() => world.stop());

it('shows where somebody waits for a partner, not who builds alone or is in a team', async () => {
  const [ada, binta, chidi, dayo] = [
    await learner(world, 'Ada', 'backend'),
    await learner(world, 'Binta', 'backend'),
    await learner(world, 'Chidi', 'frontend'),
    await learner(world, 'Dayo', 'frontend'),
  ];
  await announce(world, ada, 'Alone', { partners: 0 });
  await announce(world, binta, 'Jobs', { brief: 'job-board' });
  await announce(world, chidi, 'Polls', { brief: 'online-poll' });
  await world.advance(2 * HOUR);
  const post = world.staff
    .sees(world.projects)
    .find((message) => text(message).includes('Announce your project.'));
  if (post === undefined) throw new Error('no reminder');
  const chosen = said(await dayo.click(post, 'Help me choose'));
  expect(chosen).toContain('how many look for a partner');
  for (const line of ['E-Commerce**: 0 backend, 0', 'Job Board**: 1 backend, 0', 'System**: 0 backend, 1'])
    expect(chosen).toContain(line);
  expect(chosen).toContain('where the backend side is larger: Job Board');
});
