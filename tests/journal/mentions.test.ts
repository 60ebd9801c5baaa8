import { deepEqual } from 'node:assert/strict';
import type { Member } from '@nexus/simulator';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { said } from '../support/learners.ts';
import { badManners } from '../support/requests.ts';
import { learner, type Team, team } from '../support/teams.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
let shop: Team;
let stranger: Member;

beforeAll(async () => {
  world = await createWorld({ simulator: { rateLimits: false } });
  const ada = await learner(world, 'Ada', 'backend');
  const kofi = await learner(world, 'Kofi', 'frontend');
  stranger = world.guild.addMember({ name: 'Stranger' });
  shop = await team(world, ada, kofi);
}, 60_000);
afterAll(async () => {
  deepEqual(badManners(world.sim), []);
  await world.stop();
});

/** On the way to Discord, or typed and refused: gone soon, and mentions nobody there either. */
const PASSING = /outbox|deliver|draft|interaction/;

/** Table and column of everything that is stored and holds one of these. */
async function storedWith(pattern: RegExp): Promise<string[]> {
  const { db } = world.bot.services;
  const found: string[] = [];
  for (const { name } of await db.introspection.getTables()) {
    if (PASSING.test(name)) continue;
    const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(name)}`.execute(db);
    for (const row of rows)
      for (const [column, value] of Object.entries(row))
        if (typeof value === 'string' && pattern.test(value)) found.push(`${name}.${column}: ${value}`);
  }
  return found;
}

it('nothing that is stored mentions anybody, whatever way it was typed', async () => {
  const { owner, guest } = shop;
  const words = (about: string) => `${about} ${stranger.mention} <@&${world.guild.id}> @everyone @here`;
  await owner.slash('/progress', { update: words('progress') });
  const opened = await owner.slash('/blocker open', {
    title: words('Redis'),
    details: words('details'),
    tech: 'redis',
  });
  await world.settle();
  const solving = await owner.click(opened.message, 'Solved');
  const answer = { rootCause: 'cause', diagnosis: 'diagnosis', solution: 'solution', lesson: 'lesson' };
  const typed = Object.fromEntries(Object.entries(answer).map(([field, about]) => [field, words(about)]));
  expect(said(await owner.submitModal(solving, typed))).toContain('is solved');
  await owner.submitModal(await owner.slash('/solution share'), { ...typed, title: words('title') });
  const theirs = owner.say(world.projects, words('said'));
  await owner.submitModal(await owner.contextMenu('Save as solution', theirs), {});
  await owner.submitModal(await owner.contextMenu('Open as blocker', theirs), {});
  await owner.slash('/learning add', { kind: 'concept', text: words('concept') });
  await guest.submitModal(await guest.slash('/team checkin'), {
    done: words('done'),
    plan: words('plan'),
    blocked: words('blocked'),
    learned: words('learned'),
  });
  await guest.slash('/knowledge search', { query: words('Quantum teleportation') });
  await world.settle();
  const about = [
    'progress',
    'Redis',
    'lesson',
    'title',
    'said',
    'concept',
    'plan',
    'learned',
    'teleportation',
  ];
  for (const word of about) expect(await storedWith(new RegExp(word)), word).not.toEqual([]);
  expect(await storedWith(/<@|@(everyone|here)/)).toEqual([]);
});
