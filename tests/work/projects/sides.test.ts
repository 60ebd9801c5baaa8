import Database from 'better-sqlite3';
import { Kysely } from 'kysely';
import { expect, it } from 'vitest';
import { SteadySqliteDialect } from '../../../src/platform/database/compiler.ts';
import type { Db, Schema } from '../../../src/platform/database/index.ts';
import { countSides } from '../../../src/work/projects/store.ts';
import { databaseFile, onCleanup } from '../../platform/delivery/support.ts';

it('counts who builds a brief on either side along an index of just that', async () => {
  const heard: { sql: string; parameters: readonly unknown[] }[] = [];
  const db: Db = new Kysely<Schema>({
    dialect: new SteadySqliteDialect({ database: new Database(await databaseFile()) }),
    log: ({ query }) => void heard.push({ sql: query.sql, parameters: query.parameters }),
  });
  onCleanup(() => db.destroy());
  await countSides(db, 1, 'ecommerce');

  expect(heard).toHaveLength(1);
  for (const { sql, parameters } of heard.slice()) {
    const { rows } = await db.executeQuery<{ detail: string }>({
      ...db.selectNoFrom([]).compile(),
      sql: `explain query plan ${sql}`,
      parameters,
    });
    expect(rows.map(({ detail }) => detail)).toEqual([
      expect.stringMatching(/^SEARCH projects USING .*INDEX projects_sides \(cohort_id=\? AND brief=\?\)$/),
    ]);
  }
});
