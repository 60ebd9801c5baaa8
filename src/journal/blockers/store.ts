import type { Insertable, Selectable, Updateable } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import type { Blocker, Solving } from './rules.ts';
import type { BlockerAnswerTable, BlockerTable } from './tables.ts';

function blockerOf(row: Selectable<BlockerTable>): Blocker {
  return {
    id: row.id,
    guildId: row.guild_id,
    cohortId: row.cohort_id,
    ownerId: row.owner_id,
    projectId: row.project_id,
    teamId: row.team_id,
    title: row.title,
    details: row.details,
    technologies: JSON.parse(row.technologies) as string[],
    state: row.state,
    publicAt: row.public_at,
    openerId: row.opener_id,
    source: row.source,
    createdAt: row.created_at,
    endedAt: row.ended_at,
    takerId: row.taker_id,
    takenAt: row.taken_at,
    answeredAt: row.answered_at,
    calledAt: row.called_at,
    askedAt: row.asked_at,
    notedAt: row.noted_at,
    answer: {
      rootCause: row.root_cause,
      diagnosis: row.diagnosis,
      solution: row.solution,
      lesson: row.lesson,
    },
    card:
      row.channel_id === null || row.message_id === null
        ? null
        : { channelId: row.channel_id, messageId: row.message_id },
    threadId: row.thread_id,
    revision: row.revision,
  };
}

export async function insertBlocker(trx: Db, blocker: Insertable<BlockerTable>): Promise<Blocker> {
  return blockerOf(await trx.insertInto('blockers').values(blocker).returningAll().executeTakeFirstOrThrow());
}

export async function findBlocker(db: Db, id: number): Promise<Blocker | undefined> {
  const row = await db.selectFrom('blockers').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : blockerOf(row);
}

export async function findByThread(db: Db, threadId: string): Promise<Blocker | undefined> {
  const row = await db
    .selectFrom('blockers')
    .selectAll()
    .where('thread_id', '=', threadId)
    .executeTakeFirst();
  return row === undefined ? undefined : blockerOf(row);
}

/** The open ones that stand in a team's private thread, newest first. */
export async function findOpenOfTeam(db: Db, teamId: number): Promise<Blocker[]> {
  const rows = await db
    .selectFrom('blockers')
    .selectAll()
    .where('team_id', '=', teamId)
    .where('state', '=', 'open')
    .orderBy('id', 'desc')
    .execute();
  return rows.map(blockerOf);
}

/**
 * Changes one that is in this state, and has its card drawn anew. Undefined when it is not (any more): somebody else was
 * faster.
 */
export async function changeBlocker(
  trx: Db,
  id: number,
  from: Blocker['state'],
  changes: Updateable<BlockerTable>,
): Promise<Blocker | undefined> {
  const row = await trx
    .updateTable('blockers')
    .set((eb) => ({ ...changes, revision: eb('revision', '+', 1) }))
    .where('id', '=', id)
    .where('state', '=', from)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? undefined : blockerOf(row);
}

/** One of many mentors gets it. Undefined when somebody has it, or it is no longer open. */
export async function takeBlocker(
  trx: Db,
  { id, userId, now }: { id: number; userId: string; now: number },
): Promise<Blocker | undefined> {
  const row = await trx
    .updateTable('blockers')
    .set((eb) => ({ taker_id: userId, taken_at: now, revision: eb('revision', '+', 1) }))
    .where('id', '=', id)
    .where('state', '=', 'open')
    .where('taker_id', 'is', null)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? undefined : blockerOf(row);
}

/** Undefined when it is not theirs. */
export async function giveBack(trx: Db, id: number, userId: string): Promise<Blocker | undefined> {
  const row = await trx
    .updateTable('blockers')
    .set((eb) => ({ taker_id: null, taken_at: null, revision: eb('revision', '+', 1) }))
    .where('id', '=', id)
    .where('taker_id', '=', userId)
    .where('state', '=', 'open')
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? undefined : blockerOf(row);
}

/** What is known of it that no card shows. */
export async function noteBlocker(trx: Db, id: number, notes: Updateable<BlockerTable>): Promise<void> {
  await trx.updateTable('blockers').set(notes).where('id', '=', id).execute();
}

/** Open ones of a server's running cohorts that everybody may read, oldest first. */
export async function findOpen(db: Db, guildId: string): Promise<Blocker[]> {
  const rows = await db
    .selectFrom('blockers')
    .leftJoin('cohorts', 'cohorts.id', 'blockers.cohort_id')
    .selectAll('blockers')
    .where('blockers.guild_id', '=', guildId)
    .where('blockers.state', '=', 'open')
    .where('blockers.public_at', 'is not', null)
    .where('cohorts.archived_at', 'is', null)
    .orderBy('blockers.created_at')
    .orderBy('blockers.id')
    .execute();
  return rows.map(blockerOf);
}

/** Open ones of a cohort, those that only a team reads among them, oldest first: what staff count. */
export async function findOpenOfCohort(db: Db, cohortId: number): Promise<Blocker[]> {
  const rows = await db
    .selectFrom('blockers')
    .selectAll()
    .where('cohort_id', '=', cohortId)
    .where('state', '=', 'open')
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return rows.map(blockerOf);
}

/** A member's own in a cohort, or in all of the server, oldest first. */
export async function findOfMember(
  db: Db,
  { guildId, userId, cohortId }: { guildId: string; userId: string; cohortId?: number },
): Promise<Blocker[]> {
  let query = db
    .selectFrom('blockers')
    .selectAll()
    .where('owner_id', '=', userId)
    .where('guild_id', '=', guildId)
    .where('state', 'in', ['open', 'solved', 'closed']);
  if (cohortId !== undefined) query = query.where('cohort_id', '=', cohortId);
  const rows = await query.orderBy('created_at').orderBy('id').execute();
  return rows.map(blockerOf);
}

