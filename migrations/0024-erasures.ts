import { type Kysely, sql } from 'kysely';

/**
 * Who is to be forgotten, and which servers are to be erased: what is done stays without naming anybody, so that the
 * list beside the database is not worked off twice. Conventions: 0001-first-slice.ts.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const indexes = [
  `create unique index erasures_open on erasures (kind, coalesce(guild_id, ''), coalesce(user_id, ''))
    where done_at is null`,
  'create index erasures_due on erasures (due_at) where done_at is null',
];

const statements = [
  // guild_id: null everywhere. cleared_at: when it was begun.
  `create table erasures (
    id text primary key not null,
    kind text not null check (kind in ('member', 'server')),
    guild_id text,
    user_id text,
    due_at integer not null,
    cleared_at integer,
    done_at integer
  ) strict`,
  ...indexes,
];

export const postgres: readonly string[] = [
  `create table erasures (
    id text primary key not null,
    kind text not null check (kind in ('member', 'server')),
    guild_id text,
    user_id text,
    due_at bigint not null,
    cleared_at bigint,
    done_at bigint
  )`,
  ...indexes,
];
