import { type Insertable, type Selectable, sql, type Updateable } from 'kysely';
import type { Track } from '../../people/learners/rules.ts';
import { type Db, prepared } from '../../platform/database/index.ts';
import { containing } from '../../platform/privacy/words.ts';
import type { Brief, Project } from './rules.ts';
import type { ProjectTable } from './tables.ts';

/** A project's columns, and whether its owner could take somebody in: its team stands, or they have a team place left. */
export type ProjectRow = Selectable<ProjectTable> & { readonly owner_has_place: 0 | 1 };

export function projectOfRow(row: ProjectRow): Project {
  const hasCard = row.card_channel_id !== null && row.card_message_id !== null;
  return {
    id: row.id,
    guildId: row.guild_id,
    cohortId: row.cohort_id,
    ownerId: row.owner_id,
    title: row.title,
    brief: row.brief as Brief,
    summary: row.summary,
    track: row.track,
    api: row.api,
    stack: JSON.parse(row.stack) as string[],
    partners: row.partners,
    placesTaken: row.places_taken,
    repo: row.repo,
    docs: row.docs,
    status: row.status,
    closedByHand: row.closed_by_hand === 1,
    continuesId: row.continues_id,
    teamId: row.team_id,
    ownerHasPlace: row.owner_has_place === 1,
    card: hasCard ? { channelId: row.card_channel_id ?? '', messageId: row.card_message_id ?? '' } : null,
    threadId: row.thread_id,
    revision: row.revision,
    createdAt: row.created_at,
  };
}

const ownerHasPlace = sql<0 | 1>`(projects.team_id is not null or not exists (
  select 1 from cohort_members join members on members.user_id = cohort_members.user_id
  where cohort_members.cohort_id = projects.cohort_id and cohort_members.user_id = projects.owner_id
    and members.guild_id = projects.guild_id and cohort_members.teams_taken >= members.teams))`;

function projects(db: Db) {
  return db.selectFrom('projects').selectAll('projects').select(ownerHasPlace.as('owner_has_place'));
}

/** What is written down of a project that is announced. */
const ANNOUNCED = [
  'guild_id',
  'cohort_id',
  'owner_id',
  'title',
  'title_key',
  'brief',
  'summary',
  'track',
  'api',
  'stack',
  'partners',
  'repo',
  'docs',
  'continues_id',
  'status',
  'created_at',
] as const;

type Announced = Required<Pick<Insertable<ProjectTable>, (typeof ANNOUNCED)[number]>>;

const announced = prepared(
  (db, ...values: readonly Announced[keyof Announced][]) =>
    db
      .insertInto('projects')
      .values(Object.fromEntries(ANNOUNCED.map((column, index) => [column, values[index]])) as Announced)
      .onConflict((clash) => clash.doNothing())
      .returningAll()
      .returning(ownerHasPlace.as('owner_has_place')),
  ANNOUNCED.length,
);

/** Undefined when the owner has an open project of this title in the cohort. */
export async function insertProject(db: Db, project: Announced): Promise<ProjectRow | undefined> {
  return (await announced(db, ...ANNOUNCED.map((column) => project[column])))[0];
}

const projectById = prepared((db, id: number) => projects(db).where('id', '=', id));

export async function findProject(db: Db, id: number): Promise<ProjectRow | undefined> {
  return (await projectById(db, id))[0];
}

export async function findByTitle(
  db: Db,
  cohortId: number,
  ownerId: string,
  titleKey: string,
): Promise<ProjectRow | undefined> {
  return await projects(db)
    .where('cohort_id', '=', cohortId)
    .where('owner_id', '=', ownerId)
    .where('title_key', '=', titleKey)
    .where('status', '<>', 'withdrawn')
    .executeTakeFirst();
}

export async function findByThread(db: Db, threadId: string): Promise<ProjectRow | undefined> {
  // One index for each of the two: a join would read every project.
  return await projects(db)
    .where((eb) =>
      eb.or([
        eb('thread_id', '=', threadId),
        eb('team_id', '=', eb.selectFrom('teams').select('id').where('thread_id', '=', threadId)),
      ]),
    )
    .orderBy('id')
    .executeTakeFirst();
}

