import type { Insertable, Selectable, Updateable } from 'kysely';
import { type Db, prepared } from '../../platform/database/index.ts';
import type { Team } from './rules.ts';
import type { PairTable, TeamTable } from './tables.ts';

export type TeamRow = Selectable<TeamTable>;
export type PairRow = Selectable<PairTable>;

export function teamOfRow(row: TeamRow): Team {
  return {
    id: row.id,
    guildId: row.guild_id,
    cohortId: row.cohort_id,
    name: row.name,
    threadName: row.thread_name ?? row.name,
    threadId: row.thread_id,
    checklistMessageId: row.checklist_message_id,
    introducedAt: row.introduced_at,
    revision: row.revision,
    endedAt: row.ended_at,
  };
}

export async function insertTeam(db: Db, team: Insertable<TeamTable>): Promise<TeamRow> {
  return await db.insertInto('teams').values(team).returningAll().executeTakeFirstOrThrow();
}

const teamById = prepared((db, id: number) => db.selectFrom('teams').selectAll().where('id', '=', id));

export async function findTeam(db: Db, id: number): Promise<TeamRow | undefined> {
  return (await teamById(db, id))[0];
}

export async function findTeamByThread(db: Db, threadId: string): Promise<TeamRow | undefined> {
  return await db.selectFrom('teams').selectAll().where('thread_id', '=', threadId).executeTakeFirst();
}

/** The teams of a server that a member is or was in. */
function teamsEver(db: Db, guildId: string, userId: string) {
  return db
    .selectFrom('teams')
    .innerJoin('team_members', 'team_members.team_id', 'teams.id')
    .innerJoin('cohorts', 'cohorts.id', 'teams.cohort_id')
    .selectAll('teams')
    .where('teams.guild_id', '=', guildId)
    .where('team_members.user_id', '=', userId);
}

/** Those of running cohorts. */
function teamsOf(db: Db, guildId: string, userId: string) {
  return teamsEver(db, guildId, userId).where('cohorts.archived_at', 'is', null);
}

/** Those in which a member was when their cohort was archived, newest first. */
export async function findArchivedTeamsOf(db: Db, guildId: string, userId: string): Promise<TeamRow[]> {
  return await teamsEver(db, guildId, userId)
    .where('cohorts.archived_at', 'is not', null)
    .where('team_members.left_at', 'is', null)
    .where('teams.ended_at', 'is', null)
    .orderBy('teams.id', 'desc')
    .execute();
}

/** Those that stand and that they are in, newest first. */
export const findTeamsOf: (db: Db, guildId: string, userId: string) => Promise<TeamRow[]> = prepared(
  (db, guildId: string, userId: string) =>
    teamsOf(db, guildId, userId)
      .where('team_members.left_at', 'is', null)
      .where('teams.ended_at', 'is', null)
      .orderBy('teams.id', 'desc'),
);

export async function updateTeam(db: Db, id: number, changes: Updateable<TeamTable>): Promise<void> {
  await db.updateTable('teams').set(changes).where('id', '=', id).execute();
}

