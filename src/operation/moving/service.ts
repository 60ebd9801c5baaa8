import { existsSync, renameSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import {
  BEING_COPIED,
  type Db,
  explainingFaults,
  flush,
  isInUse,
  isPostgres,
  type Migrations,
  migrate,
  openDatabase,
  shownAddress,
  write,
} from '../../platform/database/index.ts';
import { batchOf, createDigest, keyOf, lineOf, MoveError, type Row, type Table } from './rules.ts';
import {
  allowLoose,
  appliedTo,
  begunFrom,
  countRows,
  deleteRows,
  finish,
  holdStill,
  insertRows,
  isConnected,
  isFilled,
  noteProgress,
  prepare,
  readNumbers,
  readProgress,
  readRows,
  tablesOf,
  writeNumbers,
} from './store.ts';

/** What a table of the new database holds, compared row by row with the old one. */
export interface MovedTable {
  readonly name: string;
  readonly rows: number;
  /** SHA-256 of the rows, the same on both. */
  readonly sum: string;
}

export interface MoveOptions {
  /** What `DATABASE_URL` names, without `sqlite:`. */
  readonly from: string;
  readonly to: string;
  readonly migrations: Migrations;
  /** After each part of a table: rows so far, and all of them. */
  readonly onProgress?: (table: string, rows: number, of: number) => void;
}

/** Restoring the foreign keys of a large database takes a while (ms). */
const PATIENCE = 600_000;
const PARTIAL = '.partial';

/**
 * Copies everything from one engine to the other, compares it row by row and only then makes it a database that Nexus
 * starts on. Nobody changes the old one meanwhile, and nothing is taken out of it. What was cut off goes on where it was
 * when it is called again. Throws {@link MoveError}.
 */
export async function moveDatabase(options: MoveOptions): Promise<MovedTable[]> {
  const { from, to, migrations } = options;
  refuseSame(from, to);
  if (!isPostgres(from)) refuseUsed(from);
  if (!isPostgres(to) && existsSync(to))
    throw new MoveError(`${to} exists already. Name a file that does not: nothing is written over.`);
  const target = isPostgres(to) ? to : `${to}${PARTIAL}`;
  const source = openDatabase(from);
  try {
    // One that cannot be reached is told as that, and not as one that is busy.
    await explainingFaults(from, () => appliedTo(source));
    const moved = await explainingFaults(from, () =>
      write(
        source,
        async (held) => {
          await refuseUnready(held, from, migrations);
          const opened = openDatabase(target);
          try {
            return await explainingFaults(to, () => fill(held, opened, options));
          } finally {
            await opened.destroy();
          }
        },
        { takesLock: true },
      ),
    );
    if (target !== to) {
      renameSync(target, to);
      flush(dirname(resolve(to)));
    }
    return moved;
  } finally {
    await source.destroy();
  }
}

function refuseSame(from: string, to: string): void {
  if (isPostgres(from) === isPostgres(to))
    throw new MoveError(
      isPostgres(from)
        ? 'Both are PostgreSQL: copy it with pg_dump and pg_restore (docs/operate.md, PostgreSQL).'
        : 'Both are SQLite: copy it with npm run backup and npm run restore.',
    );
}

function refuseUsed(path: string): void {
  if (!existsSync(path)) throw new MoveError(`There is no database at ${path}.`);
  if (isInUse(path)) throw new MoveError(`${path} is in use. Stop Nexus first.`);
}

/** Of another version, half filled itself, or in use. */
async function refuseUnready(held: Db, from: string, migrations: Migrations): Promise<void> {
  const name = shownAddress(from);
  const applied = await appliedTo(held);
  if (applied.length === 0) throw new MoveError(`${name} holds no database of Nexus.`);
  const isOurs =
    applied.length === Object.keys(migrations).length && applied.every((each) => each in migrations);
  if (!isOurs)
    throw new MoveError(
      `${name} is of another version than this one. Start this version of Nexus on it once, stop it, and try again.`,
    );
  if (isPostgres(from) && (await isConnected(held)))
    throw new MoveError(`${name} is in use: Nexus is connected to it. Stop Nexus first.`);
}

async function fill(held: Db, target: Db, options: MoveOptions): Promise<MovedTable[]> {
  const { from, to, migrations } = options;
  const begun = await begunFrom(target);
  const origin = isPostgres(from) ? shownAddress(from) : resolve(from);
  if (begun !== undefined && begun !== origin)
    throw new MoveError(`${shownAddress(to)} was begun to be filled from ${begun}, not from ${origin}.`);
  if (begun === undefined && !isPostgres(from)) await refuseFilled(target, await tablesOf(held), to);
  if (begun === undefined) await migrate(target, migrations);
  const tables = await tablesOf(isPostgres(from) ? target : held);
  await holdStill(held, tables);
  if (!isPostgres(to)) await allowLoose(target);
  if (begun === undefined)
    await write(target, (trx) => prepare(trx, tables, origin, BEING_COPIED), { patience: PATIENCE });
  const moved: MovedTable[] = [];
  for (const table of tables) moved.push(await move(held, target, table, options));
  const numbers = await readNumbers(held);
  await write(
    target,
    async (trx) => {
      await writeNumbers(trx, numbers);
      await finish(trx, BEING_COPIED);
    },
    { patience: PATIENCE },
  );
  return moved;
}

async function refuseFilled(postgres: Db, tables: readonly Table[], to: string): Promise<void> {
  if (await isFilled(postgres, tables))
    throw new MoveError(
      `${shownAddress(to)} is not empty. Make a new database (createdb) and name that one.`,
    );
}

/** Copies what of a table is missing and compares all of it. What an earlier run copied may have changed since. */
async function move(held: Db, target: Db, table: Table, options: MoveOptions): Promise<MovedTable> {
  await copy(held, target, table, options);
  const moved = await compare(held, target, table);
  if (moved !== undefined) return moved;
  await write(target, async (trx) => {
    await deleteRows(trx, table);
    await noteProgress(trx, table, { rows: 0, last: null, isDone: false });
  });
  await copy(held, target, table, options);
  const again = await compare(held, target, table);
  if (again === undefined)
    throw new MoveError(
      `${table.name} is not the same on both. Nothing was changed in the old database; please report this.`,
    );
  return again;
}

async function copy(held: Db, target: Db, table: Table, { onProgress }: MoveOptions): Promise<void> {
  const all = await countRows(held, table);
  for (let progress = await readProgress(target, table); !progress.isDone; ) {
    const rows = await readRows(held, table, progress.last, batchOf(table));
    const last = rows.at(-1);
    const next = {
      rows: progress.rows + rows.length,
      last: last === undefined ? progress.last : keyOf(table, last),
      isDone: rows.length < batchOf(table),
    };
    await write(
      target,
      async (trx) => {
        if (rows.length > 0) await insertRows(trx, table, rows);
        await noteProgress(trx, table, next);
      },
      { patience: PATIENCE },
    );
    progress = next;
    onProgress?.(table.name, progress.rows, all);
  }
}

/** Undefined: they are not the same. */
async function compare(held: Db, target: Db, table: Table): Promise<MovedTable | undefined> {
  const digest = createDigest();
  let rows = 0;
  for (let after: Row | null = null; ; ) {
    const [old, own]: [Row[], Row[]] = [
      await readRows(held, table, after, batchOf(table)),
      await readRows(target, table, after, batchOf(table)),
    ];
    if (old.length !== own.length) return undefined;
    for (const [index, row] of old.entries()) {
      if (lineOf(row) !== lineOf(own[index] ?? [])) return undefined;
      digest.add(row);
    }
    rows += old.length;
    const last = old.at(-1);
    if (last === undefined || old.length < batchOf(table))
      return { name: table.name, rows, sum: digest.sum() };
    after = keyOf(table, last);
  }
}
