import { type Member, type Message, text } from '@nexus/simulator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { announce, learner, said } from '../../support/learners.ts';
import { createWorld, MONDAY, type World } from '../../support/world.ts';

const DAY = 86_400_000;

let world: World;
let ada: Member;
let binta: Member;
let chidi: Member;

/** Two hours before day 1 begins at 09:00 in Lagos, until the seventh day at noon. */
beforeAll(async () => {
  world = await createWorld({ start: MONDAY - 7_200_000, simulator: { rateLimits: false } });
  ada = await learner(world, 'Ada', 'backend');
  binta = await learner(world, 'Binta', 'frontend');
  chidi = await learner(world, 'Chidi', 'frontend');
  await announce(world, ada, 'Shop', { partners: 0 });
  await ada.slash('/progress', { update: 'The models are done', hours: 2 });
  await ada.slash('/blocker open', { title: 'Celery does not reach RabbitMQ', details: 'x' });
  await ada.slash('/blocker open', { title: 'The image is huge', details: 'x', tech: 'Docker' });
  await world.settle();
  const thread = binta.threads().find(({ name }) => name === 'Celery does not reach RabbitMQ');
  if (thread === undefined) throw new Error('no thread');
  await ada.contextMenu('This solved it', binta.say(thread, 'Use the name of the service as host'));
  await world.advance(6 * DAY + 10_800_000);
}, 60_000);
afterAll(() => world.stop());

function digest(words: string): Message | undefined {
  return ada.sees(world.projects).find((message) => text(message).includes(words));
}

it("says with the week's picture what moved, what was solved, who helped and who is stuck, and pings nobody", () => {
  const message = digest('The first week of November');
  expect(message?.attachments).toHaveLength(1);
  const words = text(message as Message);
  expect(words).toContain(
    '**What moved:** 1 learner shared progress (1 entry), 2 hours of work, and 1 new project.',
  );
  expect(words).toMatch(/\*\*Solved:\*\* 1 blocker <#\d+>/);
  expect(words).toContain(`**They helped others:** ${binta.mention}. Thank you!`);
  expect(words).toContain('**Still stuck:** 1 blocker: Docker (1).');
  expect(words).not.toContain(ada.id);
  expect(message?.mentions).toEqual([]);
  expect(binta.pings().map(({ id }) => id)).not.toContain(message?.id);
});

it('whoever presses I can help reads privately what waits, and the message stays', async () => {
  const message = digest('The first week of November') as Message;
  const reply = await chidi.click(message, 'I can help');
  expect(said(reply)).toContain('The image is huge');
  expect(digest('The first week of November')?.id).toBe(message.id);
});

it('says nothing in a week of which there is nothing to say', async () => {
  const card = ada.sees(world.projects).find((message) => text(message).includes('The image is huge'));
  await ada.click(card as Message, 'No longer needed');
  await world.advance(7 * DAY + 60_000);
  expect(digest('One week left')).toBeDefined();
  expect(digest('Week 2 of November')).toBeUndefined();
  expect(world.sim.violations).toEqual([]);
});
