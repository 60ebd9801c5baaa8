import { execFileSync } from 'node:child_process';
import Database from 'better-sqlite3';
import { isPostgres } from '../../src/platform/database/index.ts';
import type { World } from './world.ts';

/** What tests ask the database itself, in SQL that both engines understand, with `?` for values. */
export type Sql = Pick<Database.Database, 'prepare' | 'exec' | 'close'>;

/** The database of a world, beside the bot. On PostgreSQL each question is a run of psql: tests wait for the answer. */
export function sqlOf({ databasePath }: Pick<World, 'databasePath'>): Sql {
  return isPostgres(databasePath) ? psql(databasePath) : new Database(databasePath);
}

/** Several questions that are asked together, again and again: psql takes 20 ms to start. */
export function prepareAll(
  address: string,
  queries: readonly string[],
): { all(): (readonly object[])[]; close(): void } {
  if (isPostgres(address)) {
    const text = `select json_build_array(${queries.map(asJson).join()})`;
    return { all: () => JSON.parse(run(address, text)) as object[][], close() {} };
  }
  const sqlite = new Database(address, { readonly: true });
  const prepared = queries.map((query) => sqlite.prepare<[], object>(query));
  return { all: () => prepared.map((query) => query.all()), close: () => void sqlite.close() };
}

function psql(address: string): Sql {
  function prepare(text: string) {
    let column = false;
    const statement = {
      all(...values: (string | number | null)[]) {
        const rows = JSON.parse(run(address, rowsAsJson(filled(text, values)))) as Record<string, unknown>[];
        return column ? rows.map((row) => Object.values(row)[0]) : rows;
      },
      get: (...values: (string | number | null)[]) => statement.all(...values)[0],
      run(...values: (string | number | null)[]) {
        const changes = Number(/\d+$/.exec(run(address, filled(text, values)))?.[0] ?? 0);
        return { changes, lastInsertRowid: 0 };
      },
      pluck() {
        column = true;
        return statement;
      },
    };
    return statement;
  }
  return {
    prepare: prepare as unknown as Sql['prepare'],
    exec(text: string) {
      run(address, text);
      return this as never;
    },
    close() {
      return this as never;
    },
  };
}

function run(address: string, text: string): string {
  return execFileSync('psql', [address, '-XAtq', '-v', 'ON_ERROR_STOP=1', '-f', '-'], {
    input: /^\s*(?:update|insert|delete)\b/i.test(text) ? `\\set QUIET off\n${text};` : `${text};`,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'pipe'],
    maxBuffer: 256 * 1024 * 1024,
  }).trim();
}

function asJson(query: string): string {
  return `(select coalesce(json_agg(found), '[]') from (${query}) found)`;
}

function rowsAsJson(text: string): string {
  return /^\s*(?:update|insert|delete)\b/i.test(text)
    ? `with found as (${text}) select coalesce(json_agg(found), '[]') from found`
    : `select ${asJson(text)}`;
}

function filled(text: string, values: readonly (string | number | null)[]): string {
  let next = 0;
  return text.replaceAll('?', () => {
    const value = values[next++];
    return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value ?? 'null');
  });
}
