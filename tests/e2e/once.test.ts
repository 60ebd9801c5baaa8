import { text } from '@nexus/simulator';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openDatabase } from '../../src/platform/database/index.ts';
import { holdDatabase } from '../support/hold.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;

beforeEach(async () => {
  world = await createWorld();
});

afterEach(async () => {
  await world.stop();
});

const PROJECT = {
  title: 'Shop API',
  brief: 'ecommerce',
  summary: 'A shop for spare parts, with orders and stock.',
};

async function count(table: 'projects' | 'reminders' | 'project_follows'): Promise<number> {
  const db = openDatabase(world.databasePath);
  try {
    const { all } = await db
      .selectFrom(table)
      .select((eb) => eb.fn.countAll<number>().as('all'))
      .executeTakeFirstOrThrow();
    return all;
  } finally {
    await db.destroy();
  }
}

it('does each command once while two processes hold the same token', async () => {
  await world.twin();
  const ada = world.guild.addMember({ name: 'Ada' });
  for (let nth = 1; nth <= 3; nth += 1) {
    const answer = await ada.slash('/remind-me', { when: 'in 3 days', what: `Push the branch ${nth}` });
    expect(text(answer.message)).toContain(`Push the branch ${nth}`);
    expect(await count('reminders')).toBe(nth);
  }
  const announced = await ada.slash('/announce-project', { ...PROJECT, track: 'backend' });
  expect(text(announced.message)).toContain('Shop API');
  await world.settle();
  expect(await count('projects')).toBe(1);
  expect(world.projects.messages.filter((message) => text(message).includes('Shop API'))).toHaveLength(1);
});

it('acts once on a question that is answered twice at the same moment', async () => {
  const ada = world.guild.addMember({ name: 'Ada' });
  const asked = await ada.slash('/announce-project', PROJECT);
  const answers = await Promise.all([
    ada.click(asked.message, 'Backend'),
    ada.click(asked.message, 'Frontend'),
  ]);
  expect(await count('projects')).toBe(1);
  const said = answers.map(({ message }) => text(message)).join('\n');
  expect(said).toContain('You answered this already');
});

it('says within three seconds that it is too busy, changes nothing, and does it at the next try', async () => {
  const ada = world.guild.addMember({ name: 'Ada' });
  await ada.slash('/help');
  const other = holdDatabase(world);
  const refused = await ada.slash('/remind-me', { when: 'in 3 days', what: 'Push the branch' });
  // On a busy machine the answer is deferred first.
  await refused.finished();
  expect(text(refused.message)).toContain('nothing was changed');
  other.letGo();
  expect(await count('reminders')).toBe(0);
  await ada.slash('/remind-me', { when: 'in 3 days', what: 'Push the branch' });
  expect(await count('reminders')).toBe(1);
});
