import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrations } from '../../migrations/index.ts';
import {
  BusyError,
  type Claim,
  claiming,
  type Db,
  migrate,
  NewerDatabaseError,
  openDatabase,
  readSetting,
  write,
  writeSetting,
} from '../../src/platform/database/index.ts';
import { createPostgres, dropPostgres, POSTGRES } from '../support/engine.ts';
import { startProxy } from '../support/postgres-proxy.ts';

/** There each transaction has another server. */
const POOLED = process.env['TEST_POSTGRES_POOLED'] !== undefined;

let address: string;
let db: Db;

beforeEach(async () => {
  if (POSTGRES === undefined) return;
  address = await createPostgres();
  db = openDatabase(address, { changesOnlyInWrites: true });
});

afterEach(async () => {
  if (POSTGRES === undefined) return;
  await db.destroy();
  await dropPostgres(address);
});

/** Counts and then adds, as the limits do: only serialisable transactions keep it right. */
async function join(to: Db, limit: number, name: string): Promise<boolean> {
  return await write(to, async (trx) => {
    const { rows } = await sql<{
      count: number;
    }>`select count(*) as count from settings where key like 'place:%'`.execute(trx);
    if ((rows[0]?.count ?? 0) >= limit) return false;
    await writeSetting(trx, `place:${name}`, 'taken');
    return true;
  });
}

async function kill(): Promise<void> {
  await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`.execute(db);
}

// Needs a server of its own: TEST_POSTGRES=postgres://USER@HOST:PORT (ARCHITECTURE.md, "Two engines").
describe.skipIf(POSTGRES === undefined)('on PostgreSQL', () => {
  it('gives one place to one of eight, in two processes', async () => {
    const twin = openDatabase(address);
    try {
      for (let round = 1; round <= 10; round++) {
        const joined = await Promise.all(
          Array.from({ length: 8 }, (_, n) => join(n % 2 === 0 ? db : twin, round, `${round}-${n}`)),
        );
        expect(joined.filter(Boolean)).toHaveLength(1);
      }
    } finally {
      await twin.destroy();
    }
  });

  it('lives on when its connections are killed, and does once what was under way', async () => {
    let times = 0;
    await write(db, async (trx) => {
      times++;
      await writeSetting(trx, 'once', String(times));
      if (times === 1) await kill();
      await writeSetting(trx, 'twice', String(times));
    });
    expect(times).toBe(2);
    expect(await readSetting(db, 'once')).toBe('2');
  });

  it('asks whether a commit holds whose answer was lost, and does nothing twice', async () => {
    const proxy = await startProxy(address);
    const behind = openDatabase(proxy.address);
    try {
      let times = 0;
      const add = () =>
        write(behind, async (trx) => {
          times++;
          await sql`insert into settings (key, value) values (${`row:${times}`}, 'x')`.execute(trx);
          return times;
        });
      expect(await add()).toBe(1);
      proxy.loseAnswerToCommit();
      expect(await add()).toBe(2);
      expect(times).toBe(2);
      expect(await readSetting(db, 'row:2')).toBe('x');
      proxy.loseCommit();
      // It never reached the server, so it is done again.
      expect(await add()).toBe(4);
      expect(await readSetting(db, 'row:3')).toBeUndefined();
    } finally {
      await behind.destroy();
      await proxy.close();
    }
  });

  it('says that it is busy while the server cannot be reached, and goes on by itself', async () => {
    const proxy = await startProxy(address);
    const behind = openDatabase(proxy.address);
    try {
      await write(behind, (trx) => writeSetting(trx, 'a', '1'));
      await proxy.close();
      await expect(write(behind, (trx) => writeSetting(trx, 'a', '2'))).rejects.toBeInstanceOf(BusyError);
      await proxy.reopen();
      await write(behind, (trx) => writeSetting(trx, 'a', '3'));
      expect(await readSetting(db, 'a')).toBe('3');
    } finally {
      await behind.destroy();
      await proxy.close();
    }
  });

  it('migrates once where processes start together, and refuses what a newer version wrote', async () => {
    const fresh = await createPostgres({ empty: true });
    const processes = [1, 2, 3].map(() => openDatabase(fresh));
    try {
      const applied = await Promise.all(processes.map((each) => migrate(each, migrations)));
      expect(applied.map(({ length }) => length).toSorted((a, b) => a - b)).toEqual([
        0,
        0,
        Object.keys(migrations).length,
      ]);
      await sql`insert into kysely_migration (name, timestamp) values ('9999-later', 'now')`.execute(
        processes[0] as Db,
      );
      await expect(migrate(processes[0] as Db, migrations)).rejects.toBeInstanceOf(NewerDatabaseError);
    } finally {
      await Promise.all(processes.map((each) => each.destroy()));
      await dropPostgres(fresh);
    }
  });

  it('finds nothing in an empty list, as SQLite does', async () => {
    await write(db, (trx) => writeSetting(trx, 'a', '1'));
    const settings = db.selectFrom('settings').select('key').where('key', '=', 'a');
    expect(await settings.where('key', 'in', []).execute()).toEqual([]);
    expect(await settings.where('key', 'not in', []).execute()).toEqual([{ key: 'a' }]);
  });

  it('refuses a change outside of write', async () => {
    await expect(writeSetting(db, 'a', 'b')).rejects.toThrow('outside of write()');
  });

  it.skipIf(POOLED)(
    'refuses it too where it does not look like one: begin goes along with what comes first',
    async () => {
      const hidden = sql`with row as (insert into settings (key, value) values ('a', 'b') returning key) select key from row`;
      await expect(hidden.execute(db)).rejects.toThrow('read-only transaction');
      await write(db, (trx) => hidden.execute(trx));
      expect(await readSetting(db, 'a')).toBe('b');
    },
  );

  it('says of everything that was asked side by side what the server refused first', async () => {
    const [claimed, second] = await write(db, async (trx) => {
      await writeSetting(trx, 'a', '1');
      const again = sql`insert into settings (key, value) values ('a', '2')`.execute(trx);
      throw await Promise.allSettled([again, readSetting(trx, 'a')]);
    }).catch((ended: PromiseSettledResult<unknown>[]) => ended);
    for (const ended of [claimed, second]) expect(ended).toMatchObject({ reason: { code: '23505' } });
    expect(await readSetting(db, 'a')).toBeUndefined();
  });

  it.skipIf(POOLED)(
    'asks in one packet what is asked at once, and begins with the first statement',
    async () => {
      const proxy = await startProxy(address);
      const behind = openDatabase(proxy.address, { changesOnlyInWrites: true });
      try {
        await readSetting(behind, 'warm');
        proxy.endAt(0);
        await Promise.all(['a', 'b', 'c', 'd', 'e'].map((key) => readSetting(behind, key)));
        expect([proxy.asked(), proxy.packets()]).toEqual([5, 1]);
        proxy.endAt(0);
        await write(behind, (trx) => writeSetting(trx, 'a', '1'));
        expect([proxy.asked(), proxy.packets()]).toEqual([3, 2]);
        // What an interaction leaves goes along as well.
        proxy.endAt(0);
        const claim: Claim = {
          use: (trx) => writeSetting(trx, 'cause', 'used'),
          isUsed: () => Promise.resolve(true),
          used: false,
          later: 0,
        };
        await claiming(claim, () => write(behind, (trx) => writeSetting(trx, 'a', '2')));
        expect([proxy.asked(), proxy.packets()]).toEqual([4, 2]);
      } finally {
        await behind.destroy();
        await proxy.close();
      }
    },
  );
});