/** The member's projects in running cohorts that are not withdrawn, newest first. */
export const findOwn: (db: Db, guildId: string, ownerId: string) => Promise<ProjectRow[]> = prepared(
  (db, guildId: string, ownerId: string) =>
    projects(db)
      .innerJoin('cohorts', 'cohorts.id', 'projects.cohort_id')
      .where('projects.guild_id', '=', guildId)
      .where('projects.owner_id', '=', ownerId)
      .where('projects.status', '<>', 'withdrawn')
      .where('cohorts.archived_at', 'is', null)
      .orderBy('projects.id', 'desc'),
);

export async function findOfTeam(db: Db, teamId: number): Promise<ProjectRow[]> {
  return await projects(db)
    .where('team_id', '=', teamId)
    .where('status', '<>', 'withdrawn')
    .orderBy('id')
    .execute();
}

/** The projects of these owners that belong to a team, whatever their status. */
export async function findLinked(db: Db, teamId: number, ownerIds: readonly string[]): Promise<number[]> {
  if (ownerIds.length === 0) return [];
  const rows = await db
    .selectFrom('projects')
    .select('id')
    .where('team_id', '=', teamId)
    .where('owner_id', 'in', ownerIds)
    .orderBy('id')
    .execute();
  return rows.map(({ id }) => id);
}

export interface Filter {
  readonly guildId: string;
  readonly brief?: string;
  readonly track?: Track;
  readonly api?: string;
  /** Names of technologies: all of them are in its stack. */
  readonly technologies?: readonly string[];
  /** Only projects that somebody can join. */
  readonly open?: boolean;
}

function filtered(db: Db, filter: Filter) {
  let query = db
    .selectFrom('projects')
    .innerJoin('cohorts', 'cohorts.id', 'projects.cohort_id')
    .where('projects.guild_id', '=', filter.guildId)
    .where('projects.status', '<>', 'withdrawn')
    .where('cohorts.archived_at', 'is', null);
  if (filter.brief !== undefined) query = query.where('projects.brief', '=', filter.brief);
  if (filter.track !== undefined) query = query.where('projects.track', '=', filter.track);
  if (filter.api !== undefined) query = query.where('projects.api', '=', filter.api as 'rest');
  for (const technology of filter.technologies ?? []) {
    query = query.where(
      sql`lower(projects.stack)`,
      'like',
      `%${JSON.stringify(technology.toLowerCase()).replace(/[%_]/g, '')}%`,
    );
  }
  if (filter.open === true) {
    query = query
      .where('projects.status', '=', 'looking')
      .whereRef('projects.places_taken', '<', 'projects.partners')
      .where(ownerHasPlace);
  }
  return query;
}

export async function findPage(
  db: Db,
  filter: Filter,
  page: { offset: number; limit: number },
): Promise<ProjectRow[]> {
  return await filtered(db, filter)
    .selectAll('projects')
    .select(ownerHasPlace.as('owner_has_place'))
    .orderBy('projects.id', 'desc')
    .offset(page.offset)
    .limit(page.limit)
    .execute();
}

export async function countProjects(db: Db, filter: Filter): Promise<number> {
  const row = await filtered(db, filter)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return row.count;
}

const sides = prepared((db, cohortId: number, brief: string) =>
  db
    .selectFrom('projects')
    .select((eb) => ['track', eb.fn.count<number>('owner_id').distinct().as('count')])
    .where('cohort_id', '=', cohortId)
    .where('brief', '=', brief)
    .where('status', 'in', ['looking', 'full', 'paused'])
    .groupBy('track'),
);

/** Owners of open projects of a brief in a cohort, by track. */
export async function countSides(
  db: Db,
  cohortId: number,
  brief: string,
): Promise<Partial<Record<Track, number>>> {
  const rows = await sides(db, cohortId, brief);
  return Object.fromEntries(rows.map((row) => [row.track, row.count]));
}

/** Owners of projects that somebody can join, by brief and track. */
export async function countSeekers(
  db: Db,
  cohortId: number,
): Promise<{ brief: string; track: Track; count: number }[]> {
  return await db
    .selectFrom('projects')
    .select((eb) => ['brief', 'track', eb.fn.count<number>('owner_id').distinct().as('count')])
    .where('cohort_id', '=', cohortId)
    .where('status', '=', 'looking')
    .whereRef('places_taken', '<', 'partners')
    .where(ownerHasPlace)
    .groupBy(['brief', 'track'])
    .execute();
}

