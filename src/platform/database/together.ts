import { AsyncLocalStorage } from 'node:async_hooks';
import { CompiledQuery } from 'kysely';
import { faultOf } from './faults.ts';
import type { Db } from './open.ts';

/** Writes that share one commit: the event loop is free again after it. */
const AT_MOST = 16;

const SAVEPOINT = CompiledQuery.raw('savepoint one');
const RELEASE = CompiledQuery.raw('release one');
const ROLLBACK = CompiledQuery.raw('rollback to one');

type Ended = { readonly result: unknown } | { readonly error: unknown };

interface Waiting {
  readonly work: (trx: Db) => Promise<unknown>;
  readonly tell: (end: Ended) => void;
  /** Runs something as the one who asked: its interaction, its log. */
  readonly asCaller: <T>(act: () => T) => T;
}

const queues = new WeakMap<Db, Waiting[]>();

/**
 * Runs `work` in a transaction that it shares with whatever else one turn of the event loop wants to write: one commit,
 * that is one wait for the disk, for all of them. They run one after the other, each between savepoints, so that one that
 * throws undoes itself alone; nobody hears anything before the commit. When the commit fails nothing holds, and each runs
 * again by itself to find out whose fault it was. For SQLite.
 */
export async function together<T>(db: Db, work: (trx: Db) => Promise<T>): Promise<T> {
  const end = await endOf(db, work);
  if ('error' in end) throw end.error;
  return end.result as T;
}

async function endOf(db: Db, work: Waiting['work']): Promise<Ended> {
  const queue = queues.get(db);
  if (queue !== undefined)
    return await new Promise((tell) => queue.push({ work, tell, asCaller: AsyncLocalStorage.snapshot() }));
  // Whoever comes first does it for all: what it does stays in its own call stack.
  let own: Ended = { error: new Error('a write did not end') };
  const others: Waiting[] = [{ work, tell: (end) => (own = end), asCaller: (act) => act() }];
  queues.set(db, others);
  // Whoever else this turn woke comes now: what they want to write joins.
  await new Promise(setImmediate);
  tellAll(await commitSome(db, others));
  void commitRest(db, others);
  return own;
}

async function commitRest(db: Db, queue: Waiting[]): Promise<void> {
  while (queue.length > 0) {
    await new Promise(setImmediate);
    tellAll(await commitSome(db, queue));
  }
  queues.delete(db);
}

type Told = readonly [who: Waiting, end: Ended];

/** In the order in which they were committed. */
function tellAll(ended: readonly Told[]): void {
  for (const [one, end] of ended) one.tell(end);
}

/** One transaction with as many as it takes up. Never throws. */
async function commitSome(db: Db, queue: Waiting[]): Promise<readonly Told[]> {
  const ended: Told[] = [];
  const taken: Waiting[] = [];
  try {
    await db.transaction().execute(async (trx) => {
      while (taken.length < AT_MOST) {
        const next = queue.shift();
        if (next === undefined) break;
        taken.push(next);
        const isAlone = taken.length === 1 && queue.length === 0;
        const end = isAlone
          ? { result: await run(next, trx) }
          : // By a promise of its own, told by a function: the stack of an error names nobody else's call.
            await new Promise<Ended>(
              (tell, fail) => void runApart(next, trx).then((each) => tell(each), fail),
            );
        ended.push([next, end]);
      }
    });
  } catch (error) {
    // It could not begin: each waits for the other process in its own way.
    if (taken.length === 0) taken.push(...queue.splice(0));
    else if (taken.length > 1) return await oneByOne(db, taken);
    return taken.map((one) => [one, { error }]);
  }
  return ended;
}

function run({ work, asCaller }: Waiting, trx: Db): Promise<unknown> {
  return asCaller(() => work(trx));
}

/** Undoes what one did that throws, and nothing else. Throws what the machine is to blame for: that is everybody's. */
async function runApart(one: Waiting, trx: Db): Promise<Ended> {
  await trx.executeQuery(SAVEPOINT);
  try {
    const result = await run(one, trx);
    await trx.executeQuery(RELEASE);
    return { result };
  } catch (error) {
    if (faultOf(error) !== undefined) throw error;
    await trx.executeQuery(ROLLBACK);
    await trx.executeQuery(RELEASE);
    return { error };
  }
}

async function oneByOne(db: Db, taken: readonly Waiting[]): Promise<readonly Told[]> {
  const ended: Told[] = [];
  for (const one of taken) {
    const end = await db
      .transaction()
      .execute((trx) => run(one, trx))
      .then(
        (result) => ({ result }),
        (error: unknown) => ({ error }),
      );
    ended.push([one, end]);
  }
  return ended;
}
