import { sql } from 'kysely';
import type { FactName } from '../../../people/standing/rules.ts';
import type { Fact, FactSubject } from '../../../platform/database/facts.ts';

/** A project of theirs that is neither withdrawn nor handed in; "<> 'withdrawn'" is what its index is of. */
function open({ cohortId, userId }: FactSubject) {
  return sql`select 1 from projects
    where cohort_id = ${cohortId} and owner_id = ${userId} and status <> 'withdrawn' and status <> 'submitted'`;
}

/** What projects know of a learner. */
export const projectFacts: readonly Fact<FactName>[] = [
  {
    name: 'announced',
    sql: ({ cohortId, userId }) => sql`exists (
      select 1 from projects
      where cohort_id = ${cohortId} and owner_id = ${userId} and status <> 'withdrawn')`,
  },
  {
    name: 'alone',
    sql: (of) => sql`(exists (${open(of)}) and not exists (${open(of)} and partners > 0))`,
  },
  {
    // Whoever is in as many teams as they want has no place to give, unless the team stands.
    name: 'seeks',
    sql: (of) => sql`exists (
      ${open(of)} and status = 'looking' and places_taken < partners
        and (team_id is not null or exists (
          select 1 from cohort_members m
          join members p on p.guild_id = ${of.guildId} and p.user_id = m.user_id
          where m.cohort_id = ${of.cohortId} and m.user_id = ${of.userId} and m.teams_taken < p.teams)))`,
  },
  {
    name: 'threadProject',
    sql: ({ cohortId, userId }) => sql`(
      select max(id) from projects
      where cohort_id = ${cohortId} and owner_id = ${userId} and status <> 'withdrawn'
        and status <> 'submitted' and thread_id is not null)`,
  },
];
