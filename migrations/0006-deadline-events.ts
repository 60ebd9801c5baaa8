import { type Kysely, sql } from 'kysely';

/** Deadlines as events of the server. Conventions: 0001-first-slice.ts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(TABLE).execute(db);
}

// revision counts what was asked for; event_id is Discord's, null while none stands; starts_at is when the event that
// stands begins, so that one whose time has come is left as history and a moved deadline gets a new one.
const TABLE = `create table deadline_events (
  cohort_id integer primary key references cohorts (id),
  wanted integer not null check (wanted in (0, 1)),
  revision integer not null default 0,
  event_id text unique,
  starts_at integer
) strict`;
