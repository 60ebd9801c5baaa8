import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import type { Clock } from '../clock.ts';
import {
  copyDatabase,
  type Db,
  findDamage,
  flush,
  isInUse,
  type Migrations,
  openDatabase,
  write,
} from '../database/index.ts';
import { makeFolder } from '../folder.ts';
import {
  type BackupTrouble,
  backupName,
  type LastBackup,
  mergedLines,
  outdated,
  troubleOf,
} from './rules.ts';
import { noteLast, readLast } from './store.ts';

/** Why there is no backup, or nothing was restored, and what to do: one sentence for whoever runs Nexus. */
export class BackupError extends Error {
  override readonly name = 'BackupError';
}

/** Half a copy, of a backup that was cut off. */
const PARTIAL = '.partial';
/** Nothing takes longer to copy (ms). */
const LONGEST_COPY = 3_600_000;

export interface BackedUp {
  readonly path: string;
  readonly bytes: number;
  /** On the same disk as the database, and sent nowhere. */
  readonly isBeside: boolean;
  readonly removed: readonly string[];
}

/**
 * Copies the database, also while Nexus runs, looks whether the copy is whole, and only then gives it its name. A target
 * that ends in `.db` is a new file; any other is a folder in which the newest `keep` stay. The list of erasures goes with
 * it, so that whoever restores it elsewhere still forgets who was forgotten. Throws {@link BackupError}.
 */
export async function backUp(options: {
  readonly databasePath: string;
  readonly target: string;
  readonly keep: number;
  /** A command of the shell that takes the backup elsewhere; it finds the file in NEXUS_BACKUP. */
  readonly send?: string | undefined;
  readonly migrations: Migrations;
  /** ms UTC. */
  readonly now: number;
}): Promise<BackedUp> {
  const { databasePath, migrations, now } = options;
  if (!existsSync(databasePath))
    throw new BackupError(`There is no database at ${databasePath} (DATABASE_URL).`);
  const target = resolve(options.target);
  const isFile = extname(target) === '.db';
  const folder = isFile ? dirname(target) : target;
  const path = isFile ? target : freePath(folder, now);
  if (existsSync(path)) throw new BackupError(`${path} exists already. Name another file, or a folder.`);
  const partial = `${path}.${process.pid}${PARTIAL}`;
  try {
    makeFolder(folder);
    copyDatabase(databasePath, partial);
    const damage = findDamage(partial, migrations);
    if (damage.length > 0)
      throw new BackupError(`The backup is not whole and was thrown away. ${damage.join(' ')}`);
    copyErasures(`${databasePath}.erasures`, isFile ? `${path}.erasures` : join(folder, 'nexus.erasures'));
    renameSync(partial, path);
    flush(folder);
  } catch (error) {
    throwAway(partial);
    throw error instanceof BackupError ? error : new BackupError(`No backup was made: ${reasonOf(error)}`);
  }
  const removed = isFile ? [] : rotate(folder, options.keep, now);
  if (options.send !== undefined) send(options.send, path);
  const isBeside = options.send === undefined && statSync(path).dev === statSync(databasePath).dev;
  await note(databasePath, { at: now, path, isBeside });
  return { path, bytes: statSync(path).size, isBeside, removed };
}

/** Two backups in one second are two backups. */
function freePath(folder: string, now: number): string {
  for (let at = now; ; at += 1_000) {
    const path = join(folder, backupName(at));
    if (!existsSync(path)) return path;
  }
}

/** Why it could not be written is what is told, not why it could not be removed. */
function throwAway(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // There is nothing there, or no way to it.
  }
}

/** Adds what a list of erasures has to another one. */
export function copyErasures(from: string, to: string): void {
  if (!existsSync(from)) return;
  const known = existsSync(to) ? readFileSync(to, 'utf8') : '';
  replaceFile(to, mergedLines(known, readFileSync(from, 'utf8')));
}

/** The whole new text stands in the file, or the whole old one. */
function replaceFile(path: string, text: string): void {
  const partial = `${path}.${process.pid}${PARTIAL}`;
  writeFileSync(partial, text, { mode: 0o600 });
  flush(partial);
  renameSync(partial, path);
}

