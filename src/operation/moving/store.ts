import { sql } from 'kysely';
import { type Db, engineOf } from '../../platform/database/index.ts';
import { MoveError, type Progress, type Row, storable, type Table, type Value } from './rules.ts';

/** What Kysely's migrations note, and what this program notes while it copies. */
const HISTORY = 'kysely_migration';
const NOTES = 'moving';
/** What migrations put into new tables. */
const SEEDED: ReadonlySet<string> = new Set(['waiting_progress']);

/** The tables of an SQLite database that is migrated; those of PostgreSQL are the same (tests/platform/engines.test.ts). */
export async function tablesOf(sqlite: Db): Promise<Table[]> {
  const { rows } = await sql<{ table: string; name: string; pk: number }>`
    select t.name as "table", c.name, c.pk from sqlite_master t join pragma_table_info(t.name) c
    where t.type = 'table' and t.name not like 'sqlite_%' and t.name not in (${HISTORY}, ${NOTES})
    order by t.name, c.cid`.execute(sqlite);
  return [...Map.groupBy(rows, (row) => row.table)].map(([name, columns]) => ({
    name,
    columns: columns.map((column) => column.name),
    key: columns
      .filter(({ pk }) => pk > 0)
      .toSorted((a, b) => a.pk - b.pk)
      .map((column) => column.name),
  }));
}

/** The migrations that were applied; none where nothing of ours is. */
export async function appliedTo(db: Db): Promise<string[]> {
  if (!(await isThere(db, HISTORY))) return [];
  const { rows } = await sql<{ name: string }>`select name from ${sql.table(HISTORY)} order by name`.execute(
    db,
  );
  return rows.map(({ name }) => name);
}

async function isThere(db: Db, table: string): Promise<boolean> {
  const { rows } =
    engineOf(db) === 'sqlite'
      ? await sql`select 1 from sqlite_master where type = 'table' and name = ${table}`.execute(db)
      : await sql`select 1 where to_regclass(${table}) is not null`.execute(db);
  return rows.length > 0;
}

/** Whether a database of PostgreSQL holds something: a row of ours, or anything of somebody else's. */
export async function isFilled(postgres: Db, tables: readonly Table[]): Promise<boolean> {
  const { rows: there } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables where table_schema = current_schema()`.execute(
    postgres,
  );
  const own = new Set(tables.map(({ name }) => name));
  for (const { name } of there) {
    if (name === HISTORY || SEEDED.has(name)) continue;
    if (!own.has(name)) return true;
    const { rows } = await sql`select 1 from ${sql.table(name)} limit 1`.execute(postgres);
    if (rows.length > 0) return true;
  }
  return false;
}

/** Whether a Nexus is connected to a database of PostgreSQL, other than by this connection. */
export async function isConnected(trx: Db): Promise<boolean> {
  const { rows } = await sql`
    select 1 from pg_stat_activity
    where datname = current_database() and application_name = 'nexus' and pid <> pg_backend_pid()`.execute(
    trx,
  );
  return rows.length > 0;
}

/** Until the transaction ends nobody changes anything. (On SQLite it has begun with that.) */
export async function holdStill(trx: Db, tables: readonly Table[]): Promise<void> {
  if (engineOf(trx) === 'sqlite') return;
  await sql`lock table ${sql.join(tables.map(({ name }) => sql.table(name)))} in share mode`.execute(trx);
}

export async function countRows(db: Db, { name }: Table): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(name)}`.execute(db);
  return rows[0]?.count ?? 0;
}

/** The next rows by their keys, behind the one with this key. */
export async function readRows(db: Db, table: Table, after: Row | null, limit: number): Promise<Row[]> {
  const key = sql.join(table.key.map((name) => sql.ref(name)));
  const behind = after === null ? sql`` : sql`where (${key}) > (${sql.join(after)})`;
  const { rows } = await sql<Record<string, Value>>`
    select ${sql.join(table.columns.map((name) => sql.ref(name)))} from ${sql.table(table.name)}
    ${behind} order by ${key} limit ${limit}`.execute(db);
  return rows.map((row) => table.columns.map((name) => row[name] ?? null));
}

export async function insertRows(trx: Db, table: Table, rows: readonly Row[]): Promise<void> {
  await sql`
    insert into ${sql.table(table.name)} (${sql.join(table.columns.map((name) => sql.ref(name)))})
    values ${sql.join(rows.map((row) => sql`(${sql.join(row.map(storable))})`))}`.execute(trx);
}

export async function deleteRows(trx: Db, { name }: Table): Promise<void> {
  await sql`delete from ${sql.table(name)}`.execute(trx);
}

/** Where it comes from, if a database was begun to be filled. */
export async function begunFrom(db: Db): Promise<string | undefined> {
  return (await isThere(db, NOTES)) ? await readNote(db, 'from') : undefined;
}

async function readNote(db: Db, name: string): Promise<string | undefined> {
  const { rows } = await sql<{ value: string }>`
    select value from ${sql.table(NOTES)} where name = ${name}`.execute(db);
  return rows[0]?.value;
}

async function writeNote(trx: Db, name: string, value: string): Promise<void> {
  await sql`
    insert into ${sql.table(NOTES)} (name, value) values (${name}, ${value})
    on conflict (name) do update set value = excluded.value`.execute(trx);
}

