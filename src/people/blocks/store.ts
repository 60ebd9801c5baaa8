import { sql } from 'kysely';
import type { Barrier } from '../../platform/database/barriers.ts';
import type { Db } from '../../platform/database/index.ts';

export async function insertBlock(
  db: Db,
  guildId: string,
  userId: string,
  blockedId: string,
  now: number,
): Promise<void> {
  await db
    .insertInto('blocks')
    .values({ guild_id: guildId, user_id: userId, blocked_id: blockedId, created_at: now })
    .onConflict((clash) => clash.doNothing())
    .execute();
}

export async function deleteBlock(
  db: Db,
  guildId: string,
  userId: string,
  blockedId: string,
): Promise<boolean> {
  const row = await db
    .deleteFrom('blocks')
    .where('guild_id', '=', guildId)
    .where('user_id', '=', userId)
    .where('blocked_id', '=', blockedId)
    .returning('user_id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Which of the two has blocked the other; undefined: neither. */
export async function findBlocker(
  db: Db,
  guildId: string,
  a: string,
  b: string,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('blocks')
    .select('user_id')
    .where('guild_id', '=', guildId)
    .where((eb) =>
      eb.or([
        eb.and([eb('user_id', '=', a), eb('blocked_id', '=', b)]),
        eb.and([eb('user_id', '=', b), eb('blocked_id', '=', a)]),
      ]),
    )
    .executeTakeFirst();
  return row?.user_id;
}

/** Who of them has blocked another of them. */
export const blockBarrier: Barrier = {
  reason: 'blocked',
  sql: ({ guildId, userIds }) => sql`
    select user_id from blocks
    where guild_id = ${guildId} and user_id in (${sql.join(userIds)}) and blocked_id in (${sql.join(userIds)})`,
};
