import { sql } from 'kysely';
import { type Db, listedTexts, oneOfTexts, prepared } from '../../platform/database/index.ts';
import { LARGEST_SLICE } from '../../platform/slices.ts';

/** Written out, so that SQLite sees that the indexes of open requests will do. */
const OPEN = sql.lit('open' as const);

interface CohortKey {
  readonly id: number;
  readonly guildId: string;
}

/**
 * Everything about some of a cohort's learners that matching needs, one query a table. Members without a track are left
 * out.
 */
export async function loadCohort(db: Db, cohort: CohortKey, userIds: readonly string[]) {
  const { id, guildId } = cohort;
  const ids = JSON.stringify(userIds);
  const [members, availability, projects, asks, blocks, pairs, queue, studies] = await Promise.all([
    LEARNERS.members(db, guildId, id, ids),
    LEARNERS.availability(db, guildId, id, ids),
    LEARNERS.projects(db, guildId, id, ids),
    LEARNERS.asks(db, id, ids),
    LEARNERS.blocks(db, guildId, ids),
    LEARNERS.pairs(db, id, ids),
    LEARNERS.queue(db, id, ids),
    LEARNERS.studies(db, id, ids),
  ]);
  return { members, availability, projects, asks, blocks, pairs, queue, studies };
}

/** About the learners whose ids are listed as JSON. */
const LEARNERS = {
  members: prepared((db, guildId: string, cohortId: number, ids: string) =>
    db
      .selectFrom('cohort_members')
      .innerJoin('members', (join) =>
        join.onRef('members.user_id', '=', 'cohort_members.user_id').on('members.guild_id', '=', guildId),
      )
      .selectAll('members')
      .select(['cohort_members.documentation_only', 'cohort_members.teams_taken'])
      .select((eb) => eb.fn.coalesce('cohort_members.track', 'members.track').as('track'))
      .where('cohort_members.cohort_id', '=', cohortId)
      .where((eb) => eb(eb.fn.coalesce('cohort_members.track', 'members.track'), 'is not', null))
      .where('members.gone_at', 'is', null)
      .where((eb) =>
        eb.not(
          eb.exists(
            eb
              .selectFrom('suspensions')
              .select('suspensions.id')
              .whereRef('suspensions.user_id', '=', 'members.user_id')
              .where('suspensions.guild_id', '=', guildId)
              .where('suspensions.ended_at', 'is', null),
          ),
        ),
      )
      .where('cohort_members.user_id', 'in', listedTexts(db, ids)),
  ),
  availability: prepared((db, guildId: string, cohortId: number, ids: string) =>
    db
      .selectFrom('availability')
      .innerJoin('cohort_members', 'cohort_members.user_id', 'availability.user_id')
      .select(['availability.user_id', 'day', 'from_minute as from', 'to_minute as to'])
      .where('availability.guild_id', '=', guildId)
      .where('cohort_members.cohort_id', '=', cohortId)
      .where('availability.user_id', 'in', listedTexts(db, ids)),
  ),
  projects: prepared((db, guildId: string, cohortId: number, ids: string) =>
    projectsOf(db, guildId, cohortId).where('owner_id', 'in', listedTexts(db, ids)),
  ),
  // How many ask them to join their project, or to study together, and wait for the answer. In this order: SQLite would
  // read every open request of the cohort for each slice of its learners.
  asks: prepared((db, cohortId: number, ids: string) =>
    db
      .selectFrom('request_answers')
      .crossJoin('requests')
      .whereRef('requests.id', '=', 'request_answers.request_id')
      .where('request_answers.user_id', 'in', listedTexts(db, ids))
      .where('requests.cohort_id', '=', cohortId)
      .select((eb) => ['request_answers.user_id', 'requests.kind', eb.fn.countAll<number>().as('count')])
      .where('requests.state', '=', OPEN)
      .where('requests.kind', 'in', sql<string>`('ask', 'study')`)
      .groupBy(['request_answers.user_id', 'requests.kind']),
  ),
  blocks: prepared((db, guildId: string, ids: string) =>
    db
      .selectFrom('blocks')
      .select(['user_id', 'blocked_id'])
      .where('guild_id', '=', guildId)
      .where('user_id', 'in', listedTexts(db, ids)),
  ),
  pairs: prepared((db, cohortId: number, ids: string) =>
    db
      .selectFrom('pairs')
      .select(['host_id', 'guest_id'])
      .where('cohort_id', '=', cohortId)
      .where((eb) =>
        eb.or([eb('host_id', 'in', listedTexts(db, ids)), eb('guest_id', 'in', listedTexts(db, ids))]),
      ),
  ),
  queue: prepared((db, cohortId: number, ids: string) =>
    db
      .selectFrom('waiting_list')
      .select(['user_id', 'since'])
      .where('cohort_id', '=', cohortId)
      .where('user_id', 'in', listedTexts(db, ids)),
  ),
  studies: prepared((db, cohortId: number, ids: string) =>
    db
      .selectFrom('studies')
      .select(['user_id', 'partner_id'])
      .where('ended_at', 'is', null)
      // No index's business: SQLite would read every study partner of the cohort for each slice of its learners.
      .where(sql<number>`cohort_id + 0`, '=', cohortId)
      .where((eb) =>
        eb.or([eb('user_id', 'in', listedTexts(db, ids)), eb('partner_id', 'in', listedTexts(db, ids))]),
      ),
  ),
};

