import { type ChildProcess, fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Answer, Call, Calls, Order } from './protocol.ts';

/** Megabytes of JavaScript in the process; with the runtime itself it stays under 256. */
const HEAP_MB = 128;
const START_MS = 30_000;

/** A document was too much: the process was ended. */
export class TooHeavyError extends Error {
  override readonly name = 'TooHeavyError';
}

/** The process was closed, or failed for a reason that is not the document's. */
export class DocumentsError extends Error {
  override readonly name = 'DocumentsError';
}

/**
 * One process, started with the first order and ended when idle. A process rather than a thread: whatever a hostile file
 * does to its memory, only this process dies. It may read our own program and nothing else, start nothing, and knows
 * none of our environment.
 */
export class Child {
  readonly #timeoutMs: number;
  readonly #idleMs: number;
  #process: ChildProcess | undefined;
  #idle: NodeJS.Timeout | undefined;
  #orders = 0;
  #isClosed = false;

  constructor(options: { readonly timeoutMs: number; readonly idleMs: number }) {
    this.#timeoutMs = options.timeoutMs;
    this.#idleMs = options.idleMs;
  }

  /** The process's id while it runs. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /**
   * Has the process do one thing; the caller sees to it that there is one at a time.
   *
   * @throws TooHeavyError when it takes too long or too much memory; DocumentsError when it fails otherwise.
   */
  async order<C extends Call>(call: C, args: Calls[C]['takes']): Promise<Calls[C]['gives']> {
    if (this.#isClosed) throw new DocumentsError('Documents are closed.');
    clearTimeout(this.#idle);
    const child = this.#process ?? (await this.#started());
    hold(child);
    this.#orders += 1;
    const id = this.#orders;
    const answer = this.#answer(child, this.#timeoutMs, (each) => 'id' in each && each.id === id);
    child.send({ id, call, args } satisfies Order);
    const said = await answer;
    this.#rest(child);
    if ('error' in said) throw new DocumentsError(said.error);
    return ('value' in said ? said.value : undefined) as Calls[C]['gives'];
  }

  close(): void {
    this.#isClosed = true;
    this.#end();
  }

  async #started(): Promise<ChildProcess> {
    const child = fork(fileURLToPath(new URL(`program${extname(import.meta.url)}`, import.meta.url)), {
      execArgv: [
        `--max-old-space-size=${HEAP_MB}`,
        '--max-semi-space-size=8',
        '--permission',
        ...READABLE.map((path) => `--allow-fs-read=${path}`),
        '--disable-warning=ExperimentalWarning',
      ],
      env: {},
      cwd: ROOT,
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#process = child;
    await this.#answer(child, START_MS, (each) => 'ready' in each);
    return child;
  }

  /** The message that is waited for, or why it does not come; then the process is gone. */
  #answer(child: ChildProcess, timeoutMs: number, isIt: (answer: Answer) => boolean): Promise<Answer> {
    return new Promise((resolve, reject) => {
      let words = '';
      const onMessage = (answer: unknown): void => {
        if (!isIt(answer as Answer)) return;
        stop();
        resolve(answer as Answer);
      };
      const onWords = (chunk: Buffer): void => {
        words = `${words}${chunk.toString()}`.slice(-4_000);
      };
      const fail = (error: Error): void => {
        stop();
        this.#end(child);
        reject(error);
      };
      // A heap that is full ends the process itself, and it says so.
      const onExit = (): void =>
        fail(
          /heap|memory/i.test(words)
            ? new TooHeavyError('Too much memory')
            : new DocumentsError(`The process ended. ${words}`),
        );
      const onError = (error: Error): void => fail(new DocumentsError(error.message, { cause: error }));
      const timer = setTimeout(() => fail(new TooHeavyError(`Took more than ${timeoutMs} ms`)), timeoutMs);
      const stop = (): void => {
        clearTimeout(timer);
        child.off('message', onMessage).off('close', onExit).off('error', onError);
        child.stderr?.off('data', onWords);
      };
      child.on('message', onMessage).on('close', onExit).on('error', onError);
      child.stderr?.on('data', onWords);
    });
  }

  /** An idle process neither keeps ours alive nor its memory for long. */
  #rest(child: ChildProcess): void {
    if (this.#process !== child) return;
    letGo(child);
    this.#idle = setTimeout(() => this.#end(child), this.#idleMs);
    this.#idle.unref();
  }

  #end(child = this.#process): void {
    clearTimeout(this.#idle);
    if (this.#process === child) this.#process = undefined;
    child?.kill('SIGKILL');
  }
}

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const READABLE = ['src/', 'node_modules/', 'package.json'].map((path) => `${ROOT}${path}`);

function hold(child: ChildProcess): void {
  child.ref();
  child.channel?.ref();
}

function letGo(child: ChildProcess): void {
  child.unref();
  child.channel?.unref();
  const stderr = child.stderr as unknown as { unref?: () => void } | null;
  stderr?.unref?.();
}
