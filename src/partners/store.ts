import { sql } from 'kysely';
import type { Db } from '../database/index.ts';

/**
 * Everything about a cohort's learners that matching needs, one query a table; `only` narrows it to some of them.
 * Members without a track are left out.
 */
export async function loadCohort(db: Db, cohort: { id: number; guildId: string }, only?: readonly string[]) {
  // One parameter whatever the number of ids, so that the statement is prepared once.
  const ids = sql<string>`(select value from json_each(${JSON.stringify(only ?? [])}))`;
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
    .$if(only !== undefined, (query) => query.where('cohort_members.user_id', 'in', ids))
    .execute();
  const availability = await db
    .selectFrom('availability')
    .innerJoin('cohort_members', 'cohort_members.user_id', 'availability.user_id')
    .select(['availability.user_id', 'day', 'from_minute as from', 'to_minute as to'])
    .where('availability.guild_id', '=', cohort.guildId)
    .where('cohort_members.cohort_id', '=', cohort.id)
    .$if(only !== undefined, (query) => query.where('availability.user_id', 'in', ids))
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
    .where('guild_id', '=', cohort.guildId)
    .where('cohort_id', '=', cohort.id)
    .where('status', 'in', ['looking', 'full', 'paused'])
    .$if(only !== undefined, (query) => query.where('owner_id', 'in', ids))
    .orderBy('id')
    .execute();
  const waiting = await db
    .selectFrom('requests')
    .select((eb) => ['addressee_id', eb.fn.countAll<number>().as('count')])
    .where('cohort_id', '=', cohort.id)
    .where('state', '=', 'open')
    .where('kind', '=', 'ask')
    .$if(only !== undefined, (query) => query.where('addressee_id', 'in', ids))
    .groupBy('addressee_id')
    .execute();
  const blocks = await db
    .selectFrom('blocks')
    .select(['user_id', 'blocked_id'])
    .where('guild_id', '=', cohort.guildId)
    .$if(only !== undefined, (query) => query.where('user_id', 'in', ids))
    .execute();
  const pairs = await db
    .selectFrom('pairs')
    .select(['host_id', 'guest_id'])
    .where('cohort_id', '=', cohort.id)
    .$if(only !== undefined, (query) =>
      query.where((eb) => eb.or([eb('host_id', 'in', ids), eb('guest_id', 'in', ids)])),
    )
    .execute();
  const queue = await db
    .selectFrom('waiting_list')
    .select(['user_id', 'since'])
    .where('cohort_id', '=', cohort.id)
    .$if(only !== undefined, (query) => query.where('user_id', 'in', ids))
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

/** With whom a learner has an open request in a cohort, whoever of the two asked. */
export async function findInTalks(db: Db, cohortId: number, userId: string): Promise<Set<string>> {
  const rows = await db
    .selectFrom('requests')
    .select(['sender_id', 'addressee_id'])
    .where('cohort_id', '=', cohortId)
    .where('state', '=', 'open')
    .where((eb) => eb.or([eb('sender_id', '=', userId), eb('addressee_id', '=', userId)]))
    .execute();
  return new Set(rows.map((row) => (row.sender_id === userId ? row.addressee_id : row.sender_id)));
}