function rotate(folder: string, keep: number, now: number): string[] {
  const names = readdirSync(folder);
  const left = names.filter(
    (name) => name.endsWith(PARTIAL) && now - statSync(join(folder, name)).mtimeMs > LONGEST_COPY,
  );
  const removed = outdated(names, keep);
  for (const name of [...removed, ...left]) rmSync(join(folder, name), { force: true });
  return removed;
}

function send(command: string, path: string): void {
  const { status, signal } = spawnSync(command, {
    shell: true,
    stdio: 'inherit',
    env: { ...process.env, NEXUS_BACKUP: path, NEXUS_BACKUP_FOLDER: dirname(path) },
  });
  if (status !== 0)
    throw new BackupError(
      `${path} is whole, but it was not sent: the command of --send ended with ${status ?? signal}.`,
    );
}

/** What is known of the backups while Nexus runs. */
export interface Backups {
  /** What is wrong with them now, if anything. */
  trouble(): Promise<BackupTrouble | undefined>;
  /** Since the last one that was verified, in ms; undefined where there is none. */
  ageMs(): Promise<number | undefined>;
}

export function createBackups({ db, clock }: { db: Db; clock: Clock }): Backups {
  return {
    trouble: async () => troubleOf(await readLast(db), clock.now()),
    async ageMs() {
      const last = await readLast(db);
      return last === undefined ? undefined : clock.now() - last.at;
    },
  };
}

async function note(databasePath: string, last: LastBackup): Promise<void> {
  const db = openDatabase(databasePath);
  try {
    await write(db, (trx) => noteLast(trx, last));
  } finally {
    await db.destroy();
  }
}

export interface Restored {
  /** Where the database that stood there before is kept; undefined where there was none. */
  readonly kept: string | undefined;
}

/**
 * Puts a backup in the place of the database. What stood there is kept under another name, and whoever was forgotten
 * since the backup is forgotten again when Nexus starts (people/privacy). Every step before the last leaves the database
 * as it was. Throws {@link BackupError}: also while Nexus runs.
 */
export function restore(options: {
  readonly databasePath: string;
  readonly backup: string;
  readonly migrations: Migrations;
  /** ms UTC. */
  readonly now: number;
}): Restored {
  const { databasePath, migrations, now } = options;
  const backup = resolve(options.backup);
  if (!existsSync(backup)) throw new BackupError(`There is no file ${backup}.`);
  const damage = findDamage(backup, migrations);
  if (damage.length > 0)
    throw new BackupError(`${backup} cannot be restored; nothing was changed. ${damage.join(' ')}`);
  if (isInUse(databasePath))
    throw new BackupError(
      `Nexus is running with ${databasePath}. Stop it, then restore; nothing was changed.`,
    );
  const partial = `${databasePath}${PARTIAL}`;
  const kept = existsSync(databasePath) ? `${databasePath}.before-${backupName(now)}` : undefined;
  try {
    makeFolder(dirname(databasePath));
    copyFileSync(backup, partial);
    chmodSync(partial, 0o600);
    flush(partial);
    const torn = findDamage(partial, migrations);
    if (torn.length > 0)
      throw new BackupError(`The copy is not whole; nothing was changed. ${torn.join(' ')}`);
    for (const list of [`${backup}.erasures`, join(dirname(backup), 'nexus.erasures')])
      copyErasures(list, `${databasePath}.erasures`);
    if (kept !== undefined) linkSync(databasePath, kept);
    // What a damaged database could not take in belongs to it, never to the one that comes.
    for (const tail of ['-wal', '-shm'])
      if (existsSync(databasePath + tail)) renameSync(databasePath + tail, `${kept ?? partial}${tail}`);
    renameSync(partial, databasePath);
    flush(dirname(databasePath));
  } catch (error) {
    throwAway(partial);
    throw error instanceof BackupError ? error : new BackupError(`Nothing was restored: ${reasonOf(error)}`);
  }
  return { kept: kept === undefined ? undefined : basename(kept) };
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOSPC' || code === 'SQLITE_FULL') return 'the disk is full. Make room, then try again.';
  if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM')
    return `this user may not write there (${code}). Name another place, or change who owns it.`;
  return error instanceof Error ? error.message : String(error);
}
