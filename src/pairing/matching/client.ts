import { extname } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { RoundInput } from './input.ts';
import {
  addPiece,
  type CertificateFile,
  type FromWorker,
  noLists,
  PIECE,
  type ToWorker,
} from './protocol.ts';
import type { Round } from './round.ts';

export interface RoundResult {
  round: Round;
  certificate: CertificateFile;
}

const PROGRAM = new URL(`worker${extname(import.meta.url)}`, import.meta.url);
/** For code V8 would reserve 512 MB, which a limit of the system counts. */
const THREAD_LIMITS = { codeRangeSizeMb: 16 };

/** The round took longer than allowed; nothing was changed. */
export class RoundTimeoutError extends Error {
  override name = 'RoundTimeoutError';
}

/**
 * Computes rounds one at a time, each in a thread of its own, so that interactions are answered meanwhile. The thread ends
 * with its round: of a large cohort it would hold hundreds of MB until the next one, which may be weeks.
 */
export class RoundWorker {
  readonly #timeoutMs: number;
  #worker: Worker | undefined;
  /** The round under way; the next waits for it. */
  #last: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  /** `timeoutMs`: how long one round may take before it is given up, two minutes by default. */
  constructor(timeoutMs = 120_000) {
    this.#timeoutMs = timeoutMs;
  }

  /**
   * Computes a round. Rejects with `RoundTimeoutError` when it takes too long, and with an Error when the computation
   * fails or the worker is closed meanwhile.
   */
  run(input: RoundInput): Promise<RoundResult> {
    const result = this.#last.then(() => this.#run(input));
    this.#last = result.catch(() => {});
    return result;
  }

  /** Ends the thread; rounds under way are rejected, and so are later ones. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#worker?.terminate();
    await this.#last;
  }

  async #run(input: RoundInput): Promise<RoundResult> {
    if (this.#isClosed) throw new Error('The round worker is closed');
    const worker = new Worker(PROGRAM, { resourceLimits: THREAD_LIMITS });
    this.#worker = worker;
    const replies = new Replies(worker);
    const timeout = setTimeout(() => {
      replies.fail(new RoundTimeoutError(`A round took more than ${this.#timeoutMs} ms`));
    }, this.#timeoutMs);
    try {
      return await exchange(worker, replies, input);
    } finally {
      clearTimeout(timeout);
      // An error on its way out is heard as well: unheard it would end the process.
      await worker.terminate();
      replies.end();
    }
  }
}

/** Sends the members in pieces, asks for the round, and takes it in pieces. */
async function exchange(worker: Worker, replies: Replies, input: RoundInput): Promise<RoundResult> {
  const { members, ...rest } = input;
  const say = (message: ToWorker) => worker.postMessage(message, []);
  for (let from = 0; from < members.length; from += PIECE) {
    say({ key: 'members', members: members.slice(from, from + PIECE) });
    await setImmediate();
  }
  say({ key: 'solve', input: rest });
  const solved = await replies.next();
  if (solved.key === 'failed') throw new Error(`The round failed: ${solved.message}`);
  if (solved.key !== 'solved') throw new Error('The round worker said something unexpected');
  const lists = noLists();
  for (let isLast = false; !isLast; ) {
    await setImmediate();
    say({ key: 'more' });
    const piece = await replies.next();
    if (piece.key !== 'piece') throw new Error('The round worker said something unexpected');
    addPiece(lists, piece.lists);
    isLast = piece.isLast;
  }
  return { round: { ...solved.round, ...lists }, certificate: solved.certificate };
}

/** The worker's messages, one at a time, or its end. */
class Replies {
  readonly #worker: Worker;
  readonly #waiting: FromWorker[] = [];
  #failure: Error | null = null;
  #wake: () => void = () => {};

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', this.#onMessage);
    worker.on('error', this.#onError);
    worker.on('exit', this.#onExit);
  }

  async next(): Promise<FromWorker> {
    for (;;) {
      if (this.#failure !== null) throw this.#failure;
      const message = this.#waiting.shift();
      if (message !== undefined) return message;
      const woken = Promise.withResolvers<void>();
      this.#wake = woken.resolve;
      await woken.promise;
    }
  }

  fail(error: Error): void {
    this.#failure ??= error;
    this.#wake();
  }

  end(): void {
    this.#worker.off('message', this.#onMessage);
    this.#worker.off('error', this.#onError);
    this.#worker.off('exit', this.#onExit);
  }

  readonly #onMessage = (message: FromWorker): void => {
    this.#waiting.push(message);
    this.#wake();
  };

  readonly #onError = (error: unknown): void => {
    this.fail(error instanceof Error ? error : new Error(String(error)));
  };

  readonly #onExit = (): void => {
    this.fail(new Error('The round worker ended before its round'));
  };
}
