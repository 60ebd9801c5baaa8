import { type Selectable, sql } from 'kysely';
import { type Db, listedTexts, prepared, write } from '../database/index.ts';
import type { Claimed } from './claims/store.ts';
import { arm, targetLane } from './queue/store.ts';
import type { OutboxTable } from './tables.ts';
import type { OutboxRow, Sent } from './types.ts';
import { isGone } from './workers.ts';

export type { Claimed } from './claims/store.ts';
export type StoredRow = Selectable<OutboxTable>;
export type Settled = 'sent' | 'failed' | 'expired' | 'obsolete';

/** Ends the leases of a worker, so that what it has in its hands is looked at without delay. */
export async function endLeases(trx: Db, worker: string, now: number): Promise<void> {
  await trx
    .updateTable('outbox')
    .set({ lease_until: now })
    .where('state', '=', 'sending')
    .where('claimed_by', '=', worker)
    .execute();
}

/** Ends the leases of workers that are certainly gone. */
export async function endLeasesOfGone(trx: Db, now: number): Promise<void> {
  const rows = await trx
    .selectFrom('outbox')
    .select('claimed_by')
    .distinct()
    .where('state', '=', 'sending')
    .execute();
  for (const { claimed_by: worker } of rows) {
    if (worker !== null && isGone(worker)) await endLeases(trx, worker, now);
  }
}

/** Marks an owned row done and lets the next of its lane go. False: the lease was lost, somebody else owns the row. */
export async function settle(
  trx: Db,
  row: Claimed,
  end: {
    state: Settled;
    now: number;
    sent?: Sent | undefined;
    named?: readonly string[] | undefined;
    failure?: string | undefined;
    error?: string | undefined;
  },
): Promise<boolean> {
  const named = end.named === undefined || end.named.length === 0 ? row.named : ` ${end.named.join('  ')} `;
  const done = await endRow(
    trx,
    end.state,
    end.now,
    end.sent?.channelId ?? row.channel_id,
    end.sent?.messageId ?? row.message_id,
    named,
    end.failure ?? null,
    end.error ?? null,
    row.id,
    row.claimed_by,
    row.claimed_at,
  );
  if (done.length === 0) return false;
  await arm(trx, row.lane);
  return true;
}

const endRow = prepared(
  (
    db,
    state: Settled,
    now: number,
    channelId: string | null,
    messageId: string | null,
    named: string | null,
    failure: string | null,
    error: string | null,
    id: number,
    claimedBy: string,
    claimedAt: number,
  ) =>
    db
      .updateTable('outbox')
      .set({
        state,
        settled_at: now,
        ready_at: null,
        lease_until: null,
        channel_id: channelId,
        message_id: messageId,
        named,
        failure,
        last_error: error,
      })
      .where('id', '=', id)
      .where('state', '=', 'sending')
      .where('claimed_by', '=', claimedBy)
      .where('claimed_at', '=', claimedAt)
      .returning('id'),
);

export interface Release {
  readonly state?: 'pending' | 'doubt';
  readonly readyAt: number;
  /** To the back of its lane: the rows behind it go first. */
  readonly toBack?: boolean;
  /** The thread it goes to is missing. */
  readonly waiting?: boolean;
  /**
   * Asked as it is given back: what it waits for is there by now. Whoever brought it since we looked found nobody waiting
   * and woke nobody, so the row may be tried at once.
   */
  readonly isThere?: (trx: Db) => Promise<boolean>;
  /** It does not count as a try. */
  readonly untried?: boolean;
  /** Nothing can have been created by this try. */
  readonly certain?: boolean;
  readonly error: string;
  /** What was created already, when only the bookkeeping failed. */
  readonly sent?: Sent;
  /** Goes to this channel instead from now on. */
  readonly reroute?: string;
  /** Is for this channel of the server (`channelFor`) from now on. */
  readonly retarget?: string;
}

