/** Who left a team by leaving the server: remembered until they come back. */

import type { Selectable } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';
import type { PairTable } from '../tables.ts';

/** Remembers that somebody left a team, a moment ago, because they left the server. */
export async function insertDeparture(trx: Db, teamId: number, userId: string): Promise<void> {
  await trx
    .insertInto('departures')
    .columns(['team_id', 'user_id', 'left_at'])
    .expression((eb) =>
      eb
        .selectFrom('team_members')
        .select(['team_id', 'user_id', 'left_at'])
        .where('team_id', '=', teamId)
        .where('user_id', '=', userId)
        .where('left_at', 'is not', null)
        .$narrowType<{ left_at: number }>(),
    )
    .onConflict((clash) =>
      clash.columns(['team_id', 'user_id']).doUpdateSet((eb) => ({ left_at: eb.ref('excluded.left_at') })),
    )
    .execute();
}

/** Hands out what is remembered of a member's departures in a server's running cohorts, and forgets all of it. */
export async function deleteDepartures(
  trx: Db,
  guildId: string,
  userId: string,
): Promise<{ team_id: number; left_at: number }[]> {
  const rows = await trx
    .selectFrom('departures')
    .innerJoin('teams', 'teams.id', 'departures.team_id')
    .innerJoin('cohorts', 'cohorts.id', 'teams.cohort_id')
    .select(['departures.team_id', 'departures.left_at', 'cohorts.archived_at'])
    .where('departures.user_id', '=', userId)
    .where('teams.guild_id', '=', guildId)
    .orderBy('departures.team_id')
    .execute();
  const ids = rows.map((row) => row.team_id);
  if (ids.length > 0)
    await trx.deleteFrom('departures').where('user_id', '=', userId).where('team_id', 'in', ids).execute();
  return rows.filter((row) => row.archived_at === null);
}

/** The pairs of a member in a team that ended at `endedAt` (ms UTC) because they left. */
export async function findPairsEndedBy(
  trx: Db,
  teamId: number,
  userId: string,
  endedAt: number,
): Promise<Selectable<PairTable>[]> {
  return await trx
    .selectFrom('pairs')
    .selectAll()
    .where('team_id', '=', teamId)
    .where('ended_by', '=', userId)
    .where('ended_at', '=', endedAt)
    .orderBy('id')
    .execute();
}
