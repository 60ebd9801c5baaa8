import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ROOT } from '../support/program.ts';
import { createWorld, type World } from '../support/world.ts';

/**
 * Every command block of these pages is run by bash, in a folder of its own. `backup` and `restore` are the real ones, on
 * a real database; what other tests run (the demo, `doctor`, `check`), or what only another machine has, is noted.
 */
const PAGES = globSync(['*.md', 'docs/*.md', 'simulator/*.md'], { cwd: ROOT }).toSorted();
/** The word after `sh`: under which circumstances a block is called. */
const CIRCUMSTANCES = ['', 'root', 'docker', 'server', 'stopped', 'postgres', 'move'];
const REAL = ['backup', 'restore'];
const NOTED = [
  'git',
  'docker',
  'systemctl',
  'journalctl',
  'useradd',
  'chown',
  'runuser',
  'npx',
  'curl',
  'tar',
  'pg_dump',
  'pg_restore',
];

interface Block {
  readonly page: string;
  readonly when: string;
  readonly script: string;
}

const blocks: Block[] = PAGES.flatMap((page) =>
  Array.from(
    readFileSync(join(ROOT, page), 'utf8').matchAll(/^ *```sh ?(\w*)\n([\s\S]*?)^ *```$/gm),
    ([, when = '', script = '']) => ({ page, when, script: script.replaceAll(/^ +/gm, '') }),
  ),
);

let world: World;
let folder: string;
beforeAll(async () => {
  world = await createWorld({ bare: true, onSqlite: true });
  folder = mkdtempSync(join(dirname(world.databasePath), 'docs-'));
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  for (const name of NOTED) writeFileSync(join(bin, name), `${NOTE}\n`, { mode: 0o755 });
  writeFileSync(join(bin, 'npm'), npm(), { mode: 0o755 });
  for (const file of ['.env.example', 'package.json']) copyFileSync(join(ROOT, file), join(folder, file));
  // As step 3 of the README and docs/operate.md say.
  copyFileSync(join(ROOT, '.env.example'), join(folder, '.env'));
  mkdirSync(join(folder, 'deploy'));
  for (const file of readdirSync(join(ROOT, 'deploy')))
    copyFileSync(join(ROOT, 'deploy', file), join(folder, 'deploy', file));
});
afterAll(() => world.stop());

/** Writes down what was called, each call on a line. */
const NOTE = `#!/bin/sh
call="$(basename "$0") $*"
grep -qxF -- "$call" called 2>/dev/null && exit 0
printf '%s\\n' "$call" >> called`;

/** npm's scripts must exist; those that write are run, each call once. */
function npm(): string {
  return `${NOTE}
[ "$1" = run ] || exit 0
shift
[ "$1" = --silent ] && shift
script=$1
shift
grep -q "^    \\"$script\\": " package.json || exit 1
[ "$1" = -- ] && shift
case $script in
  ${REAL.join('|')}) exec '${process.execPath}' "${ROOT}src/operation/$script.ts" "$@" ;;
esac
`;
}

async function bash(script: string, databasePath: string): Promise<{ code: number; output: string }> {
  const { sim } = world;
  const child = spawn('bash', ['-euo', 'pipefail', '-c', script], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: `${join(folder, 'bin')}:${process.env['PATH']}`,
      REPOSITORY: 'https://example.org/nexus.git',
      DISCORD_TOKEN: sim.token,
      DISCORD_API: sim.api,
      DATABASE_URL: `sqlite:${databasePath}`,
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
    },
  });
  let output = '';
  child.stdout.on('data', (text) => (output += String(text)));
  child.stderr.on('data', (text) => (output += String(text)));
  const [code] = (await once(child, 'close')) as [number];
  return { code, output };
}

it('runs every command block that the pages show', async () => {
  expect(blocks.length).toBeGreaterThan(10);
  expect(blocks.filter(({ when }) => !CIRCUMSTANCES.includes(when))).toEqual([]);
  // Restoring comes last, when there is a backup and nobody uses the database.
  const later = ({ script }: Block): number => (script.includes('npm run restore') ? 1 : 0);
  const failed: string[] = [];
  const done = new Set<string>();
  for (const { page, script, when } of blocks.toSorted((a, b) => later(a) - later(b))) {
    if (done.has(script)) continue;
    done.add(script);
    const [newest = ''] = existsSync(join(folder, 'backups'))
      ? readdirSync(join(folder, 'backups')).toSorted().toReversed()
      : [];
    const named = script
      .replaceAll(/nexus-\d{8}T\d{6}Z\.db|FILE\.db/g, newest)
      .replaceAll('/opt/nexus', join(folder, 'opt'))
      .replaceAll('/var/backups', join(folder, 'var'))
      .replaceAll('/etc/systemd/system/', `${join(folder, 'bin')}/`);
    const stopped = when === 'stopped' || named.includes('npm run restore');
    const { code, output } = await bash(named, stopped ? join(folder, 'stopped.db') : world.databasePath);
    if (code !== 0) failed.push(`${page}: ${named}\n${output}`);
  }
  expect(failed).toEqual([]);
  const called = readFileSync(join(folder, 'called'), 'utf8');
  expect(called).toContain('npm run backup -- backups --keep 14');
  expect(called).toContain('npm run doctor -- --json');
  expect(called).toContain('npm run migrate-database -- --from sqlite:./data/nexus.db --to');
  expect(called).toContain('docker compose exec nexus node src/operation/backup.ts /backups');
}, 180_000);

it('writes every line of crontab so that the shell takes it', () => {
  const lines = PAGES.flatMap((page) =>
    Array.from(
      readFileSync(join(ROOT, page), 'utf8').matchAll(/^ *```crontab\n([\s\S]*?)^ *```$/gm),
      ([, line = '']) => line.trim(),
    ),
  );
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) {
    expect(line).toMatch(/^[\d*]+ [\d*]+ \* \* \* cd \/opt\/nexus && npm run --silent backup -- /);
    // cron takes a bare % for a new line.
    expect(line).not.toContain('%');
    expect(spawnSync('bash', ['-n', '-c', line.replace(/^(\S+ ){5}/, '')]).status).toBe(0);
  }
});

it('names only files that there are: in pages, workflows and templates', () => {
  const links = PAGES.flatMap((page) =>
    Array.from(
      readFileSync(join(ROOT, page), 'utf8').matchAll(/\]\((?!https?:)([^)#\s]+)/g),
      ([, target = '']) => join(ROOT, dirname(page), target),
    ),
  );
  expect(links.filter((path) => !existsSync(path))).toEqual([]);
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const workflow = readFileSync(join(ROOT, '.github/workflows/ci.yml'), 'utf8');
  expect(Object.keys((parse(workflow) as { jobs: object }).jobs)).toEqual(['linux', 'elsewhere', 'image']);
  for (const [, script = ''] of workflow.matchAll(/npm run (\w+)/g)) expect(scripts).toHaveProperty(script);
  expect(existsSync(join(ROOT, '.ci/run'))).toBe(true);
});
