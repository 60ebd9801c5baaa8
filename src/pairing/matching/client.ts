import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ReportFile } from './files.ts';
import type { Participant, PreviousPair, RoundTerms } from './input.ts';
import { type FromWorker, pieces, type RoundPiece, type ToWorker } from './protocol.ts';
import type { RoundSummary } from './summary.ts';

/** What a round is computed from. Both lists are passed on as they are read: whoever reads them need not hold all of them. */
export interface RoundRequest {
  readonly participants: Listed<Participant>;
  readonly previous: Listed<PreviousPair>;
  readonly terms: RoundTerms;
  /** The largest file that can be attached, in bytes. */
  readonly limit: number;
}

/** A list, some of it at a time. */
export type Listed<T> = AsyncIterable<readonly T[]> | Iterable<readonly T[]>;

/** A round that stands in its thread: what is kept of it is read from there. */
export interface SolvedRound {
  readonly summary: RoundSummary;
  readonly files: readonly ReportFile[];
  /** To be read once. */
  readonly pieces: AsyncIterable<RoundPiece>;
}

const PROGRAM = new URL(`worker${extname(import.meta.url)}`, import.meta.url);
/**
 * For code V8 would reserve 512 MB, which a limit of the system counts. The more it may hold of what is old, the more it lets
 * lie; a hundred thousand members and their round are a third of this. Pairs are not counted here.
 */
const THREAD_LIMITS = { codeRangeSizeMb: 16, maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 400 };

/**
 * What one round may take before it is given up: of a processor, and in all, because its answer can be given for a quarter of
 * an hour only. Where others fill the processors a round comes late, instead of never.
 */
const MOST = { workMs: 120_000, waitMs: 600_000 };
/** How often it is looked at how much a round has worked (ms). */
const LOOK_EVERY = 1_000;

/** Why a round was not computed; nothing was changed. */
export class RoundFailedError extends Error {
  override name = 'RoundFailedError';
  readonly why: 'too-many' | 'died' | 'timeout';

  constructor(why: RoundFailedError['why'], message: string) {
    super(message);
    this.why = why;
  }
}

/**
 * Computes rounds one at a time, each in a thread of its own, so that interactions are answered meanwhile. The thread ends
 * with its round: of a large cohort it would hold hundreds of MB until the next one, which may be weeks.
 */
export class RoundWorker {
  readonly #most: typeof MOST;
  #worker: Worker | undefined;
  /** The round under way; the next waits for it. */
  #last: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  /** `most`: what one round may take before it is given up, two minutes of a processor and ten in all by default. */
  constructor(most: Partial<typeof MOST> = {}) {
    this.#most = { ...MOST, ...most };
  }

  /**
   * Computes a round, and ends its thread when `use` has taken what it needs of it. Rejects with `RoundFailedError` when it
   * takes too long, the computation fails or the worker is closed meanwhile, and with what reading the lists or `use` throws.
   */
  run<T>(request: RoundRequest, use: (round: SolvedRound) => Promise<T>): Promise<T> {
    const result = this.#last.then(() => this.#run(request, use));
    this.#last = result.catch(() => {});
    return result;
  }

  /** Ends the thread; rounds under way are rejected, and so are later ones. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#worker?.terminate();
    await this.#last;
  }

  async #run<T>(request: RoundRequest, use: (round: SolvedRound) => Promise<T>): Promise<T> {
    if (this.#isClosed) throw new RoundFailedError('died', 'The round worker is closed');
    const worker = new Worker(PROGRAM, { resourceLimits: THREAD_LIMITS });
    this.#worker = worker;
    const replies = new Replies(worker);
    try {
      await send(replies, request);
      const { summary, files } = await this.#solved(worker, replies, request);
      return await use({ summary, files, pieces: receive(replies) });
    } finally {
      // An error on its way out is heard as well: unheard it would end the process.
      await worker.terminate();
      replies.end();
    }
  }

  async #solved(
    worker: Worker,
    replies: Replies,
    { terms, limit }: RoundRequest,
  ): Promise<Extract<FromWorker, { key: 'solved' }>> {
    const { workMs, waitMs } = this.#most;
    const giveUp = (took: string) => replies.fail(new RoundFailedError('timeout', `A round took ${took}`));
    const look = async () => {
      // A thread that has ended says so itself.
      const used = await worker.cpuUsage().catch(() => ({ user: 0, system: 0 }));
      if ((used.user + used.system) / 1_000 > workMs) giveUp(`more than ${workMs} ms of a processor`);
    };
    const timeout = setTimeout(() => giveUp(`more than ${waitMs} ms`), waitMs);
    const watch = setInterval(() => void look(), LOOK_EVERY);
    try {
      void look();
      const solved = await replies.to({ key: 'solve', terms, limit });
      if (solved.key === 'failed')
        throw new RoundFailedError(
          solved.isTooMany ? 'too-many' : 'died',
          `The round failed: ${solved.message}`,
        );
      return solved.key === 'solved' ? solved : unexpected();
    } finally {
      clearTimeout(timeout);
      clearInterval(watch);
    }
  }
}

/** Sends the members and the last preview as they are read, in pieces. */
async function send(replies: Replies, { participants, previous }: RoundRequest): Promise<void> {
  for await (const page of participants)
    for (const piece of pieces(page))
      await replies.to({
        key: 'members',
        members: piece.map(({ member }) => member),
        named: JSON.stringify(piece.map(({ named }) => named)),
      });
  for await (const page of previous)
    for (const piece of pieces(page)) await replies.to({ key: 'previous', previous: piece });
}

/** Takes what is kept of the round in pieces. */
async function* receive(replies: Replies): AsyncGenerator<RoundPiece> {
  for (;;) {
    const message = await replies.to({ key: 'more' });
    if (message.key === 'end') return;
    yield message.key === 'piece' ? message.piece : unexpected();
  }
}

function unexpected(): never {
  throw new Error('The round worker said something unexpected');
}

/** What the worker answers to each message, or its end. */
class Replies {
  readonly #worker: Worker;
  #answer: FromWorker | null = null;
  #failure: Error | null = null;
  #wake: () => void = () => {};

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', this.#onMessage);
    worker.on('error', this.#onError);
    worker.on('exit', this.#onExit);
  }

  /** Says something, and resolves with the answer. Rejects when the thread has ended. */
  async to(message: ToWorker): Promise<FromWorker> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    this.#answer = null;
    if (this.#failure === null) {
      this.#worker.postMessage(message, []);
      await promise;
    }
    if (this.#failure !== null) throw this.#failure;
    return this.#answer ?? unexpected();
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
    this.#answer = message;
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