/** Those to be looked at by now (ms UTC). */
export async function findDue(db: Db, now: number, limit: number): Promise<Blocker[]> {
  const rows = await db
    .selectFrom('blockers')
    .selectAll()
    .where('look_at', '<=', now)
    .orderBy('look_at')
    .limit(limit)
    .execute();
  return rows.map(blockerOf);
}

/** False when they had offered it already. */
export async function insertHelper(
  trx: Db,
  helper: { blocker_id: number; user_id: string; offered_at: number },
): Promise<boolean> {
  const added = await trx
    .insertInto('blocker_helpers')
    .values(helper)
    .onConflict((clash) => clash.doNothing())
    .executeTakeFirst();
  return added.numInsertedOrUpdatedRows === 1n;
}

/** Who offered to help, in that order. */
export async function findHelpers(db: Db, blockerId: number): Promise<string[]> {
  const rows = await db
    .selectFrom('blocker_helpers')
    .select('user_id')
    .where('blocker_id', '=', blockerId)
    .orderBy('offered_at')
    .orderBy('user_id')
    .execute();
  return rows.map((row) => row.user_id);
}

/** False when this message is among what solved it already. */
export async function insertAnswer(trx: Db, answer: Insertable<BlockerAnswerTable>): Promise<boolean> {
  const added = await trx
    .insertInto('blocker_answers')
    .values(answer)
    .onConflict((clash) => clash.doNothing())
    .executeTakeFirst();
  return added.numInsertedOrUpdatedRows === 1n;
}

export async function deleteAnswers(trx: Db, blockerId: number): Promise<void> {
  await trx.deleteFrom('blocker_answers').where('blocker_id', '=', blockerId).execute();
}

/** What solved it, in the order in which it was marked. */
export async function findAnswers(db: Db, blockerId: number): Promise<Solving[]> {
  const rows = await db
    .selectFrom('blocker_answers')
    .selectAll()
    .where('blocker_id', '=', blockerId)
    .orderBy('marked_at')
    .orderBy('message_id')
    .execute();
  return rows.map((row) => ({
    messageId: row.message_id,
    channelId: row.channel_id,
    authorId: row.author_id,
    text: row.text,
    markedAt: row.marked_at,
  }));
}

/** In how many blockers of others, solved now, somebody's answer is marked. */
export async function countHelped(db: Db, guildId: string, userId: string): Promise<number> {
  const row = await db
    .selectFrom('blocker_answers')
    .innerJoin('blockers', 'blockers.id', 'blocker_answers.blocker_id')
    .select((eb) => eb.fn.count<number | string>('blockers.id').distinct().as('count'))
    .where('blockers.guild_id', '=', guildId)
    .where('blockers.state', '=', 'solved')
    .where('blocker_answers.author_id', '=', userId)
    .where((eb) => eb.or([eb('blockers.owner_id', 'is', null), eb('blockers.owner_id', '<>', userId)]))
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}

export async function forgetThread(trx: Db, guildId: string, channelId: string): Promise<void> {
  await trx
    .updateTable('blockers')
    .set({ thread_id: null })
    .where('guild_id', '=', guildId)
    .where('thread_id', '=', channelId)
    .execute();
}

/** What was never theirs to keep. False when it is no longer asked about. */
export async function deleteAsked(trx: Db, id: number, ownerId: string): Promise<boolean> {
  const gone = await trx
    .deleteFrom('blockers')
    .where('id', '=', id)
    .where('owner_id', '=', ownerId)
    .where('state', '=', 'asked')
    .executeTakeFirst();
  return gone.numDeletedRows === 1n;
}

/** Those made of a member's messages that wait for their word. */
export async function findAsked(db: Db, guildId: string, ownerId: string): Promise<Blocker[]> {
  const rows = await db
    .selectFrom('blockers')
    .selectAll()
    .where('guild_id', '=', guildId)
    .where('owner_id', '=', ownerId)
    .where('state', '=', 'asked')
    .orderBy('id')
    .execute();
  return rows.map(blockerOf);
}

/** Open ones of a member in a server, or in one cohort. */
export async function findOpenOfMember(
  trx: Db,
  { guildId, userId, cohortId }: { guildId: string; userId: string; cohortId?: number },
): Promise<Blocker[]> {
  const all = await findOfMember(trx, { guildId, userId, ...(cohortId === undefined ? {} : { cohortId }) });
  return all.filter(({ state }) => state === 'open');
}

/** The open one of a member that says the same in the same place. */
export async function findSame(
  trx: Db,
  said: { guild_id: string; owner_id: string } & Pick<Blocker, 'title' | 'details'> & {
      project_id: number | null;
      team_id: number | null;
    },
): Promise<Blocker | undefined> {
  const open = await findOpenOfMember(trx, { guildId: said.guild_id, userId: said.owner_id });
  return open.find(
    ({ title, details, projectId, teamId }) =>
      title === said.title &&
      details === said.details &&
      projectId === said.project_id &&
      teamId === said.team_id,
  );
}

/** What a mentor took in a server and is still open. */
export async function findTaken(trx: Db, guildId: string, userId: string): Promise<Blocker[]> {
  const rows = await trx
    .selectFrom('blockers')
    .selectAll()
    .where('taker_id', '=', userId)
    .where('guild_id', '=', guildId)
    .where('state', '=', 'open')
    .orderBy('id')
    .execute();
  return rows.map(blockerOf);
}
