/** What puts rows into the outbox, and takes them back. */
import { randomBytes } from 'node:crypto';
import { CompiledQuery, sql } from 'kysely';
import { type Db, type Engine, engineOf, prepared } from '../../database/index.ts';
import type { Entry, MessagePayload, Target } from '../types.ts';

export function targetLane(target: Pick<Target, 'kind' | 'id'>): string {
  return `${target.kind}:${target.id}`;
}

/** What is kept in order. Tasks have lanes of their own: a thread that cannot be started must not hold up messages. */
function laneOf(entry: Entry, isTask: boolean): string {
  const place = targetLane(entry.target);
  return isTask ? `${entry.kind}@${place}` : place;
}

/** Rows added by one statement: a statement each took most of the time of enqueueing many. */
const INSERTED_AT_ONCE = 200;

/**
 * Adds rows, each unless its dedupe key is known, and returns how many. The first of a lane may be claimed when due; `arm`
 * lets the others when the rows before them are done.
 */
export async function insertRows(
  trx: Db,
  entries: readonly { readonly entry: Entry; readonly isTask: boolean }[],
  now: number,
): Promise<number> {
  let added = 0;
  for (let from = 0; from < entries.length; from += INSERTED_AT_ONCE) {
    const rows = entries.slice(from, from + INSERTED_AT_ONCE).map(({ entry, isTask }) => ({
      entry,
      lane: laneOf(entry, isTask),
      due: entry.dueAt ?? now,
    }));
    const lanes = Map.groupBy(rows, ({ lane }) => lane);
    const first = new Set([...lanes.values()].map((own) => own.reduce((a, b) => (b.due < a.due ? b : a))));
    const batch = rows.map((row) => columnsOf(row, now, first.has(row)));
    const done = await trx.executeQuery(CompiledQuery.raw(INSERT[engineOf(trx)], [JSON.stringify(batch)]));
    added += Number(done.numAffectedRows);
    // One that was known may have been the first of those here.
    if (Number(done.numAffectedRows) < rows.length) for (const lane of lanes.keys()) await arm(trx, lane);
  }
  return added;
}

/** The columns of a new row in the order of INSERT. */
function columnsOf(
  { entry, lane, due }: { readonly entry: Entry; readonly lane: string; readonly due: number },
  now: number,
  isFirst: boolean,
): (string | number | null)[] {
  const fallback = entry.fallback === 'none' ? { kind: 'none', id: null } : entry.fallback;
  return [
    entry.guildId,
    entry.kind,
    entry.target.kind,
    entry.target.id,
    entry.target.kind === 'thread' ? entry.target.name : null,
    fallback?.kind ?? null,
    fallback?.id ?? null,
    lane,
    JSON.stringify(entry.payload),
    JSON.stringify(entry.mentions ?? []),
    entry.lateNote ?? null,
    entry.subject ?? null,
    entry.dedupeKey,
    newNonce(),
    now,
    due,
    due,
    entry.expiresAt ?? null,
    isFirst ? due : null,
  ];
}

/** Those that end in `_at` are instants, the others texts. */
const COLUMNS = [
  'guild_id',
  'kind',
  'target_kind',
  'target_id',
  'target_name',
  'fallback_kind',
  'fallback_id',
  'lane',
  'payload',
  'mentions',
  'late_note',
  'subject',
  'dedupe_key',
  'nonce',
  'created_at',
  'due_at',
  'turn_at',
  'expires_at',
];

/** The last value of a row is its turn where it is the first of its lane here; one that waits already may come before it. */
const INSERT = perEngine((rows, engine) => {
  const given = COLUMNS.map((column, index) => valueAt(index, column.endsWith('_at') ? engine : undefined));
  const turn = valueAt(COLUMNS.length, engine);
  return `
    insert into outbox (${COLUMNS.join(', ')}, ready_at) select ${given.join(', ')}, case when not exists (
      select 1 from outbox h
      where h.lane = ${valueAt(COLUMNS.indexOf('lane'))} and h.state in ('pending', 'sending') and h.turn_at <= ${turn}
    ) then ${turn} end from ${rows} where true on conflict (dedupe_key) do nothing`;
});

/** `instantOf`: the engine that is to read it as an instant. */
function valueAt(index: number, instantOf?: Engine): string {
  return instantOf === 'postgres' ? `(value ->> ${index})::bigint` : `value ->> ${index}`;
}

/** A statement about the items of a JSON list, its only parameter. */
function perEngine(write: (items: string, engine: Engine) => string): Readonly<Record<Engine, string>> {
  return {
    sqlite: write('json_each(?)', 'sqlite'),
    postgres: write('json_array_elements(cast($1 as json))', 'postgres'),
  };
}

const NONCE_BYTES = 16;
let pool = Buffer.alloc(0);
let used = 0;

/** 128 random bits in 22 characters: Discord takes 25, and compares over all our channels and databases. */
function newNonce(): string {
  if (used >= pool.length) {
    pool = randomBytes(NONCE_BYTES * 256);
    used = 0;
  }
  used += NONCE_BYTES;
  return pool.toString('base64url', used - NONCE_BYTES, used);
}

