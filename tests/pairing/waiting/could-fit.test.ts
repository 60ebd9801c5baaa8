import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findWaiting } from '../../../src/pairing/waiting/line/store.ts';
import { lineOf, type Waiting } from '../../../src/pairing/waiting/rules.ts';
import { temporaryDirectory } from '../../support/directory.ts';
import { crowdId, seedCrowd } from '../partners/crowd.ts';
import { createPlace } from '../partners/database.ts';

const NOW = Date.UTC(2026, 10, 18, 12);
const CROWD = 400;
const PAGE = 64;

it('leaves nobody out who fits, also for a project of another side than their own', async () => {
  const path = join(temporaryDirectory(), 'nexus.db');
  const { cohort, db, partners } = await createPlace({ now: () => NOW }, path);
  seedCrowd(path, cohort, CROWD, NOW);
  await db.deleteFrom('waiting_list').execute();
  await db
    .insertInto('waiting_list')
    .columns(['cohort_id', 'user_id', 'since'])
    .expression((eb) =>
      eb
        .selectFrom('cohort_members')
        .select(['cohort_id', 'user_id', 'joined_at'])
        .where('cohort_id', '=', cohort.id),
    )
    .execute();
  // Whoever builds the interface announced an API.
  await db
    .updateTable('projects')
    .set({ track: 'backend' })
    .where('owner_id', 'in', (eb) =>
      eb.selectFrom('members').select('user_id').where('track', '=', 'frontend'),
    )
    .execute();
  const list: Waiting[] = [];
  for (let after = ''; ; after = list.at(-1)?.userId ?? '') {
    const page = await findWaiting(db, cohort, { after, limit: PAGE });
    list.push(...page);
    if (page.length < PAGE) break;
  }
  const line = [...lineOf(list).values()];
  const ids = line.map(({ userId }) => userId);
  expect(ids.length).toBeGreaterThan(CROWD / 2);
  let [fitting, left] = [0, 0];
  for (let number = 0; number < 40; number++) {
    const personId = crowdId(number);
    const could = await partners.couldFit(cohort, personId, line);
    const fits = await partners.fits(cohort, personId, ids);
    const known = new Set(could.map(({ userId }) => userId));
    const fit = ids.filter((id) => fits.get(id)?.state === 'fits');
    expect(fit.filter((id) => !known.has(id))).toEqual([]);
    expect(could.map(({ userId }) => userId)).toEqual(ids.filter((id) => known.has(id)));
    fitting += fit.length;
    left += ids.length - could.length;
  }
  expect(fitting).toBeGreaterThan(500);
  expect(left).toBeGreaterThan(1_000);
  await db.destroy();
});
