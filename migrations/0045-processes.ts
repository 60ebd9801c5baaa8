import { type Kysely, sql } from 'kysely';

/**
 * Several processes with one token: who runs, who has the lease of what only one does at a time, and how many threads are
 * open in each server. Instants are ms UTC. Conventions: 0001-first-slice.ts.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(`${statement} strict`).execute(db);
}

const STATEMENTS = [
  // share: the requests a second that it may make, of those that Discord allows all of them together.
  `create table processes (
    id text primary key not null,
    role text not null check (role in ('gateway', 'worker', 'all')),
    share integer not null check (share >= 0),
    is_short integer not null check (is_short in (0, 1)),
    until integer not null
  )`,
  `create table leases (
    name text primary key not null,
    holder text not null,
    until integer not null
  )`,
  `create table active_threads (
    guild_id text primary key not null,
    total integer not null,
    ceiling integer not null,
    counted_at integer not null
  )`,
];

export const postgres: readonly string[] = STATEMENTS.map((statement) =>
  statement.replaceAll(' integer ', ' bigint '),
);
