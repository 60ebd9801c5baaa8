import { copyFileSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { sql } from 'kysely';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { migrations } from '../../migrations/index.ts';
import { noteUnread, noteWrite, watchDatabase } from '../../src/platform/database/faults.ts';
import {
  type Db,
  type Migrations,
  migrate,
  NewerDatabaseError,
  openDatabase,
  refuseNewer,
} from '../../src/platform/database/index.ts';
import { withStatementCache } from '../../src/platform/database/statements.ts';
import { temporaryDirectory } from '../support/directory.ts';
import { run } from '../support/program.ts';

const PROGRAM = ['--input-type=module-typescript', '-e'];

/** A database in a directory of its own, closed when the test is over. */
function freshDatabase(): { path: string; db: Db } {
  const path = join(temporaryDirectory(), 'nexus.db');
  return { path, db: opened(path) };
}

function opened(path: string): Db {
  const db = openDatabase(path);
  onTestFinished(() => db.destroy());
  return db;
}

async function rows(db: Db, query: string): Promise<Record<string, unknown>[]> {
  return (await sql.raw<Record<string, unknown>>(query).execute(db)).rows;
}

async function tableNames(db: Db): Promise<unknown[]> {
  const found = await rows(db, "select name from sqlite_master where type = 'table' order by name");
  return found.map((row) => row['name']);
}

describe('an opened database', () => {
  it('waits for others and checks references', async () => {
    const { db } = freshDatabase();
    expect(await rows(db, 'pragma journal_mode')).toEqual([{ journal_mode: 'wal' }]);
    // Whoever writes waits for the disk: tests/platform/durable.test.ts.
    expect(await rows(db, 'pragma synchronous')).toEqual([{ synchronous: 1 }]);
    expect(await rows(db, 'pragma foreign_keys')).toEqual([{ foreign_keys: 1 }]);
    expect(await rows(db, 'pragma busy_timeout')).toEqual([{ timeout: 10 }]);
    await migrate(db, migrations);
    const cohort = { guild_id: 'nowhere', name: 'x', name_key: 'x', start_date: '2026-01-01' };
    const insert = db
      .insertInto('cohorts')
      .values({ ...cohort, deadline_date: '2026-01-02', deadline_at: 0, timezone: 'UTC', created_at: 0 });
    await expect(insert.execute()).rejects.toThrow('FOREIGN KEY');
  });

  it('is made for its owner alone, with its folder and what SQLite keeps beside it', async () => {
    const path = join(temporaryDirectory(), 'data', 'nexus.db');
    await rows(opened(path), 'create table x (n integer) strict');
    const modes = ['', '-wal', '-shm'].map((tail) => statSync(path + tail).mode & 0o777);
    expect(modes).toEqual([0o600, 0o600, 0o600]);
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
  });

  it('holds the lock from the beginning of a transaction, so that reading before writing never fails', async () => {
    const { db, path } = freshDatabase();
    await rows(db, 'create table counter (n integer not null) strict');
    const other = new Database(path, { timeout: 0 });
    onTestFinished(() => void other.close());
    await db.transaction().execute(async (trx) => {
      await rows(trx, 'select * from counter');
      expect(() => other.exec('insert into counter values (1)')).toThrow('locked');
    });
    other.exec('insert into counter values (1)');
  });

  it('lets two processes read and write by turns without an error', async () => {
    const { db, path } = freshDatabase();
    await rows(db, 'create table counter (n integer not null) strict');
    await rows(db, 'insert into counter values (0)');
    const program = `
      import { sql } from 'kysely';
      import { openDatabase, write } from './src/platform/database/index.ts';
      const db = openDatabase(process.env.FILE);
      for (let i = 0; i < 100; i++) await write(db, async (trx) => {
        const { rows: [{ n }] } = await sql\`select n from counter\`.execute(trx);
        await sql\`update counter set n = \${n + 1}\`.execute(trx);
      });
      await db.destroy();`;
    const children = Array.from({ length: 2 }, () => run([...PROGRAM, program], { env: { FILE: path } }));
    for (const child of children) expect(await child.ended).toMatchObject({ code: 0, stderr: '' });
    expect(await rows(db, 'select n from counter')).toEqual([{ n: 200 }]);
  });

  it('prepares each statement once, and keeps a bounded number of them', () => {
    const sqlite = new Database(':memory:');
    let prepared = 0;
    const counting = Object.create(sqlite, {
      prepare: {
        value: (text: string) => {
          prepared += 1;
          return sqlite.prepare(text);
        },
      },
    }) as Database.Database;
    const cached = withStatementCache(counting, {
      changesOnlyInWrites: false,
      onError: () => {},
      onClose: () => {},
    });
    for (let i = 0; i < 10; i++) cached.prepare('select 1');
    expect(prepared).toBe(1);
    for (let i = 0; i < 499; i++) cached.prepare(`select ${i} as n`);
    cached.prepare('select 1');
    expect(prepared).toBe(500);
    // What was used last stays, what was used longest ago goes.
    cached.prepare('select 2 as newcomer');
    cached.prepare('select 1');
    expect(prepared).toBe(501);
    for (let i = 0; i < 500; i++) cached.prepare(`select ${i} as m`);
    cached.prepare('select 1');
    expect(prepared).toBe(1002);
    expect(cached.prepare('begin')).toBe(cached.prepare('begin immediate'));
    sqlite.close();
  });
});

const unheard = { onWait: () => {}, onRetry: () => {}, onConnection: () => {} };

it('a fault is over when changes go well again; damage is not, as they lie on other pages', () => {
  const { db, path } = freshDatabase();
  const heard: (string | undefined)[] = [];
  const watch = watchDatabase(db, path, {
    onChange: (fault) => heard.push(fault),
    ...unheard,
  });
  const failed = (code: string) => Object.assign(new Error(code), { code });
  const time = vi.spyOn(performance, 'now').mockReturnValue(0);
  noteWrite(db, 0, failed('SQLITE_FULL'));
  time.mockReturnValue(60_000);
  noteWrite(db, 0);
  // Of what is read, a full disk is no matter.
  noteUnread(db, failed('SQLITE_FULL'));
  expect(heard).toEqual(['full', undefined]);
  noteUnread(db, failed('SQLITE_CORRUPT'));
  time.mockReturnValue(120_000);
  noteWrite(db, 0);
  time.mockRestore();
  expect(heard).toEqual(['full', undefined, 'damaged']);
  expect(watch.fault).toBe('damaged');
});

it('somebody who holds the database is told of when no change goes well for five seconds, and not before', () => {
  const { db, path } = freshDatabase();
  const heard: (string | undefined)[] = [];
  watchDatabase(db, path, { onChange: (fault) => heard.push(fault), ...unheard });
  const busy = Object.assign(new Error('database is locked'), { code: 'SQLITE_BUSY' });
  const time = vi.spyOn(performance, 'now');
  const at = (ms: number, error?: Error): void => {
    time.mockReturnValue(ms);
    noteWrite(db, error === undefined ? 0 : 1_700, error);
  };
  at(1_700, busy);
  at(4_000);
  at(5_700, busy);
  at(8_900, busy);
  expect(heard).toEqual([]);
  at(9_000, busy);
  at(12_000, busy);
  expect(heard).toEqual(['held']);
  at(18_000);
  time.mockRestore();
  expect(heard).toEqual(['held', undefined]);
});

describe('migrate', () => {
  const failing: Migrations = {
    '0001-good': { up: async (db) => void (await sql`create table good (n integer) strict`.execute(db)) },
    '0002-bad': {
      async up(db) {
        await sql`create table half (n integer) strict`.execute(db);
        await sql`insert into good values (1)`.execute(db);
        throw new Error('no further');
      },
    },
  };

  it('leaves nothing behind of an update of which one migration throws', async () => {
    const { db } = freshDatabase();
    await expect(migrate(db, failing)).rejects.toThrow('no further');
    expect(await tableNames(db)).toEqual([]);
    expect(await rows(db, 'pragma user_version')).toEqual([{ user_version: 0 }]);

    const { '0002-bad': bad, ...mended } = failing;
    if (bad === undefined) throw new Error('there is a second one');
    const second: Migrations = { ...mended, '0002-good': { up: async () => {} } };
    expect(await migrate(db, second)).toEqual(['0001-good', '0002-good']);
    expect(await rows(db, 'pragma user_version')).toEqual([{ user_version: 2 }]);
  });

  it('leaves an empty file empty when the first one throws', async () => {
    const { db } = freshDatabase();
    await expect(migrate(db, { '0001': { up: () => Promise.reject(new Error('no')) } })).rejects.toThrow(
      'no',
    );
    expect(await tableNames(db)).toEqual([]);
    expect(await rows(db, 'pragma user_version')).toEqual([{ user_version: 0 }]);
  });

  it('applies each migration once, however often it is asked', async () => {
    const { db, path } = freshDatabase();
    expect(await migrate(db, migrations)).toEqual(Object.keys(migrations));
    expect(await migrate(db, migrations)).toEqual([]);
    expect(await migrate(opened(path), migrations)).toEqual([]);
    expect(await rows(db, 'pragma user_version')).toEqual([{ user_version: Object.keys(migrations).length }]);
  });

  it('is done once by processes that start together on a new file', async () => {
    const path = join(temporaryDirectory(), 'new.db');
    const program = `
      import { migrations } from './migrations/index.ts';
      import { migrate, openDatabase, refuseNewer } from './src/platform/database/index.ts';
      refuseNewer(process.env.FILE, migrations);
      const db = openDatabase(process.env.FILE);
      console.log(JSON.stringify(await migrate(db, migrations)));
      await db.destroy();`;
    const children = Array.from({ length: 4 }, () => run([...PROGRAM, program], { env: { FILE: path } }));
    const ends = await Promise.all(children.map((child) => child.ended));
    expect(ends.map(({ code, stderr }) => ({ code, stderr }))).toEqual(
      ends.map(() => ({ code: 0, stderr: '' })),
    );
    const applied = ends.flatMap(({ stdout }) => JSON.parse(stdout) as string[]);
    expect(applied.toSorted()).toEqual(Object.keys(migrations));
  });
});

describe('a database from a newer version', () => {
  it.each([
    ['an unknown migration', `insert into kysely_migration values ('9999-future', 'then')`, '9999-future'],
    ['a higher version', 'pragma user_version = 9999', 'version 9999'],
  ])('is refused because of %s, and not a byte of it changes', async (_why, change, named) => {
    const { db, path: living } = freshDatabase();
    await migrate(db, migrations);
    await rows(db, change);
    // As a crash leaves it: the change stands in the write-ahead log alone.
    const path = join(temporaryDirectory(), 'nexus.db');
    for (const end of ['', '-wal']) copyFileSync(`${living}${end}`, `${path}${end}`);
    const before = [readFileSync(path), readFileSync(`${path}-wal`)];
    expect(before[1]?.length).toBeGreaterThan(0);

    expect(() => refuseNewer(path, migrations)).toThrow(NewerDatabaseError);
    expect(() => refuseNewer(path, migrations)).toThrow(named);
    expect(() => refuseNewer(path, migrations)).toThrow('Nothing was changed');
    expect([readFileSync(path), readFileSync(`${path}-wal`)]).toEqual(before);
  });

  it('is no matter for a file of this version, an older one, or none', async () => {
    const { db, path } = freshDatabase();
    const next: Migrations = { ...migrations, '9999-next': { up: async () => {} } };
    const look = (file: string, known: Migrations) => () => refuseNewer(file, known);
    expect(look(join(temporaryDirectory(), 'none.db'), migrations)).not.toThrow();
    expect(look(':memory:', migrations)).not.toThrow();
    expect(look(path, migrations)).not.toThrow();
    await migrate(db, migrations);
    expect(look(path, migrations)).not.toThrow();
    expect(look(path, next)).not.toThrow();
  });
});
