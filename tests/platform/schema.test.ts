import { readdirSync, readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrations } from '../../migrations/index.ts';
import { migrate } from '../../src/platform/database/index.ts';
import type { Schema } from '../../src/platform/database/schema.ts';

interface Column {
  readonly type: string;
  readonly nullable: boolean;
  /** The database fills it in when it is left out. */
  readonly generated: boolean;
}
type Tables = Record<string, Record<string, Column>>;

const SRC = new URL('../../src/', import.meta.url);
const INTERNAL = ['sqlite_sequence', 'kysely_migration'];

let sqlite: Database.Database;
let migrated: Tables;

beforeAll(async () => {
  sqlite = new Database(':memory:');
  await migrate(new Kysely<Schema>({ dialect: new SqliteDialect({ database: sqlite }) }), migrations);
  migrated = Object.fromEntries(tableList().map(({ name }) => [name, columnsOf(name)]));
});
afterAll(() => void sqlite.close());

interface TableInfo {
  name: string;
  type: string;
  strict: number;
}

function tableList(): TableInfo[] {
  const all = sqlite.pragma('table_list') as (TableInfo & { schema: string })[];
  return all.filter(
    ({ name, type, schema }) =>
      schema === 'main' && type === 'table' && !name.startsWith('sqlite_') && !INTERNAL.includes(name),
  );
}

function columnsOf(table: string): Record<string, Column> {
  const columns = sqlite.pragma(`table_info(${table})`) as {
    name: string;
    type: string;
    notnull: number;
    dflt_value: string | null;
    pk: number;
  }[];
  return Object.fromEntries(
    columns.map(({ name, type, notnull, dflt_value, pk }) => {
      const rowId = pk === 1 && type === 'INTEGER' && columns.filter((column) => column.pk > 0).length === 1;
      return [
        name,
        {
          type,
          nullable: notnull === 0 && !rowId,
          generated: dflt_value !== null || (rowId && name === 'id'),
        },
      ];
    }),
  );
}

/** The tables as the features' `tables.ts` declare them, read from their text: the compiler checks the program against it. */
function declaredTables(): Tables {
  const tables: Tables = {};
  for (const file of readdirSync(SRC, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('/tables.ts')) continue;
    const source = readFileSync(new URL(file, SRC), 'utf8')
      .replace(/\/\*[\s\S]*?\*\//g, '')
      .replace(/\/\/.*$/gm, '');
    const rows = new Map(
      [...source.matchAll(/^export interface (\w+) \{([\s\S]*?)\n\}/gm)].map(([, name = '', body = '']) => [
        name,
        body,
      ]),
    );
    const own = /interface Schema \{([\s\S]*?)\n {2}\}/.exec(source)?.[1] ?? '';
    for (const [, table = '', inline, named = ''] of own.matchAll(/(\w+): (?:\{([^}]*)\}|(\w+));/g))
      tables[table] = readColumns(inline ?? rows.get(named) ?? '');
  }
  return tables;
}

function readColumns(body: string): Record<string, Column> {
  const columns = [...body.matchAll(/(\w+):\s*([^;}]+)/g)].map(
    ([, name = '', declared = '']): [string, Column] => {
      const generated = /^Generated<(.*)>$/s.exec(declared.trim());
      const parts = (generated?.[1] ?? declared).split('|').map((part) => part.trim());
      const numeric = parts.some((part) => part === 'number' || /^\d+$/.test(part));
      return [
        name,
        {
          type: numeric ? 'INTEGER' : 'TEXT',
          nullable: parts.includes('null'),
          generated: generated !== null,
        },
      ];
    },
  );
  return Object.fromEntries(columns);
}

describe('the migrated schema', () => {
  it('is what the features tell the compiler, table by table and column by column', () => {
    const declared = declaredTables();
    expect(Object.keys(declared).length).toBeGreaterThan(10);
    expect(Object.keys(migrated).toSorted()).toEqual(Object.keys(declared).toSorted());
    for (const [table, columns] of Object.entries(migrated))
      expect({ [table]: declared[table] }).toEqual({ [table]: columns });
  });

  it('has STRICT tables only', () => {
    expect(tableList().filter(({ strict }) => strict !== 1)).toEqual([]);
  });
});
