/**
 * Cohort rounds and the search for a partner, measured: `node bench/matching.ts [--large] [--round] [--search]`.
 * `--large` adds 100,000 learners a side; the other two run only that part. Printed are the best wall time and the mean
 * processor time: on a machine shared with others only the second can be compared, so ratios are judged by it.
 *
 * Against scipy's `min_weight_full_bipartite_matching` (Debian: python3-scipy) where it is installed, on the same
 * costs; a different total is an error.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Measured, OneSize } from './matching-one.ts';
import { measureSearch, measureWhileSolving } from './matching-search.ts';

const TARGETS = { ratio: 1, round10k: 3_000, round100k: 60_000, memory: 1024, search: 25, interactions: 1.5 };

const SCIPY = `
import json, sys, time
import numpy as np
from scipy import __version__
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import min_weight_full_bipartite_matching as match
numbers = np.fromfile(sys.argv[1], dtype=np.int32)
size, count = int(numbers[0]), int(numbers[1])
start, columns, costs = numbers[2:3 + size], numbers[3 + size:3 + size + count], numbers[3 + size + count:]
# An explicit 0 would be taken for no edge.
matrix = csr_matrix((costs.astype(np.int64) + 1, columns, start), shape=(size, size))
wall, cpu = [], []
for _ in range(int(sys.argv[2])):
    before, used = time.perf_counter(), time.process_time()
    rows, found = match(matrix)
    wall.append(time.perf_counter() - before)
    cpu.append(time.process_time() - used)
cost = int(matrix[rows, found].sum()) - size
print(json.dumps({'wallMs': min(wall) * 1000, 'cpuMs': sum(cpu) / len(cpu) * 1000, 'cost': cost, 'version': __version__}))
`;

type Scipy = Measured & { cost: number; version: string };

/** Null where python3 or scipy is not installed. */
function scipy(file: string, repetitions: number): Scipy | null {
  try {
    execFileSync('python3', ['-c', 'import scipy.sparse.csgraph'], { stdio: 'ignore' });
  } catch {
    return null;
  }
  const out = execFileSync('python3', ['-c', SCIPY, file, String(repetitions)], { encoding: 'utf8' });
  return JSON.parse(out) as Scipy;
}

function oneSize(size: number, repetitions: number, folder: string): OneSize {
  const entry = fileURLToPath(new URL('matching-one.ts', import.meta.url));
  const flags = ['--disable-warning=ExperimentalWarning'];
  const out = execFileSync(process.execPath, [...flags, entry, String(size), String(repetitions), folder], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  return JSON.parse(out) as OneSize;
}

const ms = ({ wallMs, cpuMs }: Measured) => `${wallMs.toFixed(0)} ms (processor ${cpuMs.toFixed(0)})`;
const verdict = (holds: boolean) => (holds ? 'holds' : 'MISSED');

/** Rounds of 1,000, 10,000 and, when `large`, 100,000 a side. */
function runRounds(large: boolean): void {
  const folder = mkdtempSync(join(tmpdir(), 'nexus-matching-'));
  try {
    const sizes = [oneSize(1000, 60, folder), oneSize(10_000, 15, folder)];
    if (large) sizes.push(oneSize(100_000, 3, folder));
    console.log('Cohort rounds, about 50 feasible partners each:');
    for (const [index, one] of sizes.entries()) printSize(one, sizes[index - 1]);
    for (const one of sizes) compare(one, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function printSize(one: OneSize, smaller: OneSize | undefined): void {
  const { size, first, best, steps, memory, memoryBefore } = one;
  const list = Object.entries(steps).map(([name, time]) => `${name} ${time.toFixed(0)}`);
  console.log(
    `  ${size} a side, ${one.edges} pairs: first ${ms(first)}, best ${ms(best)}; last: ${list.join(', ')}`,
  );
  console.log(
    `    ${one.pairs} pairs, worst ${one.worst}; memory at most ${memory} MB (${memoryBefore} with the input)`,
  );
  if (smaller !== undefined) {
    const growth = Math.log(best.cpuMs / smaller.best.cpuMs) / Math.log(size / smaller.size);
    console.log(`    growth exponent from ${smaller.size}: ${growth.toFixed(2)} (processor time)`);
  }
  const limit = size === 10_000 ? TARGETS.round10k : size === 100_000 ? TARGETS.round100k : Infinity;
  if (limit < Infinity)
    console.log(
      `    target ${limit / 1000} s and ${TARGETS.memory} MB: ${verdict(first.wallMs < limit && memory < TARGETS.memory)}`,
    );
}

function compare(one: OneSize, folder: string): void {
  for (const kind of ['surviving', 'all'] as const) {
    const peer = scipy(join(folder, `${kind}-${one.size}.bin`), one.size > 10_000 ? 1 : 20);
    if (peer === null) {
      console.log('  scipy is not installed (Debian: python3-scipy): nothing to compare with');
      return;
    }
    const own = one[kind];
    if (peer.cost !== own.cost) throw new Error(`The totals differ: ${own.cost} here, ${peer.cost} in scipy`);
    const [wall, cpu] = [own.wallMs / peer.wallMs, own.cpuMs / peer.cpuMs];
    const target = one.size === 10_000 ? `; target ${TARGETS.ratio}: ${verdict(cpu <= TARGETS.ratio)}` : '';
    console.log(
      `  total-score step, ${one.size} a side, ${kind} edges: ${ms(own)}, scipy ${peer.version} ${ms(peer)},`,
    );
    console.log(`    ratio ${wall.toFixed(2)} (processor ${cpu.toFixed(2)})${target}; both cost ${own.cost}`);
  }
}

/** Searches among 100,000 learners, and interactions while a round is computed in the worker. */
async function runSearches(): Promise<void> {
  console.log('Search for a partner among 100,000 learners (the index alone):');
  for (const { name, p50, p99, cpu99 } of measureSearch(100_000)) {
    const holds = verdict(cpu99 < TARGETS.search);
    console.log(
      `  ${name}: p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms (processor ${cpu99.toFixed(2)}); ` +
        `target ${TARGETS.search}: ${holds}`,
    );
  }
  console.log('Searches on the main thread while a round of 10,000 a side is computed in the worker:');
  const others = loadavg()[0] ?? 0;
  const { idle, busy, longest, roundMs, pairs } = await measureWhileSolving(10_000);
  const ratio = busy / idle;
  // Waiting for a processor that somebody else has says nothing about the round.
  const says =
    others > availableParallelism() / 2
      ? `NOT DECIDED, load is ${others}`
      : verdict(ratio <= TARGETS.interactions);
  console.log(
    `  the round took ${(roundMs / 1000).toFixed(1)} s in all, from profiles to ${pairs} explained pairs`,
  );
  console.log(
    `  p99 idle ${idle.toFixed(2)} ms, meanwhile ${busy.toFixed(2)} ms, longest ${longest.toFixed(1)} ms:`,
  );
  console.log(`    ratio ${ratio.toFixed(2)}; target ${TARGETS.interactions}: ${says}`);
}

/** Everything; `large` adds 100,000 a side. Prints as it goes. */
export async function run({ large = false } = {}): Promise<void> {
  runRounds(large);
  await runSearches();
}

if (import.meta.main) {
  const [large, round, search] = ['--large', '--round', '--search'].map((flag) =>
    process.argv.includes(flag),
  );
  if (round || !search) runRounds(large === true);
  if (search || !round) await runSearches();
}
