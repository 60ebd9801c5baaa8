import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Migration } from 'kysely/migration';

/** From this one on a migration has a part per engine; before it PostgreSQL has one schema for all of them. */
export const POSTGRES_SINCE = '0019';
/** What stands in 0018-postgres.sql is applied as this one; those before it have nothing to do on PostgreSQL. */
const BASELINE = '0018-pairs';

/** `up` is SQLite's part, `postgres` the statements of PostgreSQL's; empty where nothing is to do there. */
interface Step extends Migration {
  readonly postgres?: readonly string[];
}

/** The sources, or what `npm run build` has made of them. */
const FILE = /^(\d{4}-[\w-]+)\.[jt]s$/;
const EXTENSION = extname(import.meta.url);

/**
 * Every migration, oldest first: the files of this folder by their names, each read when it is applied, which in most
 * starts none is. One that has landed is never edited, renamed or taken out: add the next number.
 */
export const migrations: Readonly<
  Record<string, Migration & { postgres(): Promise<readonly string[] | undefined> }>
> = Object.fromEntries(
  readdirSync(import.meta.dirname)
    .toSorted()
    .flatMap((file) => FILE.exec(file)?.[1] ?? [])
    .map((name) => [
      name,
      { up: async (db) => (await stepOf(name)).up(db), postgres: () => postgresPart(name) },
    ]),
);

/** PostgreSQL's part of a migration; undefined where it has none. */
export async function postgresPart(name: string): Promise<readonly string[] | undefined> {
  if (name >= POSTGRES_SINCE) return (await stepOf(name)).postgres;
  if (name !== BASELINE) return [];
  const statements = await readFile(new URL('0018-postgres.sql', import.meta.url), 'utf8');
  return statements.split(/;\n(?:\n|$)/).filter((statement) => statement !== '');
}

async function stepOf(name: string): Promise<Step> {
  const step = (await import(new URL(`${name}${EXTENSION}`, import.meta.url).href)) as Partial<Step>;
  if (step.up === undefined) throw new Error(`migrations/${name} has no up`);
  return step as Step;
}
