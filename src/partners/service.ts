import type { WeeklyInterval } from '../availability/rules.ts';
import type { Clock } from '../clock.ts';
import type { Cohort } from '../cohorts/rules.ts';
import type { Cohorts } from '../cohorts/service.ts';
import type { Communities } from '../communities/service.ts';
import type { Db } from '../database/index.ts';
import type { Project } from '../projects/rules.ts';
import { mondayAt } from '../zones/rules.ts';
import { learnersOf, seekerFor } from './cohort-learners.ts';
import {
  CandidateIndex,
  CohortWeek,
  defaultSettings,
  type Learner,
  type MatchSettings,
  type Ranking,
  type Reason,
  reasons,
  score,
  sharedIntervals,
  sharedSlots,
  storedWeights,
} from './rules.ts';
import { type CohortRows, deleteWaiting, findAsked, insertWaiting, loadCohort } from './store.ts';

export interface Search {
  readonly cohort: Cohort;
  readonly seekerId: string;
  /** The project a partner is sought for; undefined seeks for oneself. */
  readonly projectId?: number;
  readonly anyBrief?: boolean;
  /** Default: the cohort's floor. */
  readonly minOverlapMinutes?: number;
  readonly side?: 'other' | 'same';
  readonly offset?: number;
}

/** One of the people a search found, with why. */
export interface Found {
  readonly userId: string;
  readonly learner: Learner;
  readonly known: boolean;
  readonly total: number;
  readonly reasons: readonly Reason[];
  /** In the seeker's zone. */
  readonly shared: readonly WeeklyInterval[];
  /** Their own project that seeks a partner, of the sought brief where they have several. */
  readonly project: { readonly id: number; readonly title: string; readonly brief: string } | undefined;
}

export interface SearchResult {
  readonly seeker: Learner;
  readonly found: readonly Found[];
  readonly ranking: Ranking;
  readonly settings: MatchSettings;
}

export interface Partners {
  /** Undefined when the seeker has no track yet (joins the cohort and says their side first). */
  search(search: Search): Promise<SearchResult | undefined>;
  /** How many learners fit a new project now: with shared hours when the owner has given theirs. */
  fitting(project: Project): Promise<number>;
  /** Why two learners fit, as the first one reads it. */
  why(
    cohort: Cohort,
    projectId: number | undefined,
    readerId: string,
    otherId: string,
  ): Promise<Pick<Found, 'reasons' | 'shared'> | undefined>;
  /** True when the member was not on the list yet. */
  wait(cohortId: number, userId: string): Promise<boolean>;
  stopWaiting(cohortId: number, userId: string, trx?: Db): Promise<void>;
}

const PAGE = 5;

export function createPartners(parts: {
  db: Db;
  clock: Clock;
  communities: Communities;
  cohorts: Cohorts;
}): Partners {
  const { db, clock, communities, cohorts } = parts;

  async function load(cohort: Cohort) {
    const { language } = await communities.get(cohort.guildId);
    const rows = await loadCohort(db, cohort);
    const now = clock.now();
    const week = new CohortWeek(mondayAt(now, cohort.timezone));
    const settings = {
      ...defaultSettings(week, now),
      weights: storedWeights(cohort.weights),
      floorMinutes: cohort.minOverlapMinutes,
    };
    return { rows, settings, learners: learnersOf(rows, cohort, language, now) };
  }

  async function search(options: Search): Promise<SearchResult | undefined> {
    const { rows, settings: defaults, learners } = await load(options.cohort);
    const self = learners.get(options.seekerId);
    if (self === undefined) return undefined;
    const project = rows.projects.find((row) => row.id === options.projectId);
    const seeker = seekerFor(self, project);
    const settings = { ...defaults, floorMinutes: options.minOverlapMinutes ?? defaults.floorMinutes };
    const index = new CandidateIndex(settings.week);
    for (const learner of learners.values()) index.put(learner);
    const ranking = index.rank(seeker, settings, {
      side: options.side ?? 'other',
      anyBrief: options.anyBrief ?? false,
      asked: new Set(options.projectId === undefined ? [] : await findAsked(db, options.projectId)),
      limit: PAGE,
      offset: options.offset ?? 0,
    });
    const found = ranking.candidates.flatMap(({ id, known, score: { total } }) => {
      const learner = learners.get(id);
      return learner === undefined
        ? []
        : [
            {
              userId: id,
              learner,
              known,
              total,
              ...explained(seeker, learner, settings),
              project: projectOf(rows, id, seeker),
            },
          ];
    });
    return { seeker, found, ranking, settings };
  }

  return {
    search,
    async fitting(project) {
      const cohort = await cohorts.find(project.cohortId);
      if (cohort === undefined) return 0;
      const result = await search({ cohort, seekerId: project.ownerId, projectId: project.id });
      if (result === undefined) return 0;
      return result.seeker.availability.length > 0 ? result.ranking.breakdown.fitting : result.ranking.total;
    },
    async why(cohort, projectId, readerId, otherId) {
      const { rows, settings, learners } = await load(cohort);
      const reader = learners.get(readerId);
      const other = learners.get(otherId);
      if (reader === undefined || other === undefined) return undefined;
      const project = rows.projects.find((row) => row.id === projectId);
      const [a, b] =
        project?.owner_id === otherId
          ? [reader, seekerFor(other, project)]
          : [seekerFor(reader, project), other];
      return explained(a, b, settings);
    },
    async wait(cohortId, userId) {
      return await insertWaiting(db, cohortId, userId, clock.now());
    },
    async stopWaiting(cohortId, userId, trx = db) {
      await deleteWaiting(trx, cohortId, userId);
    },
  };
}

function explained(
  seeker: Learner,
  learner: Learner,
  settings: MatchSettings,
): Pick<Found, 'reasons' | 'shared'> {
  const both = sharedSlots(
    settings.week.slots(seeker.availability, seeker.zone),
    settings.week.slots(learner.availability, learner.zone),
  );
  return {
    reasons: reasons(seeker, learner, score(seeker, learner, settings), settings),
    shared: sharedIntervals(both, seeker.zone, settings.week),
  };
}

function projectOf(rows: CohortRows, ownerId: string, seeker: Learner): Found['project'] {
  const own = rows.projects.filter((row) => row.owner_id === ownerId && row.status === 'looking');
  return own.find((row) => seeker.briefs.some((brief) => brief === row.brief)) ?? own[0];
}
