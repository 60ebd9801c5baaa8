/**
 * The bots that are measured, each a process of its own: Nexus as its unit starts it, built and with its flags, and the least
 * bot that discord.js's guide makes. Linux only: what they use is read from /proc.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Simulator } from '@nexus/simulator';
import build from '../tests/support/built.ts';
import { ROOT } from '../tests/support/program.ts';

export type BotName = 'nexus' | 'bare';

/** What the unit tells the system's memory, and so does the image. */
function memoryOfUnit(): Record<string, string> {
  const unit = readFileSync(join(ROOT, 'deploy/nexus.service'), 'utf8');
  const [, name = '', value = ''] = /^Environment=(MALLOC_\w+)=(\d+)$/m.exec(unit) ?? [];
  return { [name]: value };
}

/** The arguments after `node`. */
function argumentsOf(name: BotName): string[] {
  if (name === 'bare') return ['bench/bare.ts'];
  build();
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: { start: string };
  };
  // Whoever measures may have a file with settings of their own.
  return scripts.start
    .split(' ')
    .slice(1)
    .filter((argument) => !argument.startsWith('--env-file'));
}

export interface Started {
  readonly child: ChildProcess;
  /** From the start of the process until members are served, ms. */
  readonly ms: number;
}

/** Resolves when it serves members; throws when it ends before. What it logs as an error is printed. */
export async function startBot(
  name: BotName,
  sim: Simulator,
  env: Readonly<Record<string, string>>,
): Promise<Started> {
  const args = argumentsOf(name);
  const began = performance.now();
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: {
      PATH: process.env['PATH'],
      ...(name === 'nexus' ? memoryOfUnit() : {}),
      DISCORD_TOKEN: sim.token,
      DISCORD_API: sim.api,
      LOG_LEVEL: 'info',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the bot ended with ${code}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (/\bready\b/.test(line)) resolve();
      if (/"level":"(?:error|fatal)"/.test(line)) console.log(line);
    });
  });
  return { child, ms: performance.now() - began };
}

/** Nothing of it is left. */
export async function killBot(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

/** Processor time of all its threads since the start, ms (https://docs.kernel.org/scheduler/sched-stats.html). */
export function processorOf({ pid = 0 }: ChildProcess): number {
  const tasks = `/proc/${pid}/task`;
  const nanoseconds = readdirSync(tasks).map((task) =>
    Number(readFileSync(`${tasks}/${task}/schedstat`, 'utf8').split(' ')[0]),
  );
  return nanoseconds.reduce((sum, each) => sum + each, 0) / 1e6;
}

/** Resident memory, MB: now, or the most there ever was (https://man7.org/linux/man-pages/man5/proc_pid_status.5.html). */
export function memoryOf({ pid = 0 }: ChildProcess, which: 'now' | 'peak' = 'now'): number {
  const field = which === 'now' ? 'VmRSS' : 'VmHWM';
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const [, kilobytes = '0'] = new RegExp(`${field}:\\s+(\\d+)`).exec(status) ?? [];
  return Number(kilobytes) / 1024;
}
