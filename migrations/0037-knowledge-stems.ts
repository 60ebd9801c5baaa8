import { type Kysely, sql } from 'kysely';

/**
 * By which rules an entry's words were cut to stems, so that entries of older rules are cut anew. Conventions:
 * 0001-first-slice.ts.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of sqlite) await sql.raw(statement).execute(db);
}

const sqlite = [
  'alter table knowledge_entries add column stemming integer not null default 1',
  'create index knowledge_entries_old_stems on knowledge_entries (id) where stemming < 2',
];

export const postgres: readonly string[] = sqlite.map((statement) =>
  statement.replace(' integer ', ' bigint '),
);
