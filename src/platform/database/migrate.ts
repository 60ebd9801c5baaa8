import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { isPostgres } from './address.ts';
import { engineOf } from './engine.ts';
import { UnusableDatabaseError } from './faults.ts';
import type { Db } from './open.ts';
import { write } from './write.ts';

/** By name, oldest first: SQLite's part, and the statements of PostgreSQL's. */
export type Migrations = Readonly<
  Record<string, Migration & { readonly postgres?: () => Promise<readonly string[] | undefined> }>
>;

/** How long another process may take for a migration, in ms. */
const MIGRATION = 60_000;
/** Kysely's own default name, so that its tools can read our history. */
const HISTORY = 'kysely_migration';
/** In the history of a database while `npm run migrate-database` fills it: nobody starts on half of one. */
export const BEING_COPIED = 'being copied';

/** The database was written by a later version of Nexus than this one. */
export class NewerDatabaseError extends Error {
  override readonly name = 'NewerDatabaseError';
}

/**
 * Refuses a file from a newer version before anything of it is touched: it is opened for reading only. (On PostgreSQL
 * {@link migrate} looks before it changes anything.) Throws {@link NewerDatabaseError}.
 */
export function refuseNewer(path: string, migrations: Migrations): void {
  if (isPostgres(path) || path === ':memory:' || !existsSync(path)) return;
  const sqlite = new Database(path, { readonly: true, fileMustExist: true });
  try {
    const version = Number(sqlite.pragma('user_version', { simple: true }));
    const known = new Set(Object.keys(migrations));
    const unknown = appliedNames(sqlite).filter((name) => !known.has(name));
    if (unknown.length === 0 && version <= known.size) return;
    throw new NewerDatabaseError(
      `The database ${path} was written by a newer version of Nexus` +
        `${unknown.length > 0 ? ` (it knows ${someOf(unknown)})` : ` (version ${version}, this one knows ${known.size})`}. ` +
        'Nothing was changed. Start that version, or restore a backup made before the update.',
    );
  } finally {
    sqlite.close();
  }
}

/** One sentence stays one: an update from the first version brings forty. */
export function someOf(names: readonly string[]): string {
  const [first = '', ...more] = names.toSorted();
  return more.length === 0 ? first : `${first} and ${more.length} more`;
}

export function appliedNames(sqlite: Database.Database): string[] {
  const table = sqlite.prepare("select 1 from sqlite_master where type = 'table' and name = ?").get(HISTORY);
  if (table === undefined) return [];
  return sqlite
    .prepare<[], { name: string }>(`select name from ${HISTORY}`)
    .all()
    .map((row) => row.name);
}

/**
 * Applies the missing migrations in order, all in one transaction that first looks again which are missing: an update is
 * there as a whole or not at all. `begin immediate` is the lock: of two processes that start together one waits, then
 * finds it done. (Kysely's Migrator neither locks nor uses transactions on SQLite.) Returns the names applied by this call.
 */
export async function migrate(db: Db, migrations: Migrations): Promise<string[]> {
  if (engineOf(db) === 'postgres') return await migratePostgres(db, migrations);
  const names = Object.keys(migrations);
  const before = await appliedBefore(db);
  if (names.every((name) => before.has(name))) return [];
  return await write(
    db,
    async (trx) => {
      await createHistory(trx);
      const applied: string[] = [];
      for (const [index, [name, migration]] of Object.entries(migrations).entries()) {
        if (await isApplied(trx, name)) continue;
        await migration.up(trx);
        await sql`insert into ${sql.table(HISTORY)} (name, timestamp) values (${name}, ${sql`CURRENT_TIMESTAMP`})`.execute(
          trx,
        );
        await sql`pragma user_version = ${sql.raw(String(index + 1))}`.execute(trx);
        applied.push(name);
      }
      return applied;
    },
    { patience: MIGRATION },
  );
}

