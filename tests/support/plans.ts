import Database from 'better-sqlite3';
import { Kysely } from 'kysely';
import { onTestFinished } from 'vitest';
import { SteadySqliteDialect } from '../../src/platform/database/compiler.ts';
import type { Db, Schema } from '../../src/platform/database/index.ts';
import { databaseFile } from '../platform/delivery/support.ts';

/** How SQLite answers a statement. */
export interface Plan {
  readonly sql: string;
  /** https://sqlite.org/eqp.html, one line for each step. */
  readonly steps: readonly string[];
}

/** How all that `act` asks of a new, migrated database is answered, in the order of asking. */
export async function plansOf(act: (db: Db) => Promise<void>): Promise<Plan[]> {
  const heard: { sql: string; parameters: readonly unknown[] }[] = [];
  const db: Db = new Kysely<Schema>({
    dialect: new SteadySqliteDialect({ database: new Database(await databaseFile()) }),
    log: ({ query }) => void heard.push({ sql: query.sql, parameters: query.parameters }),
  });
  onTestFinished(() => db.destroy());
  await act(db);
  const asked = heard.filter(({ sql }) => /^\s*(?:select|insert|update|delete|with)\b/i.test(sql));
  const plans: Plan[] = [];
  for (const { sql, parameters } of asked) {
    const { rows } = await db.executeQuery<{ detail: string }>({
      ...db.selectNoFrom([]).compile(),
      sql: `explain query plan ${sql}`,
      parameters,
    });
    plans.push({ sql, steps: rows.map(({ detail }) => detail) });
  }
  return plans;
}
