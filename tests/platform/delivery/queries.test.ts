import Database from 'better-sqlite3';
import { Kysely, SqliteDialect, sql } from 'kysely';
import { expect, it } from 'vitest';
import { findDueReminders } from '../../../src/calendar/reminders/personal/store.ts';
import { findDueCohorts, findDueStarters } from '../../../src/calendar/reminders/store.ts';
import type { Db, Schema } from '../../../src/platform/database/index.ts';
import { claimDoubtful, claimDue } from '../../../src/platform/delivery/claims/store.ts';
import { dropWords, hasBacklog } from '../../../src/platform/delivery/ledger/store.ts';
import { insertRows } from '../../../src/platform/delivery/queue/store.ts';
import {
  isAdopted,
  isOthersThread,
  nextReadyAt,
  parentRow,
  release,
  settle,
  wakeWaiting,
} from '../../../src/platform/delivery/store.ts';
import { databaseFile, note, onCleanup, START } from './support.ts';

/** A database that remembers what was asked of it. */
async function listening(): Promise<{ db: Db; heard: { sql: string; parameters: readonly unknown[] }[] }> {
  const heard: { sql: string; parameters: readonly unknown[] }[] = [];
  const db = new Kysely<Schema>({
    dialect: new SqliteDialect({ database: new Database(await databaseFile()) }),
    log: (event) => {
      heard.push({ sql: event.query.sql, parameters: event.query.parameters });
    },
  });
  onCleanup(() => db.destroy());
  return { db, heard };
}

it('whatever runs every second or for every row looks things up by an index, however many rows wait', async () => {
  const { db, heard } = await listening();
  const claim = { worker: 'w', now: START, leaseUntil: START + 1, limit: 8 };
  await insertRows(db, [{ entry: note('a'), isTask: false }], START);
  const [row] = await claimDue(db, claim);
  if (row === undefined) throw new Error('nothing claimed');
  await claimDoubtful(db, claim);
  await nextReadyAt(db);
  await hasBacklog(db, START);
  await dropWords(db, START, 10);
  await isAdopted(db, '1', 1);
  await isOthersThread(db, '1', row);
  await parentRow(db, 'a');
  await wakeWaiting(db, row, ['test.edit'], START);
  await release(db, row, { readyAt: START, error: '' });
  const [again] = await claimDue(db, claim);
  if (again === undefined) throw new Error('nothing claimed again');
  await settle(db, again, { state: 'sent', now: START });
  await findDueReminders(db, START, 10);
  await findDueStarters(db, START, 10);
  await findDueCohorts(db, START);

  const asked = heard.filter(({ sql: text }) => /^\s*(select|update|insert|with)/i.test(text));
  expect(asked.length).toBeGreaterThan(15);
  for (const { sql: text, parameters } of asked.slice()) {
    const plan = sql
      .raw<{ detail: string }>(`explain query plan ${text.replace(/\?/g, () => '?')}`)
      .compile(db);
    const explained = await db.executeQuery<{ detail: string }>({ ...plan, parameters });
    const details = explained.rows.map((line) => line.detail);
    const scans = details.filter(
      (detail) => /^SCAN (?!\(|CONSTANT ROW)/.test(detail) && !/subquery|VIRTUAL TABLE/.test(detail),
    );
    // A scan is allowed over a partial index that holds only what is under way.
    const bad = scans.filter(
      (detail) => !/USING (COVERING )?INDEX (outbox_leases|outbox_doubts|reminder_runs_due)/.test(detail),
    );
    expect({ text, bad }).toEqual({ text, bad: [] });
  }
});
