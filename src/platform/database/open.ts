import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import type { Schema } from './schema.ts';
import { withStatementCache } from './statements.ts';

export type Db = Kysely<Schema>;

/** How long a writer waits for another process's transaction, in ms. */
const BUSY_TIMEOUT = 5_000;

/**
 * Opens (and creates) the SQLite file for reading and writing. Commits are durable before they are acknowledged:
 * `synchronous = FULL`, because better-sqlite3's default in WAL mode may lose the last ones in a power cut.
 */
export function openDatabase(path: string): Db {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
  const sqlite = new Database(path, { timeout: BUSY_TIMEOUT });
  sqlite.pragma('journal_mode = WAL');
  sqlite.pragma('synchronous = FULL');
  sqlite.pragma('foreign_keys = ON');
  return new Kysely<Schema>({ dialect: new SqliteDialect({ database: withStatementCache(sqlite) }) });
}
