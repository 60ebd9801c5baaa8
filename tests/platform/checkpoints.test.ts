import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { migrations } from '../../migrations/index.ts';
import {
  type Db,
  emptyLog,
  migrate,
  openDatabase,
  startCheckpoints,
  write,
  writeSetting,
} from '../../src/platform/database/index.ts';

const onError = (error: unknown): never => {
  throw error;
};

let folder: string;
let path: string;
let db: Db;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nexus-'));
  path = join(folder, 'nexus.db');
  db = openDatabase(path, { changesOnlyInWrites: true });
  await migrate(db, migrations);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Each a commit of its own, which makes the file a few pages longer. */
async function commit(count: number, now: { ms: number }, every: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    now.ms += every;
    await write(db, (trx) => writeSetting(trx, `${now.ms}`, 'x'.repeat(20_000)));
  }
}

it('copies the log beside whoever commits while many do, and leaves nothing behind', async () => {
  const now = { ms: 0 };
  const checkpoints = startCheckpoints({ db, path, onError, now: () => now.ms });
  const before = statSync(path).size;
  await commit(25, now, 10);
  expect(checkpoints.isRunning).toBe(true);
  await checkpoints.settled();
  expect(statSync(path).size).toBeGreaterThan(before + 300_000);
  await checkpoints.stop();
  expect(checkpoints.isRunning).toBe(false);
  await commit(25, now, 10);
  expect(checkpoints.isRunning).toBe(false);
  await db.destroy();
  expect(existsSync(`${path}-wal`)).toBe(false);
});

it('needs no thread for a few a second', async () => {
  const now = { ms: 0 };
  const checkpoints = startCheckpoints({ db, path, onError, now: () => now.ms });
  await commit(60, now, 200);
  expect(checkpoints.isRunning).toBe(false);
  await checkpoints.stop();
  await db.destroy();
});

it('empties the log also while it is being copied', async () => {
  const now = { ms: 0 };
  const checkpoints = startCheckpoints({ db, path, onError, now: () => now.ms });
  for (let round = 0; round < 40; round++) {
    await commit(25, now, 10);
    for (let turn = 0; turn < round % 8; turn++) await new Promise(setImmediate);
    await emptyLog(db);
    expect(statSync(`${path}-wal`).size).toBe(0);
  }
  expect(checkpoints.isRunning).toBe(true);
  await checkpoints.stop();
  await db.destroy();
});
