import { type Kysely, sql } from 'kysely';

/**
 * What somebody marked goes with what they marked: a mark of an entry that is gone could be found by no server and would
 * outlive whoever made it. Conventions: 0001-first-slice.ts.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(ORPHANS).execute(db);
  for (const [kind, table] of ENTRIES)
    await sql
      .raw(
        `create trigger ${table}_with_marks after delete on ${table}
          begin delete from entry_marks where kind = '${kind}' and entry_id = old.id; end`,
      )
      .execute(db);
}

const ENTRIES = [
  ['blocker', 'blockers'],
  ['solution', 'solutions'],
] as const;

const ORPHANS = `delete from entry_marks where ${ENTRIES.map(
  ([kind, table]) => `(kind = '${kind}' and entry_id not in (select id from ${table}))`,
).join(' or ')}`;

export const postgres: readonly string[] = [
  ORPHANS,
  `create function remove_marks() returns trigger language plpgsql as $$ begin
    delete from entry_marks where kind = tg_argv[0] and entry_id = old.id;
    return old;
  end $$`,
  ...ENTRIES.map(
    ([kind, table]) =>
      `create trigger ${table}_with_marks after delete on ${table}
        for each row execute function remove_marks('${kind}')`,
  ),
];
