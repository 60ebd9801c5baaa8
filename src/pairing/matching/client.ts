import { extname } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { RoundMember, RoundTerms } from './input.ts';
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
/**
 * For code V8 would reserve 512 MB, which a limit of the system counts. The more it may hold of what is old, the more it lets
 * lie; a hundred thousand members and their round are a third of this. Pairs are not counted here.
 */
const THREAD_LIMITS = { codeRangeSizeMb: 16, maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 400 };

/** Why a round was not computed; nothing was changed. */
export class RoundFailedError extends Error {
  override name = 'RoundFailedError';
  readonly why: 'too-many' | 'died' | 'timeout';

  constructor(why: RoundFailedError['why'], message: string) {
    super(message);
    this.why = why;
  }
}

/** Members as they are read: whoever reads them need not hold all of them at once. */
export type Pages = AsyncIterable<readonly RoundMember[]> | Iterable<readonly RoundMember[]>;

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
   * Computes a round. Rejects with `RoundFailedError` when it takes too long, the computation fails or the worker is
   * closed meanwhile, and with what reading the members throws.
   */
  run(pages: Pages, terms: RoundTerms): Promise<RoundResult> {
    const result = this.#last.then(() => this.#run(pages, terms));
    this.#last = result.catch(() => {});
    return result;
  }

  /** Ends the thread; rounds under way are rejected, and so are later ones. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#worker?.terminate();
    await this.#last;
  }

  async #run(pages: Pages, terms: RoundTerms): Promise<RoundResult> {
    if (this.#isClosed) throw new RoundFailedError('died', 'The round worker is closed');
    const worker = new Worker(PROGRAM, { resourceLimits: THREAD_LIMITS });
    this.#worker = worker;
    const replies = new Replies(worker);
    let timeout: NodeJS.Timeout | undefined;
    try {
      await send(worker, replies, pages, terms);
      timeout = setTimeout(() => {
        replies.fail(new RoundFailedError('timeout', `A round took more than ${this.#timeoutMs} ms`));
      }, this.#timeoutMs);
      return await receive(worker, replies);
    } finally {
      clearTimeout(timeout);
      // An error on its way out is heard as well: unheard it would end the process.
      await worker.terminate();
      replies.end();
    }
  }
}

/** Sends the members as they are read, in pieces, and asks for the round. */
async function send(
  worker: Worker,
  replies: Replies,
  pages: Pages,
  { previous, ...terms }: RoundTerms,
): Promise<void> {
  const say = (message: ToWorker) => worker.postMessage(message, []);
  for await (const page of pages)
    for (const members of pieces(page)) {
      say({ key: 'members', members });
      await setImmediate();
      replies.check();
    }
  for (const piece of pieces(previous)) {
    say({ key: 'previous', previous: piece });
    await setImmediate();
  }
  say({ key: 'solve', terms });
}

function* pieces<T>(list: readonly T[]): Generator<T[]> {
  for (let from = 0; from < list.length; from += PIECE) yield list.slice(from, from + PIECE);
}

/** Takes the round in pieces. */
async function receive(worker: Worker, replies: Replies): Promise<RoundResult> {
  const say = (message: ToWorker) => worker.postMessage(message, []);
  const solved = await replies.next();
  if (solved.key === 'failed')
    throw new RoundFailedError(solved.isTooMany ? 'too-many' : 'died', `The round failed: ${solved.message}`);
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

  /** Throws when the thread has ended. */
  check(): void {
    if (this.#failure !== null) throw this.#failure;
  }

  async next(): Promise<FromWorker> {
    for (;;) {
      this.check();
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
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.fail(new RoundFailedError('died', message));
  };

  readonly #onExit = (): void => {
    this.fail(new RoundFailedError('died', 'The round worker ended before its round'));
  };
}
