import { type RawBuilder, sql } from 'kysely';
import { type Db, prepared } from '../../platform/database/index.ts';
import { LINK_KINDS } from '../../work/submissions/rules.ts';
import type { LearningKind, Outline, PickKind } from './rules/facts.ts';

/** What READMEs read of other features' tables, and the tables of their own. */

export async function findAbout(db: Db, cohortId: number, userId: string) {
  return await db
    .selectFrom('cohorts')
    .innerJoin('cohort_members', 'cohort_members.cohort_id', 'cohorts.id')
    .leftJoin('members', (on) =>
      on
        .onRef('members.guild_id', '=', 'cohorts.guild_id')
        .onRef('members.user_id', '=', 'cohort_members.user_id'),
    )
    .select([
      'cohorts.name',
      'start_date',
      'deadline_date',
      'cohorts.timezone',
      'cohorts.guild_id',
      'documentation_only',
    ])
    .select(['cohort_members.track', 'members.track as profile_track'])
    .where('cohorts.id', '=', cohortId)
    .where('cohort_members.user_id', '=', userId)
    .executeTakeFirst();
}

/** Theirs, and those of the teams they are or were in: never the whole cohort's, which one "or" would read. */
function idsOfProjects(cohortId: number, userId: string) {
  return sql<number>`
    select id from projects where cohort_id = ${cohortId} and owner_id = ${userId} and status <> 'withdrawn'
    union
    select projects.id from team_members join projects on projects.team_id = team_members.team_id
    where team_members.user_id = ${userId} and projects.cohort_id = ${cohortId} and projects.status <> 'withdrawn'`;
}

export async function findProjects(db: Db, cohortId: number, userId: string) {
  return await db
    .selectFrom('projects')
    .selectAll('projects')
    .where('id', 'in', sql<number>`(${idsOfProjects(cohortId, userId)})`)
    .orderBy(sql`case when owner_id = ${userId} then 0 else 1 end`)
    .orderBy('projects.id')
    .execute();
}

/** Of which parts there is anything, in one look: most who ask only want to know how far it is. Undefined: not in the cohort. */
export async function findOutline(db: Db, cohortId: number, userId: string): Promise<Outline | undefined> {
  const [row] = await outlineOf(db, cohortId, userId);
  if (row === undefined) return undefined;
  const entries = Object.entries(row).map(([part, is]) => [part, Boolean(is)]);
  return Object.fromEntries(entries) as Outline;
}

const outlineOf = prepared((db, cohortId: number, userId: string) => ({
  compile: () => outline(cohortId, userId).compile(db),
}));

function outline(cohortId: number, userId: string): RawBuilder<Record<keyof Outline, number | boolean>> {
  const inCohort = sql`cohort_id = ${cohortId} and user_id = ${userId}`;
  const kept = (kind: LearningKind) => sql<boolean>`
    exists (select 1 from learnings where ${inCohort} and kind = ${kind})
    or exists (select 1 from readme_picks where ${inCohort} and kind = ${kind})`;
  return sql`
    with own as (
      select id, team_id, stack, repo, docs from projects where id in (${idsOfProjects(cohortId, userId)}))
    select
      ${kept('technology')} as technology, ${kept('concept')} as concept, ${kept('practice')} as practice,
      ${kept('takeaway')} as takeaway, ${kept('highlight')} as highlight,
      exists (select 1 from own) as project,
      exists (select 1 from own where stack <> '[]') as stack,
      exists (
        select 1 from own join contract_versions on contract_versions.team_id = own.team_id
        where contract_versions.state = 'agreed') as contract,
      exists (
        select 1 from team_members own_place
        join teams on teams.id = own_place.team_id
        join team_members other on other.team_id = own_place.team_id and other.user_id <> own_place.user_id
        where own_place.user_id = ${userId} and teams.cohort_id = ${cohortId}) as companion,
      exists (
        select 1 from blocker_helpers join blockers on blockers.id = blocker_helpers.blocker_id
        where blockers.guild_id = cohorts.guild_id and blocker_helpers.user_id = ${userId}
          and blockers.state = 'solved'
          and (blockers.owner_id <> ${userId} or blockers.owner_id is null)) as helped,
      exists (
        select 1 from blockers
        where cohort_id = ${cohortId} and owner_id = ${userId} and state in ('open', 'solved'))
      or exists (
        select 1 from solutions
        where cohort_id = ${cohortId} and author_id = ${userId} and state = 'shared') as challenge,
      exists (select 1 from progress_entries where ${inCohort}) as progress,
      exists (
        select 1 from submissions join submission_links
          on submission_links.project_id = submissions.project_id and submission_links.user_id = submissions.user_id
        where submissions.cohort_id = ${cohortId} and submissions.user_id = ${userId})
      or exists (select 1 from own where repo is not null or docs is not null) as link
    from cohort_members join cohorts on cohorts.id = cohort_members.cohort_id
    where cohort_members.cohort_id = ${cohortId} and cohort_members.user_id = ${userId}`;
}

