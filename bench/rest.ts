/**
 * How long Nexus takes from its start until members are served, and what it holds in memory while nobody asks anything,
 * next to a bare discord.js bot: both as processes of their own, in turns, so that whatever else the machine does meets
 * both. The ratios are the figures. The first start of each is not counted, it brings the files into the system's cache.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Simulator } from '@nexus/simulator';
import { type BotName, killBot, memoryOf, processorOf, startBot } from './bots.ts';

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

async function measure(name: BotName): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'nexus-rest-'));
  const sim = await Simulator.start({ openapi: false });
  sim.createGuild({ name: 'Rest' });
  try {
    const { child, ms } = await startBot(name, sim, { DATABASE_URL: `sqlite:${join(folder, 'nexus.db')}` });
    const processor = processorOf(child);
    await delay(Number(values['rest-seconds']) * 1_000);
    const memory = memoryOf(child);
    await killBot(child);
    return { start: ms, processor, memory };
  } finally {
    await sim.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

const found: Record<BotName, Measured[]> = { nexus: [], bare: [] };
for (let run = 0; run <= Number(values.runs); run += 1)
  for (const name of ['bare', 'nexus'] as const) {
    const measured = await measure(name);
    if (run > 0) found[name].push(measured);
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
