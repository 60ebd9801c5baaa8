/** What became of rows: for staff, for tidying. */
import { type Selectable, sql } from 'kysely';
import type { Db } from '../../database/index.ts';
import type { OutboxTable } from '../tables.ts';
import type { Target } from '../types.ts';

type StoredRow = Selectable<OutboxTable>;

/** A row that did not arrive, for the ledger. */
export interface Trouble {
  readonly id: number;
  readonly kind: string;
  readonly state: 'failed' | 'expired' | 'doubt';
  readonly target: { readonly kind: Target['kind']; readonly id: string };
  /** ms UTC. */
  readonly dueAt: number;
  /** Why it failed: a FailureClass, 'thread' or 'bug'; null for what has not failed for good. */
  readonly failure: string | null;
  readonly error: string | null;
}

/** What did not arrive in a server since an instant (ms), the latest first. */
export async function findTroubles(
  db: Db,
  guildId: string,
  since: number,
  limit: number,
): Promise<Trouble[]> {
  const rows = await db
    .selectFrom('outbox')
    .select(['id', 'kind', 'state', 'target_kind', 'target_id', 'due_at', 'failure', 'last_error'])
    .where('guild_id', '=', guildId)
    .where('due_at', '>=', since)
    .where('state', 'in', ['failed', 'expired', 'doubt'])
    .orderBy('due_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    state: row.state as Trouble['state'],
    target: { kind: row.target_kind, id: row.target_id },
    dueAt: row.due_at,
    failure: row.failure,
    error: row.last_error,
  }));
}

export async function findServerOf(db: Db, messageId: string): Promise<string | undefined> {
  const row = await sql<{ guild_id: string }>`
    select guild_id from outbox where message_id = ${messageId} and message_id is not null limit 1`.execute(
    db,
  );
  return row.rows[0]?.guild_id;
}

/** How many rows of a server stand how, of those due in a span (ms). `late`: sent more than `lateMs` after. */
export async function countRows(
  db: Db,
  guildId: string,
  span: { from: number; to: number; lateMs: number },
): Promise<{ sent: number; late: number; waiting: number; failed: number; expired: number }> {
  const rows = await sql<{ state: StoredRow['state']; is_late: number; rows: number }>`
    select state, case when settled_at - due_at > ${span.lateMs} then 1 else 0 end as is_late, count(*) as rows
    from outbox where guild_id = ${guildId} and due_at >= ${span.from} and due_at <= ${span.to}
    group by 1, 2`.execute(db);
  const sum = (isWanted: (row: { state: StoredRow['state']; is_late: number }) => boolean): number =>
    rows.rows.filter(isWanted).reduce((total, row) => total + row.rows, 0);
  return {
    sent: sum((row) => row.state === 'sent'),
    late: sum((row) => row.state === 'sent' && row.is_late === 1),
    waiting: sum((row) => row.state === 'pending' || row.state === 'sending'),
    failed: sum((row) => row.state === 'failed' || row.state === 'doubt'),
    expired: sum((row) => row.state === 'expired'),
  };
}

/** Rows of kinds that begin with `prefix`, due in a span (ms), that went out late or not at all. */
export async function countMissed(
  db: Db,
  guildId: string,
  span: { from: number; to: number; lateMs: number },
  prefix: string,
): Promise<{ late: number; expired: number }> {
  const counted = await sql<{ late: number | null; expired: number | null }>`
    select sum(case when state = 'sent' and settled_at - due_at > ${span.lateMs} then 1 else 0 end) as late,
      sum(case when state = 'expired' then 1 else 0 end) as expired
    from outbox
    where guild_id = ${guildId} and due_at >= ${span.from} and due_at <= ${span.to}
      and substr(kind, 1, ${prefix.length}) = ${prefix}`.execute(db);
  const [row] = counted.rows;
  return { late: row?.late ?? 0, expired: row?.expired ?? 0 };
}

/** Whether rows that fell due until an instant (ms) still wait to be sent. */
export async function hasBacklog(db: Db, until: number): Promise<boolean> {
  const waiting = await sql`
    select 1 from outbox where state = 'pending' and ready_at is not null and ready_at <= ${until}
    union all select 1 from outbox where state = 'sending' limit 1`.execute(db);
  return waiting.rows.length > 0;
}

/**
 * Failed rows of a server are tried again, once what stopped them was mended; those no longer useful are left out.
 * Where the thread they were for was deleted, what made it makes it anew: `makers` are the kinds that do. Returns how
 * many.
 */
export async function retryFailed(
  trx: Db,
  retry: {
    guildId: string;
    since: number;
    now: number;
    makers: readonly { kind: string; of: 'project' | 'team' }[];
  },
): Promise<number> {
  const { guildId, since, now, makers } = retry;
  const again = { state: 'pending', ready_at: now, turn_at: now, attempts: 0, settled_at: null } as const;
  const rows = await trx
    .updateTable('outbox')
    .set({ ...again, waiting_since: null })
    .where('guild_id', '=', guildId)
    .where('due_at', '>=', since)
    .where('state', '=', 'failed')
    .where((or) => or.or([or('expires_at', 'is', null), or('expires_at', '>', now)]))
    .returning(['target_kind', 'target_id'])
    .execute();
  const homeless = await withoutThread(trx, rows);
  const keys = makers.flatMap(({ kind, of }) =>
    homeless.flatMap((target) => (target.kind === of ? [`${kind}:${target.id}`] : [])),
  );
  if (keys.length > 0) {
    await trx
      .updateTable('outbox')
      .set({ ...again, channel_id: null, doubt_since: null })
      .where('dedupe_key', 'in', keys)
      .where('state', '=', 'sent')
      .execute();
  }
  return rows.length;
}

/** Of these targets the projects and teams that have no thread. */
async function withoutThread(
  db: Db,
  rows: readonly { target_kind: Target['kind']; target_id: string }[],
): Promise<{ kind: 'project' | 'team'; id: string }[]> {
  const found: { kind: 'project' | 'team'; id: string }[] = [];
  for (const kind of ['project', 'team'] as const) {
    const ids = rows.filter((row) => row.target_kind === kind).map((row) => Number(row.target_id));
    if (ids.length === 0) continue;
    const homeless = await db
      .selectFrom(kind === 'project' ? 'projects' : 'teams')
      .select('id')
      .where('id', 'in', [...new Set(ids)])
      .where('thread_id', 'is', null)
      .execute();
    found.push(...homeless.map(({ id }) => ({ kind, id: String(id) })));
  }
  return found;
}

/**
 * Takes the words out of rows that ended before an instant (ms): the row stays, so that its cause is never enqueued
 * again, but what it said and to whom is not kept longer than it can be of use. Returns how many.
 */
export async function dropWords(db: Db, before: number, limit: number): Promise<number> {
  const done = await sql`
    update outbox set payload = '{}', mentions = '[]', late_note = null, named = null
    where id in (
      select id from outbox
      where settled_at is not null and payload <> '{}' and settled_at < ${before}
      order by settled_at limit ${limit}
    )`.execute(db);
  return Number(done.numAffectedRows ?? 0n);
}
