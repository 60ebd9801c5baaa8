import type { Db } from './open.ts';

/** Small facts the program keeps for itself between runs. */
export async function readSetting(db: Db, key: string): Promise<string | undefined> {
  const row = await db.selectFrom('settings').select('value').where('key', '=', key).executeTakeFirst();
  return row?.value;
}

export async function writeSetting(db: Db, key: string, value: string): Promise<void> {
  await db
    .insertInto('settings')
    .values({ key, value })
    .onConflict((clash) => clash.column('key').doUpdateSet({ value }))
    .execute();
}

/** Resolves when the database answers. */
export async function ping(db: Db): Promise<void> {
  await readSetting(db, 'ping');
}
