import { type Kysely, sql } from 'kysely';

/** Whether whoever joins a cohort gets the role of what they build there. Conventions: 0001-first-slice.ts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      'alter table communities add column gives_roles integer not null default 0 check (gives_roles in (0, 1))',
    )
    .execute(db);
}

export const postgres: readonly string[] = [
  'alter table communities add column gives_roles bigint not null default 0 check (gives_roles in (0, 1))',
];
