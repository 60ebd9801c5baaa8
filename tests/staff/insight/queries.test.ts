import Database from 'better-sqlite3';
import { Kysely } from 'kysely';
import { expect, it } from 'vitest';
import { migrations } from '../../../migrations/index.ts';
import { loadCohort } from '../../../src/pairing/partners/store.ts';
import { SteadySqliteDialect } from '../../../src/platform/database/compiler.ts';
import { type Db, migrate, type Schema } from '../../../src/platform/database/index.ts';
import { findThreads } from '../../../src/staff/insight/store.ts';

const GUILD = '111111111111111111';
const SOME = ['222222222222222222', '333333333333333333'];

it('what is read of some learners of a large cohort is found by them, never by reading all of it', async () => {
  const heard: { sql: string; parameters: readonly unknown[] }[] = [];
  const db: Db = new Kysely<Schema>({
    dialect: new SteadySqliteDialect({ database: new Database(':memory:') }),
    log: ({ query }) => void heard.push({ sql: query.sql, parameters: query.parameters }),
  });
  await migrate(db, migrations);
  heard.length = 0;
  const cohort = { id: 1, guildId: GUILD };
  await loadCohort(db, cohort, SOME);
  await findThreads(db, cohort, SOME);

  for (const { sql, parameters } of heard.slice()) {
    const explained = await db.executeQuery<{ detail: string }>({
      ...db.selectNoFrom([]).compile(),
      sql: `explain query plan ${sql}`,
      parameters,
    });
    // A table of the cohort is looked up by nothing but its cohort or its server.
    const walks = explained.rows
      .map(({ detail }) => detail)
      .filter((detail) => /^SCAN (?!json_each|CONSTANT)|\((guild_id|cohort_id)=\?\)$/.test(detail));
    expect({ sql, walks }).toEqual({ sql, walks: [] });
  }
  await db.destroy();
});
