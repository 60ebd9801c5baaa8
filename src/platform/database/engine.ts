import { PostgresAdapter, type RawBuilder, sql } from 'kysely';
import type { Db } from './open.ts';

export type Engine = 'sqlite' | 'postgres';

/** What a database (or a transaction of it) runs on, for the few statements that the two write differently. */
export function engineOf(db: Pick<Db, 'getExecutor'>): Engine {
  return db.getExecutor().adapter instanceof PostgresAdapter ? 'postgres' : 'sqlite';
}

/** What follows `in`: one parameter whatever the number of values, so that the statement is prepared once. */
export function oneOfTexts(db: Db, values: readonly string[]): RawBuilder<string> {
  return listedTexts(db, JSON.stringify(values));
}

/** As {@link oneOfTexts}, of a list that is JSON already: an argument of what is {@link prepared}. */
export function listedTexts(db: Db, list: string): RawBuilder<string> {
  return sql`(select value from ${eachOf(db, list)})`;
}

/** As {@link oneOfTexts}, for ids of rows. */
export function oneOfIds(db: Db, values: readonly number[]): RawBuilder<number> {
  if (engineOf(db) === 'sqlite') return sql`(select value from ${each(db, values)})`;
  return sql`(select value::bigint from ${each(db, values)})`;
}

/** A table of one column, `value`, with a row for each value. */
export function each(db: Db, values: readonly (string | number)[]): RawBuilder<{ value: string }> {
  return eachOf(db, JSON.stringify(values));
}

function eachOf(db: Db, list: string): RawBuilder<{ value: string }> {
  return engineOf(db) === 'sqlite'
    ? sql`json_each(${list})`
    : sql`json_array_elements_text(cast(${list} as json))`;
}
