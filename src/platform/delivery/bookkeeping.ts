import type { Clock } from '../clock.ts';
import { type Db, write } from '../database/index.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { ALERT_KIND, alertStaff } from './alerts.ts';
import { kindOf } from './attempt.ts';
import { forgetThread } from './destination.ts';
import { backoff } from './failures.ts';
import type { Alert, Outcome } from './outcome.ts';
import { mended } from './places/store.ts';
import { type Claimed, release, type Settled, settle, toRow, wakeWaiting } from './store.ts';
import type { ThreadRoom } from './threads.ts';
import type { DeliveryKind, PlaceKind } from './types.ts';
import type { Waiting } from './waiting.ts';

/** What is written down of a delivery that came to its end. */
export interface Bookkeeping {
  /**
   * Records the end of a delivery. Where that cannot be done (a kind of ours throws) the row is tried again later, and
   * what was sent is not sent again.
   */
  finish(row: Claimed, outcome: Ended): Promise<void>;
  /** Tells staff once how to mend what stops deliveries; not of the telling itself. */
  raise(row: Claimed, alert: Alert): Promise<void>;
}

type Ended = Exclude<Outcome, { end: 'again' }>;

export function createBookkeeping(parts: {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Logger;
  readonly kinds: readonly DeliveryKind[];
  readonly places: readonly PlaceKind[];
  readonly random: () => number;
  readonly metrics: Pick<Metrics, 'delivered'>;
  readonly threads: Pick<ThreadRoom, 'count'>;
  readonly onLeft?: (trx: Db, guildId: string, userId: string) => Promise<void>;
  /** Takes on, in the transaction, what may go now. */
  readonly claimWith: (trx: Db) => void;
  /** Tells whoever waits for it. */
  readonly ended: Waiting['ended'];
}): Bookkeeping {
  const { db, clock, log } = parts;

  async function finish(row: Claimed, outcome: Ended): Promise<void> {
    const sent = outcome.end === 'sent' ? outcome.sent : undefined;
    try {
      const owned = await write(db, (trx) => record(trx, row, outcome));
      if (!owned)
        log.warn({ row: row.id, kind: row.kind }, 'the lease ended before the delivery was recorded');
    } catch (error) {
      log.error(
        { err: error, row: row.id, kind: row.kind },
        'a delivery could not be recorded; trying again',
      );
      const readyAt = clock.now() + backoff(row.attempts, parts.random());
      const again = { readyAt, error: `bookkeeping: ${String(error)}` };
      await write(db, (trx) => release(trx, row, sent === undefined ? again : { ...again, sent }));
      return;
    }
    parts.metrics.delivered(outcome.end);
    if (outcome.end === 'failed')
      log.warn({ row: row.id, kind: row.kind, error: outcome.error }, 'delivery failed');
    if (outcome.end === 'failed' && outcome.alert !== undefined) await raise(row, outcome.alert);
    parts.ended(row.dedupe_key, sent);
  }

  /** The row's end, what its kind does about it, and the next of its lane, in one transaction. */
  async function record(trx: Db, row: Claimed, outcome: Ended): Promise<boolean> {
    const state: Settled = outcome.end;
    const owned = await settle(trx, row, {
      state,
      now: clock.now(),
      sent: outcome.end === 'sent' ? outcome.sent : undefined,
      named: outcome.end === 'sent' ? outcome.named : undefined,
      failure: outcome.end === 'failed' ? outcome.failure : undefined,
      error: outcome.end === 'failed' ? outcome.error : undefined,
    });
    if (!owned) return false;
    parts.claimWith(trx);
    const kind = kindOf(parts.kinds, row.kind);
    if (outcome.end === 'sent') {
      await mended(trx, row.guild_id, outcome.sent.channelId);
      if (row.target_kind === 'project' || row.target_kind === 'team')
        await mended(trx, row.guild_id, `${row.target_kind}:${row.target_id}`);
      if (row.last_error?.startsWith('threads-full') === true) await mended(trx, row.guild_id, 'threads');
      if (kind?.trouble !== undefined) await mended(trx, row.guild_id, kind.trouble.place);
      await kind?.sent?.(trx, toRow(row), outcome.sent);
      if (outcome.threads !== undefined && outcome.threads > 0)
        await parts.threads.count(trx, row.guild_id, outcome.threads);
      const tasks = parts.kinds.filter(({ after }) => after === row.kind);
      await wakeWaiting(
        trx,
        row,
        tasks.map((task) => task.kind),
        clock.now(),
      );
    }
    if (outcome.end === 'failed') {
      if (outcome.isThreadGone === true) await forgetThread(parts.places, trx, row);
      await kind?.failed?.(trx, toRow(row), outcome.failure);
      if (outcome.left !== undefined) await parts.onLeft?.(trx, row.guild_id, outcome.left);
    }
    if (outcome.end === 'expired') await kind?.failed?.(trx, toRow(row), 'expired');
    return true;
  }

  async function raise(row: Claimed, alert: Alert): Promise<void> {
    if (row.kind === ALERT_KIND) return;
    const told = { ...alert, guildId: row.guild_id, rowId: row.id, now: clock.now() };
    await write(db, (trx) => alertStaff(trx, told));
  }

  return { finish, raise };
}
