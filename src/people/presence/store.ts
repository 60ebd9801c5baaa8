import type { Db } from '../../platform/database/index.ts';
import type { Known } from './rules.ts';

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

/** Notes that they are there, at `now`; those of them who had been gone until then. */
export async function markPresent(
  trx: Db,
  guildId: string,
  userIds: readonly string[],
  now: number,
): Promise<string[]> {
  const back = await trx
    .updateTable('members')
    .set({ gone_at: null })
    .where('guild_id', '=', guildId)
    .where('user_id', 'in', userIds)
    .where('gone_at', 'is not', null)
    .returning('user_id')
    .execute();
  await trx
    .updateTable('members')
    .set({ present_at: now })
    .where('guild_id', '=', guildId)
    .where('user_id', 'in', userIds)
    .execute();
  return back.map((row) => row.user_id);
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

/** Ids of the servers the bot was ever used in. */
export async function findGuildIds(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('communities').select('guild_id').execute();
  return rows.map((row) => row.guild_id);
}