function projectsOf(db: Db, guildId: string, cohortId: number) {
  return (
    db
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
      .where('guild_id', '=', guildId)
      .where('cohort_id', '=', cohortId)
      // Whoever has handed in is nobody without a project: they look for no partner.
      .where('status', '<>', 'withdrawn')
      // By their owners first: for the order of the ids alone SQLite would walk all projects of the server for each slice.
      .orderBy('owner_id')
      .orderBy('id')
  );
}

export type CohortRows = Awaited<ReturnType<typeof loadCohort>>;

/** Who stands in some relation to a seeker beyond what an index of learners knows. */
export interface Acquaintances {
  /** Those the seeker has asked and who have not answered, and those who wait for the seeker's answer. */
  readonly asked: Set<string>;
  readonly askedBy: Set<string>;
  /** Those who said no to the seeker. */
  readonly declined: Set<string>;
  /** Present and former study partners. */
  readonly studied: Set<string>;
}

const ACQUAINTANCES = {
  sent: prepared((db, cohortId: number, userId: string) =>
    db
      .selectFrom('requests')
      .crossJoin('request_answers')
      .select(['request_answers.user_id', 'requests.state', 'requests.kind'])
      .where('requests.sender_id', '=', userId)
      .where('requests.cohort_id', '=', cohortId)
      .where('requests.state', 'in', ['open', 'declined'])
      .whereRef('request_answers.request_id', '=', 'requests.id'),
  ),
  received: prepared((db, cohortId: number, userId: string) =>
    db
      .selectFrom('request_answers')
      .crossJoin('requests')
      .select('requests.sender_id')
      .where('request_answers.user_id', '=', userId)
      .whereRef('requests.id', '=', 'request_answers.request_id')
      .where('requests.state', '=', OPEN)
      .where('requests.cohort_id', '=', cohortId),
  ),
  studied: prepared((db, cohortId: number, userId: string) =>
    db
      .selectFrom('studies')
      .select(['user_id', 'partner_id'])
      .where('cohort_id', '=', cohortId)
      .where((eb) => eb.or([eb('user_id', '=', userId), eb('partner_id', '=', userId)])),
  ),
};

export async function findAcquaintances(db: Db, cohortId: number, userId: string): Promise<Acquaintances> {
  const [asks, asked, studies] = await Promise.all([
    ACQUAINTANCES.sent(db, cohortId, userId),
    ACQUAINTANCES.received(db, cohortId, userId),
    ACQUAINTANCES.studied(db, cohortId, userId),
  ]);
  const to = (state: 'open' | 'declined') => asks.filter((row) => row.state === state);
  return {
    asked: new Set(to('open').map((row) => row.user_id)),
    askedBy: new Set(asked.flatMap((row) => row.sender_id ?? [])),
    declined: new Set(
      to('declined')
        .filter((row) => row.kind === 'ask')
        .map((row) => row.user_id),
    ),
    studied: new Set(studies.map((row) => (row.user_id === userId ? row.partner_id : row.user_id))),
  };
}