/** A row that ended is sent once more, with a nonce that Discord does not know. */
export async function renewRow(
  trx: Db,
  dedupeKey: string,
  payload: MessagePayload | undefined,
  now: number,
): Promise<boolean> {
  const row = await trx
    .updateTable('outbox')
    .set({
      state: 'pending',
      nonce: newNonce(),
      turn_at: now,
      ready_at: null,
      due_at: now,
      attempts: 0,
      settled_at: null,
      channel_id: null,
      message_id: null,
      thread_id: null,
      doubt_since: null,
      waiting_since: null,
      failure: null,
      last_error: null,
      ...(payload === undefined ? {} : { payload: JSON.stringify(payload) }),
    })
    .where('dedupe_key', '=', dedupeKey)
    .where('state', 'in', ['sent', 'failed', 'expired', 'obsolete'])
    .returning('lane')
    .executeTakeFirst();
  if (row === undefined) return false;
  await arm(trx, row.lane);
  return true;
}

/** What waits for a channel of a server by what it is for, or failed there, may be tried at once: it was set anew. */
export async function retryServerChannels(
  trx: Db,
  guildId: string,
  since: number,
  now: number,
): Promise<void> {
  const lanes = trx
    .selectFrom('outbox')
    .select('lane')
    .distinct()
    .where('guild_id', '=', guildId)
    .where('due_at', '>=', since)
    .where('target_kind', '=', 'channel')
    .where('target_id', 'like', `%@${guildId}`)
    .where('state', 'in', ['pending', 'failed']);
  const waiting = (await lanes.execute()).map(({ lane }) => lane);
  if (waiting.length === 0) return;
  await trx
    .updateTable('outbox')
    .set({
      state: 'pending',
      turn_at: now,
      ready_at: null,
      attempts: 0,
      settled_at: null,
      waiting_since: null,
    })
    .where('lane', 'in', waiting)
    .where('state', '=', 'failed')
    .where('due_at', '>=', since)
    .where((or) => or.or([or('expires_at', 'is', null), or('expires_at', '>', now)]))
    .execute();
  await trx
    .updateTable('outbox')
    .set({ ready_at: now })
    .where('lane', 'in', waiting)
    .where('state', '=', 'pending')
    .where('ready_at', 'is not', null)
    .execute();
  for (const lane of waiting) await arm(trx, lane);
}

/** Takes back a row that was never tried. */
export async function cancelRow(trx: Db, dedupeKey: string, now: number): Promise<boolean> {
  const row = await trx
    .updateTable('outbox')
    .set({ state: 'obsolete', settled_at: now, ready_at: null })
    .where('dedupe_key', '=', dedupeKey)
    .where('state', '=', 'pending')
    .where('doubt_since', 'is', null)
    .returning('lane')
    .executeTakeFirst();
  if (row === undefined) return false;
  await arm(trx, row.lane);
  return true;
}

/** How many targets are named in one statement. */
const TARGETS = 500;

/** Takes back what was never tried and goes to one of these; what is being caused just now stays. */
export async function cancelRowsTo(
  trx: Db,
  { kind, ids }: { kind: 'project' | 'team'; ids: readonly string[] },
  now: number,
): Promise<void> {
  for (let from = 0; from < ids.length; from += TARGETS) {
    const rows = await trx
      .updateTable('outbox')
      .set({ state: 'obsolete', settled_at: now, ready_at: null })
      .where('state', '=', 'pending')
      .where('doubt_since', 'is', null)
      .where('target_kind', '=', kind)
      .where('created_at', '<', now)
      .where('target_id', 'in', ids.slice(from, from + TARGETS))
      .returning('lane')
      .execute();
    for (const lane of new Set(rows.map((row) => row.lane))) await arm(trx, lane);
  }
}

/** Rows whose key begins with one of these, as far as none was tried. */
export async function cancelRowsOf(trx: Db, beginnings: readonly string[], now: number): Promise<void> {
  for (const beginning of beginnings) {
    const rows = await trx
      .updateTable('outbox')
      .set({ state: 'obsolete', settled_at: now, ready_at: null })
      .where('state', '=', 'pending')
      .where('doubt_since', 'is', null)
      .where('dedupe_key', '>=', beginning)
      .where('dedupe_key', '<', `${beginning}\u{ffff}`)
      .returning('lane')
      .execute();
    for (const lane of new Set(rows.map((row) => row.lane))) await arm(trx, lane);
  }
}

/** Lets the first row of a lane be claimed when its turn comes. */
export async function arm(trx: Db, lane: string): Promise<void> {
  await armLane(trx, lane);
}

const armLane = prepared((db, lane: string) => ({
  compile: () =>
    sql`
      update outbox set ready_at = turn_at
      where state = 'pending' and ready_at is null and id = (
        select h.id from outbox h where h.lane = ${lane} and h.state in ('pending', 'sending')
        order by h.turn_at, h.id limit 1
      )`.compile(db),
}));
