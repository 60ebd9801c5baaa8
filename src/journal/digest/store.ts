import type { Db } from '../../platform/database/index.ts';

export interface Span {
  readonly cohortId: number;
  /** ms UTC; until is outside. */
  readonly from: number;
  readonly until: number;
}

export async function countProgress(
  db: Db,
  { cohortId, from, until }: Span,
): Promise<{ entries: number; members: number; minutes: number }> {
  const row = await db
    .selectFrom('progress_entries')
    .select((eb) => [
      eb.fn.countAll<number | string>().as('entries'),
      eb.fn.count<number | string>('user_id').distinct().as('members'),
      eb.fn.sum<number | string | null>('minutes').as('minutes'),
    ])
    .where('cohort_id', '=', cohortId)
    .where('created_at', '>=', from)
    .where('created_at', '<', until)
    .where('public_at', 'is not', null)
    .executeTakeFirst();
  return {
    entries: Number(row?.entries ?? 0),
    members: Number(row?.members ?? 0),
    minutes: Number(row?.minutes ?? 0),
  };
}

export async function countAnnounced(db: Db, { cohortId, from, until }: Span): Promise<number> {
  const row = await db
    .selectFrom('projects')
    .select((eb) => eb.fn.countAll<number | string>().as('count'))
    .where('cohort_id', '=', cohortId)
    .where('created_at', '>=', from)
    .where('created_at', '<', until)
    .where('status', '<>', 'withdrawn')
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}

export async function countHandedIn(db: Db, { cohortId, from, until }: Span): Promise<number> {
  const row = await db
    .selectFrom('submissions')
    .select((eb) => eb.fn.count<number | string>('user_id').distinct().as('count'))
    .where('cohort_id', '=', cohortId)
    .where('handed_in_at', '>=', from)
    .where('handed_in_at', '<', until)
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}

/** What was solved where everybody reads it, the newest first. */
export async function findSolved(
  db: Db,
  { cohortId, from, until }: Span,
): Promise<{ id: number; threadId: string | null }[]> {
  return await db
    .selectFrom('blockers')
    .select(['id', 'thread_id as threadId'])
    .where('cohort_id', '=', cohortId)
    .where('state', '=', 'solved')
    .where('public_at', 'is not', null)
    .where('ended_at', '>=', from)
    .where('ended_at', '<', until)
    .orderBy('ended_at', 'desc')
    .orderBy('id', 'desc')
    .execute();
}

/** Whose answers solved blockers of others in that span, once for each blocker. */
export async function findAnswerers(db: Db, { cohortId, from, until }: Span): Promise<string[]> {
  const rows = await db
    .selectFrom('blocker_answers')
    .innerJoin('blockers', 'blockers.id', 'blocker_answers.blocker_id')
    .innerJoin('members', (join) =>
      join
        .onRef('members.guild_id', '=', 'blockers.guild_id')
        .onRef('members.user_id', '=', 'blocker_answers.author_id'),
    )
    .select(['blocker_answers.blocker_id', 'members.user_id'])
    .distinct()
    .where('blockers.cohort_id', '=', cohortId)
    .where('blockers.state', '=', 'solved')
    .where('blockers.public_at', 'is not', null)
    .where('blockers.ended_at', '>=', from)
    .where('blockers.ended_at', '<', until)
    .where('members.gone_at', 'is', null)
    .where((eb) =>
      eb.or([
        eb('blockers.owner_id', 'is', null),
        eb('blocker_answers.author_id', '<>', eb.ref('blockers.owner_id')),
      ]),
    )
    .execute();
  return rows.map((row) => row.user_id);
}

/** Whose solutions everybody may read since that span; who has left is not named. */
export async function findSharers(db: Db, { cohortId, from, until }: Span): Promise<(string | null)[]> {
  const rows = await db
    .selectFrom('solutions')
    .leftJoin('members', (join) =>
      join
        .onRef('members.guild_id', '=', 'solutions.guild_id')
        .onRef('members.user_id', '=', 'solutions.author_id')
        .on('members.gone_at', 'is', null),
    )
    .select('members.user_id')
    .where('solutions.cohort_id', '=', cohortId)
    .where('solutions.state', '=', 'shared')
    .where('solutions.public_at', '>=', from)
    .where('solutions.public_at', '<', until)
    .execute();
  return rows.map((row) => row.user_id);
}

/** The technologies of each open blocker that everybody may read. */
export async function findStuck(db: Db, cohortId: number): Promise<(readonly string[])[]> {
  const rows = await db
    .selectFrom('blockers')
    .select('technologies')
    .where('cohort_id', '=', cohortId)
    .where('state', '=', 'open')
    .where('public_at', 'is not', null)
    .execute();
  return rows.map((row) => JSON.parse(row.technologies) as string[]);
}
