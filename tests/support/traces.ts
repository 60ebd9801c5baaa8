import { gunzipSync } from 'node:zlib';
import { isPostgres } from '../../src/platform/database/index.ts';
import { type Sql, sqlOf } from './sql.ts';

/** Tables and text columns of a database of ours, as `table.column`. */
export function textColumns(databasePath: string): string[] {
  const columns = isPostgres(databasePath)
    ? `select table_name || '.' || column_name as name from information_schema.columns
      where table_schema = 'public' and table_name <> 'kysely_migration' and data_type <> 'bigint'`
    : `select t.name || '.' || c.name from sqlite_master t join pragma_table_info(t.name) c
      where t.type = 'table' and t.name not like 'sqlite_%' and t.name <> 'kysely_migration'
        and c.type not in ('INTEGER', 'REAL')`;
  return reading(databasePath, (db) => db.prepare<[], string>(columns).pluck().all());
}

/** How many rows each table has. */
export function rowCounts(databasePath: string): Record<string, number> {
  return reading(databasePath, (db) =>
    Object.fromEntries(
      tablesOf(db, databasePath).map((table) => [
        table,
        db.prepare<[], number>(`select count(*) from "${table}"`).pluck().get() ?? 0,
      ]),
    ),
  );
}

/** Where one of these stands, in whatever column, inside of JSON and packed data too: `table.column: what stands there`. */
export function traces(databasePath: string, wanted: readonly string[]): string[] {
  const patterns = wanted.map(
    (word) =>
      new RegExp(`(?<![\\p{L}\\p{N}])${word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\p{L}\\p{N}])`, 'u'),
  );
  return reading(databasePath, (db) =>
    tablesOf(db, databasePath).flatMap((table) =>
      db
        .prepare<[], Record<string, unknown>>(`select * from "${table}"`)
        .all()
        .flatMap((row) =>
          Object.entries(row).flatMap(([column, value]) => {
            const text = unpacked(value);
            return patterns.some((pattern) => pattern.test(text)) ? [`${table}.${column}: ${text}`] : [];
          }),
        ),
    ),
  );
}

/** A column's value as people would read it: packed data unpacked, and JSON without its escapes. */
function unpacked(value: unknown): string {
  if (Buffer.isBuffer(value)) return unpacked(opened(value));
  if (typeof value !== 'string') return String(value);
  if (!/^[[{]/.test(value)) return value;
  try {
    const strings: string[] = [];
    JSON.parse(value, (key, item: unknown) => {
      strings.push(key, typeof item === 'string' ? item : '');
      return item;
    });
    return `${value} ${strings.join(' ')}`;
  } catch {
    return value;
  }
}

function opened(data: Buffer): string {
  const isPacked = data[0] === 0x1f && data[1] === 0x8b;
  return (isPacked ? gunzipSync(data) : data).toString();
}

function tablesOf(db: Sql, databasePath: string): string[] {
  const tables = isPostgres(databasePath)
    ? `select table_name as name from information_schema.tables where table_schema = 'public' and table_name <> 'kysely_migration'`
    : `select name from sqlite_master where type = 'table' and name not like 'sqlite_%' and name <> 'kysely_migration'`;
  return db.prepare<[], string>(tables).pluck().all();
}

function reading<T>(databasePath: string, read: (db: Sql) => T): T {
  const db = sqlOf({ databasePath });
  try {
    return read(db);
  } finally {
    db.close();
  }
}
