/** Signs of life of a team's members, and when to check next whether somebody went quiet. */

import { type Db, prepared } from '../../../platform/database/index.ts';

/** When a standing member, or all of them, are checked next for a silence, ms UTC; `dueBy` leaves alone who is due later. */
export async function setNextCheck(
  db: Db,
  teamId: number,
  userId: string | undefined,
  nextCheckAt: number | null,
  dueBy?: number,
): Promise<void> {
  let query = db
    .updateTable('team_members')
    .set({ look_at: nextCheckAt })
    .where('team_id', '=', teamId)
    .where('left_at', 'is', null);
  if (userId !== undefined) query = query.where('user_id', '=', userId);
  if (dueBy !== undefined) query = query.where('look_at', '<=', dueBy);
  await query.execute();
}

/** Nobody of a team that has ended is checked for a silence. */
export async function stopChecking(db: Db, teamId: number): Promise<void> {
  await db.updateTable('team_members').set({ look_at: null }).where('team_id', '=', teamId).execute();
}

/** Records a sign of life of a standing member; false when one was recorded less than `apart` (ms) before. */
export async function recordSign(
  db: Db,
  sign: { teamId: number; userId: string; at: number; apart: number },
): Promise<boolean> {
  const row = await db
    .updateTable('team_members')
    .set({ last_sign_at: sign.at })
    .where('team_id', '=', sign.teamId)
    .where('user_id', '=', sign.userId)
    .where('left_at', 'is', null)
    .where((eb) => eb.or([eb('last_sign_at', 'is', null), eb('last_sign_at', '<', sign.at - sign.apart)]))
    .returning('team_id')
    .executeTakeFirst();
  return row !== undefined;
}

const unsignedIn = prepared((db, guildId: string, userId: string, since: number) =>
  unsigned(db, userId, since)
    .innerJoin('teams', 'teams.id', 'team_members.team_id')
    .innerJoin('cohorts', 'cohorts.id', 'teams.cohort_id')
    .where('teams.guild_id', '=', guildId)
    .where('teams.ended_at', 'is', null)
    .where('cohorts.archived_at', 'is', null),
);

/** Of the teams of a member in a server those of which no sign of life was recorded since `since` (ms UTC). */
export async function findUnsigned(
  db: Db,
  { guildId, userId, since }: { guildId: string; userId: string; since: number },
): Promise<number[]> {
  return (await unsignedIn(db, guildId, userId, since)).map((row) => row.team_id);
}

/** The same, of the teams whose thread, or whose project's thread, this is. */
export async function findUnsignedIn(
  db: Db,
  { threadId, userId, since }: { threadId: string; userId: string; since: number },
): Promise<number[]> {
  const rows = await unsigned(db, userId, since)
    .where((eb) =>
      eb.or([
        eb('team_id', 'in', eb.selectFrom('teams').select('id').where('thread_id', '=', threadId)),
        eb(
          'team_id',
          'in',
          eb
            .selectFrom('projects')
            .select('team_id')
            .where('thread_id', '=', threadId)
            .$castTo<{ team_id: number }>(),
        ),
      ]),
    )
    .execute();
  return rows.map((row) => row.team_id);
}

function unsigned(db: Db, userId: string, since: number) {
  return db
    .selectFrom('team_members')
    .select('team_id')
    .where('user_id', '=', userId)
    .where('left_at', 'is', null)
    .where((eb) => eb.or([eb('last_sign_at', 'is', null), eb('last_sign_at', '<', since)]));
}

export interface SignsOfLife {
  readonly userId: string;
  /** Instants in ms UTC. */
  readonly joinedAt: number;
  readonly lastSignAt: number;
  readonly checkedInAt: number | null;
  readonly nextCheckAt: number | null;
}

/** The standing members of a team with their signs of life, in the order in which they joined. */
export async function findSignsOfLife(db: Db, teamId: number): Promise<SignsOfLife[]> {
  const rows = await db
    .selectFrom('team_members')
    .selectAll()
    .where('team_id', '=', teamId)
    .where('left_at', 'is', null)
    .orderBy('joined_at')
    .orderBy('user_id')
    .execute();
  return rows.map((row) => ({
    userId: row.user_id,
    joinedAt: row.joined_at,
    lastSignAt: row.last_sign_at ?? row.joined_at,
    checkedInAt: row.checked_in_at,
    nextCheckAt: row.look_at,
  }));
}

export async function recordCheckIn(db: Db, teamId: number, userId: string, now: number): Promise<void> {
  await db
    .updateTable('team_members')
    .set({ checked_in_at: now })
    .where('team_id', '=', teamId)
    .where('user_id', '=', userId)
    .where('left_at', 'is', null)
    .execute();
}
