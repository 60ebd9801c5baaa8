import { afterAll, beforeAll, expect, it } from 'vitest';
import { announce, learner, said } from '../support/learners.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld({ simulator: { rateLimits: false } });
});
afterAll(() => world.stop());

it('whoever builds alone is nobody without a project once they have handed in: no search, round or list offers them', async () => {
  const [eve, fay] = [await learner(world, 'Eve', 'backend'), await learner(world, 'Fay', 'frontend')];
  await announce(world, eve, 'Polls', { partners: 0 });
  const offers = async (): Promise<string> => said(await fay.slash('/find-partner'));
  expect(await offers()).toContain('Nobody fits right now');
  await eve.slash('/project submit', { repo: 'https://code.invalid/polls' });
  await world.settle();
  expect(await offers()).not.toContain(eve.mention);
  expect(said(await eve.slash('/find-partner'))).toContain('**Polls** has been handed in');
  const preview = await world.staff.slash('/cohort match', { mode: 'preview' });
  await preview.finished(20_000);
  expect(said(preview)).toContain('Matched 0 of 1 learner');
});
