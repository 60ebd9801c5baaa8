import { sql } from 'kysely';
import type { FactName } from '../../../people/standing/rules.ts';
import type { Fact, FactSubject } from '../../../platform/database/facts.ts';

/** A team they stand in. */
function standing({ cohortId, userId }: FactSubject, columns = sql`1`, more = sql``) {
  return sql`select ${columns} from team_members s join teams t on t.id = s.team_id
    where s.user_id = ${userId} and s.left_at is null and t.cohort_id = ${cohortId} and t.ended_at is null ${more}`;
}

const unfinished = sql`and (
  not exists (select 1 from projects where team_id = t.id)
  or exists (select 1 from projects where team_id = t.id and status <> 'submitted'))`;

/** What teams know of a learner. */
export const teamFacts: readonly Fact<FactName>[] = [
  { name: 'announced', sql: (of) => sql`exists (${standing(of)})` },
  {
    name: 'partner',
    sql: (of) =>
      sql`exists (${standing(
        of,
        sql`1`,
        sql`and exists (
        select 1 from team_members o where o.team_id = t.id and o.user_id <> s.user_id and o.left_at is null)`,
      )})`,
  },
  {
    name: 'met',
    sql: (of) => sql`(exists (${standing(of)})
      and not exists (${standing(of, sql`1`, sql`and t.introduced_at is null`)}))`,
  },
  { name: 'team', sql: (of) => sql`(${standing(of, sql`max(t.id)`)})` },
  {
    name: 'seeks',
    sql: (of) =>
      sql`exists (${standing(
        of,
        sql`1`,
        sql`and exists (
        select 1 from projects where team_id = t.id and status = 'looking' and places_taken < partners)`,
      )})`,
  },
  {
    // Of a team: all that it builds is handed in. Without one: all that they announced is handed in or withdrawn.
    name: 'finished',
    sql: (of) => sql`(case when exists (${standing(of)})
      then not exists (${standing(of, sql`1`, unfinished)})
      else exists (
          select 1 from projects
          where guild_id = ${of.guildId} and owner_id = ${of.userId} and cohort_id = ${of.cohortId})
        and not exists (
          select 1 from projects
          where cohort_id = ${of.cohortId} and owner_id = ${of.userId}
            and status <> 'withdrawn' and status <> 'submitted')
      end)`,
  },
];
