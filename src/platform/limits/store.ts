import type { Db } from '../database/index.ts';

export interface Use {
  readonly guildId: string;
  readonly userId: string;
  readonly what: string;
}

export async function insertUse(db: Db, { guildId, userId, what }: Use, now: number): Promise<void> {
  await db.insertInto('uses').values({ guild_id: guildId, user_id: userId, what, used_at: now }).execute();
}

/** When (ms UTC) the uses of the last `limit` times were, newest first. */
export async function findUses(
  db: Db,
  { guildId, userId, what }: Use,
  after: number,
  limit: number,
): Promise<number[]> {
  const rows = await db
    .selectFrom('uses')
    .select('used_at')
    .where('guild_id', '=', guildId)
    .where('user_id', '=', userId)
    .where('what', '=', what)
    .where('used_at', '>', after)
    .orderBy('used_at', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => row.used_at);
}

export async function deleteUses(db: Db, before: number): Promise<void> {
  await db.deleteFrom('uses').where('used_at', '<', before).execute();
}
