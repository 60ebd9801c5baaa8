import { sql } from 'kysely';
import type { FactName } from '../../../people/standing/rules.ts';
import type { Fact, FactSubject } from '../../../platform/database/facts.ts';

function handedIn({ cohortId, userId }: FactSubject, more = sql``) {
  return sql`select 1 from submissions s
    where s.user_id = ${userId} and s.cohort_id = ${cohortId} and s.handed_in_at is not null ${more}`;
}

/** What the hand-in knows of a learner. */
export const submissionFacts: readonly Fact<FactName>[] = [
  { name: 'submitted', sql: (of) => sql`exists (${handedIn(of)})` },
  {
    // Whoever has handed in is not held back by their partner, unless they still build something else. With the cohort's id as
    // it is SQLite would walk through every team's project for each learner (`+ 0`).
    name: 'finished',
    sql: (of) => sql`(exists (${handedIn(of)}) and not exists (
      select 1 from (
        select id, team_id from projects
        where cohort_id = ${of.cohortId} and owner_id = ${of.userId}
          and status <> 'withdrawn' and status <> 'submitted'
        union all
        select p.id, p.team_id from team_members m join projects p on p.team_id = m.team_id
        where m.user_id = ${of.userId} and m.left_at is null and p.cohort_id + 0 = ${of.cohortId}
          and p.status <> 'withdrawn' and p.status <> 'submitted') p
      where not exists (${handedIn(
        of,
        sql`and (s.project_id = p.id or exists (
            select 1 from projects q where q.id = s.project_id and q.team_id = p.team_id))`,
      )})))`,
  },
];
