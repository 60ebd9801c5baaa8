import type { Db } from '../database/index.ts';

/** Everything about a cohort's learners that matching needs, one query a table. Members without a track are left out. */
export async function loadCohort(db: Db, cohort: { id: number; guildId: string }) {
  const members = await db
    .selectFrom('cohort_members')
    .innerJoin('members', (join) =>
      join
        .onRef('members.user_id', '=', 'cohort_members.user_id')
        .on('members.guild_id', '=', cohort.guildId),
    )
    .selectAll('members')
    .select(['cohort_members.documentation_only', 'cohort_members.teams_taken'])
    .where('cohort_members.cohort_id', '=', cohort.id)
    .where('members.track', 'is not', null)
    .execute();
  const availability = await db
    .selectFrom('availability')
    .innerJoin('cohort_members', 'cohort_members.user_id', 'availability.user_id')
    .select(['availability.user_id', 'day', 'from_minute as from', 'to_minute as to'])
    .where('availability.guild_id', '=', cohort.guildId)
    .where('cohort_members.cohort_id', '=', cohort.id)
    .execute();
  const projects = await db
    .selectFrom('projects')
    .select([
      'id',
      'owner_id',
      'title',
      'brief',
      'track',
      'api',
      'stack',
      'partners',
      'places_taken',
      'status',
      'team_id',
    ])
    .where('cohort_id', '=', cohort.id)
    .where('status', 'in', ['looking', 'full', 'paused'])
    .execute();
  const waiting = await db
    .selectFrom('requests')
    .select((eb) => ['addressee_id', eb.fn.countAll<number>().as('count')])
    .where('cohort_id', '=', cohort.id)
    .where('state', '=', 'open')
    .where('kind', '=', 'ask')
    .groupBy('addressee_id')
    .execute();
  const blocks = await db
    .selectFrom('blocks')
    .select(['user_id', 'blocked_id'])
    .where('guild_id', '=', cohort.guildId)
    .execute();
  const pairs = await db
    .selectFrom('pairs')
    .select(['host_id', 'guest_id'])
    .where('cohort_id', '=', cohort.id)
    .execute();
  const queue = await db
    .selectFrom('waiting_list')
    .select(['user_id', 'since'])
    .where('cohort_id', '=', cohort.id)
    .execute();
  return { members, availability, projects, waiting, blocks, pairs, queue };
}

export type CohortRows = Awaited<ReturnType<typeof loadCohort>>;

/** Whom the project has an open request with. */
export async function findAsked(db: Db, projectId: number): Promise<string[]> {
  const rows = await db
    .selectFrom('requests')
    .select(['guest_id'])
    .where('project_id', '=', projectId)
    .where('state', '=', 'open')
    .execute();
  return rows.map((row) => row.guest_id);
}

/** True when the member was not waiting yet. */
export async function insertWaiting(db: Db, cohortId: number, userId: string, now: number): Promise<boolean> {
  const row = await db
    .insertInto('waiting_list')
    .values({ cohort_id: cohortId, user_id: userId, since: now })
    .onConflict((clash) => clash.doNothing())
    .returning('user_id')
    .executeTakeFirst();
  return row !== undefined;
}

export async function deleteWaiting(db: Db, cohortId: number, userId: string): Promise<void> {
  await db
    .deleteFrom('waiting_list')
    .where('cohort_id', '=', cohortId)
    .where('user_id', '=', userId)
    .execute();
}
