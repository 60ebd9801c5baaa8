import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type BenchSize, benchInteractions } from './interactions.ts';

const USAGE = `npm run bench                          interactions next to a bare bot, then the other benchmarks, short
npm run bench -- --long                the same with more of everything
npm run bench -- --smoke               only to see that it runs
npm run bench -- --only interactions   one of: interactions, delivery, matching, find-partner, pictures, times, rounds, knowledge, readme, contracts, staff, rest, engines
.ci/postgres npm run bench -- --only engines   next to each other on SQLite and PostgreSQL; find-partner and knowledge too`;

const SIZES = {
  smoke: { projects: 4, warmUp: 1, pairs: 4, announcements: 3, burstMs: 10 },
  short: { projects: 100, warmUp: 60, pairs: 1_000, announcements: 300, burstMs: 1_500 },
  long: { projects: 100, warmUp: 60, pairs: 10_000, announcements: 2_000, burstMs: 10_000 },
} as const satisfies Record<string, BenchSize>;

/** Benchmarks that are programs of their own, and what they are told. */
const OTHERS = [
  { name: 'delivery', file: 'delivery.ts', short: [], long: ['--long'] },
  { name: 'matching', file: 'matching.ts', short: ['--search'], long: [] },
  { name: 'find-partner', file: 'find-partner.ts', short: ['--searches', '300'], long: [] },
  { name: 'pictures', file: 'pictures.ts', short: [], long: ['--pictures', '5000'] },
  { name: 'times', file: 'times.ts', short: [], long: [] },
  { name: 'knowledge', file: 'knowledge.ts', short: [], long: ['--entries', '1000000'] },
  { name: 'readme', file: 'readme.ts', short: [], long: [] },
  { name: 'rounds', file: 'rounds.ts', short: ['--side', '2000'], long: [] },
  { name: 'contracts', file: 'contracts.ts', short: [], long: [] },
  {
    name: 'staff',
    file: 'staff.ts',
    short: ['--learners', '10000', '--presses', '2000', '--seconds', '10'],
    long: [],
  },
  { name: 'engines', file: 'engines.ts', short: [], long: ['--seconds', '30'] },
  { name: 'rest', file: 'rest.ts', short: [], long: ['--runs', '15', '--rest-seconds', '60'] },
] as const;

/** Runs the benchmarks one after the other; resolves with the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const wanted = readArguments(args);
  if (wanted === undefined) return 1;
  const { only, size } = wanted;
  console.log(
    `Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'processor'}\n`,
  );
  if (only === undefined || only === 'interactions') await benchInteractions(SIZES[size]);
  let failed = 0;
  for (const other of OTHERS) {
    const path = fileURLToPath(new URL(other.file, import.meta.url));
    if ((only !== undefined && only !== other.name) || !existsSync(path)) continue;
    console.log(`\n== ${other.name}\n`);
    const { status } = spawnSync(
      process.execPath,
      [...QUIET, path, ...(size === 'long' ? other.long : other.short)],
      {
        stdio: 'inherit',
      },
    );
    if (status !== 0) failed++;
  }
  return failed === 0 ? 0 : 1;
}

const QUIET = ['--disable-warning=ExperimentalWarning'];

function readArguments(
  args: readonly string[],
): { only: string | undefined; size: keyof typeof SIZES } | undefined {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        long: { type: 'boolean', default: false },
        smoke: { type: 'boolean', default: false },
        only: { type: 'string' },
      },
    });
    const names = ['interactions', ...OTHERS.map((other) => other.name)];
    if (values.only !== undefined && !names.includes(values.only))
      throw new Error(`There is no ${values.only}.`);
    return { only: values.only, size: values.smoke ? 'smoke' : values.long ? 'long' : 'short' };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    return undefined;
  }
}
