import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { KyselyPlugin } from 'kysely';
import { expect, it } from 'vitest';
import { temporaryDirectory } from '../../support/directory.ts';
import { crowdId, seedCrowd } from './crowd.ts';
import { createPlace } from './database.ts';
import { NOW } from './learners.ts';

const LEARNERS = 2_000;

it('a cohort is read in few questions also where each answer takes its time, as from a server elsewhere', async () => {
  const path = join(temporaryDirectory(), 'nexus.db');
  const { db, cohort, cold } = await createPlace({ now: () => NOW }, path);
  seedCrowd(path, cohort, LEARNERS, NOW);
  let questions = 0;
  const faraway: KyselyPlugin = {
    transformQuery({ node }) {
      questions++;
      return node;
    },
    async transformResult({ result }) {
      await pause(3);
      return result;
    },
  };
  const found = await cold(db.withPlugin(faraway)).search({ cohort, seekerId: crowdId(1) });
  expect(found?.ranking.total).toBeGreaterThan(0);
  // Each slice of learners is nine questions; of the smallest slices it would be 1,800.
  expect(questions).toBeLessThan(LEARNERS / 4);
  await db.destroy();
});
