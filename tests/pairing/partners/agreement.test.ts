import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Search } from '../../../src/pairing/partners/service.ts';
import { temporaryDirectory } from '../../support/directory.ts';
import { crowdId, seedCrowd } from './crowd.ts';
import { createPlace } from './database.ts';

const NOW = Date.UTC(2026, 10, 18, 12);

test('among thousands of learners a search answers what judging everybody answers', async () => {
  const path = join(temporaryDirectory(), 'nexus.db');
  const clock = { now: () => NOW };
  const { cohort, db, naive, partners } = await createPlace(clock, path);
  seedCrowd(path, cohort, 2_000, NOW);
  let fitted = 0;
  for (let number = 0; number < 24; number++) {
    const seekerId = crowdId(number);
    const own = await db
      .selectFrom('projects')
      .select('id')
      .where('owner_id', '=', seekerId)
      .executeTakeFirst();
    const search: Search = {
      cohort,
      seekerId,
      anyBrief: number % 2 === 0,
      side: number % 6 === 5 ? 'same' : 'other',
      offset: number % 4 === 3 ? 5 : 0,
      ...(number % 8 === 7 ? { minOverlapMinutes: 1_200 } : {}),
      ...(own === undefined ? {} : { projectId: own.id }),
    };
    const result = await partners.search(search);
    expect(result?.ranking).toEqual(await naive(search));
    fitted += result?.ranking.total ?? 0;
  }
  expect(fitted).toBeGreaterThan(1_000);
  await db.destroy();
});