/** What they keep for the hand-in, in the order of its list. */
export async function findLinks(db: Db, cohortId: number, userId: string) {
  const rows = await db
    .selectFrom('submission_links')
    .innerJoin('submissions', (join) =>
      join
        .onRef('submissions.project_id', '=', 'submission_links.project_id')
        .onRef('submissions.user_id', '=', 'submission_links.user_id'),
    )
    .innerJoin('projects', 'projects.id', 'submissions.project_id')
    .select(['projects.title', 'submission_links.kind', 'submission_links.url'])
    .where('submissions.cohort_id', '=', cohortId)
    .where('submissions.user_id', '=', userId)
    .orderBy('projects.id')
    .execute();
  return rows.toSorted((a, b) => LINK_KINDS.indexOf(a.kind) - LINK_KINDS.indexOf(b.kind));
}

/** Who stood in a team with them, each once. */
export async function findCompanions(
  db: Db,
  { guildId, cohortId }: { guildId: string; cohortId: number },
  userId: string,
) {
  return await db
    .selectFrom('team_members as own')
    .innerJoin('teams', 'teams.id', 'own.team_id')
    .innerJoin('team_members as other', 'other.team_id', 'own.team_id')
    .leftJoin('members', (on) =>
      on.on('members.guild_id', '=', guildId).onRef('members.user_id', '=', 'other.user_id'),
    )
    .leftJoin('readme_consents', (on) =>
      on.on('readme_consents.guild_id', '=', guildId).onRef('readme_consents.user_id', '=', 'other.user_id'),
    )
    .select(['other.user_id', 'members.track', 'members.display_name', 'given_at'])
    .distinct()
    .where('teams.cohort_id', '=', cohortId)
    .where('own.user_id', '=', userId)
    .where('other.user_id', '<>', userId)
    .orderBy('other.user_id')
    .execute();
}

export async function countHelped(db: Db, guildId: string, userId: string): Promise<number> {
  const { count } = await db
    .selectFrom('blocker_helpers')
    .innerJoin('blockers', 'blockers.id', 'blocker_helpers.blocker_id')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('guild_id', '=', guildId)
    .where('user_id', '=', userId)
    .where('state', '=', 'solved')
    .where((eb) => eb.or([eb('owner_id', '<>', userId), eb('owner_id', 'is', null)]))
    .executeTakeFirstOrThrow();
  return count;
}

export async function findBlockers(db: Db, cohortId: number, userId: string) {
  return await db
    .selectFrom('blockers')
    .select(['title', 'details', 'root_cause', 'diagnosis', 'solution', 'lesson', 'technologies'])
    .where('cohort_id', '=', cohortId)
    .where('owner_id', '=', userId)
    .where('state', 'in', ['open', 'solved'])
    .orderBy('id')
    .execute();
}

export async function findSolutions(db: Db, cohortId: number, userId: string) {
  return await db
    .selectFrom('solutions')
    .select(['title', 'root_cause', 'diagnosis', 'solution', 'lesson', 'technologies'])
    .where('cohort_id', '=', cohortId)
    .where('author_id', '=', userId)
    .where('state', '=', 'shared')
    .orderBy('id')
    .execute();
}

export async function findProgress(db: Db, cohortId: number, userId: string) {
  return await db
    .selectFrom('progress_entries')
    .select(['text', 'minutes', 'created_at'])
    .where('cohort_id', '=', cohortId)
    .where('user_id', '=', userId)
    .orderBy('id')
    .execute();
}

export async function findLearnings(db: Db, cohortId: number, userId: string) {
  return await db
    .selectFrom('learnings')
    .select(['kind', 'week', 'text'])
    .where('cohort_id', '=', cohortId)
    .where('user_id', '=', userId)
    .orderBy('week')
    .orderBy('id')
    .execute();
}

export async function findPicks(db: Db, cohortId: number, userId: string) {
  return await db
    .selectFrom('readme_picks')
    .select(['kind', 'name'])
    .where('cohort_id', '=', cohortId)
    .where('user_id', '=', userId)
    .orderBy('name')
    .execute();
}