export async function readProgress(db: Db, table: Table): Promise<Progress> {
  const note = await readNote(db, `table ${table.name}`);
  return note === undefined ? { rows: 0, last: null, isDone: false } : (JSON.parse(note) as Progress);
}

export async function noteProgress(trx: Db, table: Table, progress: Progress): Promise<void> {
  await writeNote(trx, `table ${table.name}`, JSON.stringify(progress));
}

/**
 * Makes an empty, migrated database ready to be filled: whatever order rows come in, and nothing reacts to them.
 * `mark` is in its history until {@link finish}, so that no Nexus starts on half of it.
 */
export async function prepare(trx: Db, tables: readonly Table[], from: string, mark: string): Promise<void> {
  await sql`create table ${sql.table(NOTES)} (name text primary key not null, value text not null)`.execute(
    trx,
  );
  await writeNote(trx, 'from', from);
  await sql`insert into ${sql.table(HISTORY)} (name, timestamp) values (${mark}, '')`.execute(trx);
  const later = engineOf(trx) === 'sqlite' ? await takeTriggers(trx) : await takeKeys(trx, tables);
  await writeNote(trx, 'later', JSON.stringify(later));
  for (const table of tables) await deleteRows(trx, table);
}

/** Takes SQLite's triggers out, and gives the statements that put them back. */
async function takeTriggers(trx: Db): Promise<string[]> {
  const { rows } = await sql<{ name: string; sql: string }>`
    select name, sql from sqlite_master where type = 'trigger' order by rowid`.execute(trx);
  for (const { name } of rows) await sql`drop trigger ${sql.id(name)}`.execute(trx);
  return rows.map((trigger) => trigger.sql);
}

/** Takes PostgreSQL's foreign keys out and stops its triggers, and gives the statements that bring them back. */
async function takeKeys(trx: Db, tables: readonly Table[]): Promise<string[]> {
  const { rows } = await sql<{ table: string; name: string; definition: string }>`
    select conrelid::regclass::text as "table", conname as name, pg_get_constraintdef(oid) as definition
    from pg_constraint where contype = 'f' and connamespace = current_schema()::regnamespace`.execute(trx);
  for (const { table, name } of rows)
    await sql`alter table ${sql.raw(table)} drop constraint ${sql.id(name)}`.execute(trx);
  for (const { name } of tables) await sql`alter table ${sql.table(name)} disable trigger user`.execute(trx);
  return [
    ...rows.map(
      ({ table, name, definition }) => `alter table ${table} add constraint "${name}" ${definition}`,
    ),
    ...tables.map(({ name }) => `alter table "${name}" enable trigger user`),
  ];
}

/** Puts back what {@link prepare} took out, which looks at every foreign key. */
export async function finish(trx: Db, mark: string): Promise<void> {
  const later = JSON.parse((await readNote(trx, 'later')) ?? '[]') as string[];
  for (const statement of later) await sql.raw(statement).execute(trx);
  if (engineOf(trx) === 'sqlite') {
    const { rows } = await sql<{ table: string; parent: string }>`pragma foreign_key_check`.execute(trx);
    if (rows[0] !== undefined)
      throw new MoveError(
        `A row of ${rows[0].table} belongs to a row of ${rows[0].parent} that is not there.`,
      );
  }
  // Until the server counts by itself, minutes later, it would take every table for an empty one.
  if (engineOf(trx) === 'postgres') await sql`analyze`.execute(trx);
  await sql`drop table ${sql.table(NOTES)}`.execute(trx);
  await sql`delete from ${sql.table(HISTORY)} where name = ${mark}`.execute(trx);
}

/** While SQLite is filled, rows may belong to others that are not there yet. Outside of a transaction. */
export async function allowLoose(sqlite: Db): Promise<void> {
  await sql`pragma foreign_keys = off`.execute(sqlite);
}

/** The number each table gave to its last row, also where that row is gone. */
export async function readNumbers(db: Db): Promise<ReadonlyMap<string, number>> {
  const { rows } =
    engineOf(db) === 'sqlite'
      ? await sql<{ name: string; last: number }>`select name, seq as last from sqlite_sequence`.execute(db)
      : await sql<{ name: string; last: number }>`
          select c.relname as name, s.last_value as last
          from pg_sequences s
          join pg_class q on q.relname = s.sequencename and q.relnamespace = current_schema()::regnamespace
          join pg_depend d on d.objid = q.oid and d.deptype = 'i' and d.refclassid = 'pg_class'::regclass
          join pg_class c on c.oid = d.refobjid
          where s.schemaname = current_schema() and s.last_value is not null`.execute(db);
  return new Map(rows.filter(({ last }) => last > 0).map(({ name, last }) => [name, last]));
}

/** The next row of each table gets the number behind the last that was given. */
export async function writeNumbers(trx: Db, numbers: ReadonlyMap<string, number>): Promise<void> {
  for (const [name, last] of numbers) {
    if (engineOf(trx) === 'postgres') {
      await sql`select setval(pg_get_serial_sequence(${name}, 'id'), ${last}::bigint)`.execute(trx);
    } else {
      await sql`delete from sqlite_sequence where name = ${name}`.execute(trx);
      await sql`insert into sqlite_sequence (name, seq) values (${name}, ${last})`.execute(trx);
    }
  }
}