/** Newest first, for autocomplete: title contains `typed`. */
export async function searchTitles(
  db: Db,
  guildId: string,
  typedKey: string,
  limit: number,
): Promise<ProjectRow[]> {
  return await filtered(db, { guildId })
    .selectAll('projects')
    .select(ownerHasPlace.as('owner_has_place'))
    .where(sql<boolean>`projects.title_key like ${containing(typedKey)} escape '!'`)
    .orderBy('projects.id', 'desc')
    .limit(limit)
    .execute();
}

/** Any change a reader of the card sees raises the revision. */
export async function changeProject(
  db: Db,
  id: number,
  changes: Updateable<ProjectTable>,
): Promise<ProjectRow> {
  return await db
    .updateTable('projects')
    .set((eb) => ({ ...changes, revision: eb('revision', '+', 1) }))
    .where('id', '=', id)
    .returningAll()
    .returning(ownerHasPlace.as('owner_has_place'))
    .executeTakeFirstOrThrow();
}

/** Takes one place if there is one; the project is full with its last. Undefined when there was none. */
export async function takePlace(db: Db, id: number): Promise<ProjectRow | undefined> {
  return await db
    .updateTable('projects')
    .set((eb) => ({
      places_taken: eb('places_taken', '+', 1),
      revision: eb('revision', '+', 1),
      status: sql<'full'>`case when places_taken + 1 = partners and status = 'looking' then 'full' else status end`,
    }))
    .where('id', '=', id)
    .where('status', '=', 'looking')
    .whereRef('places_taken', '<', 'partners')
    .returningAll()
    .returning(ownerHasPlace.as('owner_has_place'))
    .executeTakeFirst();
}

export async function freePlace(db: Db, id: number): Promise<ProjectRow | undefined> {
  return await db
    .updateTable('projects')
    .set((eb) => ({
      places_taken: eb('places_taken', '-', 1),
      revision: eb('revision', '+', 1),
      status: sql<'looking'>`case when status = 'full' and closed_by_hand = 0 then 'looking' else status end`,
    }))
    .where('id', '=', id)
    .where('places_taken', '>', 0)
    .returningAll()
    .returning(ownerHasPlace.as('owner_has_place'))
    .executeTakeFirst();
}

export async function insertFollow(db: Db, projectId: number, userId: string, now: number): Promise<void> {
  await db
    .insertInto('project_follows')
    .values({ project_id: projectId, user_id: userId, created_at: now })
    .onConflict((clash) => clash.doNothing())
    .execute();
}

export async function deleteFollow(db: Db, projectId: number, userId: string): Promise<void> {
  await db
    .deleteFrom('project_follows')
    .where('project_id', '=', projectId)
    .where('user_id', '=', userId)
    .execute();
}

/** Nothing becomes of a cohort's projects any more. */
export async function deleteFollowsIn(trx: Db, cohortId: number): Promise<void> {
  await trx
    .deleteFrom('project_follows')
    .where('project_id', 'in', trx.selectFrom('projects').select('id').where('cohort_id', '=', cohortId))
    .execute();
}

/** Whoever builds it hears of it as its owner or in the team, and follows it no further. */
export async function findFollowers(db: Db, projectId: number): Promise<string[]> {
  const rows = await db
    .selectFrom('project_follows as follow')
    .innerJoin('projects as project', 'project.id', 'follow.project_id')
    .leftJoin('team_members as builder', (join) =>
      join
        .onRef('builder.team_id', '=', 'project.team_id')
        .onRef('builder.user_id', '=', 'follow.user_id')
        .on('builder.left_at', 'is', null),
    )
    .select('follow.user_id')
    .where('follow.project_id', '=', projectId)
    .where('builder.user_id', 'is', null)
    .whereRef('follow.user_id', '<>', 'project.owner_id')
    .orderBy('follow.created_at')
    .execute();
  return rows.map((row) => row.user_id);
}

/** All projects of a cohort. */
export async function findIdsOfCohort(db: Db, cohortId: number): Promise<string[]> {
  const rows = await db.selectFrom('projects').select('id').where('cohort_id', '=', cohortId).execute();
  return rows.map(({ id }) => String(id));
}
