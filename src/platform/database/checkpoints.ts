import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { within } from '../async.ts';
import type { Db } from './open.ts';

/** Copies SQLite's log into its file while many write. */
export interface Checkpoints {
  /** Whether the thread is there. */
  readonly isRunning: boolean;
  /** Nothing is being copied. */
  settled(): Promise<void>;
  /** Ends the thread; to be called before the database is closed. */
  stop(): Promise<void>;
}

export interface CheckpointsParts {
  readonly db: Db;
  /** SQLite's file. */
  readonly path: string;
  /** The thread failed: SQLite checkpoints by itself until the next one. */
  readonly onError: (error: unknown) => void;
  /** A monotonic clock, in ms. */
  readonly now?: () => number;
}

/** After so many commits the thread copies: some 500 pages, half of what SQLite lets gather. */
const EVERY = 25;
/** Where they take longer than this (ms), whoever commits does it now and then: a few a second do not need a thread. */
const BUSY = 2_500;
/** How long the thread stays without work, in ms. */
const IDLE = 60_000;
/** How long an end waits for what is being copied, in ms. */
const STOP = 1_000;
/** Megabytes of JavaScript; for code V8 would reserve 512, which a limit of the system counts. */
const THREAD_LIMITS = { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 16, codeRangeSizeMb: 16 };

interface Thread {
  readonly noteCommit: () => void;
  readonly copying: () => Promise<void> | undefined;
}

const threads = new WeakMap<Db, Thread>();

/** Something was committed. */
export function noteCommit(db: Db): void {
  threads.get(db)?.noteCommit();
}

/** Until what our thread is copying is copied; undefined: it copies nothing. */
export function copying(db: Db): Promise<void> | undefined {
  return threads.get(db)?.copying();
}

/**
 * Whoever commits when SQLite's log has 1,000 pages copies them into the file and waits for the disk
 * (https://www.sqlite.org/wal.html#automatic_checkpoint): 10 to 40 ms in which the event loop stands still. While many write, a
 * thread copies before; then little is left for that commit, which still begins the log anew: a thread alone never could,
 * as there is always something newer.
 */
export function startCheckpoints({
  db,
  path,
  onError,
  now = () => performance.now(),
}: CheckpointsParts): Checkpoints {
  let commits = 0;
  let since = 0;
  let worker: Worker | undefined;
  let current: Promise<void> | undefined;
  let copied: () => void = () => {};
  let idle: NodeJS.Timeout | undefined;

  function note(): void {
    if (commits === 0) since = now();
    commits += 1;
    if (commits < EVERY || current !== undefined) return;
    const isBusy = now() - since < BUSY;
    commits = 0;
    if (!isBusy) return;
    current = copy()
      .catch(onError)
      .finally(() => (current = undefined));
  }
  threads.set(db, { noteCommit: note, copying: () => current });

  async function copy(): Promise<void> {
    clearTimeout(idle);
    const thread = (worker ??= start());
    await new Promise<void>((resolve) => {
      copied = resolve;
      thread.postMessage('checkpoint', []);
    });
    idle = setTimeout(() => void end(), IDLE);
    idle.unref();
  }

  function start(): Worker {
    const program = new URL(`checkpoint-thread${extname(import.meta.url)}`, import.meta.url);
    const thread = new Worker(program, { workerData: path, resourceLimits: THREAD_LIMITS });
    thread.unref();
    thread.on('message', () => copied());
    thread.on('error', onError);
    thread.once('exit', () => {
      if (worker !== thread) return;
      worker = undefined;
      copied();
    });
    return thread;
  }

  async function end(): Promise<void> {
    const thread = worker;
    if (thread === undefined) return;
    worker = undefined;
    const ended = new Promise<void>((resolve) => thread.once('exit', () => resolve()));
    thread.postMessage('end', []);
    await within(STOP, ended);
    await thread.terminate();
  }

  return {
    get isRunning() {
      return worker !== undefined;
    },
    async settled() {
      await current;
    },
    async stop() {
      threads.delete(db);
      clearTimeout(idle);
      await end();
    },
  };
}
