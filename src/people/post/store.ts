import type { Db } from '../../platform/database/index.ts';

/** The zone of the running cohort a member joined last. */
export async function findCohortZone(db: Db, guildId: string, userId: string): Promise<string | undefined> {
  const cohort = await db
    .selectFrom('cohort_members')
    .innerJoin('cohorts', 'cohorts.id', 'cohort_members.cohort_id')
    .select('cohorts.timezone')
    .where('cohorts.guild_id', '=', guildId)
    .where('cohort_members.user_id', '=', userId)
    .where('cohorts.archived_at', 'is', null)
    .orderBy('cohort_members.joined_at', 'desc')
    .executeTakeFirst();
  return cohort?.timezone;
}

/** True for the one ping of a member on a local day. */
export async function insertPing(
  trx: Db,
  ping: { guild_id: string; user_id: string; day: string; at: number },
): Promise<boolean> {
  const added = await trx
    .insertInto('pings')
    .values(ping)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return added.numInsertedOrUpdatedRows === 1n;
}

/** Days that are over for everybody. */
export async function deletePings(trx: Db, before: number): Promise<void> {
  await trx.deleteFrom('pings').where('at', '<', before).execute();
}

/** Uses up a ping that was reserved for an instant (ms) of its day. */
export async function takeReserved(
  trx: Db,
  ping: { guild_id: string; user_id: string; day: string; at: number },
  now: number,
): Promise<boolean> {
  const taken = await trx
    .updateTable('pings')
    .set({ at: now })
    .where('guild_id', '=', ping.guild_id)
    .where('user_id', '=', ping.user_id)
    .where('day', '=', ping.day)
    .where('at', '=', ping.at)
    .executeTakeFirst();
  return taken.numUpdatedRows === 1n;
}
