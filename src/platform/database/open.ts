import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import type { Schema } from './schema.ts';
import { withStatementCache } from './statements.ts';

export type Db = Kysely<Schema>;

/** How long opening waits for another process that opens the same file, in ms. */
const OPEN_TIMEOUT = 5_000;
/** SQLite waits by blocking the thread; {@link write} waits longer without (ms). */
const BUSY_TIMEOUT = 10;

/**
 * Opens (and creates) the SQLite file for reading and writing. Commits are durable before they are acknowledged:
 * `synchronous = FULL`, because better-sqlite3's default in WAL mode may lose the last ones in a power cut.
 */
export function openDatabase(path: string, { changesOnlyInWrites = false } = {}): Db {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
  const sqlite = new Database(path, { timeout: OPEN_TIMEOUT });
  sqlite.pragma('journal_mode = WAL');
  sqlite.pragma('synchronous = FULL');
  sqlite.pragma('foreign_keys = ON');
  sqlite.pragma(`busy_timeout = ${BUSY_TIMEOUT}`);
  return new Kysely<Schema>({
    dialect: new SqliteDialect({ database: withStatementCache(sqlite, changesOnlyInWrites) }),
  });
}
