import type { SilenceNumbers, Silences } from '../../calendar/silences/service.ts';
import type { Blockers } from '../../journal/blockers/service.ts';
import type { PulseCounts } from '../../journal/pulse/rules.ts';
import type { Pulses } from '../../journal/pulse/service.ts';
import type { Cohort } from '../../people/cohorts/rules.ts';
import type { Learners } from '../../people/learners/service.ts';
import { added, type Counts, countsOf, type Standing } from '../../people/standing/rules.ts';
import type { Standings } from '../../people/standing/service.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/database/index.ts';
import type { Featured } from '../../platform/feature.ts';
import { addDays, localDate, startOfDay } from '../../platform/zones/rules.ts';
import { createLists, type Lists } from './lists.ts';
import {
  type DayOfActivity,
  EMPTY_FUNNEL,
  emptySupply,
  type Funnel,
  type Happening,
  type Person,
  SEEN,
  type Supply,
  withSlice,
} from './rules.ts';
import { countHappenings, countSeeking, countTeams, findReasons } from './store.ts';
import { findHappenings } from './timeline/store.ts';

export interface CohortStatus {
  readonly counts: Counts;
  readonly funnel: Funnel;
  readonly supply: Supply;
  /** Every day of the cohort so far, the first first. */
  readonly activity: readonly DayOfActivity[];
  /** Teams that stand. */
  readonly teams: number;
  readonly silences: SilenceNumbers;
  /** Blockers that are open. */
  readonly blocked: number;
  /** How members say it goes in their teams. */
  readonly pulse: PulseCounts;
  /** Why members looked for another partner, the latest first, without names. */
  readonly reasons: readonly string[];
}

/** One learner, for staff. */
export interface LearnerInsight extends Person {
  readonly standing: Standing;
  readonly timeline: readonly Happening[];
}

/** How a cohort stands, for staff. */
export interface Overview extends Lists, Featured {
  /** Takes seconds for a hundred thousand; who asks while it is being counted gets the same. */
  status(cohort: Cohort): Promise<CohortStatus>;
  /** How many learners and teams a cohort has. */
  size(cohortId: number): Promise<{ learners: number; teams: number }>;
  /** What somebody did in a cohort, the latest first. */
  timeline(cohort: Cohort, userId: string, limit: number): Promise<Happening[]>;
  /** How staff know one learner; undefined for who is not in the cohort. */
  learner(cohort: Cohort, userId: string): Promise<LearnerInsight | undefined>;
}

const REASONS = 5;
/** Lines of a timeline that fit into one message. */
const LINES = 30;
/** So many days fit beside each other in the picture. */
const MOST_DAYS = 42;

export function createOverview(parts: {
  db: Db;
  clock: Clock;
  standings: Standings;
  silences: Pick<Silences, 'numbers'>;
  blockers: Pick<Blockers, 'openOfCohort'>;
  pulses: Pick<Pulses, 'counts'>;
  learners: Pick<Learners, 'findMany'>;
}): Overview {
  const { db, clock, standings, silences, blockers, pulses } = parts;
  const lists = createLists(parts);
  const counting = new Map<number, Promise<CohortStatus>>();

  async function learnersIn(cohortId: number): Promise<{ counts: Counts; funnel: Funnel }> {
    let counts = countsOf([]);
    let funnel = EMPTY_FUNNEL;
    await standings.each(cohortId, SEEN, (slice) => {
      counts = added(counts, countsOf(slice));
      funnel = withSlice(funnel, slice);
      return true;
    });
    return { counts, funnel };
  }

  async function supplyIn(cohortId: number): Promise<Supply> {
    const supply = emptySupply();
    await countSeeking(db, cohortId, (brief, side, count) => {
      supply[brief][side] += count;
    });
    return supply;
  }

  async function activityIn(cohort: Cohort): Promise<DayOfActivity[]> {
    const { timezone, startDate } = cohort;
    const today = localDate(clock.now(), timezone);
    const first = [startDate, addDays(today, 1 - MOST_DAYS)].toSorted().at(-1) ?? startDate;
    const days = new Map<string, number>();
    for (let date = first; date <= today; date = addDays(date, 1)) days.set(date, 0);
    await countHappenings(db, cohort.id, startOfDay(first, timezone), (at, count) => {
      const date = localDate(at, timezone);
      if (days.has(date)) days.set(date, (days.get(date) ?? 0) + count);
    });
    return Array.from(days, ([date, count]) => ({ date, count }));
  }

  async function count(cohort: Cohort): Promise<CohortStatus> {
    const { id } = cohort;
    return {
      ...(await learnersIn(id)),
      supply: await supplyIn(id),
      activity: await activityIn(cohort),
      teams: await countTeams(db, id),
      silences: await silences.numbers(id),
      blocked: (await blockers.openOfCohort(id)).length,
      pulse: await pulses.counts(id),
      reasons: await findReasons(db, id, REASONS),
    };
  }

  return {
    feature: { name: 'overview' },
    ...lists,
    async size(cohortId) {
      return { learners: (await standings.count(cohortId)).members, teams: await countTeams(db, cohortId) };
    },
    timeline: (cohort, userId, limit) => findHappenings(db, cohort, userId, limit),
    async learner(cohort, userId) {
      const standing = await standings.one(cohort.id, userId);
      if (standing === undefined) return undefined;
      const person = await lists.person(cohort, userId);
      return { ...person, standing, timeline: await findHappenings(db, cohort, userId, LINES) };
    },
    async status(cohort) {
      const known = counting.get(cohort.id);
      if (known !== undefined) return await known;
      const running = count(cohort).finally(() => counting.delete(cohort.id));
      counting.set(cohort.id, running);
      return await running;
    },
  };
}
