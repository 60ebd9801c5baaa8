import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { UserError } from '../errors.ts';
import { CommitInDoubtError, isAway, isConflict } from './away.ts';
import { noteCommit } from './checkpoints.ts';
import { durable } from './durable.ts';
import { engineOf } from './engine.ts';
import { noteRetry, noteWrite } from './faults.ts';
import type { Db } from './open.ts';
import { longest, noteTold, patienceOf, unawaited } from './patience.ts';
import { pipelined } from './pipelined.ts';
import { together } from './together.ts';

/** How long a write waits for another process, in ms: an answer has 3 s, and is deferred after 2. */
const PATIENCE = 1_700;
/** The first wait for the lock and the longest, in ms; each is cut by chance, so that two who wait do not keep in step. */
const WAITS = { first: 2, longest: 20 };
/** The wait for a server that cannot be reached, in ms. */
const RECONNECT = 100;
/**
 * How long a commit whose answer was lost is asked for, in ms: before, nobody may be told that nothing was changed. Whoever
 * waits for it can be told for 15 minutes.
 */
const DOUBT = 600_000;
/** What `pg_xact_status` says of a number that was not given out yet: invalid_parameter_value. */
const NO_SUCH_NUMBER = '22023';

/** What uses up the cause of a write, in the write itself: an interaction, a draft, a question. */
export interface Claim {
  /** Throws when somebody else has used the cause up; the write is then undone. Later writes (from 1) leave a row as well. */
  readonly use: (trx: Db, nth: number) => Promise<void>;
  /** Whether the nth write did so, where its answer was lost. */
  readonly isUsed: (db: Db, nth: number) => Promise<boolean>;
  used: boolean;
  /** How many writes came after the first. */
  later: number;
  /** The member whose interaction it is. */
  readonly by?: string;
}

const claims = new AsyncLocalStorage<Claim | undefined>();
/** What a write does before its commit, and after it. */
interface Ends {
  readonly before: Map<unknown, () => Promise<void>>;
  readonly after: (() => void)[];
}

/** Of the write that runs in a transaction now: several may share it, one after the other. */
const ends = new WeakMap<Db, Ends>();

/** Another process holds the database for longer than an answer may wait, or it is away. Nothing was changed. */
export class BusyError extends UserError {
  /** `cause`: what the database said. */
  constructor(cause?: unknown) {
    super({ key: 'common:error.busy' });
    this.cause = cause;
  }
}

export interface WriteOptions {
  /** How long it waits for others, in ms. */
  readonly patience?: number;
  /** `work` begins by waiting for a lock of its own and must see what was committed while it waited. */
  readonly takesLock?: boolean;
}

/**
 * The only way to change anything: runs `work` in one transaction and then what it asked for with {@link afterCommit}.
 * `work` may run several times, so it holds SQL and returned values only. Inside another write it joins that one.
 * Waits up to `patience` ms (1.7 s) for another process without blocking the event loop, then throws {@link BusyError}.
 *
 * What is read inside is what is changed: on SQLite by `begin immediate` (https://www.sqlite.org/lang_transaction.html),
 * where what one turn of the event loop wants to write shares one commit ({@link together}), on
 * PostgreSQL by serialisable transactions, repeated when another one came between
 * (https://www.postgresql.org/docs/15/transaction-iso.html#XACT-SERIALIZABLE) or the connection broke.
 */
export async function write<T>(
  db: Db,
  work: (trx: Db) => Promise<T>,
  { patience = PATIENCE, takesLock = false }: WriteOptions = {},
): Promise<T> {
  if (db.isTransaction) return await work(db);
  const claim = claims.getStore();
  const own: Ends = { before: new Map(), after: [] };
  const trace = claim === undefined ? undefined : traceOf(claim);
  const result = await patiently(
    db,
    (mayBegin) =>
      transact(db, { takesLock, mayBegin, trace }, async (trx) => {
        own.before.clear();
        own.after.length = 0;
        ends.set(trx, own);
        const done = await besides(trace?.leave(trx), () => work(trx));
        for (const act of own.before.values()) await act();
        return done;
      }),
    patience,
  );
  noteCommit(db);
  if (claim !== undefined) claim.used = true;
  await durable(db);
  for (const act of own.after) act();
  return result;
}

/** What a member reads: where PostgreSQL is away, that they try again in a moment; else the error as it is. */
export function asRead(error: unknown): unknown {
  return isAway(error) ? new BusyError(error) : error;
}

/** Runs `act` once the {@link write} is committed, never when it is undone. */
export function afterCommit(trx: Db, act: () => void): void {
  ends.get(trx)?.after.push(act);
}

/** Runs `act` in the {@link write} when its work is done: what it finds then is what will be committed. One for each `key`. */
export function beforeCommit(trx: Db, key: unknown, act: () => Promise<void>): void {
  ends.get(trx)?.before.set(key, act);
}

/** The first write that `act` makes uses the claim up. */
export async function claiming<T>(claim: Claim, act: () => Promise<T>): Promise<T> {
  return await claims.run(claim, act);
}

/** Whether what is going on has changed anything yet. */
export function hasChanged(): boolean {
  return claims.getStore()?.used === true;
}

/** The member whose interaction causes what is written; undefined: nobody's. */
export function causedBy(): string | undefined {
  return claims.getStore()?.by;
}

/** What `act` writes is caused by nobody's interaction: the outbox, the schedule, what is noted of an arrival. */
export function unclaimed<T>(act: () => T): T {
  return claims.run(undefined, act);
}

/**
 * What `work` gives. It does not wait for `claimed` (on PostgreSQL both go out in one packet), but what that says comes first:
 * whoever acts on what somebody else has used up is told so, whatever became of their own work.
 */
