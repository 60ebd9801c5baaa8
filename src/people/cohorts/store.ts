import type { Insertable, Selectable, Updateable } from 'kysely';
import { type Db, prepared } from '../../platform/database/index.ts';
import type { Track } from '../learners/rules.ts';
import type { Cohort } from './rules.ts';
import type { CohortMemberTable, CohortTable } from './tables.ts';

export type CohortRow = Selectable<CohortTable>;

export function cohortOfRow(row: CohortRow): Cohort {
  return {
    id: row.id,
    guildId: row.guild_id,
    name: row.name,
    startDate: row.start_date,
    deadlineDate: row.deadline_date,
    deadlineAt: row.deadline_at,
    timezone: row.timezone,
    minOverlapMinutes: row.min_overlap_minutes,
    weights: row.weights,
    expected: row.expected,
    createdAt: row.created_at,
    archivedAt: row.archived_at,
    startCard:
      row.start_channel_id === null || row.start_message_id === null
        ? null
        : { channelId: row.start_channel_id, messageId: row.start_message_id },
  };
}

/** Undefined when an open cohort of this name exists already. */
export async function insertCohort(db: Db, cohort: Insertable<CohortTable>): Promise<CohortRow | undefined> {
  return await db
    .insertInto('cohorts')
    .values(cohort)
    .onConflict((clash) => clash.doNothing())
    .returningAll()
    .executeTakeFirst();
}

const cohortById = prepared((db, id: number) => db.selectFrom('cohorts').selectAll().where('id', '=', id));

export async function findCohort(db: Db, id: number): Promise<CohortRow | undefined> {
  return (await cohortById(db, id))[0];
}

/** Running cohorts of a server, newest first. */
export const findOpenCohorts: (db: Db, guildId: string) => Promise<CohortRow[]> = prepared(
  (db, guildId: string) =>
    db
      .selectFrom('cohorts')
      .selectAll()
      .where('guild_id', '=', guildId)
      .where('archived_at', 'is', null)
      .orderBy('id', 'desc'),
);

export async function findAllCohorts(db: Db, guildId: string): Promise<CohortRow[]> {
  return await db
    .selectFrom('cohorts')
    .selectAll()
    .where('guild_id', '=', guildId)
    .orderBy('id', 'desc')
    .execute();
}

export async function setWeights(db: Db, id: number, weights: string | null): Promise<void> {
  await db.updateTable('cohorts').set({ weights }).where('id', '=', id).execute();
}

export async function updateStartCard(
  trx: Db,
  id: number,
  card: { channelId: string; messageId: string } | null,
): Promise<void> {
  await trx
    .updateTable('cohorts')
    .set({ start_channel_id: card?.channelId ?? null, start_message_id: card?.messageId ?? null })
    .where('id', '=', id)
    .execute();
}

/** Undefined when another open cohort has the name already. */
export async function updateCohort(
  trx: Db,
  id: number,
  changes: Updateable<CohortTable> & Pick<CohortRow, 'name_key'>,
): Promise<CohortRow | undefined> {
  return await trx
    .updateTable('cohorts')
    .set(changes)
    .where('id', '=', id)
    .where((row) =>
      row.not(
        row.exists(
          row
            .selectFrom('cohorts as other')
            .select('other.id')
            .whereRef('other.guild_id', '=', 'cohorts.guild_id')
            .where('other.name_key', '=', changes.name_key)
            .where('other.archived_at', 'is', null)
            .where('other.id', '<>', id),
        ),
      ),
    )
    .returningAll()
    .executeTakeFirst();
}

const joins = prepared((db, cohortId: number, userId: string, now: number) =>
  db
    .insertInto('cohort_members')
    .values({ cohort_id: cohortId, user_id: userId, joined_at: now })
    .onConflict((clash) => clash.doNothing())
    .returning('user_id'),
);

/** True when the member was not in the cohort before. */
export async function insertCohortMember(
  db: Db,
  cohortId: number,
  userId: string,
  now: number,
): Promise<boolean> {
  return (await joins(db, cohortId, userId, now)).length > 0;
}

export async function deleteCohortMember(trx: Db, cohortId: number, userId: string): Promise<void> {
  await trx
    .deleteFrom('cohort_members')
    .where('cohort_id', '=', cohortId)
    .where('user_id', '=', userId)
    .execute();
}

