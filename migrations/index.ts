import { readdirSync } from 'node:fs';
import type { Migration } from 'kysely/migration';

/** From this one on a migration has a part per engine; before it PostgreSQL has one schema for all of them. */
export const POSTGRES_SINCE = '0019';

/** `up` is SQLite's part, `postgres` the statements of PostgreSQL's; empty where nothing is to do there. */
interface Step extends Migration {
  readonly postgres?: readonly string[];
}

/**
 * Every migration, oldest first: the files of this folder by their names. One that has landed is never edited, renamed or
 * taken out: add the next number.
 */
export const migrations: Readonly<Record<string, Step>> = Object.fromEntries(
  await Promise.all(
    readdirSync(import.meta.dirname)
      .filter((file) => /^\d{4}-[\w-]+\.ts$/.test(file))
      .toSorted()
      .map(async (file) => [file.slice(0, -'.ts'.length), await stepIn(file)] as const),
  ),
);

async function stepIn(file: string): Promise<Step> {
  const step = (await import(new URL(file, import.meta.url).href)) as Partial<Step>;
  if (step.up === undefined) throw new Error(`migrations/${file} has no up`);
  return step as Step;
}
