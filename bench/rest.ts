/**
 * How long Nexus takes from its start until members are served, and what it holds in memory while nobody asks anything,
 * next to a bare discord.js bot: both as processes of their own, in turns, so that whatever else the machine does meets
 * both. The ratios are the figures. Nexus runs as `npm start` has it; the first start of each is not counted, it brings
 * the files into the system's cache. Linux only: memory is read from /proc.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Simulator } from '@nexus/simulator';
import { ofNpmStart, ROOT } from './npm-start.ts';

/** What it may be, from the least a server of 512 MB needs. */
const LIMITS = { start: 1.5, memory: 1.4 };
const { values } = parseArgs({
  options: { runs: { type: 'string', default: '5' }, 'rest-seconds': { type: 'string', default: '10' } },
});

interface Measured {
  /** From the start of the process to being ready, ms. */
  readonly start: number;
  /** Processor time of that, ms. */
  readonly processor: number;
  /** Resident memory after the rest, MB. */
  readonly memory: number;
}

function memoryOf({ pid = 0 }: ChildProcess): number {
  const [, kilobytes = '0'] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}

/** User and system time, ms (https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: fields 14 and 15, in 1/100 s). */
function processorOf({ pid = 0 }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

async function measure(args: readonly string[]): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'nexus-rest-'));
  const sim = await Simulator.start({ openapi: false });
  sim.createGuild({ name: 'Rest' });
  const began = performance.now();
  const child = spawn(process.execPath, [...args], {
    cwd: ROOT,
    env: {
      PATH: process.env['PATH'],
      DISCORD_TOKEN: sim.token,
      DISCORD_API: sim.api,
      DATABASE_URL: `sqlite:${join(folder, 'nexus.db')}`,
      LOG_LEVEL: 'info',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    let output = '';
    child.stdout.setEncoding('utf8');
    for await (const text of child.stdout.iterator({ destroyOnReturn: false }) as AsyncIterable<string>) {
      output += text;
      if (/\bready\b/.test(output)) break;
    }
    const [start, processor] = [performance.now() - began, processorOf(child)];
    child.stdout.resume();
    await delay(Number(values['rest-seconds']) * 1_000);
    return { start, processor, memory: memoryOf(child) };
  } finally {
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
    await sim.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

execFileSync(process.execPath, ['build/build.ts'], { cwd: ROOT, stdio: 'inherit' });
const SUBJECTS = { nexus: ofNpmStart(), bare: ['bench/rest-bare.ts'] } as const;
const found: Record<keyof typeof SUBJECTS, Measured[]> = { nexus: [], bare: [] };
for (let run = 0; run <= Number(values.runs); run += 1)
  for (const subject of ['bare', 'nexus'] as const) {
    const measured = await measure(SUBJECTS[subject]);
    if (run > 0) found[subject].push(measured);
  }
for (const [what, unit, limit] of [
  ['start', 'ms', LIMITS.start],
  ['processor', 'ms', undefined],
  ['memory', 'MB', LIMITS.memory],
] as const) {
  const [ours, theirs] = [
    median(found.nexus.map((one) => one[what])),
    median(found.bare.map((one) => one[what])),
  ];
  const ratio = ours / theirs;
  const verdict = limit === undefined ? '' : ratio <= limit ? `  (within ${limit})` : `  OVER ${limit}`;
  console.log(
    `${what.padEnd(10)} Nexus ${ours.toFixed(0).padStart(5)} ${unit}   bare bot ${theirs.toFixed(0).padStart(5)} ${unit}   ratio ${ratio.toFixed(2)}${verdict}`,
  );
}
