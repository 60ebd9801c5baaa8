import type { WeeklyInterval } from '../../people/availability/rules.ts';
import type { Cohort } from '../../people/cohorts/rules.ts';
import type { Cohorts } from '../../people/cohorts/service.ts';
import type { Communities } from '../../people/communities/service.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/database/index.ts';
import type { Feature } from '../../platform/feature.ts';
import { isOpen, type Project } from '../../work/projects/rules.ts';
import { createCohortIndexes } from './cohort-index.ts';
import { offers, type Sought, seekerFor, soughtBy } from './cohort-learners.ts';
import {
  areComplementary,
  type Brief,
  type CandidateIndex,
  canBeAsked,
  defaultSettings,
  hardConditions,
  type Learner,
  type MatchSettings,
  type RankedCandidate,
  type Ranking,
  type Reason,
  reasons,
  type Score,
  score,
  sharedIntervals,
  sharedSlots,
  storedWeights,
  type Track,
} from './rules.ts';
import {
  findAcquaintances,
  findMemberIds,
  findProjectsOf,
  findTurnedDown,
  findWithAbsent,
  loadCohort,
  type OwnedProject,
} from './store.ts';

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
  /** Where no project is sought for: owners of open projects beyond those found, at most three. */
  readonly joinable: readonly Found[];
}

/** Learners of a cohort as rows, and their ids in pages: for the round, which judges everybody at once. */
export const cohortRows = loadCohort;
export const cohortMemberIds = findMemberIds;

export interface Partners {
  /** Undefined when the seeker has no track yet (joins the cohort and says their side first). */
  search(search: Search): Promise<SearchResult | undefined>;
  /**
   * Open projects of others that a learner could join, those of a brief first, then by how well their owners fit.
   * `skip`: the id of the project they came from.
   */
  joinable(
    cohort: Cohort,
    userId: string,
    wanted: {
      readonly brief: Brief;
      readonly skip: number;
      readonly limit: number;
    },
  ): Promise<Found[]>;
  /** How many learners fit a new project of a cohort now: with shared hours when the owner has given theirs. */
  fitting(cohort: Cohort, project: Project): Promise<number>;
  /** Why two learners fit, as the first one reads it. */
  why(
    cohort: Cohort,
    projectId: number | undefined,
    readerId: string,
    otherId: string,
  ): Promise<Pick<Found, 'reasons' | 'shared'> | undefined>;
  /**
   * Of these seekers, in their order, those whom a learner could fit at all: on the other side, while the learner can be
   * asked. In memory alone, for `fits` asks the database about each. `tracks`: of the seeker's projects, if they have any.
   */
  couldFit<Seeker extends { readonly userId: string; readonly tracks: readonly Track[] }>(
    cohort: Cohort,
    personId: string,
    seekers: readonly Seeker[],
  ): Promise<Seeker[]>;
  /**
   * Whether a learner fits each of these seekers now, for any of their open projects. Left out: seekers who are unknown,
   * and those the learner has said no to.
   */
  fits(cohort: Cohort, personId: string, seekerIds: readonly string[]): Promise<Map<string, Fit>>;
  readonly feature: Feature;
}

export type Fit =
  /** `projectId`: the seeker's project they fit; undefined for a seeker without any. `theirs`: a project to join. */
  | {
      readonly state: 'fits';
      readonly projectId: number | undefined;
      readonly theirs: { readonly id: number } | undefined;
    }
  /** One of the two has asked the other and waits for an answer. */
  | { readonly state: 'in-talks' }
  | { readonly state: 'no' };

const PAGE = 5;
/** So many of those who fit best are looked at for an open project. */
const OWNERS = 30;
/** So many open projects are shown besides the people. */
const MOST_JOINABLE = 3;

