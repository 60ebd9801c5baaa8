import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../support/program.ts';
import { recordedTour } from '../support/recorded-tour.ts';

/** Kysely's history of migrations, which no feature declares. */
const HISTORY = 'kysely_migration';

/** Which folder of `src/` declares a table in its `tables.ts`: only its store writes there. Others read, or call its service. */
function ownersOf(): Map<string, string> {
  const declared = filesIn('src')
    .filter((file) => file.endsWith('/tables.ts'))
    .flatMap((file) => {
      const source = readFileSync(join(ROOT, file), 'utf8');
      const tables = /interface Schema \{\n([\s\S]*?)\n {2}\}/.exec(source)?.[1] ?? '';
      return Array.from(
        tables.matchAll(/^ {4}(\w+): /gm),
        ([, table = '']) => [table, roomOf(file)] as const,
      );
    });
  return new Map([...declared, [HISTORY, 'platform/database']]);
}

const BUILDER = /\.(insertInto|replaceInto|mergeInto|updateTable|deleteFrom)\(\s*([^)\s,]*)/g;
const RAW =
  /\b(?:(insert|replace)(?:\s+or\s+\w+)?\s+into|(delete)\s+from|(update)(?=\s+["`]?\w+["`]?\s+(?:as\s+\S+\s+)?set\b))\s+["`]?(\$(?=\{)|\w+)/gi;

/** `insert outbox`, `update teams`: what a piece of SQL changes. */
function changesOf(sql: string): string[] {
  return Array.from(
    sql.matchAll(RAW),
    ([, insert, remove, , table = '']) => `${(insert ?? remove ?? 'update').toLowerCase()} ${table}`,
  );
}

const VERBS: Readonly<Record<string, string>> = {
  insertInto: 'insert',
  replaceInto: 'replace',
  mergeInto: 'merge',
  updateTable: 'update',
  deleteFrom: 'delete',
};

/** What a file changes as far as its text says so: with the builder, or in raw SQL. */
function changesIn(file: string): string[] {
  const source = readFileSync(join(ROOT, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const built = Array.from(
    source.matchAll(BUILDER),
    ([, call = '', table = '']) => `${VERBS[call] ?? ''} ${table.replace(/^'(\w+)'$/, '$1')}`,
  );
  return [...new Set([...built, ...changesOf(source)])];
}

function filesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));
}

/** `src/work/teams/store.ts` stands in `work/teams`. */
function roomOf(file: string): string {
  return file.split('/').slice(1, 3).join('/');
}

function tableOf(change: string): string {
  return change.split(' ')[1] ?? '';
}

const owners = ownersOf();

const written = [...filesIn('src'), ...filesIn('commands')].map((file) => ({
  file,
  changes: changesIn(file),
}));

it('reads what the stores change', () => {
  expect(written.flatMap(({ changes }) => changes).length).toBeGreaterThan(70);
  expect(changesOf('insert into "a" ("b") values (?) on conflict ("b") do update set "c" = ?')).toEqual([
    'insert a',
  ]);
  expect(changesOf('with x as (select 1) update `a` as it set b = 1; delete  from c where d')).toEqual([
    'update a',
    'delete c',
  ]);
});

it('lets a table be written by the feature that owns it, and by nobody else', () => {
  const strangers = written.flatMap(({ file, changes }) =>
    changes.flatMap((change) => {
      const table = tableOf(change);
      return roomOf(file) === owners.get(table) ? [] : [`${roomOf(file)} -> ${table}`];
    }),
  );
  expect([...new Set(strangers)].toSorted()).toEqual([
    // Every table, when all of them move to the other engine.
    'operation/moving -> $',
    'operation/moving -> sqlite_sequence',
    // The history of migrations is named by a constant.
    'platform/database -> $',
  ]);
});

/** What belongs to no server: how the bot ran, and the mark that a server was erased. */
const OF_NO_SERVER = [
  'absences',
  'erasures',
  'fetches',
  'heartbeats',
  'leases',
  'processes',
  'settings',
  'used_interactions',
  'waiting_progress',
];

it('keeps nothing of a server that is erased while everybody is in it', { timeout: 60_000 }, async () => {
  const { left } = await recordedTour();
  expect(left.filter((table) => !OF_NO_SERVER.includes(table))).toEqual([]);
});

it('knows every change that a cohort’s three weeks really make, and an owner for every table', {
  timeout: 60_000,
}, async () => {
  const { tables, statements } = await recordedTour();
  expect(tables.toSorted()).toEqual([...owners.keys()].toSorted());

  const made = statements
    .filter(({ from }) => !from.endsWith('database/migrate.ts'))
    .flatMap(({ sql, from }) => changesOf(sql).map((change) => ({ change, from })));
  expect(made.length).toBeGreaterThan(90);
  const unknown = made.filter(
    ({ change, from }) => !written.some(({ file, changes }) => file === from && changes.includes(change)),
  );
  expect(unknown).toEqual([]);
});
