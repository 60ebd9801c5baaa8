import Database from 'better-sqlite3';
import MiniSearch from 'minisearch';
import { migrations } from '../../migrations/index.ts';
import { createSearch } from '../../src/journal/search/service.ts';
import { createAudit } from '../../src/platform/audit/service.ts';
import { type Db, migrate, openDatabase, write } from '../../src/platform/database/index.ts';
import { createPostgres, dropPostgres } from '../../tests/support/engine.ts';
import { GUILD, type Sample } from './data.ts';

/** Answers with the sourceIds of what is found, best first. */
export interface Method {
  readonly name: string;
  find(query: string): Promise<readonly number[]>;
  close(): Promise<void>;
}

type Entries = Sample['entries'];

export async function openIndex(path: string): Promise<Db> {
  const db = openDatabase(path);
  await migrate(db, migrations);
  return db;
}

export async function ours(entries: Entries, isOnPostgres = false): Promise<Method> {
  const address = isOnPostgres ? await createPostgres() : ':memory:';
  const db = await openIndex(address);
  await db.insertInto('communities').values({ guild_id: GUILD, created_at: 1 }).execute();
  const clock = { now: () => 1 };
  const search = createSearch({ db, clock, audit: createAudit({ db, clock }) });
  for (const entry of entries) await write(db, (trx) => search.keep(trx, entry));
  return {
    name: isOnPostgres ? 'Nexus, PostgreSQL' : 'Nexus',
    find: async (query) => (await search.find(GUILD, query)).hits.map(({ sourceId }) => sourceId),
    async close() {
      await db.destroy();
      if (isOnPostgres) await dropPostgres(address);
    },
  };
}

/** SQLite's own full text search: any word, ranked by bm25. */
export function fullText(entries: Entries): Method {
  const sqlite = new Database(':memory:');
  sqlite.exec(
    `create virtual table found using fts5 (title, body, tokenize = 'unicode61 remove_diacritics 2')`,
  );
  const insert = sqlite.prepare('insert into found (rowid, title, body) values (?, ?, ?)');
  for (const { sourceId, title, texts, technologies } of entries)
    insert.run(sourceId, title, [...technologies, ...Object.values(texts)].join(' '));
  const select = sqlite
    .prepare<[string], number>(
      'select rowid from found where found match ? order by bm25(found, 3, 1) limit 5',
    )
    .pluck();
  return {
    name: 'FTS5, OR + bm25',
    find: (query) =>
      Promise.resolve(
        select.all([...query.matchAll(/[\p{L}\p{N}]+/gu)].map(([word]) => `"${word}"`).join(' OR ')),
      ),
    close: () => Promise.resolve(void sqlite.close()),
  };
}

export function miniSearch(entries: Entries): Method {
  const index = new MiniSearch<{ id: number; title: string; body: string }>({ fields: ['title', 'body'] });
  index.addAll(
    entries.map(({ sourceId, title, texts, technologies }) => ({
      id: sourceId,
      title,
      body: [...technologies, ...Object.values(texts)].join(' '),
    })),
  );
  return {
    name: 'MiniSearch, fuzzy',
    find: (query) =>
      Promise.resolve(
        index.search(query, { fuzzy: 0.2, prefix: true, boost: { title: 3 } }).map(({ id }) => id as number),
      ),
    close: () => Promise.resolve(),
  };
}
