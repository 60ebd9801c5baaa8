import { type Kysely, sql } from 'kysely';

/** Interactions that have changed something: none does so twice. Conventions: 0001-first-slice.ts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  'create table used_interactions (id text not null primary key, used_at integer not null) strict',
  'create index used_interactions_by_time on used_interactions (used_at)',
];