/** The side in this cohort; null follows the profile. */
export async function setSide(trx: Db, cohortId: number, userId: string, track: Track | null): Promise<void> {
  await trx
    .updateTable('cohort_members')
    .set({ track })
    .where('cohort_id', '=', cohortId)
    .where('user_id', '=', userId)
    .execute();
}

/** The same in all running cohorts of a server. True when that changed something. */
export async function setSides(
  trx: Db,
  guildId: string,
  userId: string,
  track: Track | null,
): Promise<boolean> {
  const rows = await trx
    .updateTable('cohort_members')
    .set({ track })
    .where('user_id', '=', userId)
    .where('track', 'is not', null)
    .where(
      'cohort_id',
      'in',
      trx.selectFrom('cohorts').select('id').where('guild_id', '=', guildId).where('archived_at', 'is', null),
    )
    .returning('cohort_id')
    .execute();
  return rows.length > 0;
}

/** True when they did not offer it before. */
export async function insertMentor(trx: Db, cohortId: number, userId: string, now: number): Promise<boolean> {
  const row = await trx
    .insertInto('cohort_mentors')
    .values({ cohort_id: cohortId, user_id: userId, asked_at: now })
    .onConflict((clash) => clash.doNothing())
    .returning('user_id')
    .executeTakeFirst();
  return row !== undefined;
}

const mentorIn = prepared((db, cohortId: number, userId: string) =>
  db
    .selectFrom('cohort_mentors')
    .select('confirmed_by as confirmedBy')
    .where('cohort_id', '=', cohortId)
    .where('user_id', '=', userId),
);

/** Who confirmed them, null while that waits; undefined: they do not mentor there, and have not offered it. */
export async function findMentor(
  trx: Db,
  cohortId: number,
  userId: string,
): Promise<{ confirmedBy: string | null } | undefined> {
  return (await mentorIn(trx, cohortId, userId))[0];
}

/** False when nothing waits to be confirmed. */
export async function confirmMentor(
  trx: Db,
  cohortId: number,
  userId: string,
  { now, by }: { now: number; by: string },
): Promise<boolean> {
  const row = await trx
    .updateTable('cohort_mentors')
    .set({ confirmed_at: now, confirmed_by: by })
    .where('cohort_id', '=', cohortId)
    .where('user_id', '=', userId)
    .where('confirmed_at', 'is', null)
    .returning('user_id')
    .executeTakeFirst();
  return row !== undefined;
}

