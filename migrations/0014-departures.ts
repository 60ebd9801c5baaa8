import { type Kysely, sql } from 'kysely';

/**
 * What whoever left the server had: the status of their projects, and the teams they stood in. Whoever comes back has it
 * again where it was not given on. Conventions: 0001-first-slice.ts.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `alter table projects add column status_at_departure text check (status_at_departure in ('looking', 'full'))`,
  // left_at: the same instant as in team_members, and as ended_at of the pairs that ended by it.
  `create table departures (
    team_id integer not null references teams (id),
    user_id text not null,
    left_at integer not null,
    primary key (team_id, user_id)
  ) strict`,
  'create index departures_by_user on departures (user_id)',
];
