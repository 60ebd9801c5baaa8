import { type Kysely, sql } from 'kysely';

/** The weekly check-in: one a member and week, changed until the next one. Conventions: 0001-first-slice.ts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements('integer', 'strict')) await sql.raw(statement).execute(db);
}

function statements(int: string, end: string): string[] {
  return [
    // progress_id: what they did, as it stands in their log; null: nothing was said of that.
    `create table checkins (
      cohort_id ${int} not null references cohorts (id),
      user_id text not null,
      week ${int} not null check (week between 1 and 60),
      guild_id text not null references communities (guild_id),
      team_id ${int},
      progress_id ${int},
      plan text,
      created_at ${int} not null,
      changed_at ${int} not null,
      primary key (cohort_id, user_id, week)
    ) ${end}`,
    'create index checkins_by_user on checkins (user_id)',
    'create index checkins_by_guild on checkins (guild_id)',
    'create index checkins_by_team on checkins (team_id)',
  ];
}

export const postgres: readonly string[] = statements('bigint', '');
