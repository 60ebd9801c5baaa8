import { expect, it } from 'vitest';
import { findDueReminders } from '../../../src/calendar/reminders/personal/store.ts';
import { findDueCohorts, findDueStarters } from '../../../src/calendar/reminders/store.ts';
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
import { plansOf } from '../../support/plans.ts';
import { note, START } from './support.ts';

it('whatever runs every second or for every row looks things up by an index, however many rows wait', async () => {
  const plans = await plansOf(async (db) => {
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
  });

  expect(plans.length).toBeGreaterThan(15);
  for (const { sql, steps } of plans) {
    const scans = steps.filter(
      (step) => /^SCAN (?!\(|CONSTANT ROW)/.test(step) && !/subquery|VIRTUAL TABLE/.test(step),
    );
    // A scan is allowed over a partial index that holds only what is under way.
    const bad = scans.filter(
      (step) => !/USING (COVERING )?INDEX (outbox_leases|outbox_doubts|reminder_runs_due)/.test(step),
    );
    expect({ sql, bad }).toEqual({ sql, bad: [] });
  }
});
