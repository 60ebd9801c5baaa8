import type { Db } from '../../../platform/database/index.ts';

export async function setMuted(
  trx: Db,
  mute: { guildId: string; userId: string; step: string; now: number },
  muted: boolean,
): Promise<void> {
  const { guildId, userId, step, now } = mute;
  if (muted) {
    await trx
      .insertInto('reminder_mutes')
      .values({ guild_id: guildId, user_id: userId, step, created_at: now })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    return;
  }
  await trx
    .deleteFrom('reminder_mutes')
    .where('guild_id', '=', guildId)
    .where('user_id', '=', userId)
    .where('step', '=', step)
    .execute();
}

/** The steps that members of a server (these, or all) do not want to hear of. */
export async function findMutes(
  db: Db,
  guildId: string,
  userIds?: readonly string[],
): Promise<{ user_id: string; step: string }[]> {
  const query = db.selectFrom('reminder_mutes').select(['user_id', 'step']).where('guild_id', '=', guildId);
  if (userIds === undefined) return await query.execute();
  return userIds.length === 0 ? [] : await query.where('user_id', 'in', userIds).execute();
}
