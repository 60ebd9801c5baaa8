import { join } from 'node:path';
import { learnersOf, seekerFor, soughtBy } from '../../../src/pairing/partners/cohort-learners.ts';
import {
  CohortWeek,
  DEFAULT_WEIGHTS,
  defaultSettings,
  type Ranking,
  rank,
} from '../../../src/pairing/partners/rules.ts';
import { createPartners, type Partners, type Search } from '../../../src/pairing/partners/service.ts';
import {
  findAcquaintances,
  findMemberIds,
  findProjectsOf,
  loadCohort,
} from '../../../src/pairing/partners/store.ts';
import type { Cohort } from '../../../src/people/cohorts/rules.ts';
import { createCohorts } from '../../../src/people/cohorts/service.ts';
import { createCommunities } from '../../../src/people/communities/service.ts';
import { createAudit } from '../../../src/platform/audit/service.ts';
import { type Db, openDatabase } from '../../../src/platform/database/index.ts';
import type { Outbox } from '../../../src/platform/delivery/types.ts';
import { createEvents } from '../../../src/platform/events/events.ts';
import { mondayAt } from '../../../src/platform/zones/rules.ts';
import { temporaryDirectory } from '../../support/directory.ts';
import { putDatabase } from '../../support/migrated.ts';

export const GUILD = '700000000000000001';

/** A really migrated database with one cohort, and what searches in it. */
export interface Place {
  readonly db: Db;
  readonly cohort: Cohort;
  readonly clock: { now: () => number };
  readonly partners: Partners;
  /** Partners that have nothing in memory yet, on another way to the same database where one is given. */
  readonly cold: (on?: Db) => Partners;
  /** Everybody judged one by one, from rows read anew. Undefined for a seeker who has no track. */
  readonly naive: (search: Search) => Promise<Ranking | undefined>;
}

export async function createPlace(
  clock: { now: () => number },
  path = join(temporaryDirectory(), 'nexus.db'),
): Promise<Place> {
  await putDatabase(path);
  const db = openDatabase(path);
  const communities = createCommunities({ db, events: createEvents(), audit: createAudit({ db, clock }) });
  await communities.ensure(GUILD, clock.now());
  const cohortRow = await db
    .insertInto('cohorts')
    .values({
      guild_id: GUILD,
      name: 'November',
      name_key: 'november',
      start_date: '2026-03-01',
      deadline_date: '2026-12-01',
      deadline_at: Date.UTC(2026, 11, 1),
      timezone: 'Africa/Lagos',
      created_at: clock.now(),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const cohorts = createCohorts({
    db,
    clock,
    audit: createAudit({ db, clock }),
    communities,
    outbox: undefined as unknown as Outbox,
    defaultTimezone: 'UTC',
    events: createEvents(),
  });
  const cohort = await cohorts.find(cohortRow.id);
  if (cohort === undefined) throw new Error('no cohort');
  const cold = (on = db) => createPartners({ db: on, clock, communities, cohorts });

  const naive = async (search: Search) =>
    naiveRanking(db, search, clock.now(), (await communities.get(GUILD)).language);
  return { db, cohort, clock, partners: cold(), cold, naive };
}

/** Everybody judged one by one, from rows read anew. `now` in ms UTC; `language` is the server's. */
export async function naiveRanking(
  db: Db,
  search: Search,
  now: number,
  language: string,
): Promise<Ranking | undefined> {
  const { cohort, seekerId } = search;
  const week = new CohortWeek(mondayAt(now, cohort.timezone));
  const settings = {
    ...defaultSettings(week, now),
    weights: DEFAULT_WEIGHTS,
    floorMinutes: search.minOverlapMinutes ?? cohort.minOverlapMinutes,
  };
  const learners = learnersOf(
    await loadCohort(db, cohort, await findMemberIds(db, cohort.id, '', 1_000_000)),
    cohort,
    language,
    now,
  );
  const self = learners.get(seekerId);
  if (self === undefined) return undefined;
  const own = await findProjectsOf(db, cohort, [seekerId]);
  const project = own.find(({ id }) => id === search.projectId);
  const seeker = seekerFor(self, project && soughtBy(project));
  return rank(seeker, learners.values(), settings, {
    side: search.side ?? 'other',
    anyBrief: search.anyBrief ?? false,
    ...(await findAcquaintances(db, cohort.id, seekerId)),
    limit: 5,
    offset: search.offset ?? 0,
  });
}
