import { expect, it } from 'vitest';
import { loadCohort } from '../../../src/pairing/partners/store.ts';
import { findThreads } from '../../../src/staff/insight/store.ts';
import { plansOf } from '../../support/plans.ts';

const GUILD = '111111111111111111';
const SOME = ['222222222222222222', '333333333333333333'];

it('what is read of some learners of a large cohort is found by them, never by reading all of it', async () => {
  const cohort = { id: 1, guildId: GUILD };
  const plans = await plansOf(async (db) => {
    await loadCohort(db, cohort, SOME);
    await findThreads(db, cohort, SOME);
  });

  expect(plans.length).toBeGreaterThan(2);
  for (const { sql, steps } of plans) {
    // A table of the cohort is looked up by nothing but its cohort or its server.
    const walks = steps.filter((step) =>
      /^SCAN (?!json_each|CONSTANT)|\((guild_id|cohort_id)=\?\)$/.test(step),
    );
    expect({ sql, walks }).toEqual({ sql, walks: [] });
  }
});
