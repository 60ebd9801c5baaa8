import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './program.ts';

/** What `npm start` runs: a test that starts many processes spares two thirds of each start. */
export const MAIN = 'dist/src/main.js';

const SOURCES = ['build', 'commands', 'locales', 'migrations', 'src'];

/** Builds Nexus, unless nothing has changed since: before all tests, and before the soak. */
export default function build(): void {
  const isFresh =
    existsSync(join(ROOT, MAIN)) && newest() < statSync(join(ROOT, 'dist/package.json')).mtimeMs;
  if (isFresh) return;
  const { status, stderr } = spawnSync(process.execPath, ['build/build.ts'], { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm run build failed: ${stderr}`);
}

/** When a source was last changed, added or taken away (a folder remembers that), ms UTC. */
function newest(): number {
  const paths = SOURCES.flatMap((folder) => [
    folder,
    ...readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((path) =>
      join(folder, path),
    ),
  ]);
  return Math.max(...[...paths, 'package-lock.json'].map((path) => statSync(join(ROOT, path)).mtimeMs));
}
