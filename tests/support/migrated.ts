import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { migrations } from '../../migrations/index.ts';
import { migrate, openDatabase } from '../../src/platform/database/index.ts';
import { databaseDirectory } from './directory.ts';

let template: Promise<Buffer> | undefined;

/**
 * Puts a database where the bot is going to look for it: really migrated, once in each test process, and copied from
 * then on. Migrating takes longer than everything else a bot does to start.
 */
export async function putDatabase(path: string): Promise<void> {
  template ??= migrated();
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, await template);
}

/** The file is kept in memory: a test process is killed when it is done, and would leave it behind. */
async function migrated(): Promise<Buffer> {
  const directory = databaseDirectory();
  try {
    const path = join(directory, 'migrated.db');
    const db = openDatabase(path);
    await migrate(db, migrations);
    // The last one to close a database leaves nothing outside of its file.
    await db.destroy();
    return readFileSync(path);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
