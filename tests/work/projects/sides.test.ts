import { expect, it } from 'vitest';
import { countSides } from '../../../src/work/projects/store.ts';
import { plansOf } from '../../support/plans.ts';

it('counts who builds a brief on either side along an index of just that', async () => {
  const plans = await plansOf(async (db) => void (await countSides(db, 1, 'ecommerce')));
  expect(plans.map(({ steps }) => steps)).toEqual([
    [expect.stringMatching(/^SEARCH projects USING .*INDEX projects_sides \(cohort_id=\? AND brief=\?\)$/)],
  ]);
});
