import { accessSync, closeSync, constants, existsSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { Kysely } from 'kysely';
import { makeFolder } from '../folder.ts';
import { isPostgres } from './address.ts';
import { SteadyPostgresDialect, SteadySqliteDialect } from './compiler.ts';
import { type Harden, openDisk, setDisk } from './durable.ts';
import { faultOf, noteConnection, noteUnread, UnusableDatabaseError } from './faults.ts';
import { createPatience, setPatience } from './patience.ts';
import type { Schema } from './schema.ts';
import { withStatementCache } from './statements.ts';

export type Db = Kysely<Schema>;

export interface OpenOptions {
  /** A change outside of a transaction is refused: only `write` waits for others and uses up what caused it. */
  readonly changesOnlyInWrites?: boolean;
  /** How the disk is waited for; the system's way when left out. */
  readonly harden?: Harden;
}

/** How long opening waits for another process that opens the same file, in ms. */
const OPEN_TIMEOUT = 5_000;
/** SQLite waits by blocking the thread; {@link write} waits longer without (ms). */
const BUSY_TIMEOUT = 10;

/**
 * Opens the database: `postgres://...`, which nothing is asked of yet, or the path of an SQLite file, which is created.
 * What {@link write} commits is durable before anybody hears of it ({@link durable}).
 */
export function openDatabase(address: string, { changesOnlyInWrites = false, harden }: OpenOptions = {}): Db {
  if (isPostgres(address)) return openPostgres(address, changesOnlyInWrites);
  if (address !== ':memory:' && !existsSync(address)) createPrivately(address);
  const sqlite = new Database(address, { timeout: OPEN_TIMEOUT });
  const hasLog = sqlite.pragma('journal_mode = WAL', { simple: true }) === 'wal';
  // Where the file system cannot have such a log, each commit waits for the disk.
  sqlite.pragma(`synchronous = ${hasLog ? 'NORMAL' : 'FULL'}`);
  // What is deleted is overwritten in the file: whoever is forgotten does not live on in free pages.
  sqlite.pragma('secure_delete = ON');
  sqlite.pragma('foreign_keys = ON');
  sqlite.pragma(`busy_timeout = ${BUSY_TIMEOUT}`);
  const disk = hasLog ? openDisk(address, harden) : undefined;
  const onError = (error: unknown): void => noteUnread(db, error);
  const onClose = (): void => disk?.close();
  const db = new Kysely<Schema>({
    dialect: new SteadySqliteDialect({
      database: withStatementCache(sqlite, { changesOnlyInWrites, onError, onClose }),
    }),
  });
  if (disk !== undefined) setDisk(db, disk);
  return db;
}

/** Only its owner reads what members typed. SQLite gives the files beside it the same rights. */
function createPrivately(path: string): void {
  try {
    makeFolder(dirname(path));
    closeSync(openSync(path, 'a', 0o600));
  } catch (error) {
    if (faultOf(error) !== undefined) throw error;
    throw new UnusableDatabaseError(
      `No database can be made there (${reasonOf(error)}). Set DATABASE_URL to a file in a folder that Nexus may write to, such as sqlite:./data/nexus.db.`,
    );
  }
}

/**
 * Makes the folder of what is kept in files, beside the database `path` or where it would be with PostgreSQL.
 *
 * @throws UnusableDatabaseError
 */
export function prepareFolder(path: string): void {
  const folder = dirname(path);
  try {
    makeFolder(folder);
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new UnusableDatabaseError(
      `Nothing can be kept in ${folder} (${reasonOf(error)}). Set DATA_DIRECTORY to a folder that Nexus may write to, such as ./data.`,
    );
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function openPostgres(address: string, changesOnlyInWrites: boolean): Db {
  const patience = createPatience();
  const onConnection = (ms: number): void => noteConnection(db, ms);
  const db = new Kysely<Schema>({
    dialect: new SteadyPostgresDialect({
      // Its client is read only where it is used.
      pool: async () =>
        (await import('./postgres.ts')).postgresPool(address, {
          changesOnlyInWrites,
          onConnection,
          patience,
        }),
    }),
  });
  setPatience(db, patience);
  return db;
}

/** Whether a pooler stands between us and the PostgreSQL of an address. */
export async function isPooled(address: string): Promise<boolean> {
  return await (await import('./postgres.ts')).isPooled(address);
}
