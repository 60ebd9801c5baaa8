import { type Kysely, sql } from 'kysely';

/** Where staff keep a cohort's status in sight. Conventions: 0001-first-slice.ts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(table('integer', 'strict')).execute(db);
}

/** seen: what the numbers were when it was drawn (a hash). looked_at: when they were last looked at. */
function table(int: string, end: string): string {
  return `create table status_cards (
    cohort_id ${int} primary key not null references cohorts (id),
    guild_id text not null references communities (guild_id),
    revision ${int} not null,
    seen text not null,
    looked_at ${int} not null,
    channel_id text,
    message_id text
  ) ${end}`;
}

export const postgres: readonly string[] = [table('bigint', '')];