/** Gives an owned row back. False: the lease was lost. */
export async function release(db: Db, row: Claimed, how: Release): Promise<boolean> {
  return write(db, async (trx) => {
    const isThere = (await how.isThere?.(trx)) === true;
    const given = await trx
      .updateTable('outbox')
      .set({
        state: how.state ?? 'pending',
        ready_at: isThere ? row.claimed_at : how.readyAt,
        lease_until: null,
        attempts: how.untried === true ? row.attempts - 1 : row.attempts,
        doubt_since: how.certain === true && row.doubt_since === row.claimed_at ? null : row.doubt_since,
        last_error: how.error,
        ...(how.toBack === true && !isThere ? { turn_at: how.readyAt } : {}),
        ...(how.waiting === true ? { waiting_since: row.waiting_since ?? row.claimed_at } : {}),
        ...(how.sent === undefined
          ? {}
          : { channel_id: how.sent.channelId, message_id: how.sent.messageId ?? null }),
        ...(how.retarget === undefined
          ? {}
          : { target_kind: 'channel', target_id: how.retarget, lane: `channel:${how.retarget}` }),
        ...(how.reroute === undefined ? {} : { rerouted_to: how.reroute, lane: `channel:${how.reroute}` }),
      })
      .where('id', '=', row.id)
      .where('state', '=', 'sending')
      .where('claimed_by', '=', row.claimed_by)
      .where('claimed_at', '=', row.claimed_at)
      .executeTakeFirst();
    if (given.numUpdatedRows === 0n) return false;
    await arm(trx, row.lane);
    return true;
  });
}

/** A place came to be: rows that wait for it may be tried at once, and tasks of these kinds about what it brought. */
export async function wakeWaiting(trx: Db, row: StoredRow, tasks: string[], now: number): Promise<void> {
  const subjects = row.subject === null ? [] : [`project:${row.subject}`, `team:${row.subject}`];
  const after = tasks.flatMap((kind) =>
    [...subjects, `channel:${row.guild_id}`].map((place) => `${kind}@${place}`),
  );
  const isPlace = row.target_kind === 'project' || row.target_kind === 'team';
  const own = isPlace ? [targetLane({ kind: row.target_kind, id: row.target_id })] : [];
  await wakeLanes(trx, JSON.stringify([`thread:${row.dedupe_key}`, ...subjects, ...after, ...own]), now);
}

const wakeLanes = prepared((db, lanes: string, now: number) => ({
  compile: () =>
    sql`
      update outbox set ready_at = ${now}
      where lane in ${listedTexts(db, lanes)} and state in ('pending', 'sending') and state = 'pending'
        and waiting_since is not null and ready_at > ${now}`.compile(db),
}));

/** The row whose message carries the thread of a `thread` target. */
export async function parentRow(
  db: Db,
  dedupeKey: string,
): Promise<Pick<StoredRow, 'id' | 'state' | 'channel_id' | 'message_id' | 'thread_id'> | undefined> {
  return db
    .selectFrom('outbox')
    .select(['id', 'state', 'channel_id', 'message_id', 'thread_id'])
    .where('dedupe_key', '=', dedupeKey)
    .executeTakeFirst();
}

export function isOnItsWay(state: StoredRow['state']): boolean {
  return state === 'pending' || state === 'sending' || state === 'doubt';
}

const stateOf = prepared((db, dedupeKey: string) =>
  db.selectFrom('outbox').select('state').where('dedupe_key', '=', dedupeKey),
);

/** The row is still on its way, however long that takes. */
export async function isComing(db: Db, dedupeKey: string): Promise<boolean> {
  return (await stateOf(db, dedupeKey)).some(({ state }) => isOnItsWay(state));
}

/** How rows stand, by their keys; what is not known is left out. */
export async function statesOf(
  db: Db,
  dedupeKeys: readonly string[],
): Promise<Pick<StoredRow, 'kind' | 'state'>[]> {
  if (dedupeKeys.length === 0) return [];
  return db.selectFrom('outbox').select(['kind', 'state']).where('dedupe_key', 'in', dedupeKeys).execute();
}

export async function rememberThread(db: Db, rowId: number, threadId: string): Promise<void> {
  await db.updateTable('outbox').set({ thread_id: threadId }).where('id', '=', rowId).execute();
}

