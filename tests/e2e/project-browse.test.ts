import { afterAll, beforeAll, expect, it } from 'vitest';
import { announce, learner, said } from '../support/learners.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld({ simulator: { rateLimits: false } });
});
afterAll(() => world.stop());

it('/project browse takes the list that it completes: all of the technologies', async () => {
  const ada = await learner(world, 'Ada', 'backend');
  await announce(world, ada, 'Both of them', { stack: 'django, react' });
  await announce(world, ada, 'One of them', { brief: 'job-board', stack: 'django' });
  const typed = await ada.autocomplete('/project browse', 'stack', 'drf, rea');
  expect(typed.map(({ value }) => value)).toContain('drf, React');
  const both = said(await ada.slash('/project browse', { stack: 'django, React' }));
  expect(both).toContain('Both of them');
  expect(both).not.toContain('One of them');
  const one = said(await ada.slash('/project browse', { stack: 'Django' }));
  for (const title of ['Both of them', 'One of them']) expect(one).toContain(title);
  expect(said(await ada.slash('/project browse', { stack: 'x'.repeat(200) }))).toContain('at most');
});

it('/project browse without a choice keeps nothing: its pages can be turned for as long as they stand', async () => {
  const gil = await learner(world, 'Gil', 'backend');
  for (let n = 1; n <= 6; n++) await announce(world, gil, `Page turner ${n}`, { brief: 'job-board' });
  const all = await gil.slash('/project browse');
  const chosen = await gil.slash('/project browse', { brief: 'job-board' });
  await world.advance(60 * 60_000);
  const next = await gil.click(all.message, 'Next');
  expect(said(next)).toContain('page 2');
  expect(said(await gil.click(next.message, 'Previous'))).toContain('page 1');
  expect(said(await gil.click(chosen.message, 'Next'))).toContain('too old');
});

it('says whose hours are missing: one’s own, else those of the others', async () => {
  const [efe, fay] = [await learner(world, 'Efe', 'backend'), await learner(world, 'Fay', 'frontend')];
  await announce(world, efe, 'Cinema', { brief: 'movie-recommendation' });
  await fay.slash('/profile availability', { days: 'sat', from: '09:00', to: '12:00' });
  const without = said(await efe.slash('/find-partner', { 'any-brief': true }));
  expect(without).toContain('Without your hours nobody');
  expect(without).not.toContain('not given hours yet');
  await fay.slash('/profile availability-clear');
  await efe.slash('/profile availability', { days: 'sat', from: '09:00', to: '12:00' });
  expect(said(await efe.slash('/find-partner', { 'any-brief': true }))).toContain(
    '1 has not given hours yet and is listed last',
  );
});