/** Of the offered names the chosen ones are picked, the others not. */
export async function replacePicks(
  trx: Db,
  { cohortId, userId, kind }: { cohortId: number; userId: string; kind: PickKind },
  { offered, chosen }: { offered: readonly string[]; chosen: readonly string[] },
): Promise<void> {
  if (offered.length > 0)
    await trx
      .deleteFrom('readme_picks')
      .where('cohort_id', '=', cohortId)
      .where('user_id', '=', userId)
      .where('kind', '=', kind)
      .where('name', 'in', offered)
      .execute();
  if (chosen.length > 0)
    await trx
      .insertInto('readme_picks')
      .values(chosen.map((name) => ({ cohort_id: cohortId, user_id: userId, kind, name })))
      .execute();
}

export async function findProgramme(db: Db, cohortId: number): Promise<string | undefined> {
  const row = await db
    .selectFrom('readme_programmes')
    .select('content')
    .where('cohort_id', '=', cohortId)
    .executeTakeFirst();
  return row?.content;
}

/** False for a cohort that is not the server's. */
export async function saveProgramme(
  trx: Db,
  { guildId, cohortId }: { guildId: string; cohortId: number },
  content: string,
  changedAt: number,
): Promise<boolean> {
  const cohort = await cohortsOf(trx, guildId).where('id', '=', cohortId).executeTakeFirst();
  if (cohort === undefined) return false;
  await trx
    .insertInto('readme_programmes')
    .values({ cohort_id: cohortId, content, changed_at: changedAt })
    .onConflict((clash) =>
      clash.column('cohort_id').doUpdateSet((eb) => ({
        content: eb.ref('excluded.content'),
        changed_at: eb.ref('excluded.changed_at'),
      })),
    )
    .execute();
  return true;
}

export async function mayBeNamed(db: Db, guildId: string, userId: string): Promise<boolean> {
  const row = await db
    .selectFrom('readme_consents')
    .select('given_at')
    .where('guild_id', '=', guildId)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return row !== undefined;
}

export async function setNamed(
  trx: Db,
  { guildId, userId }: { guildId: string; userId: string },
  givenAt: number | undefined,
): Promise<void> {
  if (givenAt === undefined) {
    await trx
      .deleteFrom('readme_consents')
      .where('guild_id', '=', guildId)
      .where('user_id', '=', userId)
      .execute();
    return;
  }
  await trx
    .insertInto('readme_consents')
    .values({ guild_id: guildId, user_id: userId, given_at: givenAt })
    .onConflict((clash) => clash.doNothing())
    .execute();
}

/** Their picks in the cohorts of a server. */
export async function findPicksIn(db: Db, guildId: string, userId: string) {
  return await db
    .selectFrom('readme_picks')
    .innerJoin('cohorts', 'cohorts.id', 'readme_picks.cohort_id')
    .select(['readme_picks.kind', 'readme_picks.name'])
    .where('guild_id', '=', guildId)
    .where('user_id', '=', userId)
    .orderBy('readme_picks.name')
    .execute();
}

function cohortsOf(db: Db, guildId: string) {
  return db.selectFrom('cohorts').select('id').where('guild_id', '=', guildId);
}

export async function deleteOf(trx: Db, guildId: string, userId: string): Promise<void> {
  await trx
    .deleteFrom('readme_picks')
    .where('user_id', '=', userId)
    .where('cohort_id', 'in', cohortsOf(trx, guildId))
    .execute();
  await setNamed(trx, { guildId, userId }, undefined);
}

/** All of a server; how many rows. */
export async function deleteAll(trx: Db, guildId: string): Promise<number> {
  const gone = [
    trx.deleteFrom('readme_picks').where('cohort_id', 'in', cohortsOf(trx, guildId)),
    trx.deleteFrom('readme_programmes').where('cohort_id', 'in', cohortsOf(trx, guildId)),
    trx.deleteFrom('readme_consents').where('guild_id', '=', guildId),
  ] as const;
  let count = 0;
  for (const each of gone) count += Number((await each.executeTakeFirstOrThrow()).numDeletedRows);
  return count;
}

const lastCohort = prepared((db, guildId: string, userId: string) =>
  db
    .selectFrom('cohort_members')
    .innerJoin('cohorts', 'cohorts.id', 'cohort_members.cohort_id')
    .select('cohorts.id')
    .where('guild_id', '=', guildId)
    .where('user_id', '=', userId)
    .orderBy('cohorts.id', 'desc')
    .limit(1),
);

/** The newest of a server that they are or were in. */
export async function findLastCohort(db: Db, guildId: string, userId: string): Promise<number | undefined> {
  const [row] = await lastCohort(db, guildId, userId);
  return row?.id;
}
