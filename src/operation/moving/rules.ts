import { createHash } from 'node:crypto';

/** What a column may hold: SQLite's types, which are PostgreSQL's bigint, double precision, text and bytea. */
export type Value = string | number | null | Uint8Array;
/** The values of a row, in the order of its table's columns. */
export type Row = readonly Value[];

/** A table of ours, as both engines have it. */
export interface Table {
  readonly name: string;
  readonly columns: readonly string[];
  /** The columns of its primary key, in the key's order; rows are read in the order of these. */
  readonly key: readonly string[];
}

/** How far a table is copied. */
export interface Progress {
  readonly rows: number;
  /** The key of the last row; rows are copied in the order of their keys. */
  readonly last: Row | null;
  readonly isDone: boolean;
}

/** Why nothing was moved, or not all of it, and what to do: a sentence for whoever runs Nexus. */
export class MoveError extends Error {
  override readonly name = 'MoveError';
}

/** So many values go into one statement: SQLite takes 32,766, PostgreSQL 65,535. */
const VALUES = 30_000;
const MOST_ROWS = 1_000;

/** How many rows of a table are read and written at a time. */
export function batchOf({ columns }: Table): number {
  return Math.max(1, Math.min(MOST_ROWS, Math.floor(VALUES / columns.length)));
}

/** PostgreSQL holds no NUL in texts; nobody can type one that is shown. */
export function storable(value: Value): Value {
  return typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '') : value;
}

/** The same line for what is the same row on both engines. */
export function lineOf(row: Row): string {
  return JSON.stringify(
    row.map((value) =>
      value instanceof Uint8Array ? { bytes: Buffer.from(value).toString('base64') } : storable(value),
    ),
  );
}

/** Sums up rows, one after the other: SHA-256 of their lines. */
export function createDigest(): { add(row: Row): void; sum(): string } {
  const hash = createHash('sha256');
  return {
    add: (row) => void hash.update(`${lineOf(row)}\n`),
    sum: () => hash.digest('hex'),
  };
}

/** The key of a row. */
export function keyOf({ columns, key }: Table, row: Row): Row {
  return key.map((name) => row[columns.indexOf(name)] ?? null);
}