/** Whom of these members a learner has answered with no. */
export async function findTurnedDown(
  db: Db,
  cohortId: number,
  userId: string,
  senderIds: readonly string[],
): Promise<Set<string>> {
  const rows = await db
    .selectFrom('request_answers')
    .crossJoin('requests')
    .select('requests.sender_id')
    .where('request_answers.user_id', '=', userId)
    .whereRef('requests.id', '=', 'request_answers.request_id')
    .where('requests.sender_id', 'in', oneOfTexts(db, senderIds))
    .where('requests.cohort_id', '=', cohortId)
    .where('requests.kind', '=', 'ask')
    .where('requests.state', '=', 'declined')
    .execute();
  return new Set(rows.flatMap((row) => row.sender_id ?? []));
}

export type OwnedProject = Awaited<ReturnType<typeof findProjectsOf>>[number];

/** A project without a team offers nothing when its owner is in as many teams as they want. */
const ownerHasPlace = sql<0 | 1>`(projects.team_id is not null or not exists (
  select 1 from cohort_members join members on members.user_id = cohort_members.user_id
  where cohort_members.cohort_id = projects.cohort_id and cohort_members.user_id = projects.owner_id
    and members.guild_id = projects.guild_id and cohort_members.teams_taken >= members.teams))`;

/** Projects of these owners in a cohort, but for those withdrawn; oldest first. */
export async function findProjectsOf(db: Db, cohort: CohortKey, ownerIds: readonly string[]) {
  return await offeredBy(db, cohort.guildId, cohort.id, JSON.stringify(ownerIds));
}

const offeredBy = prepared((db, guildId: string, cohortId: number, ownerIds: string) =>
  projectsOf(db, guildId, cohortId)
    .where('owner_id', 'in', listedTexts(db, ownerIds))
    .select(ownerHasPlace.as('owner_has_place')),
);

/** Ids of a cohort's members who are in the server, in their order, after the id `after`. */
export async function findMemberIds(
  db: Db,
  cohortId: number,
  after: string,
  limit: number,
): Promise<string[]> {
  const rows = await db
    .selectFrom('cohort_members')
    .select('user_id')
    .where('cohort_id', '=', cohortId)
    .where('user_id', '>', after)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('members')
            .innerJoin('cohorts', 'cohorts.guild_id', 'members.guild_id')
            .select('members.user_id')
            .where('cohorts.id', '=', cohortId)
            .whereRef('members.user_id', '=', 'cohort_members.user_id')
            .where('members.gone_at', 'is not', null),
        ),
      ),
    )
    .orderBy('user_id')
    .limit(limit)
    .execute();
  return rows.map((row) => row.user_id);
}

/** The number of the newest change of any learner; 0 before the first. */
export async function findLastChange(db: Db): Promise<number> {
  const row = await db
    .selectFrom('learner_changes')
    .select('id')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.id ?? 0;
}

/** A learner who changed, and the number of the change. */
export interface Changed {
  readonly id: number;
  readonly userId: string;
}

/** A cohort's learners who changed after the change `after`, oldest change first; as many as a slice has at most. */
export const findChanged: (db: Db, cohortId: number, after: number) => Promise<Changed[]> = prepared(
  (db, cohortId: number, after: number) =>
    db
      .selectFrom('learner_changes')
      .select(['id', 'user_id as userId'])
      .where('cohort_id', '=', cohortId)
      .where('id', '>', after)
      .orderBy('id')
      .limit(LARGEST_SLICE),
);

/** Whose partner, of these members, is away: the place they hold with them may be given on. */
export async function findWithAbsent(
  db: Db,
  cohortId: number,
  userIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('silences')
    .innerJoin('pairs', 'pairs.team_id', 'silences.team_id')
    .select(['silences.user_id', 'pairs.host_id', 'pairs.guest_id'])
    .where('silences.cohort_id', '=', cohortId)
    .where('silences.state', '=', 'away')
    .where('pairs.ended_at', 'is', null)
    .execute();
  const left = rows.flatMap(({ user_id: away, host_id: host, guest_id: guest }) =>
    away === host ? [guest] : away === guest ? [host] : [],
  );
  return new Set(left.filter((id) => userIds.includes(id)));
}

/** How often somebody was forgotten in a server, or everywhere. */
export async function countErasures(db: Db, guildId: string): Promise<number> {
  const [row] = await erasuresIn(db, guildId);
  return row?.count ?? 0;
}

const erasuresIn = prepared((db, guildId: string) =>
  db
    .selectFrom('erasures')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('done_at', 'is not', null)
    .where((eb) => eb.or([eb('guild_id', '=', guildId), eb('guild_id', 'is', null)])),
);
