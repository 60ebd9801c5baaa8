import type { Db } from '../../platform/database/index.ts';

/** Who is in a team now, in the order in which they came. */
export async function findTeamMemberIds(db: Db, teamId: number): Promise<string[]> {
  const rows = await db
    .selectFrom('team_members')
    .select('user_id')
    .where('team_id', '=', teamId)
    .where('left_at', 'is', null)
    .orderBy('joined_at')
    .orderBy('user_id')
    .execute();
  return rows.map((row) => row.user_id);
}
