import { fdatasync, fstatSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import { sql } from 'kysely';
import { expect, it, onTestFinished } from 'vitest';
import { type Fault, watchDatabase } from '../../src/platform/database/faults.ts';
import {
  afterCommit,
  claiming,
  type Db,
  hasChanged,
  openDatabase,
  write,
} from '../../src/platform/database/index.ts';
import { temporaryDirectory } from '../support/directory.ts';

/** A disk that is waited for until the test says what becomes of it. */
function slowDisk() {
  const waiting: ((error?: Error) => void)[] = [];
  const files: number[] = [];
  const harden = (file: number): Promise<void> =>
    new Promise((resolve, reject) => {
      files.push(file);
      waiting.push((error) => (error === undefined ? resolve() : reject(error)));
    });
  return { harden, waiting, files, end: (error?: Error) => waiting.shift()?.(error) };
}

/** Whatever can go on without the disk has gone on. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate);
}

async function withNumbers(harden?: (file: number) => Promise<void>): Promise<{ db: Db; path: string }> {
  const path = join(temporaryDirectory(), 'nexus.db');
  const db = openDatabase(path, harden === undefined ? {} : { harden });
  onTestFinished(() => db.destroy());
  await sql`create table numbers (n integer) strict`.execute(db);
  return { db, path };
}

const add = (db: Db, n: number): Promise<number> =>
  write(db, async (trx) => {
    await sql`insert into numbers values (${n})`.execute(trx);
    return n;
  });

const count = (path: string): number => {
  const other = new Database(path, { readonly: true });
  try {
    return Number(other.prepare('select count(*) from numbers').pluck().get());
  } finally {
    other.close();
  }
};

it('tells nobody of a change before it is on the disk, and holds nothing else up', async () => {
  const disk = slowDisk();
  const { db, path } = await withNumbers(disk.harden);
  const told: string[] = [];
  const one = write(db, async (trx) => {
    await sql`insert into numbers values (1)`.execute(trx);
    afterCommit(trx, () => told.push('after'));
  }).then(() => told.push('told'));
  await turns();
  expect(count(path)).toBe(1);
  expect(told).toEqual([]);
  expect((await sql`select n from numbers`.execute(db)).rows).toEqual([{ n: 1 }]);
  expect(disk.files.map((file) => fstatSync(file).ino)).toEqual([statSync(`${path}-wal`).ino]);
  disk.end();
  await one;
  expect(told).toEqual(['after', 'told']);
});

it('waits once for all that was committed before, and again for what was committed meanwhile', async () => {
  const disk = slowDisk();
  const { db } = await withNumbers(disk.harden);
  const told: number[] = [];
  const adding = (n: number): Promise<unknown> => add(db, n).then((each) => told.push(each));
  const first = [adding(1), adding(2)];
  await turns();
  const later = [adding(3), adding(4)];
  await turns();
  expect(disk.waiting).toHaveLength(1);
  disk.end();
  await Promise.all(first);
  await turns();
  expect(told).toEqual([1, 2]);
  expect(disk.waiting).toHaveLength(1);
  disk.end();
  await Promise.all(later);
  expect(told).toEqual([1, 2, 3, 4]);
});

it('says so when the disk fails, what was changed before, and goes on when it works again', async () => {
  const disk = slowDisk();
  const { db, path } = await withNumbers(disk.harden);
  const faults: (Fault | undefined)[] = [];
  const ignored = { onWait: () => {}, onRetry: () => {}, onConnection: () => {} };
  watchDatabase(db, path, { ...ignored, onChange: (fault) => faults.push(fault) });
  const claim = { use: () => Promise.resolve(), isUsed: () => Promise.resolve(true), used: false, later: 0 };
  let changed = false;
  const failing = claiming(claim, async () => {
    try {
      await add(db, 1);
    } finally {
      changed = hasChanged();
    }
  });
  await turns();
  disk.end(Object.assign(new Error('i/o error'), { code: 'EIO' }));
  await expect(failing).rejects.toThrow('not known whether');
  expect({ changed, faults }).toEqual({ changed: true, faults: ['unreadable'] });
  const next = add(db, 2);
  await turns();
  disk.end();
  expect(await next).toBe(2);
});

it('closes the log when the database is closed, also while the disk is waited for', async () => {
  const disk = slowDisk();
  const { db, path } = await withNumbers(disk.harden);
  const adding = add(db, 1);
  await turns();
  const [file = -1] = disk.files;
  await db.destroy();
  await promisify(fdatasync)(file);
  disk.end();
  await adding;
  await turns();
  expect(() => fstatSync(file)).toThrow('EBADF');
  expect(count(path)).toBe(1);
});