export function createPartners(parts: {
  db: Db;
  clock: Clock;
  communities: Communities;
  cohorts: Cohorts;
}): Partners {
  const { db, cohorts } = parts;
  const indexes = createCohortIndexes(parts);

  async function load(cohort: Cohort) {
    const { index, week, now } = await indexes.current(cohort);
    const settings = {
      ...defaultSettings(week, now),
      weights: storedWeights(cohort.weights),
      floorMinutes: cohort.minOverlapMinutes,
    };
    return { index, settings };
  }

  /** Who fits a seeker, and best first; without why. */
  async function rank(options: Search) {
    const { cohort, seekerId, projectId } = options;
    const [own, known, { index, settings: defaults }] = await Promise.all([
      findProjectsOf(db, cohort, [seekerId]),
      findAcquaintances(db, cohort.id, seekerId),
      load(cohort),
    ]);
    const self = index.get(seekerId);
    if (self === undefined) return undefined;
    const project = own.find((row) => row.id === projectId);
    const seeker = seekerFor(self, project && soughtBy(project));
    const settings = { ...defaults, floorMinutes: options.minOverlapMinutes ?? defaults.floorMinutes };
    const { side = 'other', anyBrief = false, offset = 0 } = options;
    // Who has no project is shown open ones too: their owners are among those who fit best.
    const joins = projectId === undefined && side === 'other' && offset === 0;
    const wide = { ...known, side, anyBrief, offset, limit: joins ? OWNERS : PAGE, few: PAGE };
    return { index, seeker, settings, ranking: index.rank(seeker, settings, wide) };
  }

  async function search(options: Search): Promise<SearchResult | undefined> {
    const ranked = await rank(options);
    if (ranked === undefined) return undefined;
    const { index, seeker, settings } = ranked;
    const { candidates, ...rest } = ranked.ranking;
    const projects = await findProjectsOf(
      db,
      options.cohort,
      candidates.map(({ id }) => id),
    );
    const explain = (some: readonly RankedCandidate[]) => people(index, seeker, settings, some, projects);
    const shown = candidates.slice(0, PAGE);
    const found = explain(shown);
    const room = Math.min(MOST_JOINABLE, PAGE - found.filter(({ project }) => project !== undefined).length);
    const owners = candidates.slice(PAGE).filter(({ id }) => projectOf(projects, id, seeker) !== undefined);
    const ranking = { ...rest, candidates: shown };
    return { seeker, found, ranking, settings, joinable: explain(owners.slice(0, room)) };
  }

  /** The projects of others that a learner could join, in the order in which their owners fit. */
  async function joinable(
    cohort: Cohort,
    userId: string,
    wanted: { brief: Brief; skip: number; limit: number },
  ): Promise<Found[]> {
    const [known, { index, settings }] = await Promise.all([
      findAcquaintances(db, cohort.id, userId),
      load(cohort),
    ]);
    const self = index.get(userId);
    if (self === undefined) return [];
    const seeker = { ...self, briefs: [wanted.brief] };
    const options = { ...known, anyBrief: true, limit: OWNERS } as const;
    const { candidates } = index.rank(seeker, settings, { ...options, relaxations: 'never' });
    const projects = await findProjectsOf(
      db,
      cohort,
      candidates.map(({ id }) => id),
    );
    const open = candidates.filter(({ id }) => {
      const project = projectOf(projects, id, seeker);
      return project !== undefined && project.id !== wanted.skip;
    });
    // Those of the brief first, whoever owns them.
    const isOfBrief = ({ id }: RankedCandidate) =>
      Number(projectOf(projects, id, seeker)?.brief === wanted.brief);
    const first = open.toSorted((a, b) => isOfBrief(b) - isOfBrief(a)).slice(0, wanted.limit);
    return people(index, seeker, settings, first, projects);
  }

  return {
    search,
    joinable,
    async fitting(cohort, project) {
      const [known, { index, settings }] = await Promise.all([
        findAcquaintances(db, cohort.id, project.ownerId),
        load(cohort),
      ]);
      const self = index.get(project.ownerId);
      if (self === undefined) return 0;
      const sought: Sought = {
        ...project,
        places: isOpen(project) ? project.partners - project.placesTaken : 0,
      };
      const seeker = seekerFor(self, sought);
      const { fitting, unknown } = index.count(seeker, settings, known);
      return seeker.availability.length > 0 ? fitting : fitting + unknown;
    },
    async why(cohort, projectId, readerId, otherId) {
      const [projects, { index, settings }] = await Promise.all([
        findProjectsOf(db, cohort, [readerId, otherId]),
        load(cohort),
      ]);
      const reader = index.get(readerId);
      const other = index.get(otherId);
      if (reader === undefined || other === undefined) return undefined;
      const project = projects.find((row) => row.id === projectId);
      const [a, b] =
        project?.owner_id === otherId
          ? [reader, seekerFor(other, soughtBy(project))]
          : [seekerFor(reader, project && soughtBy(project)), other];
      return explained(a, b, score(a, b, settings), settings);
    },
    async couldFit(cohort, personId, seekers) {
      const { index, settings } = await load(cohort);
      const person = index.get(personId);
      if (person === undefined || !canBeAsked(person, settings)) return [];
      return seekers.filter(({ userId, tracks }) => {
        const seeker = index.get(userId);
        if (seeker === undefined) return false;
        return (tracks.length === 0 ? [seeker.track] : tracks).some((track) =>
          areComplementary(track, person.track),
        );
      });
    },
    async fits(cohort, personId, seekerIds) {
      const [projects, known, left, turnedDown, { index, settings }] = await Promise.all([
        findProjectsOf(db, cohort, [personId, ...seekerIds]),
        findAcquaintances(db, cohort.id, personId),
        findWithAbsent(db, cohort.id, seekerIds),
        findTurnedDown(db, cohort.id, personId, seekerIds),
        load(cohort),
      ]);
      const inTalks = known.asked.union(known.askedBy);
      const person = index.get(personId);
      const found = new Map<string, Fit>();
      for (const id of seekerIds) {
        const seeker = index.get(id);
        if (seeker === undefined || person === undefined || turnedDown.has(id)) continue;
        const isLeft = left.has(id);
        found.set(
          id,
          inTalks.has(id) ? { state: 'in-talks' } : fit({ projects, isLeft }, seeker, person, settings),
        );
      }
      return found;
    },
    feature: {
      name: 'partners',
      pollers: [
        // Has the learners of running cohorts in memory before somebody searches.
        {
          name: 'partners',
          every: 60_000,
          everywhere: true,
          run: async () => indexes.keepWarm(await cohorts.running()),
        },
      ],
    },
  };
}

