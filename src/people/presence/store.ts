import type { Db } from '../../platform/database/index.ts';

/** True when they were not known to be gone before. */
export async function markGone(trx: Db, guildId: string, userId: string, now: number): Promise<boolean> {
  const changed = await trx
    .insertInto('members')
    // Somebody who was only ever named by others has no row yet; their id stands for the name nobody knows.
    .values({ guild_id: guildId, user_id: userId, display_name: userId, created_at: now, gone_at: now })
    .onConflict((clash) =>
      clash
        .columns(['guild_id', 'user_id'])
        .doUpdateSet({ gone_at: now })
        .where('members.gone_at', 'is', null),
    )
    .returning('user_id')
    .executeTakeFirst();
  return changed !== undefined;
}

/** Notes when they were last known to be there. True when they had been gone until now. */
export async function markPresent(trx: Db, guildId: string, userId: string, now: number): Promise<boolean> {
  const back = await trx
    .updateTable('members')
    .set({ gone_at: null, present_at: now })
    .where('guild_id', '=', guildId)
    .where('user_id', '=', userId)
    .where('gone_at', 'is not', null)
    .returning('user_id')
    .executeTakeFirst();
  if (back !== undefined) return true;
  await trx
    .updateTable('members')
    .set({ present_at: now })
    .where('guild_id', '=', guildId)
    .where('user_id', '=', userId)
    .execute();
  return false;
}

export interface Known {
  readonly userId: string;
  readonly goneAt: number | null;
  readonly presentAt: number | null;
}

export async function findKnown(db: Db, guildId: string, userIds: readonly string[]): Promise<Known[]> {
  if (userIds.length === 0) return [];
  return await db
    .selectFrom('members')
    .select(['user_id as userId', 'gone_at as goneAt', 'present_at as presentAt'])
    .where('guild_id', '=', guildId)
    .where('user_id', 'in', userIds)
    .execute();
}