/** What needs no transaction, which an up-to-date database would otherwise open for each migration at every start. */
async function appliedBefore(db: Db): Promise<ReadonlySet<string>> {
  const table = await sql`select 1 from sqlite_master where type = 'table' and name = ${HISTORY}`.execute(db);
  if (table.rows.length === 0) return new Set();
  const { rows } = await sql<{ name: string }>`select name from ${sql.table(HISTORY)}`.execute(db);
  return new Set(rows.map(({ name }) => name));
}

async function createHistory(db: Kysely<never> | Db): Promise<void> {
  await sql`create table if not exists ${sql.table(HISTORY)} (name text not null primary key, timestamp text not null)`.execute(
    db,
  );
}

async function isApplied(db: Db, name: string): Promise<boolean> {
  const found = await sql`select 1 from ${sql.table(HISTORY)} where name = ${name}`.execute(db);
  return found.rows.length > 0;
}

/** The number of the lock that migrations hold; the second of ours is the log's, in 0018-postgres.sql. */
const MIGRATING = sql`pg_advisory_xact_lock(7236837, 0)`;
/** pg_xact_status, identity columns, and what Debian, Ubuntu and the clouds still serve. */
export const OLDEST_SERVER = 14;

/** All that is missing in one transaction: of two processes that start together one waits for the lock, then finds it done. */
async function migratePostgres(db: Db, migrations: Migrations): Promise<string[]> {
  const { rows: server } = await sql<{
    version: number;
  }>`select current_setting('server_version_num')::int / 10000 as version`.execute(db);
  if ((server[0]?.version ?? 0) < OLDEST_SERVER)
    throw new UnusableDatabaseError(
      `The PostgreSQL of DATABASE_URL is version ${server[0]?.version}; Nexus needs ${OLDEST_SERVER} or newer.`,
    );
  return await write(
    db,
    async (trx) => {
      await sql`select ${MIGRATING}`.execute(trx);
      const known = await appliedOnPostgres(trx);
      if (known.includes(BEING_COPIED))
        throw new UnusableDatabaseError(
          'The database is being filled by npm run migrate-database, or that was cut off. Run it again: it goes on where it was.',
        );
      const newer = known.filter((name) => !(name in migrations));
      if (newer.length > 0)
        throw new NewerDatabaseError(
          `The database was written by a newer version of Nexus (it knows ${someOf(newer)}). Nothing was changed. ` +
            'Start that version, or restore a backup made before the update.',
        );
      await createHistory(trx);
      const missing = Object.keys(migrations).filter((name) => !known.includes(name));
      for (const name of missing) {
        const statements = await migrations[name]?.postgres?.();
        if (statements === undefined) throw new Error(`The migration ${name} has no part for PostgreSQL.`);
        for (const statement of statements) await sql.raw(inOrderOfBytes(statement)).execute(trx);
        await sql`insert into ${sql.table(HISTORY)} (name, timestamp) values (${name}, ${sql`current_timestamp::text`})`.execute(
          trx,
        );
      }
      return missing;
    },
    { patience: MIGRATION, takesLock: true },
  );
}

async function appliedOnPostgres(db: Db): Promise<string[]> {
  const table = await sql<{ name: string | null }>`select to_regclass(${HISTORY})::text as name`.execute(db);
  if ((table.rows[0]?.name ?? null) === null) return [];
  const { rows } = await sql<{ name: string }>`select name from ${sql.table(HISTORY)}`.execute(db);
  return rows.map(({ name }) => name);
}

/**
 * Texts are compared and sorted by their bytes, as SQLite does, whatever the database's own language is: otherwise the
 * same pages would come in another order, and `lower` would know other letters.
 */
function inOrderOfBytes(statement: string): string {
  if (!/^(?:\s*--.*\n)*\s*(?:create|alter) table\b/i.test(statement)) return statement;
  return statement.replaceAll(/\b(\w+ text)\b(?! collate)/g, '$1 collate "C"');
}
