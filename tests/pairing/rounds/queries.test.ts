import Database from 'better-sqlite3';
import { Kysely, SqliteDialect, sql } from 'kysely';
import { expect, it } from 'vitest';
import { migrations } from '../../../migrations/index.ts';
import {
  countPairs,
  deleteSome,
  findAnswers,
  findInState,
  findPairPage,
  nextWaiting,
  takeUntold,
} from '../../../src/pairing/rounds/store.ts';
import { type Db, migrate, type Schema } from '../../../src/platform/database/index.ts';

it('looks pairs and leftovers up by an index, however many rounds there were', async () => {
  const heard: { sql: string; parameters: readonly unknown[] }[] = [];
  const db: Db = new Kysely<Schema>({
    dialect: new SqliteDialect({ database: new Database(':memory:') }),
    log: (event) => {
      heard.push({ sql: event.query.sql, parameters: event.query.parameters });
    },
  });
  await migrate(db, migrations);
  heard.length = 0;
  await findAnswers(db, 1, ['1', '2'], 0);
  await nextWaiting(db, 1, -1);
  await findPairPage(db, 1, -1, 10);
  await findInState(db, 1, 'dropped', 10);
  await countPairs(db, 1);
  await takeUntold(db, 1, 10);
  await deleteSome(db, 1, 10);

  const asked = heard.slice();
  expect(asked.length).toBeGreaterThanOrEqual(8);
  for (const { sql: text, parameters } of asked) {
    const plan = await db.executeQuery<{ detail: string }>({
      ...sql`select 1`.compile(db),
      sql: `explain query plan ${text}`,
      parameters,
    });
    const scans = plan.rows.map(({ detail }) => detail).filter((detail) => /SCAN round_/.test(detail));
    expect(scans, text).toEqual([]);
  }
  await db.destroy();
});
