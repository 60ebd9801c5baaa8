import type { Selectable } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import type { CheckIn } from './rules.ts';
import type { CheckInTable } from './tables.ts';

function checkInOf(row: Selectable<CheckInTable>): CheckIn {
  return {
    cohortId: row.cohort_id,
    userId: row.user_id,
    week: row.week,
    progressId: row.progress_id,
    plan: row.plan,
    createdAt: row.created_at,
    changedAt: row.changed_at,
  };
}

/** The last one of a member up to a week. */
export async function findLast(
  db: Db,
  { cohortId, userId, week }: { cohortId: number; userId: string; week: number },
): Promise<CheckIn | undefined> {
  const row = await db
    .selectFrom('checkins')
    .selectAll()
    .where('cohort_id', '=', cohortId)
    .where('user_id', '=', userId)
    .where('week', '<=', week)
    .orderBy('week', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? undefined : checkInOf(row);
}

/** One a week: a second one changes it. */
export async function saveCheckIn(
  trx: Db,
  checkIn: {
    readonly cohort_id: number;
    readonly user_id: string;
    readonly week: number;
    readonly guild_id: string;
    readonly team_id: number | null;
    readonly progress_id: number | null;
    readonly plan: string | null;
  },
  now: number,
): Promise<void> {
  const { progress_id, plan, team_id } = checkIn;
  await trx
    .insertInto('checkins')
    .values({ ...checkIn, created_at: now, changed_at: now })
    .onConflict((clash) =>
      clash
        .columns(['cohort_id', 'user_id', 'week'])
        .doUpdateSet({ progress_id, plan, team_id, changed_at: now }),
    )
    .execute();
}

/** Who of a team checked in for a week, with what they plan, in that order. */
export async function findOfTeam(db: Db, teamId: number, week: number): Promise<CheckIn[]> {
  const rows = await db
    .selectFrom('checkins')
    .selectAll()
    .where('team_id', '=', teamId)
    .where('week', '=', week)
    .orderBy('created_at')
    .orderBy('user_id')
    .execute();
  return rows.map(checkInOf);
}
