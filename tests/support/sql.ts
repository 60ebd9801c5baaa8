import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { isPostgres } from '../../src/platform/database/index.ts';
import type { Answer, Question } from './sql-thread.ts';
import type { World } from './world.ts';

/**
 * What tests ask the database itself, in SQL that both engines understand, with `?` for values. A name that is not all
 * small letters is quoted: `as "userId"`.
 */
export type Sql = Pick<Database.Database, 'prepare' | 'exec' | 'close'>;

/** The database of a world, beside the bot. */
export function sqlOf({ databasePath }: Pick<World, 'databasePath'>): Sql {
  return isPostgres(databasePath) ? postgres(databasePath) : new Database(databasePath);
}

function postgres(address: string): Sql {
  function prepare(text: string) {
    let shape = (row: Record<string, unknown>): unknown => row;
    const numbered = numberedValues(text);
    const asked = (values: Question['values']) => ask({ address, text: numbered, values });
    const statement = {
      all: (...values: Question['values']) => asked(values).rows.map((row) => shape(row)),
      get: (...values: Question['values']) => statement.all(...values)[0],
      run: (...values: Question['values']) => ({ changes: asked(values).changes, lastInsertRowid: 0 }),
      pluck() {
        shape = (row) => Object.values(row)[0];
        return statement;
      },
      raw() {
        shape = (row) => Object.values(row);
        return statement;
      },
    };
    return statement;
  }
  return {
    prepare: prepare as unknown as Sql['prepare'],
    exec(text: string) {
      ask({ address, text, values: [] });
      return this as never;
    },
    close() {
      return this as never;
    },
  };
}

function numberedValues(text: string): string {
  let count = 0;
  return text.replaceAll('?', () => `$${++count}`);
}

/** How long an answer may take, in ms. */
const PATIENCE = 60_000;
let thread: { ask(question: Question): Answer | undefined } | undefined;

/** Tests wait for the answer, as they do for SQLite's: a thread of its own asks. */
function ask(question: Question): Exclude<Answer, { error: string }> {
  thread ??= startThread();
  const answer = thread.ask(question);
  if (answer === undefined) throw new Error(`PostgreSQL gave no answer: ${question.text}`);
  if ('error' in answer) throw new Error(`${answer.error}: ${question.text}`);
  return {
    ...answer,
    rows: answer.rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [
          name,
          value instanceof Uint8Array ? Buffer.from(value) : value,
        ]),
      ),
    ),
  };
}

function startThread(): NonNullable<typeof thread> {
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const { port1: own, port2: port } = new MessageChannel();
  const worker = new Worker(new URL('./sql-thread.ts', import.meta.url), {
    workerData: { port, flag },
    transferList: [port],
    execArgv: [],
  });
  worker.unref();
  own.unref();
  return {
    ask(question) {
      Atomics.store(flag, 0, 0);
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port between threads has no origin
      own.postMessage(question);
      Atomics.wait(flag, 0, 0, PATIENCE);
      return receiveMessageOnPort(own)?.message as Answer | undefined;
    },
  };
}
