/**
 * The one renderer of all pictures. It draws in a thread of its own, so that interactions are answered meanwhile; the
 * thread, and Skia in it, starts with the first picture. What was drawn is kept and given again.
 */
import { hash } from 'node:crypto';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Logger } from '../log.ts';
import type { Chart } from './chart.ts';
import { PictureCache } from './picture-cache.ts';
import type { DrawAnswer, DrawOrder } from './worker.ts';

export interface ChartRendererOptions {
  /** How long one picture may take before it is given up, ms. */
  readonly timeoutMs?: number;
  /** How long the thread waits for the next picture before it ends, ms. */
  readonly idleMs?: number;
  /** How many pictures may wait; more are refused at once. */
  readonly maxWaiting?: number;
  /** Bytes of drawn pictures that are kept: about 25,000 a picture. */
  readonly keptBytes?: number;
  /** Told of every picture that could not be drawn: its message goes out without it. */
  readonly log?: Pick<Logger, 'warn'>;
  /** The thread's program; for tests. */
  readonly program?: URL;
}

interface Job {
  readonly order: DrawOrder;
  readonly resolve: (png: Buffer) => void;
  readonly reject: (error: Error) => void;
}

/** A chart could not be drawn; a message without it is better than none. */
export class ChartError extends Error {
  override readonly name = 'ChartError';
}

/**
 * Megabytes of JavaScript in the thread, which needs few: small generations make it free the pixels it has read, of which
 * the collector does not see how large they are. For code V8 would reserve 512, which a limit of the system counts.
 */
const THREAD_LIMITS = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 64, codeRangeSizeMb: 16 };

export class ChartRenderer {
  readonly #timeoutMs: number;
  readonly #idleMs: number;
  readonly #maxWaiting: number;
  readonly #program: URL;
  readonly #log: Pick<Logger, 'warn'> | undefined;
  readonly #waiting: Job[] = [];
  readonly #drawn: PictureCache;
  /** Pictures that are being drawn or wait for it: who asks for the same one waits with the first. */
  readonly #drawing = new Map<string, Promise<Buffer>>();
  #worker: Worker | undefined;
  #current: Job | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: ChartRendererOptions = {}) {
    this.#timeoutMs = options.timeoutMs ?? 10_000;
    this.#idleMs = options.idleMs ?? 60_000;
    this.#maxWaiting = options.maxWaiting ?? 100;
    this.#program = options.program ?? new URL(`worker${extname(import.meta.url)}`, import.meta.url);
    this.#log = options.log;
    this.#drawn = new PictureCache(options.keptBytes ?? 8_000_000);
  }

  /** Whether the thread is running; it starts with the first picture and ends when idle. */
  get running(): boolean {
    return this.#worker !== undefined;
  }

  /**
   * The chart as a PNG of CHART_WIDTH x CHART_HEIGHT pixels.
   *
   * @throws ChartError when it cannot be drawn in time, too many wait, or the renderer is closed.
   */
  async render({ shapes }: Pick<Chart, 'shapes'>): Promise<{ png: Buffer }> {
    if (this.#closed) throw new ChartError('The chart renderer is closed.');
    const key = hash('sha256', JSON.stringify(shapes));
    try {
      const png = this.#drawn.get(key) ?? (await (this.#drawing.get(key) ?? this.#draw(key, { shapes })));
      return { png };
    } catch (error) {
      this.#log?.warn({ err: error }, 'a picture could not be drawn');
      throw error;
    }
  }

  #draw(key: string, order: DrawOrder): Promise<Buffer> {
    if (this.#waiting.length >= this.#maxWaiting)
      throw new ChartError('Too many charts are waiting to be drawn.');
    const drawing = new Promise<Buffer>((resolve, reject) => {
      this.#waiting.push({ order, resolve, reject });
    })
      .then((png) => {
        this.#drawn.keep(key, png);
        return png;
      })
      .finally(() => this.#drawing.delete(key));
    this.#drawing.set(key, drawing);
    this.#next();
    return drawing;
  }

  /** Ends the thread; what waits is rejected with ChartError. */
  async close(): Promise<void> {
    this.#closed = true;
    const worker = this.#worker;
    for (const job of this.#waiting.splice(0)) job.reject(new ChartError('The chart renderer was closed.'));
    this.#stop(new ChartError('The chart renderer was closed.'));
    await worker?.terminate();
  }

  #next(): void {
    if (this.#current !== undefined) return;
    clearTimeout(this.#timer);
    const job = this.#waiting.shift();
    if (job === undefined) {
      this.#restUntilIdle();
      return;
    }
    this.#current = job;
    this.#worker ??= this.#start();
    this.#worker.ref();
    this.#worker.postMessage(job.order, []);
    this.#timer = setTimeout(() => {
      this.#abandon(new ChartError(`A chart took longer than ${this.#timeoutMs} ms.`));
    }, this.#timeoutMs);
  }

  #start(): Worker {
    const worker = new Worker(this.#program, { resourceLimits: THREAD_LIMITS });
    // A thread that was given up may still speak: only the present one is listened to.
    const whilePresent = (act: () => void): void => {
      if (this.#worker === worker) act();
    };
    worker.on('message', (answer: DrawAnswer) => whilePresent(() => this.#settle(answer)));
    worker.on('error', (error: Error) =>
      whilePresent(() => this.#abandon(new ChartError(error.message, { cause: error }))),
    );
    worker.on('exit', (code) =>
      whilePresent(() => this.#abandon(new ChartError(`The chart thread ended (${code}).`))),
    );
    return worker;
  }

  #settle(answer: DrawAnswer): void {
    const job = this.#current;
    this.#current = undefined;
    if ('error' in answer) job?.reject(new ChartError(answer.error));
    else job?.resolve(Buffer.from(answer.png.buffer, answer.png.byteOffset, answer.png.byteLength));
    this.#next();
  }

  /** Gives up the present thread and its picture; the next picture gets a new thread. */
  #abandon(error: ChartError): void {
    const worker = this.#worker;
    this.#stop(error);
    void worker?.terminate();
    this.#next();
  }

  #stop(error: ChartError): void {
    clearTimeout(this.#timer);
    const job = this.#current;
    this.#worker = undefined;
    this.#current = undefined;
    job?.reject(error);
  }

  /** An idle thread neither keeps the process alive nor its memory for long. */
  #restUntilIdle(): void {
    const worker = this.#worker;
    if (worker === undefined) return;
    worker.unref();
    this.#timer = setTimeout(() => {
      this.#worker = undefined;
      void worker.terminate();
    }, this.#idleMs);
    this.#timer.unref();
  }
}
