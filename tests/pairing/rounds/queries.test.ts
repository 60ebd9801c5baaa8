import { expect, it } from 'vitest';
import {
  countPairs,
  deleteSome,
  findAnswers,
  findInState,
  findPairPage,
  nextWaiting,
  takeUntold,
} from '../../../src/pairing/rounds/store.ts';
import { plansOf } from '../../support/plans.ts';

it('looks pairs and leftovers up by an index, however many rounds there were', async () => {
  const plans = await plansOf(async (db) => {
    await findAnswers(db, 1, ['1', '2'], 0);
    await nextWaiting(db, 1, -1);
    await findPairPage(db, 1, -1, 10);
    await findInState(db, 1, 'dropped', 10);
    await countPairs(db, 1);
    await takeUntold(db, 1, 10);
    await deleteSome(db, 1, 10);
  });

  expect(plans.length).toBeGreaterThanOrEqual(8);
  for (const { sql, steps } of plans)
    expect(
      steps.filter((step) => /SCAN round_/.test(step)),
      sql,
    ).toEqual([]);
});
