import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { benchInteractions } from './interactions.ts';

const USAGE = `npm run bench                          interactions next to a bare bot, then the other benchmarks, short
npm run bench -- --long                the same with more of everything
npm run bench -- --only interactions   one of: interactions, delivery, matching`;

/** Benchmarks that are programs of their own, and what they are told. */
const OTHERS = [
  { name: 'delivery', file: 'delivery.ts', short: [], long: ['--long'] },
  { name: 'matching', file: 'matching.ts', short: ['--search'], long: [] },
] as const;

/** Runs the benchmarks one after the other; resolves with the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const wanted = readArguments(args);
  if (wanted === undefined) return 1;
  const { only, long } = wanted;
  console.log(
    `Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'processor'}\n`,
  );
  if (only === undefined || only === 'interactions') await benchInteractions({ long });
  let failed = 0;
  for (const other of OTHERS) {
    const path = fileURLToPath(new URL(other.file, import.meta.url));
    if ((only !== undefined && only !== other.name) || !existsSync(path)) continue;
    console.log(`\n== ${other.name}\n`);
    const { status } = spawnSync(process.execPath, [...QUIET, path, ...(long ? other.long : other.short)], {
      stdio: 'inherit',
    });
    if (status !== 0) failed++;
  }
  return failed === 0 ? 0 : 1;
}

const QUIET = ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', '--disable-warning=ExperimentalWarning'];

function readArguments(args: readonly string[]): { only: string | undefined; long: boolean } | undefined {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { long: { type: 'boolean', default: false }, only: { type: 'string' } },
    });
    const names = ['interactions', ...OTHERS.map((other) => other.name)];
    if (values.only !== undefined && !names.includes(values.only))
      throw new Error(`There is no ${values.only}.`);
    return { only: values.only, long: values.long };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    return undefined;
  }
}
