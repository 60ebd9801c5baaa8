import { sql } from 'kysely';
import { expect, it, onTestFinished } from 'vitest';
import { type Db, openDatabase, write, writeSetting } from '../../src/platform/database/index.ts';
import { claimDue } from '../../src/platform/delivery/claims/store.ts';
import { insertRows } from '../../src/platform/delivery/queue/store.ts';
import { type Claimed, settle } from '../../src/platform/delivery/store.ts';
import { count } from '../support/counts.ts';
import { temporaryDirectory } from '../support/directory.ts';
import { createPostgres, dropPostgres, POSTGRES } from '../support/engine.ts';
import { putDatabase } from '../support/migrated.ts';

/** As many processes as `number` have the database open. */
async function processes(number: number): Promise<Db[]> {
  const address = POSTGRES === undefined ? `${temporaryDirectory()}/nexus.db` : await createPostgres();
  if (POSTGRES === undefined) await putDatabase(address);
  else onTestFinished(() => dropPostgres(address));
  return Array.from({ length: number }, () => {
    const db = openDatabase(address, { changesOnlyInWrites: true });
    onTestFinished(() => db.destroy());
    return db;
  });
}

/** Counts and then adds, as the limits do: what is read inside is what is changed. */
async function join(to: Db, round: number, name: string): Promise<boolean> {
  return await write(
    to,
    async (trx) => {
      const { rows } = await sql<{ count: number }>`
        select count(*) as count from settings where key like ${`place:${round}:%`}`.execute(trx);
      if ((rows[0]?.count ?? 0) > 0) return false;
      await writeSetting(trx, `place:${round}:${name}`, 'taken');
      return true;
    },
    { patience: 20_000 },
  );
}

it('eight want one place, in two processes, again and again: one has it each time', async () => {
  const [one, other] = await processes(2);
  if (one === undefined || other === undefined) throw new Error('not open');
  const rounds = count(1_000, 50);
  for (let round = 0; round < rounds; round++) {
    const joined = await Promise.all(
      Array.from({ length: 8 }, (_, n) => join(n % 2 === 0 ? one : other, round, String(n))),
    );
    expect([round, joined.filter(Boolean).length]).toEqual([round, 1]);
  }
}, 600_000);

it('four claim what is due at the same time: each row once, and each lane in its order', async () => {
  const dbs = await processes(4);
  const [db] = dbs;
  if (db === undefined) throw new Error('not open');
  const [all, lanes] = [count(10_000, 800), 50];
  const entries = Array.from({ length: all }, (_, n) => ({
    entry: {
      guildId: '1',
      kind: 'note',
      target: { kind: 'channel' as const, id: String(n % lanes) },
      payload: {},
      dedupeKey: `row:${n}`,
    },
    isTask: false,
  }));
  for (let from = 0; from < all; from += 500)
    await write(db, (trx) => insertRows(trx, entries.slice(from, from + 500) as never, 1));
  const claimed: Claimed[] = [];
  await Promise.all(
    dbs.map(async (own, worker) => {
      for (let idle = 0; idle < 5 && claimed.length < all; ) {
        const rows = await claimDue(own, { worker: `w${worker}`, now: 10, leaseUntil: 1e9, limit: 8 });
        idle = rows.length === 0 ? idle + 1 : 0;
        claimed.push(...rows);
        for (const row of rows)
          await write(own, (trx) => settle(trx, row, { state: 'sent', now: 10 }), { patience: 20_000 });
      }
    }),
  );
  expect(claimed).toHaveLength(all);
  expect(new Set(claimed.map(({ id }) => id)).size).toBe(all);
  for (const rows of Map.groupBy(claimed, ({ target_id: id }) => id).values())
    expect(rows.map(({ id }) => id)).toEqual(rows.map(({ id }) => id).toSorted((a, b) => a - b));
}, 600_000);
