import Database from 'better-sqlite3';
import { sql } from 'kysely';
import { expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../src/platform/database/index.ts';
import { databaseFile } from './delivery/support.ts';

const db = openDatabase(':memory:');
const requests = db.selectFrom('requests').select('id');

it('puts limits and our own words into the text, and nothing that others may have written', () => {
  const texts = [
    requests.where('state', '=', 'open').where('kind', 'in', ['join', 'invitation']).limit(5),
    requests.where('id', '=', 7).where('expires_at', '<=', 9),
    requests.where('state', '=', "open' or 1=1" as 'open').where('kind', 'in', ["it's" as 'join']),
    requests.where('guild_id', '=', 'open'),
  ].map((query) => query.compile());
  expect(texts.map(({ sql: text }) => text.split(' where ')[1])).toEqual([
    `"state" = 'open' and "kind" in ('join', 'invitation') limit 5`,
    '"id" = +? and "expires_at" <= ?',
    '"state" = +? and "kind" in (?)',
    '"guild_id" = +?',
  ]);
  expect(texts.map(({ parameters }) => parameters)).toEqual([[], [7, 9], ["open' or 1=1", "it's"], ['open']]);
  const raw = sql`select id from requests where id = ${7} and state >= ${'a'} limit ${3}`.compile(db);
  expect(raw.sql).toBe('select id from requests where id = +? and state >= ? limit 3');
});

it('knows each column whose words partial indexes are made by', async () => {
  const file = new Database(await databaseFile(), { readonly: true });
  onTestFinished(() => void file.close());
  const indexes = file
    .prepare<[], string>(`select sql from sqlite_master where type = 'index' and sql like '% where %'`)
    .pluck()
    .all();
  const columns = indexes.flatMap((text) =>
    [...text.matchAll(/(\w+) (?:=|in|<>) \(?'/g)].map(([, column]) => column),
  );
  expect(columns.length).toBeGreaterThan(20);
  // Of `payload` an index holds what is not empty; nothing else is ever compared with it.
  expect(new Set(columns)).toEqual(new Set(['kind', 'payload', 'state', 'status']));
});
