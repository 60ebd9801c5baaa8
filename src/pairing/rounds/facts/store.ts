import { sql } from 'kysely';
import type { FactName } from '../../../people/standing/rules.ts';
import type { Fact } from '../../../platform/database/facts.ts';

const SIDES = ['backend', 'frontend'] as const;

/** What rounds know of a learner: suggestions that wait for their answer. */
export const roundFacts: readonly Fact<FactName>[] = SIDES.map((side) => ({
  name: 'asked',
  sql: ({ cohortId, userId, now }) => sql`(
    select count(*) from round_pairs p cross join rounds r
    where ${sql.ref(`p.${side}_id`)} = ${userId} and p.state = 'proposed'
      and ${sql.ref(`p.${side}_accepted_at`)} is null
      and r.id = p.round_id and r.cohort_id = ${cohortId} and r.expires_at > ${now})`,
}));
