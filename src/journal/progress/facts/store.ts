import { sql } from 'kysely';
import type { FactName } from '../../../people/standing/rules.ts';
import type { Fact } from '../../../platform/database/facts.ts';

/** What the journal knows of a learner's progress. */
export const progressFacts: readonly Fact<FactName>[] = [
  {
    name: 'progress',
    sql: ({ userId, cohortId }) =>
      sql`(select max(created_at) from progress_entries where user_id = ${userId} and cohort_id = ${cohortId})`,
  },
];
