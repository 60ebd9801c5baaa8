import type { Insertable, Selectable } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import type { PeerReview, Received } from './rules.ts';
import type { PeerReviewTable } from './tables.ts';

function reviewOf(row: Selectable<PeerReviewTable>): PeerReview {
  return {
    id: row.id,
    guildId: row.guild_id,
    cohortId: row.cohort_id,
    projectId: row.project_id,
    userId: row.user_id,
    otherId: row.other_id,
    said: row.said,
    endedAt: row.ended_at,
  };
}

/** Undefined when they have one that is not done yet. */
export async function insertReview(
  trx: Db,
  review: Insertable<PeerReviewTable>,
): Promise<PeerReview | undefined> {
  const row = await trx
    .insertInto('peer_reviews')
    .values(review)
    .onConflict((clash) => clash.doNothing())
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? undefined : reviewOf(row);
}

export async function findReview(db: Db, id: number): Promise<PeerReview | undefined> {
  const row = await db.selectFrom('peer_reviews').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : reviewOf(row);
}

/** Somebody's newest in a cohort that has not ended. */
export async function findNewest(db: Db, cohortId: number, userId: string): Promise<PeerReview | undefined> {
  const row = await db
    .selectFrom('peer_reviews')
    .selectAll()
    .where('cohort_id', '=', cohortId)
    .where('user_id', '=', userId)
    .where('ended_at', 'is', null)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? undefined : reviewOf(row);
}

/** Who waits in a cohort, the longest first. */
export async function findWaiting(db: Db, cohortId: number): Promise<PeerReview[]> {
  const rows = await db
    .selectFrom('peer_reviews')
    .selectAll()
    .where('cohort_id', '=', cohortId)
    .where('matched_at', 'is', null)
    .where('ended_at', 'is', null)
    .orderBy('asked_at')
    .orderBy('id')
    .execute();
  return rows.map(reviewOf);
}

/** With whom somebody has swapped before. */
export async function findMet(db: Db, cohortId: number, userId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('peer_reviews as mine')
    .innerJoin('peer_reviews as theirs', 'theirs.id', 'mine.other_id')
    .select('theirs.user_id')
    .distinct()
    .where('mine.cohort_id', '=', cohortId)
    .where('mine.user_id', '=', userId)
    .execute();
  return rows.map((row) => row.user_id);
}

/** What was written about somebody's project in swaps before this one, the newest first. */
export async function findReceived(db: Db, own: PeerReview, limit: number): Promise<Received[]> {
  const rows = await db
    .selectFrom('peer_reviews as mine')
    .innerJoin('peer_reviews as theirs', 'theirs.id', 'mine.other_id')
    .select(['theirs.user_id', 'theirs.said'])
    .where('mine.cohort_id', '=', own.cohortId)
    .where('mine.user_id', '=', own.userId)
    .where('mine.id', '<>', own.id)
    .where('theirs.said', 'is not', null)
    .orderBy('mine.id', 'desc')
    .limit(limit)
    .execute();
  return rows.flatMap(({ user_id, said }) => (said === null ? [] : [{ userId: user_id, said }]));
}

/** False when it does not wait any more. */
export async function match(trx: Db, id: number, otherId: number, now: number): Promise<boolean> {
  const matched = await trx
    .updateTable('peer_reviews')
    .set({ other_id: otherId, matched_at: now })
    .where('id', '=', id)
    .where('matched_at', 'is', null)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return matched.numUpdatedRows === 1n;
}

/** False when it is not theirs to write, or was written. */
export async function recordSaid(
  trx: Db,
  id: number,
  { userId, said, now }: { userId: string; said: string; now: number },
): Promise<boolean> {
  const kept = await trx
    .updateTable('peer_reviews')
    .set({ said, said_at: now })
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .where('matched_at', 'is not', null)
    .where('said_at', 'is', null)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return kept.numUpdatedRows === 1n;
}

/** Whoever has not written yet waits for somebody else, at the place in the line they had. */
export async function waitAgain(trx: Db, id: number): Promise<boolean> {
  const back = await trx
    .updateTable('peer_reviews')
    .set({ other_id: null, matched_at: null })
    .where('id', '=', id)
    .where('matched_at', 'is not', null)
    .where('said_at', 'is', null)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return back.numUpdatedRows === 1n;
}

/** Only while they wait. */
export async function stopWaiting(trx: Db, id: number, userId: string, now: number): Promise<boolean> {
  const ended = await trx
    .updateTable('peer_reviews')
    .set({ ended_at: now })
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .where('matched_at', 'is', null)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return ended.numUpdatedRows === 1n;
}

/** Those of a member that are not done, of one cohort where it is named. */
export async function findOpenOf(
  trx: Db,
  { guildId, userId, cohortId }: { guildId: string; userId: string; cohortId?: number | undefined },
): Promise<PeerReview[]> {
  let query = trx
    .selectFrom('peer_reviews')
    .selectAll()
    .where('guild_id', '=', guildId)
    .where('user_id', '=', userId)
    .where('said_at', 'is', null)
    .where('ended_at', 'is', null);
  if (cohortId !== undefined) query = query.where('cohort_id', '=', cohortId);
  return (await query.orderBy('id').execute()).map(reviewOf);
}

export async function endReview(trx: Db, id: number, now: number): Promise<void> {
  await trx
    .updateTable('peer_reviews')
    .set({ ended_at: now })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .execute();
}

/** Nobody waits for somebody in a cohort any more; who has somebody can still write. */
export async function endWaiting(trx: Db, cohortId: number, now: number): Promise<void> {
  await trx
    .updateTable('peer_reviews')
    .set({ ended_at: now })
    .where('cohort_id', '=', cohortId)
    .where('matched_at', 'is', null)
    .where('ended_at', 'is', null)
    .execute();
}

/** What a member has handed in, in running cohorts of a server, the newest first. */
export async function findHandedInBy(
  db: Db,
  guildId: string,
  userId: string,
): Promise<{ projectId: number; cohortId: number }[]> {
  return await db
    .selectFrom('submissions')
    .innerJoin('cohorts', 'cohorts.id', 'submissions.cohort_id')
    .select(['submissions.project_id as projectId', 'submissions.cohort_id as cohortId'])
    .where('submissions.guild_id', '=', guildId)
    .where('submissions.user_id', '=', userId)
    .where('submissions.handed_in_at', 'is not', null)
    .where('cohorts.archived_at', 'is', null)
    .orderBy('submissions.handed_in_at', 'desc')
    .execute();
}
