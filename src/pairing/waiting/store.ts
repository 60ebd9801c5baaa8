import type { Db } from '../../platform/database/index.ts';
import type { Standing, Watch } from './rules.ts';

/** Nobody waits in a cohort any more. */
export async function deleteAllIn(trx: Db, cohortId: number): Promise<void> {
  await trx.deleteFrom('waiting_watches').where('cohort_id', '=', cohortId).execute();
  await trx.deleteFrom('waiting_offers').where('cohort_id', '=', cohortId).execute();
  await trx.deleteFrom('waiting_list').where('cohort_id', '=', cohortId).execute();
}

/** True when the member was not waiting, or stands at the head only now. */
export async function insertWaiting(
  db: Db,
  cohortId: number,
  userId: string,
  at: { since: number; headAt: number | null },
): Promise<boolean> {
  const row = await db
    .insertInto('waiting_list')
    .values({ cohort_id: cohortId, user_id: userId, since: at.since, head_at: at.headAt })
    .onConflict((clash) =>
      at.headAt === null
        ? clash.doNothing()
        : clash
            .columns(['cohort_id', 'user_id'])
            .doUpdateSet({ head_at: at.headAt })
            .where('waiting_list.head_at', 'is', null),
    )
    .returning('user_id')
    .executeTakeFirst();
  return row !== undefined;
}

/** True when the member was waiting. */
export async function deleteWaiting(db: Db, cohortId: number, userId: string): Promise<boolean> {
  const row = await db
    .deleteFrom('waiting_list')
    .where('cohort_id', '=', cohortId)
    .where('user_id', '=', userId)
    .returning('user_id')
    .executeTakeFirst();
  return row !== undefined;
}

/** What decides whether anybody can be found for a member; undefined for somebody who is not in the cohort. */
export async function findStanding(db: Db, cohortId: number, userId: string): Promise<Standing | undefined> {
  const row = await db
    .selectFrom('cohort_members')
    .innerJoin('cohorts', 'cohorts.id', 'cohort_members.cohort_id')
    .innerJoin('members', (join) =>
      join
        .onRef('members.guild_id', '=', 'cohorts.guild_id')
        .onRef('members.user_id', '=', 'cohort_members.user_id'),
    )
    .select(['archived_at', 'gone_at', 'documentation_only', 'teams_taken', 'teams'])
    .where('cohort_members.cohort_id', '=', cohortId)
    .where('cohort_members.user_id', '=', userId)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const own = await db
    .selectFrom('projects')
    .leftJoin('teams', 'teams.id', 'projects.team_id')
    .select(['status', 'partners', 'places_taken', 'ended_at', 'teams.id as team'])
    .where('projects.cohort_id', '=', cohortId)
    .where('owner_id', '=', userId)
    .where('status', '<>', 'withdrawn')
    .execute();
  const hasTeamPlace = row.teams_taken < row.teams;
  const open = own.filter(
    (project) => project.status === 'looking' && project.places_taken < project.partners,
  );
  return {
    isThere: row.archived_at === null && row.gone_at === null,
    documentsOnly: row.documentation_only === 1,
    hasTeamPlace,
    hasProject: own.length > 0,
    offersPlace: open.some(({ team, ended_at }) => hasTeamPlace || (team !== null && ended_at === null)),
    hasAbsentPartner: await hasAbsentPartner(db, cohortId, userId),
  };
}

async function hasAbsentPartner(db: Db, cohortId: number, userId: string): Promise<boolean> {
  const row = await db
    .selectFrom('pairs')
    .innerJoin('silences', 'silences.team_id', 'pairs.team_id')
    .select('pairs.id')
    .where('pairs.cohort_id', '=', cohortId)
    .where('pairs.ended_at', 'is', null)
    .where('silences.state', '=', 'away')
    .where((eb) =>
      eb.or([
        eb.and([eb('host_id', '=', userId), eb('guest_id', '=', eb.ref('silences.user_id'))]),
        eb.and([eb('guest_id', '=', userId), eb('host_id', '=', eb.ref('silences.user_id'))]),
      ]),
    )
    .executeTakeFirst();
  return row !== undefined;
}

/** Somebody found a partner: whoever was told of them may hear of them again when they are free again. */
export async function deleteOffersOf(db: Db, cohortId: number, personIds: readonly string[]): Promise<void> {
  await db
    .deleteFrom('waiting_offers')
    .where('cohort_id', '=', cohortId)
    .where('person_id', 'in', personIds)
    .execute();
}

