import type { Cohorts } from '../../people/cohorts/service.ts';
import type { Post } from '../../people/post/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import type { EventMap } from '../../platform/events/events.ts';
import type { Feature } from '../../platform/feature.ts';
import type { Projects } from '../../work/projects/service.ts';
import type { Teams } from '../../work/teams/service.ts';
import type { Asking } from '../asking/service.ts';
import type { Partners } from '../partners/service.ts';
import { waitingFacts } from './facts/store.ts';
import { waitingKeeps } from './keeps/store.ts';
import { createMembership } from './membership.ts';
import { createNews } from './news.ts';
import { createOpenings } from './openings.ts';
import type { Entered, Watch } from './rules.ts';
import {
  deleteAllIn,
  deleteOffersOf,
  deleteWaiting,
  deleteWatchesOf,
  findWatches,
  insertOffer,
  insertWatch,
  isWaiting,
} from './store.ts';

export interface WaitingState {
  /** On the cohort's waiting list. */
  readonly waiting: boolean;
  /** How many requests they want to send as soon as there is room for them. */
  readonly watches: number;
}

/**
 * The waiting list of a cohort, and *Tell me when free*. Whoever joins a team, leaves the cohort or only documents is
 * taken off the list by the database itself (migrations/0003-waiting-and-changes.ts), whoever can be matched no more for
 * another reason as soon as that is noticed: they are told.
 */
export interface WaitingList {
  /**
   * Puts a member on the list, in the transaction that causes it, if anybody can be found for them. `head`: before
   * everybody else, for somebody whose partner went silent; it also moves who is on the list already.
   */
  join(trx: Db, cohortId: number, userId: string, options?: { readonly head?: boolean }): Promise<Entered>;
  /** As `join`, in a transaction of its own. Whom they have seen to fit them already is no news. */
  enter(cohortId: number, userId: string, options?: { readonly head?: boolean }): Promise<Entered>;
  /** Takes a member off the list for whom nobody can be found any more, in the transaction that causes it. */
  recheck(trx: Db, cohortId: number, userId: string): Promise<void>;
  /** Takes a member off the list and off everything they watch. False when there was nothing. */
  leave(cohortId: number, userId: string): Promise<boolean>;
  /** Tells the member once when this request can be sent. True when they did not watch it yet. */
  watch(watch: Omit<Watch, 'id'>): Promise<boolean>;
  stateOf(cohortId: number, userId: string, trx?: Db): Promise<WaitingState>;
  readonly feature: Feature;
}

export function createWaitingList(parts: {
  db: Db;
  clock: Clock;
  cohorts: Cohorts;
  post: Post;
  partners: Partners;
  projects: Projects;
  asking: Pick<Asking, 'roomFor'>;
  teams: Pick<Teams, 'find'>;
}): WaitingList {
  const { db, clock, cohorts, teams } = parts;
  const membership = createMembership(parts);
  const news = createNews(parts);
  const openings = createOpenings({ ...parts, membership, news });

  /** Whom they have seen to fit them before they joined is no news to them. */
  async function enter(cohortId: number, userId: string, options?: { head?: boolean }): Promise<Entered> {
    const cohort = await cohorts.find(cohortId);
    const seen = cohort === undefined ? [] : await openings.fitting(cohort, userId);
    return await write(db, async (trx) => {
      const entered = await membership.join(trx, cohortId, userId, options);
      if (entered !== 'joined') return entered;
      for (const { userId: personId } of seen) {
        const offer = { cohort_id: cohortId, user_id: userId, person_id: personId };
        await insertOffer(trx, { ...offer, told_at: clock.now(), pass_on_at: null });
      }
      return entered;
    });
  }

  /** Two found each other: once they are free again, that is news. */
  async function found(trx: Db, { teamId, hostId, guestId }: EventMap['team.formed']): Promise<void> {
    const team = await teams.find(teamId, trx);
    if (team !== undefined) await deleteOffersOf(trx, team.cohortId, [hostId, guestId]);
  }

  return {
    join: (trx, cohortId, userId, options) => membership.join(trx, cohortId, userId, options),
    enter,
    async leave(cohortId, userId) {
      return await write(db, async (trx) => {
        const watched = await deleteWatchesOf(trx, cohortId, userId);
        return (await deleteWaiting(trx, cohortId, userId)) || watched;
      });
    },
    async recheck(trx, cohortId, userId) {
      if ((await membership.against(trx, cohortId, userId)) !== undefined)
        await deleteWaiting(trx, cohortId, userId);
    },
    async watch(watch) {
      return await write(db, (trx) => insertWatch(trx, watch, clock.now()));
    },
    async stateOf(cohortId, userId, trx = db) {
      return {
        waiting: await isWaiting(trx, cohortId, userId),
        watches: (await findWatches(trx, cohortId, userId, 'own')).length,
      };
    },
    feature: {
      name: 'waiting',
      keeps: waitingKeeps,
      facts: waitingFacts,
      deliveries: [news.letter],
      subjects: news.subjects,
      pollers: [{ name: 'waiting', every: 1_000, run: () => openings.runDue() }],
      on: {
        ...membership.on,
        'team.formed': found,
        'cohort.archived': (trx, { cohortId }) => deleteAllIn(trx, cohortId),
      },
    },
  };
}
