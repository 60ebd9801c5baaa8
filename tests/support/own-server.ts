import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { ROOT } from './program.ts';

/** A PostgreSQL that one test has for itself, and may treat as badly as machines do. */
export interface OwnServer {
  readonly address: string;
  /** Ends at once, as by `pg_ctl stop -m immediate`: who is connected hears of it. */
  stop(): Promise<void>;
  /** Its first process is killed; the others end when they notice. */
  kill(): Promise<void>;
  /** Nothing is refused and nothing is answered, until it goes on. */
  freeze(): void;
  thaw(): void;
  start(): Promise<void>;
  /** Gone, with its files. */
  close(): Promise<void>;
}

/** One that has ended and that nobody asked about yet is still listed, as a zombie. */
function isRunning(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** Started by `.ci/postgres`, which ends it when this process ends. */
export async function startOwnServer(): Promise<OwnServer> {
  const holder = spawn(
    '.ci/postgres',
    ['sh', '-c', 'echo "$TEST_POSTGRES $TEST_POSTGRES_CONTROL"; exec cat'],
    {
      cwd: ROOT,
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  const [told] = (await once(holder.stdout.setEncoding('utf8'), 'data')) as [string];
  const [address = '', ...control] = told.trim().split(/ +/);
  const data = control[control.indexOf('-D') + 1] ?? '';

  /** The server's first process, and those it started. */
  function processes(): [number, ...number[]] {
    const first = Number(readFileSync(`${data}/postmaster.pid`, 'utf8').split('\n')[0]);
    const children = readFileSync(`/proc/${first}/task/${first}/children`, 'utf8').trim().split(' ');
    return [first, ...children.filter((each) => each !== '').map(Number)];
  }

  async function ctl(...args: readonly string[]): Promise<void> {
    const [command = '', ...before] = control;
    const child = spawn(command, [...before, ...args], { cwd: '/', stdio: 'ignore' });
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code !== 0) throw new Error(`pg_ctl ${args.join(' ')} ended with ${code}`);
  }

  return {
    address: `${address}/postgres`,
    stop: () => ctl('stop', '-m', 'immediate'),
    async kill() {
      const all = processes();
      process.kill(all[0], 'SIGKILL');
      // It cannot be started while one of them still has its memory.
      while (all.some(isRunning)) await pause(20);
    },
    // The first one first: it starts no more of them.
    freeze() {
      process.kill(processes()[0], 'SIGSTOP');
      for (const pid of processes()) process.kill(pid, 'SIGSTOP');
    },
    thaw() {
      for (const pid of processes()) process.kill(pid, 'SIGCONT');
    },
    start: () => ctl('start'),
    async close() {
      holder.stdin.end();
      await once(holder, 'exit');
    },
  };
}
