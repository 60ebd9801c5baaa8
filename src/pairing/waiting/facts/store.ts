import { sql } from 'kysely';
import type { FactName } from '../../../people/standing/rules.ts';
import type { Fact } from '../../../platform/database/facts.ts';

/** What the waiting list knows of a learner. */
export const waitingFacts: readonly Fact<FactName>[] = [
  {
    name: 'waiting',
    sql: ({ cohortId, userId }) =>
      sql`exists (select 1 from waiting_list where cohort_id = ${cohortId} and user_id = ${userId})`,
  },
];
