import { type Kysely, sql } from 'kysely';

/** Whom a message names that is made when it is sent, so that somebody who is forgotten can be taken out of it. Conventions: 0001-first-slice.ts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of postgres) await sql.raw(statement).execute(db);
}

export const postgres: readonly string[] = ['alter table outbox add column named text'];