/** Raises the revision, so that the checklist card is drawn anew. */
export async function touchTeam(db: Db, id: number, changes: Updateable<TeamTable> = {}): Promise<TeamRow> {
  return await db
    .updateTable('teams')
    .set((eb) => ({ ...changes, revision: eb('revision', '+', 1) }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function recordChecklist(db: Db, id: number, messageId: string): Promise<TeamRow> {
  return await db
    .updateTable('teams')
    .set({ checklist_message_id: messageId })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function recordChecklistRevision(db: Db, id: number, revision: number): Promise<void> {
  await db
    .updateTable('teams')
    .set({ checklist_revision: revision })
    .where('id', '=', id)
    .where('checklist_revision', '<', revision)
    .execute();
}

/** True when the member was not in the team (any more). */
export async function insertTeamMember(
  db: Db,
  teamId: number,
  userId: string,
  now: number,
): Promise<boolean> {
  const joined = { joined_at: now, left_at: null, last_sign_at: now, look_at: now };
  const row = await db
    .insertInto('team_members')
    .values({ team_id: teamId, user_id: userId, ...joined })
    .onConflict((clash) =>
      clash.columns(['team_id', 'user_id']).doUpdateSet(joined).where('team_members.left_at', 'is not', null),
    )
    .returning('user_id')
    .executeTakeFirst();
  return row !== undefined;
}

export async function endTeamMember(db: Db, teamId: number, userId: string, now: number): Promise<boolean> {
  const row = await db
    .updateTable('team_members')
    .set({ left_at: now, look_at: null })
    .where('team_id', '=', teamId)
    .where('user_id', '=', userId)
    .where('left_at', 'is', null)
    .returning('user_id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Another team's thread in the server is called (or will be called) this. */
export async function isThreadNameTaken(
  db: Db,
  guildId: string,
  name: string,
  exceptTeamId: number,
): Promise<boolean> {
  const row = await db
    .selectFrom('teams')
    .select('id')
    .where('guild_id', '=', guildId)
    .where('thread_name', '=', name)
    .where('id', '<>', exceptTeamId)
    .executeTakeFirst();
  return row !== undefined;
}

/** False when the two are a standing pair already. */
export async function insertPair(db: Db, pair: Insertable<PairTable>): Promise<boolean> {
  const row = await db
    .insertInto('pairs')
    .values(pair)
    .onConflict((clash) => clash.doNothing())
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** The pairs of a team, or of a member in it, ended ones too; the oldest first. */
export async function findPairs(db: Db, teamId: number, userId?: string): Promise<PairRow[]> {
  let query = db.selectFrom('pairs').selectAll().where('team_id', '=', teamId);
  if (userId !== undefined)
    query = query.where((eb) => eb.or([eb('host_id', '=', userId), eb('guest_id', '=', userId)]));
  return await query.orderBy('id').execute();
}

/** Whether somebody is or was in the team of a project. */
export async function hasBuilt(db: Db, projectId: number, userId: string): Promise<boolean> {
  const row = await db
    .selectFrom('pairs')
    .innerJoin('team_members', 'team_members.team_id', 'pairs.team_id')
    .select('pairs.id')
    .where((eb) => eb.or([eb('host_project_id', '=', projectId), eb('guest_project_id', '=', projectId)]))
    .where('team_members.user_id', '=', userId)
    .executeTakeFirst();
  return row !== undefined;
}

/** The one that somebody left last, or that ended last with them in it. */
export async function findFormerTeam(db: Db, guildId: string, userId: string): Promise<TeamRow | undefined> {
  return await teamsOf(db, guildId, userId)
    .where((eb) => eb.or([eb('left_at', 'is not', null), eb('ended_at', 'is not', null)]))
    .orderBy((eb) => eb.fn.coalesce('left_at', 'ended_at'), 'desc')
    .orderBy('teams.id', 'desc')
    .executeTakeFirst();
}

export async function endPair(
  db: Db,
  id: number,
  end: { now: number; by: string; reason: string | null },
): Promise<boolean> {
  const row = await db
    .updateTable('pairs')
    .set({ ended_at: end.now, ended_by: end.by, end_reason: end.reason })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** A team that had ended stands again, and whoever stayed in it is checked again. */
export async function resumeTeam(trx: Db, teamId: number, now: number): Promise<void> {
  await updateTeam(trx, teamId, { ended_at: null });
  await trx
    .updateTable('team_members')
    .set({ look_at: now, last_sign_at: now })
    .where('team_id', '=', teamId)
    .where('left_at', 'is', null)
    .execute();
}

export async function forgetThread(trx: Db, guildId: string, threadId: string): Promise<void> {
  await trx
    .updateTable('teams')
    .set({ thread_id: null })
    .where('guild_id', '=', guildId)
    .where('thread_id', '=', threadId)
    .execute();
}

/** The project's partners are the new owner's from now on; the old owner becomes one of them. */
export async function passPairs(
  db: Db,
  { projectId, fromId, toId }: { projectId: number; fromId: string; toId: string },
): Promise<void> {
  const standing = db
    .updateTable('pairs')
    .where('host_project_id', '=', projectId)
    .where('host_id', '=', fromId)
    .where('ended_at', 'is', null);
  await standing.set({ host_id: toId, guest_id: fromId }).where('guest_id', '=', toId).execute();
  await standing.set({ host_id: toId }).execute();
}

/**
 * Takes out of a team's pairs what a guest brought along and handed over to somebody who is in neither place of the pair;
 * its place for the host is free. Left in, it would be unlinked from the team under the pair once its new owner leaves.
 * Returns the projects.
 */
export async function unlinkHandedOver(db: Db, teamId: number): Promise<number[]> {
  const pairs = await db
    .selectFrom('pairs')
    .innerJoin('projects', 'projects.id', 'pairs.guest_project_id')
    .select(['pairs.id', 'projects.id as projectId'])
    .where('pairs.team_id', '=', teamId)
    .where('pairs.ended_at', 'is', null)
    .whereRef('projects.owner_id', '<>', 'pairs.host_id')
    .whereRef('projects.owner_id', '<>', 'pairs.guest_id')
    .execute();
  for (const { id } of pairs)
    await db.updateTable('pairs').set({ guest_project_id: null }).where('id', '=', id).execute();
  return pairs.map(({ projectId }) => projectId);
}

/**
 * Whoever builds with nobody in a team any more but stays in it, as after handing their project over, is there from `now`
 * (ms UTC) as one more of a side is: the partners they had before are not why they stay.
 */
export async function beginAnew(
  db: Db,
  { teamId, userId, now }: { teamId: number; userId: string; now: number },
): Promise<void> {
  await db
    .updateTable('team_members')
    .set({ joined_at: now })
    .where('team_id', '=', teamId)
    .where('user_id', '=', userId)
    .where('left_at', 'is', null)
    .where((team) =>
      team.not(
        team.exists(
          team
            .selectFrom('pairs')
            .select('id')
            .where('pairs.team_id', '=', teamId)
            .where('pairs.ended_at', 'is', null)
            .where((pair) => pair.or([pair('host_id', '=', userId), pair('guest_id', '=', userId)])),
        ),
      ),
    )
    .execute();
}

/** All teams of a cohort. */
export async function findIdsOfCohort(db: Db, cohortId: number): Promise<string[]> {
  const rows = await db.selectFrom('teams').select('id').where('cohort_id', '=', cohortId).execute();
  return rows.map(({ id }) => String(id));
}
