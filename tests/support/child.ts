import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface Child {
  readonly process: ChildProcess;
  /** What it wrote so far. */
  readonly stdout: string;
  readonly stderr: string;
  /** Resolves with the exit code, or the signal's name, once it has ended and everything it wrote has been read. */
  readonly ended: Promise<number | string>;
  /** Resolves when `text` stands in its output; rejects when it ends without. */
  says(text: string): Promise<void>;
}

/** Runs a program with this Node in the repository; it does not outlive the test. `env` is its whole environment. */
export function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Child {
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const output = { stdout: '', stderr: '' };
  const listeners = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
      for (const listener of listeners) listener();
    });
  }
  const ended = once(child, 'close').then(([code, signal]) => (code as number | null) ?? String(signal));
  return {
    process: child,
    ended,
    get stdout() {
      return output.stdout;
    },
    get stderr() {
      return output.stderr;
    },
    async says(text) {
      const said = new Promise<void>((resolve) => {
        const look = (): void => {
          if (!output.stdout.includes(text) && !output.stderr.includes(text)) return;
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        look();
      });
      const tooSoon = ended.then((end) => {
        throw new Error(`it ended (${end}) without saying "${text}":\n${output.stdout}${output.stderr}`);
      });
      await Promise.race([said, tooSoon]);
    },
  };
}
