import Database from 'better-sqlite3';
import { sql } from 'kysely';
import { expect, it, onTestFinished } from 'vitest';
import { openDatabase, prepared, write } from '../../src/platform/database/index.ts';
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

it('does so on PostgreSQL too, where a plan that knows neither is made anew for each use', async () => {
  // Nothing is asked of the server.
  const postgres = openDatabase('postgres://nobody@127.0.0.1:9/none');
  onTestFinished(() => postgres.destroy());
  const query = postgres.selectFrom('requests').select('id').where('guild_id', '=', 'open').limit(5);
  const { sql: text, parameters } = query.where('state', '=', 'open').where('kind', 'in', ['join']).compile();
  expect(text.split(' where ')[1]).toBe(
    `"guild_id" = $1 and "state" = 'open' and "kind" in ('join') limit 5`,
  );
  expect(parameters).toEqual(['open']);
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

it('asks what is prepared with the arguments of each time, in a write too', async () => {
  const file = openDatabase(await databaseFile());
  onTestFinished(() => file.destroy());
  let built = 0;
  const named = prepared((on, guildId: string, userId: string) => {
    built++;
    return on
      .selectFrom('members')
      .select('display_name as name')
      .where('guild_id', '=', guildId)
      .where('user_id', '=', userId);
  });
  await write(file, async (trx) => {
    await trx.insertInto('communities').values({ guild_id: '9', created_at: 0 }).execute();
    for (const userId of ['1', '2'])
      await trx
        .insertInto('members')
        .values({ guild_id: '9', user_id: userId, display_name: `M${userId}`, created_at: 0 })
        .execute();
    expect(await named(trx, '9', '2')).toEqual([{ name: 'M2' }]);
  });
  expect(await Promise.all([named(file, '9', '1'), named(file, '9', '2'), named(file, '8', '1')])).toEqual([
    [{ name: 'M1' }],
    [{ name: 'M2' }],
    [],
  ]);
  expect(built).toBe(1);
});
