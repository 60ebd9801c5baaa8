import { closeSync, existsSync, fsyncSync, openSync } from 'node:fs';
import Database from 'better-sqlite3';
import { appliedNames, type Migrations, someOf } from './migrate.ts';

/**
 * Writes what the database holds now into a new file that only its owner may read, and waits until it is on the disk.
 * Others read and write meanwhile (https://www.sqlite.org/lang_vacuum.html, "VACUUM INTO"); what was deleted is not in
 * it. The thread is blocked for as long as it takes: for programs of their own.
 */
export function copyDatabase(from: string, to: string): void {
  // SQLite takes an empty file as a new one; its own would be readable by everybody.
  closeSync(openSync(to, 'wx', 0o600));
  const sqlite = new Database(from, { readonly: true, fileMustExist: true });
  try {
    sqlite.prepare('vacuum into ?').run(to);
  } finally {
    sqlite.close();
  }
  flush(to);
}

/** Waits until a file, or a folder's list of its files, is on the disk. */
export function flush(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } catch (error) {
    // Windows flushes no folders.
    if (!(error instanceof Error && 'code' in error && ['EPERM', 'EISDIR'].includes(String(error.code))))
      throw error;
  } finally {
    closeSync(file);
  }
}

/** At most so many findings are told. */
const FINDINGS = 5;

/** What is wrong with a database file, one sentence each; it is opened for reading only and read as a whole. */
export function findDamage(path: string, migrations: Migrations): string[] {
  let sqlite: Database.Database | undefined;
  try {
    sqlite = new Database(path, { readonly: true, fileMustExist: true });
    const torn = (sqlite.pragma('integrity_check') as { integrity_check: string }[])
      .map((row) => row.integrity_check)
      .filter((line) => line !== 'ok');
    if (torn.length > 0) return torn.slice(0, FINDINGS).map((line) => `It is damaged: ${line}.`);
    const applied = appliedNames(sqlite);
    if (applied.length === 0) return ['It is not a database of Nexus.'];
    const newer = applied.filter((name) => !(name in migrations));
    if (newer.length > 0)
      return [`It was written by a newer version of Nexus (it knows ${someOf(newer)}). Use that version.`];
    const lost = sqlite.pragma('foreign_key_check') as { table: string; parent: string }[];
    return lost
      .slice(0, FINDINGS)
      .map(({ table, parent }) => `A row of ${table} belongs to a row of ${parent} that is not there.`);
  } catch (error) {
    return [`It cannot be read: ${error instanceof Error ? error.message : String(error)}.`];
  } finally {
    sqlite?.close();
  }
}

/** The migrations that a database file lacks. */
export function findPending(path: string, migrations: Migrations): string[] {
  const sqlite = new Database(path, { readonly: true, fileMustExist: true });
  try {
    const applied = new Set(appliedNames(sqlite));
    return Object.keys(migrations).filter((name) => !applied.has(name));
  } finally {
    sqlite.close();
  }
}

/** The names of the rules that do not hold in a database file, each with how many rows are against it. */
export function brokenRules(path: string, rules: Readonly<Record<string, string>>): string[] {
  const sqlite = new Database(path, { readonly: true, fileMustExist: true });
  try {
    return Object.entries(rules).flatMap(([name, query]) => {
      const { length } = sqlite.prepare(query).all();
      return length === 0 ? [] : [`${name} (${length})`];
    });
  } finally {
    sqlite.close();
  }
}

/**
 * Whether another process has the database open, also an idle one: in WAL mode every connection keeps a lock on the file
 * for as long as it lives, and the system takes it back when its process dies.
 * Where nobody has, what is still in the write-ahead log is written into the file, unless that is too damaged.
 */
export function isInUse(path: string): boolean {
  if (!existsSync(path)) return false;
  const sqlite = new Database(path, { timeout: 0 });
  try {
    sqlite.pragma('locking_mode = exclusive');
    sqlite.exec('begin exclusive; commit');
    sqlite.pragma('wal_checkpoint(truncate)');
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY');
  } finally {
    sqlite.close();
  }
}
