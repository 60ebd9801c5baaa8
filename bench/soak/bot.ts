import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { MAIN } from '../../tests/support/built.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The real bot as a process of its own. */
export interface BotProcess {
  /** Resolves when it takes interactions and sends; false when it ended before. */
  readonly ready: Promise<boolean>;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGTERM. */
  ask(): void;
  readonly errors: () => string;
}

export function startBotProcess(env: Readonly<Record<string, string>>): BotProcess {
  // A safeguard is taken out of the sources (shift-clock.ts).
  const main = (env['MUTATION'] ?? '') === '' ? MAIN : 'src/main.ts';
  const child: ChildProcess = spawn(process.execPath, ['--import', './bench/shift-clock.ts', main], {
    cwd: ROOT,
    env: {
      PATH: process.env['PATH'],
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      LOG_LEVEL: 'info',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  const gone = once(child, 'close');
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-4_000);
  });
  const ready = new Promise<boolean>((resolve) => {
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-4_000);
      if (output.includes('"msg":"ready"')) resolve(true);
    });
    void gone.then(() => resolve(false));
  });
  return {
    ready,
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
    ask() {
      child.kill('SIGTERM');
    },
    errors: () => `${errors}\n${output}`,
  };
}
