import { type Db, prepared } from '../database/index.ts';

export interface Use {
  readonly guildId: string;
  readonly userId: string;
  readonly what: string;
}

const noteUse = prepared((db, guildId: string, userId: string, what: string, now: number) =>
  db.insertInto('uses').values({ guild_id: guildId, user_id: userId, what, used_at: now }),
);

export async function insertUse(db: Db, { guildId, userId, what }: Use, now: number): Promise<void> {
  await noteUse(db, guildId, userId, what, now);
}

const usesSince = prepared((db, guildId: string, userId: string, what: string, after: number) =>
  db
    .selectFrom('uses')
    .select('used_at')
    .where('guild_id', '=', guildId)
    .where('user_id', '=', userId)
    .where('what', '=', what)
    .where('used_at', '>', after)
    .orderBy('used_at', 'desc'),
);

/** When (ms UTC) the uses since then were, newest first. */
export async function findUses(db: Db, { guildId, userId, what }: Use, after: number): Promise<number[]> {
  const rows = await usesSince(db, guildId, userId, what, after);
  return rows.map((row) => row.used_at);
}

export async function deleteUses(db: Db, before: number): Promise<void> {
  await db.deleteFrom('uses').where('used_at', '<', before).execute();
}
