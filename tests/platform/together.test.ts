import { join } from 'node:path';
import Database from 'better-sqlite3';
import { sql } from 'kysely';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import {
  afterCommit,
  beforeCommit,
  causedBy,
  claiming,
  type Db,
  openDatabase,
  write,
} from '../../src/platform/database/index.ts';
import { temporaryDirectory } from '../support/directory.ts';

describe('what one turn of the event loop writes', () => {
  let db: Db;
  let reader: Database.Database;
  beforeEach(() => {
    const path = join(temporaryDirectory(), 'nexus.db');
    db = openDatabase(path);
    reader = new Database(path);
    reader.exec('create table kept (n integer not null) strict');
    onTestFinished(async () => {
      reader.close();
      await db.destroy();
    });
  });

  const add = (trx: Db, n: number) => sql`insert into kept values (${n})`.execute(trx);
  /** What another process would find. */
  const kept = (): unknown[] => reader.prepare('select n from kept order by n').pluck().all();

  it('shares one commit, before which nobody hears', async () => {
    const heard: number[] = [];
    const seen: unknown[] = [];
    const one = async (n: number): Promise<void> => {
      await write(db, async (trx) => {
        seen.push([kept(), [...heard]]);
        await add(trx, n);
        afterCommit(trx, () => heard.push(n));
      });
      seen.push(kept());
    };
    await Promise.all([one(1), one(2), one(3)]);
    const nothing = [[], []];
    const all = [1, 2, 3];
    expect(seen).toEqual([nothing, nothing, nothing, all, all, all]);
    expect(heard).toEqual(all);
  });

  it('undoes alone what throws, with what it asked for before and after the commit', async () => {
    const done: string[] = [];
    const one = (n: number, error?: string): Promise<unknown> =>
      write(db, async (trx) => {
        await add(trx, n);
        beforeCommit(trx, n, async () => void done.push(`before ${n}`));
        afterCommit(trx, () => done.push(`after ${n}`));
        if (error !== undefined) throw new Error(error);
        return n;
      });
    const ended = await Promise.allSettled([one(1), one(2, 'no'), one(3), one(4, 'never')]);
    expect(ended.map((end) => (end.status === 'fulfilled' ? end.value : String(end.reason)))).toEqual([
      1,
      'Error: no',
      3,
      'Error: never',
    ]);
    expect(kept()).toEqual([1, 3]);
    expect(done).toEqual(['before 1', 'before 3', 'after 1', 'after 3']);
  });

  it('runs one by one when the commit fails: only whoever is to blame hears of it', async () => {
    reader.exec('create table parents (id integer primary key) strict');
    reader.exec('create table children (of integer references parents deferrable initially deferred) strict');
    const orphan = write(db, (trx) => sql`insert into children values (7)`.execute(trx));
    const others = [1, 2].map((n) => write(db, (trx) => add(trx, n)));
    await expect(orphan).rejects.toThrow('FOREIGN KEY');
    await Promise.all(others);
    expect(kept()).toEqual([1, 2]);
  });

  it('waits for another process that holds the database, all of it', async () => {
    reader.exec('begin immediate');
    const writes = [1, 2].map((n) => write(db, (trx) => add(trx, n)));
    const early = write(db, (trx) => add(trx, 3), { patience: 0 });
    await expect(early).rejects.toMatchObject({ text: { key: 'common:error.busy' } });
    reader.exec('commit');
    await Promise.all(writes);
    expect(kept()).toEqual([1, 2]);
  });

  it('belongs to whoever caused it', async () => {
    const by: unknown[] = [];
    const one = (who: string): Promise<unknown> =>
      claiming(
        {
          use: async () => void by.push(causedBy()),
          isUsed: () => Promise.resolve(false),
          used: false,
          later: 0,
          by: who,
        },
        () => write(db, async () => void by.push(causedBy())),
      );
    await Promise.all([one('Ana'), one('Ben'), write(db, async () => void by.push(causedBy()))]);
    expect(by).toEqual(['Ana', 'Ana', 'Ben', 'Ben', undefined]);
  });
});
