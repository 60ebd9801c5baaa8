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

/** The tables as the files of schema/ declare them, read from their text: the compiler checks the program against it. */
function declaredTables(): Tables {
  const folder = new URL('../../src/platform/database/schema/', import.meta.url);
  const source = readdirSync(folder)
    .map((file) => readFileSync(new URL(file, folder), 'utf8'))
    .join('\n')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\/\/.*$/gm, '');
  const interfaces = new Map(
    [...source.matchAll(/interface (\w+) \{([\s\S]*?)\n\}/g)].map(([, name = '', body = '']) => [name, body]),
  );
  const tables: Tables = {};
  for (const [name, body] of interfaces) {
    if (!name.endsWith('Tables')) continue;
    for (const [, table = '', inline, named = ''] of body.matchAll(/(\w+): (?:\{([^}]*)\}|(\w+));/g))
      tables[table] = readColumns(inline ?? interfaces.get(named) ?? '');
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
  it('is what src/platform/database/schema/ tells the compiler, table by table and column by column', () => {
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
