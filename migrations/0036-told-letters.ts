import { type Kysely, sql } from 'kysely';

/**
 * Where what was told to one learner stands, so that it can be corrected there, and the last of those who have the
 * correction, while some are left. Conventions: 0001-first-slice.ts.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of postgres) await sql.raw(statement).execute(db);
}

export const postgres: readonly string[] = [
  'alter table announcement_receipts add column channel_id text',
  'alter table announcement_receipts add column message_id text',
  'alter table announcements add column correcting text',
  'create index announcements_correcting on announcements (id) where correcting is not null',
];
