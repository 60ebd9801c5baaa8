import { type Kysely, sql } from 'kysely';

/** What learners pick for their README, who may be named in others', and lists of staff's own. Conventions: 0001-first-slice.ts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of sqlite) await sql.raw(statement).execute(db);
}

const sqlite = [
  // What a learner says they covered of the programme.
  `create table readme_picks (
    cohort_id integer not null references cohorts (id),
    user_id text not null,
    kind text not null check (kind in ('technology', 'concept', 'practice')),
    name text not null,
    primary key (cohort_id, user_id, kind, name)
  ) strict, without rowid`,
  // Whoever is in it may be named in the READMEs of those they built with.
  `create table readme_consents (
    guild_id text not null references communities (guild_id),
    user_id text not null,
    given_at integer not null,
    primary key (guild_id, user_id)
  ) strict, without rowid`,
  // content: JSON of a Programme, in the place of the one that comes with Nexus.
  `create table readme_programmes (
    cohort_id integer primary key references cohorts (id),
    content text not null,
    changed_at integer not null
  ) strict`,
];

export const postgres: readonly string[] = sqlite.map((statement) =>
  statement.replaceAll(' integer', ' bigint').replace(/\) strict(?:, without rowid)?$/, ')'),
);
