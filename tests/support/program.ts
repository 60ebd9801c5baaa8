import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface Ended {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Program {
  readonly child: ChildProcess;
  /** Resolves with everything written to stdout so far as soon as it matches; rejects when the program ends first. */
  printed(pattern: RegExp): Promise<string>;
  readonly ended: Promise<Ended>;
}

/** Starts a program of the project as its own process; `env` is all it gets besides PATH and HOME. */
export function run(
  args: readonly string[],
  options: { env?: Readonly<Record<string, string>>; node?: string } = {},
): Program {
  const child = spawn(options.node ?? process.execPath, args, {
    cwd: ROOT,
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      NO_COLOR: '1',
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  const watchers = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    for (const look of watchers) look();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
  return {
    child,
    ended,
    async printed(pattern) {
      const seen = new Promise<string>((resolve) => {
        const look = (): void => {
          if (pattern.test(stdout)) resolve(stdout);
        };
        watchers.add(look);
        look();
      });
      const tooEarly = ended.then((end) => {
        if (pattern.test(end.stdout)) return end.stdout;
        throw new Error(`ended with ${end.code} before ${String(pattern)}:\n${end.stdout}\n${end.stderr}`);
      });
      return Promise.race([seen, tooEarly]);
    },
  };
}
