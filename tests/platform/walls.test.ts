import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { ROOT } from '../support/program.ts';

/** Small files that climb over a wall of ARCHITECTURE.md, each with what the linter should say. */
const CLIMBERS: Readonly<Record<string, readonly [source: string, complaint: string]>> = {
  'src/a/rules.ts': [`import 'discord.js';`, 'Rules are pure'],
  'src/b/rules.ts': [`import 'kysely';`, 'Rules are pure'],
  'src/c/rules.ts': [`import 'node:fs';`, 'Rules do no I/O'],
  'src/d/rules.ts': [`import '../clock.ts';`, 'Rules are pure'],
  'src/e/rules.ts': [`import '../f/store.ts';`, 'Rules are pure'],
  'src/f/rules.ts': [`import '../g/service.ts';`, 'Rules are pure'],
  'src/g/rules/part.ts': [`import '../../database/index.ts';`, 'Rules are pure'],
  'src/h/rules/part.ts': [`import 'node:child_process';`, 'Rules do no I/O'],
  'src/i/service.ts': [`import 'discord.js';`, 'Only src/platform/discord'],
  'src/j/service.ts': [`import '@discordjs/rest';`, 'Only src/platform/discord'],
  'src/k/service.ts': [`import 'kysely';`, 'talk SQL'],
  'src/l/service.ts': [`import 'better-sqlite3';`, 'talk SQL'],
  'src/m/service.ts': [`import '../n/store.ts';`, 'Use another feature through'],
  'src/n/service.ts': [`import '../../commands/index.ts';`, 'never imports what is built on it'],
  'src/o/service.ts': [`import '../../simulator/index.ts';`, 'never imports what is built on it'],
  'src/y/service.ts': [`import '@nexus/simulator';`, 'never imports what is built on it'],
  'src/p/service.ts': [`import '../../tests/support/world.ts';`, 'never imports what is built on it'],
  'src/q/service.ts': [`import '../../bench/main.ts';`, 'never imports what is built on it'],
  'src/r/store.ts': [`import 'discord.js';`, 'Only src/platform/discord'],
  'src/s/store.ts': [`import '../t/store.ts';`, 'Use another feature through'],
  'src/t/cards.ts': [`import 'kysely';`, 'talk SQL'],
  'src/u/cards.ts': [`import './store.ts';`, 'given data'],
  'src/v/cards.ts': [`import '../../commands/index.ts';`, 'never imports what is built on it'],
  'src/x/service.ts': [
    `import type { Kysely } from 'kysely';\nexport type Query = Kysely<never>;`,
    'talk SQL',
  ],
  'src/platform/discord/x.ts': [`import 'kysely';`, 'talk SQL'],
  'src/platform/discord/y.ts': [`import '../../a/store.ts';`, 'given data'],
  'src/platform/database/x.ts': [`import 'discord.js';`, 'Only src/platform/discord'],
  'src/bot.ts': [`import './a/store.ts';`, 'The composition root builds services'],
  'commands/x.ts': [`import 'kysely';`, 'talk SQL'],
  'commands/y.ts': [`import '../src/a/store.ts';`, 'A command asks the service'],
  'commands/z.ts': [`import '../simulator/index.ts';`, 'Commands never import'],
  'commands/a.ts': [`import '@nexus/simulator';`, 'Commands never import'],
  'migrations/x.ts': [`import '../src/platform/database/index.ts';`, 'frozen in time'],
  'simulator/x.ts': [`import '../src/bot.ts';`, 'knows Discord, not Nexus'],
  'simulator/deep/x.ts': [`import '../../commands/index.ts';`, 'knows Discord, not Nexus'],
  'simulator/y.ts': [`import 'discord.js';`, 'must not share code'],
  'simulator/z.ts': [`import '../locales/en/common.json';`, 'knows Discord, not Nexus'],
  'src/ring/one.ts': [`import { two } from './two.ts';\nexport const one = (): unknown => two;`, 'cycle'],
  'src/ring/two.ts': [`import { one } from './one.ts';\nexport const two = (): unknown => one;`, 'cycle'],
};

/** What each room may do. */
const AT_HOME: Readonly<Record<string, string>> = {
  'src/w/cards.ts': `import 'discord.js';\nimport './rules.ts';\nimport '../learners/rules.ts';`,
  'src/w/rules.ts': `import './rules/part.ts';\nimport '../learners/rules.ts';`,
  'src/w/service.ts': `import './store.ts';\nimport '../clock.ts';\nimport '../learners/service.ts';`,
  'src/w/store.ts': `import 'kysely';\nimport '../database/index.ts';`,
  'src/w/tables.ts': `import type { Generated } from 'kysely';\nexport type Id = Generated<number>;`,
  'src/platform/discord/w.ts': `import 'discord.js';\nimport '@discordjs/rest';`,
  'src/platform/database/w.ts': `import 'better-sqlite3';\nimport 'kysely';`,
  'commands/w.ts': `import 'discord.js';\nimport '../src/w/service.ts';`,
  'migrations/w.ts': `import 'kysely';`,
  'simulator/w.ts': `import 'ws';\nimport './world.ts';`,
  'tests/w.ts': `import '../src/bot.ts';\nimport '@nexus/simulator';\nimport 'kysely';`,
};

const said = new Map<string, string[]>();

beforeAll(() => {
  const directory = mkdtempSync(join(tmpdir(), 'nexus-walls-'));
  copyFileSync(join(ROOT, '.oxlintrc.json'), join(directory, '.oxlintrc.json'));
  const sources = {
    ...Object.fromEntries(Object.entries(CLIMBERS).map(([file, [source]]) => [file, source])),
    ...AT_HOME,
  };
  for (const [file, source] of Object.entries(sources)) {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    writeFileSync(join(directory, file), `${source}\n`);
  }
  const linter = join(ROOT, 'node_modules/.bin/oxlint');
  const { stdout } = spawnSync(linter, ['--format=json'], { cwd: directory, encoding: 'utf8' });
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: { filename: string; code: string; message: string; help?: string }[];
  };
  for (const { filename, code, message, help } of diagnostics) {
    if (!/no-restricted-imports|no-cycle/.test(code)) continue;
    said.set(filename, [...(said.get(filename) ?? []), `${message} ${help ?? ''}`]);
  }
  return () => rmSync(directory, { recursive: true, force: true });
});

it.each(Object.entries(CLIMBERS))('refuses %s', (file, [, complaint]) => {
  expect(said.get(file)?.join('\n')).toContain(complaint);
});

it.each(Object.keys(AT_HOME))('lets %s do what it is there for', (file) => {
  expect(said.get(file)).toBeUndefined();
});

it('lets nobody but clock.ts read the wall clock', () => {
  const files = ['src', 'commands'].flatMap((room) =>
    readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' })
      .map((name) => join(room, name))
      .filter((name) => name.endsWith('.ts') && name !== join('src', 'platform', 'clock.ts')),
  );
  expect(files.length).toBeGreaterThan(50);
  const readers = files.filter((file) =>
    /\bDate\.now\b|\bnew Date\(\)|\bTemporal\.Now\b/.test(readFileSync(join(ROOT, file), 'utf8')),
  );
  expect(readers).toEqual([]);
});