export async function isWaiting(db: Db, cohortId: number, userId: string): Promise<boolean> {
  const row = await db
    .selectFrom('waiting_list')
    .select('user_id')
    .where('cohort_id', '=', cohortId)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return row !== undefined;
}

export async function findOffers(db: Db, cohortId: number, personId: string) {
  const rows = await db
    .selectFrom('waiting_offers')
    .select(['user_id', 'pass_on_at'])
    .where('cohort_id', '=', cohortId)
    .where('person_id', '=', personId)
    .execute();
  return rows.map((row) => ({ userId: row.user_id, passedOn: row.pass_on_at === null }));
}

/** True for the one caller that gets to tell; nobody hears of the same person twice. */
export async function insertOffer(
  db: Db,
  offer: {
    cohort_id: number;
    user_id: string;
    person_id: string;
    told_at: number;
    pass_on_at: number | null;
  },
): Promise<boolean> {
  const row = await db
    .insertInto('waiting_offers')
    .values(offer)
    .onConflict((clash) => clash.doNothing())
    .returning('user_id')
    .executeTakeFirst();
  return row !== undefined;
}

export async function hasOfferToPassOn(db: Db, now: number): Promise<boolean> {
  const row = await db
    .selectFrom('waiting_offers')
    .select('cohort_id')
    .where('pass_on_at', '<=', now)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Offers whose day is over, marked so that the next in the list may be told. */
export async function passOffersOn(db: Db, now: number): Promise<{ cohortId: number; personId: string }[]> {
  const rows = await db
    .updateTable('waiting_offers')
    .set({ pass_on_at: null })
    .where('pass_on_at', '<=', now)
    .returning(['cohort_id', 'person_id'])
    .execute();
  return rows.map((row) => ({ cohortId: row.cohort_id, personId: row.person_id }));
}

/** True when the member did not watch this yet. */
export async function insertWatch(db: Db, watch: Omit<Watch, 'id'>, now: number): Promise<boolean> {
  const row = await db
    .insertInto('waiting_watches')
    .values({
      cohort_id: watch.cohortId,
      user_id: watch.userId,
      kind: watch.kind,
      project_id: watch.projectId,
      person_id: watch.personId,
      created_at: now,
    })
    .onConflict((clash) => clash.doNothing())
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** True for the one caller that took it. */
export async function deleteWatch(db: Db, id: number): Promise<boolean> {
  const row = await db.deleteFrom('waiting_watches').where('id', '=', id).returning('id').executeTakeFirst();
  return row !== undefined;
}

/** What a member watches, or what concerns them on either side; oldest first. */
export async function findWatches(
  db: Db,
  cohortId: number,
  userId: string,
  whose: 'own' | 'either',
): Promise<Watch[]> {
  const rows = await db
    .selectFrom('waiting_watches')
    .selectAll()
    .where('cohort_id', '=', cohortId)
    .where((eb) =>
      eb.or([eb('user_id', '=', userId), ...(whose === 'either' ? [eb('person_id', '=', userId)] : [])]),
    )
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    cohortId: row.cohort_id,
    userId: row.user_id,
    kind: row.kind,
    projectId: row.project_id,
    personId: row.person_id,
  }));
}

export async function deleteWatchesOf(db: Db, cohortId: number, userId: string): Promise<boolean> {
  const rows = await db
    .deleteFrom('waiting_watches')
    .where('cohort_id', '=', cohortId)
    .where('user_id', '=', userId)
    .returning('id')
    .execute();
  return rows.length > 0;
}

/** Takes a member off every list of a server, and off all that anybody watches of them; hands those watches out. */
export async function deleteAllOf(
  trx: Db,
  guildId: string,
  userId: string,
): Promise<{ id: number; userId: string }[]> {
  const cohorts = trx.selectFrom('cohorts').select('id').where('guild_id', '=', guildId);
  await trx
    .deleteFrom('waiting_list')
    .where('user_id', '=', userId)
    .where('cohort_id', 'in', cohorts)
    .execute();
  const rows = await trx
    .deleteFrom('waiting_watches')
    .where('cohort_id', 'in', cohorts)
    .where((eb) => eb.or([eb('user_id', '=', userId), eb('person_id', '=', userId)]))
    .returning(['id', 'user_id as userId'])
    .execute();
  return rows.filter((row) => row.userId !== userId);
}

