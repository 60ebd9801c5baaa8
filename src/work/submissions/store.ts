import type { Db } from '../../platform/database/index.ts';
import { type Finding, LINK_KINDS, type Link, type LinkKind } from './rules.ts';

export interface Key {
  readonly projectId: number;
  readonly userId: string;
}

/** The member's submission for one of these projects, which are built as one. */
export async function findSubmission(
  db: Db,
  projectIds: readonly number[],
  userId: string,
): Promise<{ projectId: number; handedInAt: number | null } | undefined> {
  const row = await db
    .selectFrom('submissions')
    .select(['project_id', 'handed_in_at'])
    .where('project_id', 'in', [...projectIds])
    .where('user_id', '=', userId)
    .orderBy('handed_in_at', (order) => order.desc().nullsLast())
    .orderBy('project_id')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? undefined : { projectId: row.project_id, handedInAt: row.handed_in_at };
}

/** In the order of the list. */
export async function findLinks(db: Db, { projectId, userId }: Key): Promise<Link[]> {
  const rows = await db
    .selectFrom('submission_links')
    .select(['kind', 'url', 'found'])
    .where('project_id', '=', projectId)
    .where('user_id', '=', userId)
    .execute();
  return rows.toSorted((a, b) => LINK_KINDS.indexOf(a.kind) - LINK_KINDS.indexOf(b.kind));
}

/** Who has handed in for one of these projects. */
export async function findHandedIn(db: Db, projectIds: readonly number[]): Promise<Set<string>> {
  const rows = await db
    .selectFrom('submissions')
    .select('user_id')
    .where('project_id', 'in', [...projectIds])
    .where('handed_in_at', 'is not', null)
    .execute();
  return new Set(rows.map((row) => row.user_id));
}

export async function keepSubmission(
  trx: Db,
  { projectId, userId }: Key,
  { guildId, cohortId, now }: { guildId: string; cohortId: number; now: number },
): Promise<void> {
  await trx
    .insertInto('submissions')
    .values({
      project_id: projectId,
      user_id: userId,
      guild_id: guildId,
      cohort_id: cohortId,
      saved_at: now,
      handed_in_at: null,
    })
    .onConflict((clash) => clash.columns(['project_id', 'user_id']).doUpdateSet({ saved_at: now }))
    .execute();
}

/** What was found at the same address stays. */
export async function keepLink(
  trx: Db,
  { projectId, userId }: Key,
  kind: LinkKind,
  url: string,
): Promise<void> {
  await trx
    .insertInto('submission_links')
    .values({ project_id: projectId, user_id: userId, kind, url, found: null })
    .onConflict((clash) =>
      clash
        .columns(['project_id', 'user_id', 'kind'])
        .doUpdateSet({ url, found: null })
        .where('submission_links.url', '<>', url),
    )
    .execute();
}

export async function deleteLink(trx: Db, { projectId, userId }: Key, kind: LinkKind): Promise<void> {
  await trx
    .deleteFrom('submission_links')
    .where('project_id', '=', projectId)
    .where('user_id', '=', userId)
    .where('kind', '=', kind)
    .execute();
}

/** The first time counts. */
export async function handIn(trx: Db, { projectId, userId }: Key, now: number): Promise<void> {
  await trx
    .updateTable('submissions')
    .set({ handed_in_at: now })
    .where('project_id', '=', projectId)
    .where('user_id', '=', userId)
    .where('handed_in_at', 'is', null)
    .execute();
}

/** False when it is not handed in. */
export async function takeBack(
  trx: Db,
  { projectIds, userId }: { projectIds: readonly number[]; userId: string },
): Promise<boolean> {
  const rows = await trx
    .updateTable('submissions')
    .set({ handed_in_at: null })
    .where('project_id', 'in', [...projectIds])
    .where('user_id', '=', userId)
    .where('handed_in_at', 'is not', null)
    .returning('project_id')
    .execute();
  return rows.length > 0;
}

/** Links of running cohorts that were saved before (ms UTC) and never looked at, the oldest first. */
export async function findUnasked(db: Db, before: number, limit: number): Promise<(Key & Link)[]> {
  const rows = await db
    .selectFrom('submission_links')
    .innerJoin('submissions', (join) =>
      join
        .onRef('submissions.project_id', '=', 'submission_links.project_id')
        .onRef('submissions.user_id', '=', 'submission_links.user_id'),
    )
    .innerJoin('cohorts', 'cohorts.id', 'submissions.cohort_id')
    .select([
      'submission_links.project_id',
      'submission_links.user_id',
      'submission_links.kind',
      'submission_links.url',
    ])
    .where('submission_links.found', 'is', null)
    .where('submissions.saved_at', '<=', before)
    .where('cohorts.archived_at', 'is', null)
    .orderBy('submissions.saved_at')
    .orderBy('submission_links.kind')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    projectId: row.project_id,
    userId: row.user_id,
    kind: row.kind,
    url: row.url,
    found: null,
  }));
}

/** Of an address that was changed meanwhile nothing is said. */
export async function recordFinding(
  trx: Db,
  { projectId, userId }: Key,
  { kind, url }: Link,
  found: Finding,
): Promise<void> {
  await trx
    .updateTable('submission_links')
    .set({ found })
    .where('project_id', '=', projectId)
    .where('user_id', '=', userId)
    .where('kind', '=', kind)
    .where('url', '=', url)
    .execute();
}