async function besides<T>(claimed: Promise<void> | undefined, work: () => Promise<T>): Promise<T> {
  // Both have ended before the transaction does.
  const [first, second] = await Promise.allSettled([claimed, (async () => await work())()]);
  if (first.status === 'rejected') throw first.reason;
  if (second.status === 'rejected') throw second.reason;
  return second.value;
}

/** What a write leaves, by which it is found. */
interface Trace {
  readonly leave: (trx: Db) => Promise<void>;
  readonly isThere: (db: Db) => Promise<boolean>;
}

function traceOf(claim: Claim): Trace {
  let nth = 0;
  return {
    async leave(trx) {
      // SQLite's answer to a commit is never lost.
      if (claim.used && engineOf(trx) === 'sqlite') return;
      if (claim.used && nth === 0) nth = claim.later += 1;
      await claim.use(trx, nth);
    },
    isThere: (db) => claim.isUsed(db, nth),
  };
}

/** `mayBegin` throws when its turn comes too late. */
async function transact<T>(
  db: Db,
  how: { readonly takesLock: boolean; readonly mayBegin: () => void; readonly trace: Trace | undefined },
  work: (trx: Db) => Promise<T>,
): Promise<T> {
  if (engineOf(db) === 'sqlite') return await together(db, work);
  let done: { result: T } | undefined;
  try {
    return await inTurn(db, () => {
      how.mayBegin();
      return db
        .transaction()
        .setIsolationLevel(how.takesLock ? 'read committed' : 'serializable')
        .execute(async (trx) => {
          const result = await pipelined(trx, work);
          done = { result };
          return result;
        });
    });
  } catch (error) {
    // Nobody else waits for what is found out about this one.
    if (!(error instanceof CommitInDoubtError)) throw error;
    const isDone = () => isCommitted(db, error.transaction, how.trace);
    if (done !== undefined && (await unawaited(isDone))) return done.result;
    // It did not happen: as if the connection had broken before.
    throw error.cause;
  }
}

/**
 * Asks the server whether a transaction was committed, once it can be asked again. A server that crashed gives the number of
 * what it lost to another transaction, which may be committed: only what the transaction wrote is certain.
 */
async function isCommitted(db: Db, transaction: string, trace: Trace | undefined): Promise<boolean> {
  const end = performance.now() + DOUBT;
  for (;;) {
    try {
      const state = await statusOf(db, transaction);
      if (state !== 'in progress')
        return trace === undefined ? state === 'committed' : await trace.isThere(db);
    } catch (error) {
      // Not as an error that is waited out: the work must not be done again.
      if (!isAway(error) || performance.now() >= end)
        throw new Error('It is not known whether a change was saved', { cause: error });
    }
    await pause(RECONNECT);
  }
}

/** Null: the server knows of none, as after a crash that lost it. */
async function statusOf(db: Db, transaction: string): Promise<string | null> {
  try {
    const { rows } = await sql<{ state: string | null }>`
      select pg_xact_status(${transaction}::text::xid8) as state`.execute(db);
    return rows[0]?.state ?? null;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === NO_SUCH_NUMBER) return null;
    throw error;
  }
}

const turns = new WeakMap<Db, Promise<unknown>>();

/**
 * The transactions of one process go one after the other, on SQLite because it has one connection, on PostgreSQL because
 * they would undo each other: on small tables nearly every two of them read what the other changes. Processes run
 * beside each other.
 */
async function inTurn<T>(db: Db, act: () => Promise<T>): Promise<T> {
  const before = turns.get(db) ?? Promise.resolve();
  let isGone = false;
  const turn = before.then(() => {
    if (isGone) throw new BusyError();
    return act();
  });
  turns.set(
    db,
    turn.catch(() => undefined),
  );
  try {
    await patienceOf(db)?.keep(before);
  } catch (error) {
    isGone = true;
    throw error;
  }
  return await turn;
}

/** The databases that could not be reached when they were last tried. */
const away = new WeakSet<Db>();

async function patiently<T>(
  db: Db,
  begin: (mayBegin: () => void) => Promise<T>,
  patience: number,
): Promise<T> {
  const start = performance.now();
  const end = start + patience;
  const endWhileAway = Math.min(end, longest());
  let waited = 0;
  for (let wait = WAITS.first; ; wait = Math.min(2 * wait, WAITS.longest)) {
    try {
      const result = await begin(() => {
        // Whoever waited behind others for a server that is away does not try it as long as they did.
        if (!away.has(db) || performance.now() < endWhileAway) return;
        noteTold();
        throw new BusyError();
      });
      away.delete(db);
      noteWrite(db, waited);
      return result;
    } catch (error) {
      if (isAway(error)) away.add(db);
      const isOver = !isBusy(error) || performance.now() >= (isAway(error) ? endWhileAway : end);
      if (isOver) noteWrite(db, waited, error);
      if (isArchived(error)) throw new UserError({ key: 'common:error.archived' });
      if (!isBusy(error)) throw error;
      if (isOver && isAway(error)) noteTold();
      if (isOver) throw new BusyError(error);
      noteRetry(db);
      await pause(isAway(error) ? RECONNECT : Math.ceil(wait * Math.random()));
      waited = performance.now() - start;
    }
  }
}

/** Raised by the triggers of migrations/0029-archived.ts. */
function isArchived(error: unknown): boolean {
  return error instanceof Error && error.message === 'cohort-archived';
}

/** Another one holds the database, came between, or the server is away: https://www.sqlite.org/rescode.html#busy */
function isBusy(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    ('code' in error && String(error.code).startsWith('SQLITE_BUSY')) || isConflict(error) || isAway(error)
  );
}