/** Takes everybody off what they wait for in a project; hands those watches out. */
export async function deleteWatchesFor(
  trx: Db,
  projectId: number,
): Promise<{ id: number; userId: string; kind: Watch['kind'] }[]> {
  return await trx
    .deleteFrom('waiting_watches')
    .where('project_id', '=', projectId)
    .returning(['id', 'user_id as userId', 'kind'])
    .execute();
}

/** Takes a member off what they wait for in a cohort, and others off what they wait for of them; hands those out. */
export async function deleteWatchesIn(
  trx: Db,
  cohortId: number,
  userId: string,
): Promise<{ id: number; userId: string }[]> {
  const rows = await trx
    .deleteFrom('waiting_watches')
    .where('cohort_id', '=', cohortId)
    .where((eb) => eb.or([eb('user_id', '=', userId), eb('person_id', '=', userId)]))
    .returning(['id', 'user_id as userId'])
    .execute();
  return rows.filter((row) => row.userId !== userId);
}

/** Whoever waits for a place in a project waits for its new owner's answer; what its old owner waited to ask is over. */
export async function passWatches(
  trx: Db,
  { projectId, toId }: { readonly projectId: number; readonly toId: string },
): Promise<void> {
  await trx
    .deleteFrom('waiting_watches')
    .where('project_id', '=', projectId)
    .where((eb) => eb.or([eb('kind', '=', 'ask'), eb('user_id', '=', toId)]))
    .execute();
  await trx
    .updateTable('waiting_watches')
    .set({ person_id: toId })
    .where('project_id', '=', projectId)
    .execute();
}

export async function findProgress(db: Db): Promise<{ changeId: number; lookedAt: number }> {
  const row = await db
    .selectFrom('waiting_progress')
    .select(['change_id as changeId', 'looked_at as lookedAt'])
    .executeTakeFirstOrThrow();
  return row;
}

/** Never goes back, whoever else has read further meanwhile. */
export async function recordProgress(
  db: Db,
  progress: { changeId: number } | { lookedAt: number },
): Promise<void> {
  if ('changeId' in progress)
    await db
      .updateTable('waiting_progress')
      .set({ change_id: progress.changeId })
      .where('change_id', '<', progress.changeId)
      .execute();
  else
    await db
      .updateTable('waiting_progress')
      .set({ looked_at: progress.lookedAt })
      .where('looked_at', '<', progress.lookedAt)
      .execute();
}

/** Learners who changed after the change `after`, oldest change first. */
export async function findChanges(db: Db, after: number, limit: number) {
  return await db
    .selectFrom('learner_changes')
    .select(['id', 'cohort_id as cohortId', 'user_id as userId'])
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute();
}

/** The number of the newest change; 0 before the first. */
export async function findNewestChange(db: Db): Promise<number> {
  const row = await db
    .selectFrom('learner_changes')
    .select('id')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.id ?? 0;
}

/** Cohorts that run and where somebody waits or watches. */
export async function findCohortsWithWaiting(db: Db): Promise<number[]> {
  const rows = await db
    .selectFrom('cohorts')
    .select('id')
    .where('archived_at', 'is', null)
    .where((eb) =>
      eb.or([
        eb.exists(
          eb
            .selectFrom('waiting_list')
            .select('user_id')
            .whereRef('waiting_list.cohort_id', '=', 'cohorts.id'),
        ),
        eb.exists(
          eb
            .selectFrom('waiting_watches')
            .select('id')
            .whereRef('waiting_watches.cohort_id', '=', 'cohorts.id'),
        ),
      ]),
    )
    .execute();
  return rows.map((row) => row.id);
}

/** Members of a cohort whose pause ended by itself from `from` (exclusive) to `to` (inclusive), ms UTC. */
export async function findEndedPauses(
  db: Db,
  cohortId: number,
  span: { from: number; to: number },
): Promise<string[]> {
  const rows = await db
    .selectFrom('cohorts')
    .innerJoin('members', 'members.guild_id', 'cohorts.guild_id')
    .innerJoin('cohort_members', (join) =>
      join
        .onRef('cohort_members.cohort_id', '=', 'cohorts.id')
        .onRef('cohort_members.user_id', '=', 'members.user_id'),
    )
    .select('members.user_id')
    .where('cohorts.id', '=', cohortId)
    .where('members.paused_until', '>', span.from)
    .where('members.paused_until', '<=', span.to)
    .orderBy('members.paused_until')
    .execute();
  return rows.map((row) => row.user_id);
}
