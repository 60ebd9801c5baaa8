import { AsyncLocalStorage } from 'node:async_hooks';
import { sql } from 'kysely';
import { faultOf } from './faults.ts';
import type { Db } from './open.ts';

/** For how long one transaction takes up more, in ms: the event loop is free again after its commit. */
const TAKES_UP = 5;

interface Waiting {
  readonly work: (trx: Db) => Promise<unknown>;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
  /** Runs something as the one who asked: its interaction, its log. */
  readonly asCaller: <T>(act: () => T) => T;
}

type Ended = { readonly result: unknown } | { readonly error: unknown };

const queues = new WeakMap<Db, Waiting[]>();

/**
 * Runs `work` in a transaction that it shares with whatever else one turn of the event loop wants to write: one commit,
 * that is one wait for the disk, for all of them. They run one after the other, each between savepoints, so that one that
 * throws undoes itself alone; nobody hears anything before the commit. When the commit fails nothing holds, and each runs
 * again by itself to find out whose fault it was. For SQLite.
 */
export function together<T>(db: Db, work: (trx: Db) => Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const mine: Waiting = {
      work,
      resolve: (result) => resolve(result as T),
      reject,
      asCaller: AsyncLocalStorage.snapshot(),
    };
    const queue = queues.get(db);
    if (queue !== undefined) {
      queue.push(mine);
      return;
    }
    const own = [mine];
    queues.set(db, own);
    // Whoever else this turn woke comes first: what they want to write joins.
    setImmediate(() => void commitAll(db, own));
  });
}

async function commitAll(db: Db, queue: Waiting[]): Promise<void> {
  for (;;) {
    await commitSome(db, queue);
    if (queue.length === 0) break;
    await new Promise(setImmediate);
  }
  queues.delete(db);
}

/** One transaction with as many as it takes up. Never throws. */
async function commitSome(db: Db, queue: Waiting[]): Promise<void> {
  const ended: (readonly [Waiting, Ended])[] = [];
  const taken: Waiting[] = [];
  try {
    await db.transaction().execute(async (trx) => {
      const until = performance.now() + TAKES_UP;
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        taken.push(next);
        const isAlone = taken.length === 1 && queue.length === 0;
        ended.push([next, isAlone ? { result: await run(next, trx) } : await runApart(next, trx)]);
        if (performance.now() >= until) break;
      }
    });
  } catch (error) {
    // It could not begin: each waits for the other process in its own way.
    if (taken.length === 0) taken.push(...queue.splice(0));
    else if (taken.length > 1) return await oneByOne(db, taken);
    for (const one of taken) one.reject(error);
    return;
  }
  for (const [one, end] of ended) {
    if ('result' in end) one.resolve(end.result);
    else one.reject(end.error);
  }
}

function run({ work, asCaller }: Waiting, trx: Db): Promise<unknown> {
  return asCaller(() => work(trx));
}

/** Undoes what one did that throws, and nothing else. Throws what the machine is to blame for: that is everybody's. */
async function runApart(one: Waiting, trx: Db): Promise<Ended> {
  await sql`savepoint one`.execute(trx);
  try {
    const result = await run(one, trx);
    await sql`release one`.execute(trx);
    return { result };
  } catch (error) {
    if (faultOf(error) !== undefined) throw error;
    await sql`rollback to one`.execute(trx);
    await sql`release one`.execute(trx);
    return { error };
  }
}

async function oneByOne(db: Db, taken: readonly Waiting[]): Promise<void> {
  for (const one of taken) {
    await db
      .transaction()
      .execute((trx) => run(one, trx))
      .then(one.resolve, one.reject);
  }
}