export async function forgetThreadOfRow(trx: Db, dedupeKey: string): Promise<void> {
  await trx.updateTable('outbox').set({ thread_id: null }).where('dedupe_key', '=', dedupeKey).execute();
}

/** Extends an owned row's lease for work that takes longer. */
export async function extendLease(db: Db, row: Claimed, until: number): Promise<boolean> {
  const done = await db
    .updateTable('outbox')
    .set({ lease_until: until })
    .where('id', '=', row.id)
    .where('state', '=', 'sending')
    .where('claimed_by', '=', row.claimed_by)
    .where('claimed_at', '=', row.claimed_at)
    .executeTakeFirst();
  return done.numUpdatedRows > 0n;
}

/** The earliest moment (ms) at which a row may be claimed, as far as is known now. */
export async function nextReadyAt(db: Db): Promise<number | undefined> {
  const [next] = await earliest(db);
  return next?.at ?? undefined;
}

const earliest = prepared((db) => ({
  compile: () =>
    sql<{ at: number | null }>`
      select min(at) as at from (
        select min(ready_at) as at from outbox where state = 'pending' and ready_at is not null
        union all select min(lease_until) from outbox where state = 'sending'
        union all select min(ready_at) from outbox where state = 'doubt'
      ) moments`.compile(db),
}));

/** Rows that still have to be sent. */
export async function countPending(db: Db): Promise<number> {
  const found = await sql<{ count: number }>`
    select (select count(*) from outbox where state in ('pending', 'sending'))
      + (select count(*) from outbox where state = 'doubt') as count`.execute(db);
  return found.rows[0]?.count ?? 0;
}

/** Since when the oldest that is due and first of its lane waits, in ms; 0 where none does. */
export async function lateness(db: Db, now: number): Promise<number> {
  const found = await sql<{ since: number | null }>`
    select min(due_at) as since from outbox
    where state = 'pending' and ready_at is not null and due_at <= ${now}`.execute(db);
  return now - (found.rows[0]?.since ?? now);
}

/** What became of deliveries by their keys; those that are still to be made, or unknown, are left out. */
export async function endsOf(
  db: Db,
  dedupeKeys: readonly string[],
): Promise<ReadonlyMap<string, Sent | undefined>> {
  const rows = await rowsByKey(db, JSON.stringify(dedupeKeys));
  const ended = rows.filter(({ state }) => !isOnItsWay(state));
  return new Map(
    ended.map(({ dedupe_key, state, channel_id: channelId, message_id: messageId }) => [
      dedupe_key,
      state !== 'sent' || channelId === null
        ? undefined
        : messageId === null
          ? { channelId }
          : { channelId, messageId },
    ]),
  );
}

const rowsByKey = prepared((db, dedupeKeys: string) =>
  db
    .selectFrom('outbox')
    .select(['dedupe_key', 'state', 'channel_id', 'message_id'])
    .where('dedupe_key', 'in', listedTexts(db, dedupeKeys)),
);

/** Whether a message is the one of another row already. */
export async function isAdopted(db: Db, messageId: string, exceptRow: number): Promise<boolean> {
  const other = await sql`
    select 1 from outbox where message_id = ${messageId} and message_id is not null and id <> ${exceptRow}`.execute(
    db,
  );
  return other.rows.length > 0;
}

/** Whether another row of the same kind made this thread. */
export async function isOthersThread(db: Db, threadId: string, row: StoredRow): Promise<boolean> {
  const other = await sql`
    select 1 from outbox
    where channel_id = ${threadId} and channel_id is not null and message_id is null
      and kind = ${row.kind} and id <> ${row.id}`.execute(db);
  return other.rows.length > 0;
}

export function toRow(row: StoredRow): OutboxRow {
  return {
    id: row.id,
    kind: row.kind,
    guildId: row.guild_id,
    targetKind: row.target_kind,
    targetId: row.target_id,
    payload: JSON.parse(row.payload) as OutboxRow['payload'],
    mentions: JSON.parse(row.mentions) as string[],
    subject: row.subject,
    dedupeKey: row.dedupe_key,
    dueAt: row.due_at,
  };
}