/** The ranked with why they fit, and the project of theirs that one could join. */
function people(
  index: CandidateIndex,
  seeker: Learner,
  settings: MatchSettings,
  ranked: readonly RankedCandidate[],
  projects: readonly OwnedProject[],
): Found[] {
  return ranked.flatMap(({ id, known, score: full }) => {
    const learner = index.get(id);
    if (learner === undefined) return [];
    const project = projectOf(projects, id, seeker);
    const why = explained(seeker, learner, full, settings);
    return [{ userId: id, learner, known, total: full.total, ...why, project }];
  });
}

/**
 * Judged for each open project of the seeker, the newest first; without any project, for the seeker alone. `isLeft`: a
 * partner of theirs is away, whose place they may give on, so that a full project counts as open.
 */
function fit(
  { projects, isLeft }: { projects: readonly OwnedProject[]; isLeft: boolean },
  self: Learner,
  person: Learner,
  settings: MatchSettings,
): Fit {
  const own = projects.filter((row) => row.owner_id === self.id);
  const open = own
    .filter((row) => row.status === 'looking' || (isLeft && row.status === 'full'))
    .toReversed();
  for (const project of own.length === 0 ? [undefined] : open) {
    const asked = seekerFor(self, project && soughtBy(project));
    const seeker = isLeft ? { ...asked, places: Math.max(1, asked.places) } : asked;
    if (hardConditions(seeker, person, settings).failing.length > 0) continue;
    return { state: 'fits', projectId: project?.id, theirs: projectOf(projects, person.id, seeker) };
  }
  return { state: 'no' };
}

function explained(
  seeker: Learner,
  learner: Learner,
  full: Score,
  settings: MatchSettings,
): Pick<Found, 'reasons' | 'shared'> {
  const both = sharedSlots(
    settings.week.slots(seeker.availability, seeker.zone),
    settings.week.slots(learner.availability, learner.zone),
  );
  return {
    reasons: reasons(seeker, learner, full, settings),
    shared: sharedIntervals(both, seeker.zone, settings.week),
  };
}

function projectOf(projects: readonly OwnedProject[], ownerId: string, seeker: Learner): Found['project'] {
  const own = projects.filter((row) => row.owner_id === ownerId && offers(row, row.owner_has_place === 1));
  return own.find((row) => seeker.briefs.some((brief) => brief === row.brief)) ?? own[0];
}