/** True when they mentored there, or waited to. */
export async function deleteMentor(trx: Db, cohortId: number, userId: string): Promise<boolean> {
  const row = await trx
    .deleteFrom('cohort_mentors')
    .where('cohort_id', '=', cohortId)
    .where('user_id', '=', userId)
    .returning('user_id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Whether they mentor in the cohort, or have offered it. */
export async function isMentor(db: Db, cohortId: number, userId: string): Promise<boolean> {
  return (await findMentor(db, cohortId, userId)) !== undefined;
}

/** The running cohorts of a server in which they mentor or have offered it, newest first. */
export const findMentored: (
  db: Db,
  guildId: string,
  userId: string,
) => Promise<{ name: string; confirmedAt: number | null }[]> = prepared(
  (db, guildId: string, userId: string) =>
    db
      .selectFrom('cohort_mentors')
      .innerJoin('cohorts', 'cohorts.id', 'cohort_mentors.cohort_id')
      .select(['cohorts.name', 'cohort_mentors.confirmed_at as confirmedAt'])
      .where('cohorts.guild_id', '=', guildId)
      .where('cohorts.archived_at', 'is', null)
      .where('cohort_mentors.user_id', '=', userId)
      .orderBy('cohorts.id', 'desc'),
);

/** Who waits to be confirmed in a server's running cohorts, who asked first first. */
export async function findWaitingMentors(
  db: Db,
  guildId: string,
): Promise<{ cohortId: number; userId: string }[]> {
  return await db
    .selectFrom('cohort_mentors')
    .innerJoin('cohorts', 'cohorts.id', 'cohort_mentors.cohort_id')
    .select(['cohort_mentors.cohort_id as cohortId', 'cohort_mentors.user_id as userId'])
    .where('cohorts.guild_id', '=', guildId)
    .where('cohorts.archived_at', 'is', null)
    .where('cohort_mentors.confirmed_at', 'is', null)
    .orderBy('asked_at')
    .execute();
}

/** Running cohorts whose card stands and looks older than `look`. */
export async function findOldCards(db: Db, look: number): Promise<CohortRow[]> {
  return await db
    .selectFrom('cohorts')
    .selectAll()
    .where('archived_at', 'is', null)
    .where('start_look', '<', look)
    .where('start_message_id', 'is not', null)
    .execute();
}

export async function recordEdition(trx: Db, id: number, look: number): Promise<void> {
  await trx.updateTable('cohorts').set({ start_look: look }).where('id', '=', id).execute();
}

/** Running cohorts of all servers, newest first. */
export async function findRunning(db: Db): Promise<CohortRow[]> {
  return await db
    .selectFrom('cohorts')
    .selectAll()
    .where('archived_at', 'is', null)
    .orderBy('id', 'desc')
    .execute();
}

const membershipOf = prepared((db, cohortId: number, userId: string) =>
  db.selectFrom('cohort_members').selectAll().where('cohort_id', '=', cohortId).where('user_id', '=', userId),
);

export async function findMembership(
  db: Db,
  cohortId: number,
  userId: string,
): Promise<Selectable<CohortMemberTable> | undefined> {
  return (await membershipOf(db, cohortId, userId))[0];
}

export async function setDocumentationOnly(
  db: Db,
  cohortId: number,
  userId: string,
  value: boolean,
): Promise<void> {
  await db
    .updateTable('cohort_members')
    .set({ documentation_only: value ? 1 : 0 })
    .where('cohort_id', '=', cohortId)
    .where('user_id', '=', userId)
    .execute();
}

/** Open cohorts of a server the member belongs to. */
export const findOpenMemberships: (db: Db, guildId: string, userId: string) => Promise<CohortRow[]> =
  prepared((db, guildId: string, userId: string) =>
    db
      .selectFrom('cohorts')
      .innerJoin('cohort_members', 'cohort_members.cohort_id', 'cohorts.id')
      .selectAll('cohorts')
      .where('cohorts.guild_id', '=', guildId)
      .where('cohorts.archived_at', 'is', null)
      .where('cohort_members.user_id', '=', userId)
      .orderBy('cohorts.id', 'desc'),
  );

/** A channel was deleted, and what stood in it. */
export async function forgetStartCards(trx: Db, guildId: string, channelId: string): Promise<void> {
  await trx
    .updateTable('cohorts')
    .set({ start_channel_id: null, start_message_id: null })
    .where('guild_id', '=', guildId)
    .where('start_channel_id', '=', channelId)
    .execute();
}

/** Takes one of the member's places in teams; false when all are taken. */
export async function takeTeamPlace(
  db: Db,
  cohortId: number,
  guildId: string,
  userId: string,
): Promise<boolean> {
  const row = await db
    .updateTable('cohort_members')
    .set((eb) => ({ teams_taken: eb('teams_taken', '+', 1) }))
    .where('cohort_id', '=', cohortId)
    .where('user_id', '=', userId)
    .where('teams_taken', '<', (eb) =>
      eb.selectFrom('members').select('teams').where('guild_id', '=', guildId).where('user_id', '=', userId),
    )
    .returning('user_id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Whether the member may join one more team. */
export async function hasTeamPlace(db: Db, cohortId: number, userId: string): Promise<boolean> {
  const row = await db
    .selectFrom('cohort_members')
    .innerJoin('cohorts', 'cohorts.id', 'cohort_members.cohort_id')
    .innerJoin('members', (join) =>
      join
        .onRef('members.guild_id', '=', 'cohorts.guild_id')
        .onRef('members.user_id', '=', 'cohort_members.user_id'),
    )
    .select('members.user_id')
    .where('cohort_members.cohort_id', '=', cohortId)
    .where('cohort_members.user_id', '=', userId)
    .whereRef('cohort_members.teams_taken', '<', 'members.teams')
    .executeTakeFirst();
  return row !== undefined;
}

export async function freeTeamPlace(db: Db, cohortId: number, userId: string): Promise<void> {
  await db
    .updateTable('cohort_members')
    .set((eb) => ({ teams_taken: eb('teams_taken', '-', 1) }))
    .where('cohort_id', '=', cohortId)
    .where('user_id', '=', userId)
    .where('teams_taken', '>', 0)
    .execute();
}

/** `at`: since when nobody of the cohort is reminded, ms UTC; null ends it. */
export async function setRemindersPaused(trx: Db, cohortId: number, at: number | null): Promise<void> {
  await trx.updateTable('cohorts').set({ reminders_paused_at: at }).where('id', '=', cohortId).execute();
}
