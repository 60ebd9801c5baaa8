import { text } from '@nexus/simulator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { learner, said } from '../support/learners.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld({ bare: true });
  await world.staff.slash('/setup channels', { projects: world.projects });
  const dates = { start: '2026-11-09', deadline: '2026-11-29' };
  await world.staff.slash('/cohort create', { name: 'November', ...dates });
  await world.settle();
});
afterAll(() => world.stop());

it('where mentors have no channel nobody is promised that they are called', async () => {
  const ada = await learner(world, 'Ada', 'backend');
  const opened = await ada.slash('/blocker open', { title: 'The build stops', details: 'x' });
  expect(said(opened)).toContain('Whoever can help answers in its thread.');
  expect(said(opened)).not.toContain('mentors');
});

it('whoever marks what solved theirs reads what it gave for their README', async () => {
  const ben = await learner(world, 'Ben', 'backend');
  await ben.slash('/blocker open', { title: 'The tests hang', details: 'x' });
  await world.settle();
  const thread = ben.threads().find(({ name }) => name === 'The tests hang');
  if (thread === undefined) throw new Error('no thread');
  const marked = await ben.contextMenu('This solved it', ben.say(thread, 'A timer was left running'));
  expect(text(marked.message)).toMatch(/Your README: \d of 9 sections/);
  expect(text(await (await ben.click(marked.message, 'See it')).finished())).toContain('Your README');
});
