import { sql } from 'kysely';
import type { FactName } from '../../../people/standing/rules.ts';
import type { Fact } from '../../../platform/database/facts.ts';

/** A team they stand in has agreed on a contract. */
export const contractFacts: readonly Fact<FactName>[] = [
  {
    name: 'contract',
    sql: ({ cohortId, userId }) => sql`exists (
      select 1 from team_members s join teams t on t.id = s.team_id
      join contract_versions c on c.team_id = t.id and c.state = 'agreed'
      where s.user_id = ${userId} and s.left_at is null and t.cohort_id = ${cohortId} and t.ended_at is null)`,
  },
];
