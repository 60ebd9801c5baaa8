import type { Db } from '../../platform/database/index.ts';

/** At most so many lines stand under one answer; the rest waits for the next. */
const LINES = 3;

export async function insertNotice(
  db: Db,
  notice: { guild_id: string; user_id: string; key: string; params: string; created_at: number },
): Promise<void> {
  await db.insertInto('notices').values(notice).execute();
}

export async function hasNotices(db: Db, guildId: string, userId: string): Promise<boolean> {
  const row = await db
    .selectFrom('notices')
    .select('id')
    .where('guild_id', '=', guildId)
    .where('user_id', '=', userId)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Takes the oldest lines out: each is given to one caller. */
export async function takeNotices(
  db: Db,
  guildId: string,
  userId: string,
): Promise<{ key: string; params: string }[]> {
  return await db
    .deleteFrom('notices')
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('notices')
        .select('id')
        .where('guild_id', '=', guildId)
        .where('user_id', '=', userId)
        .orderBy('id')
        .limit(LINES),
    )
    .returning(['key', 'params'])
    .execute();
}
