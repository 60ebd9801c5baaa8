import { setImmediate } from 'node:timers/promises';
import type { Cohort } from '../../people/cohorts/rules.ts';
import type { Cohorts } from '../../people/cohorts/service.ts';
import type { Communities } from '../../people/communities/service.ts';
import type { Notices } from '../../people/notices/service.ts';
import type { Presence } from '../../people/presence/service.ts';
import type { Requests } from '../../people/requests/service.ts';
import { within } from '../../platform/async.ts';
import type { Audit } from '../../platform/audit/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import type { Logger } from '../../platform/log.ts';
import type { Teams } from '../../work/teams/service.ts';
import { createPairPublication } from './pair-publication.ts';
import { createPublicationStart } from './publication-start.ts';
import { leftoverNotices, type PublishAs } from './rules.ts';
import {
  countLeftovers,
  countPairs,
  findByState,
  findInState,
  findRound,
  moveRound,
  nextWaiting,
  type PairRow,
  type RoundRow,
  takeUntold,
} from './store.ts';
import type { TeamFormation } from './team-formation.ts';

/** What became of a published round so far. */
export interface Outcome {
  readonly roundId: number;
  readonly as: PublishAs;
  readonly isOver: boolean;
  /** How many pairs are in which state. */
  readonly counts: Readonly<Record<PairRow['state'], number>>;
  /** The first of those that were left for the next round, with who has changed something. */
  readonly dropped: readonly PairRow[];
  /** The first of those that could not become a team, with why. */
  readonly impossible: readonly PairRow[];
  readonly leftovers: number;
  /** Until when requests can be answered (ms UTC). */
  readonly expiresAt: number;
}

export interface Publication {
  /**
   * Publishes the cohort's preview, or the one named: drops the pairs of members who have changed something since, and
   * begins with the others. `isNew` is false when it was published before. Throws a UserError when there is none, when
   * it is not the newest, or when more than a tenth would be dropped.
   */
  publish(
    cohort: Cohort,
    wanted: { as: PublishAs; staffId: string; roundId?: number },
  ): Promise<{ isNew: boolean; outcome: Outcome }>;
  /** Resolves when the round's publication is over, or with undefined when this process stops before. */
  finished(roundId: number): Promise<Outcome | undefined>;
  /** The cohort a round belongs to; undefined when there is no such round. */
  cohortOf(roundId: number): Promise<number | undefined>;
  /** Goes on with what is being published, also what an earlier process left; resolves when nothing is left. */
  run(): Promise<void>;
  /** Nothing is being published. */
  settled(): Promise<void>;
  /** Begins with no further pair. */
  stop(): Promise<void>;
}

/** How often whoever waits for the end of a publication looks whether another process has made it, in ms. */
const LOOK_EVERY = 250;
/** So many leftovers are told at once. */
const LEFTOVERS = 100;
/** How many dropped or impossible pairs a summary can name. */
const NAMED = 25;

export function createPublication(parts: {
  db: Db;
  clock: Clock;
  audit: Pick<Audit, 'record'>;
  cohorts: Cohorts;
  communities: Communities;
  notices: Notices;
  presence: Pick<Presence, 'lookAtAll'>;
  teams: Teams;
  log: Logger;
  formation: TeamFormation;
  requests: Pick<Requests, 'send'>;
}): Publication {
  const { db, clock, cohorts, notices, log } = parts;
  const start = createPublicationStart(parts);
  const pairs = createPairPublication(parts);
  const waiting = new Map<number, Set<(outcome: Outcome | undefined) => void>>();
  let running: Promise<void> | undefined;
  let isToLook = false;
  const stopping = new AbortController();
  const isStopped = (): boolean => stopping.signal.aborted;

  async function publish(
    cohort: Cohort,
    wanted: { as: PublishAs; staffId: string; roundId?: number },
  ): Promise<{ isNew: boolean; outcome: Outcome }> {
    const round = await start.meant(cohort, wanted.roundId);
    if (round.state !== 'preview') return { isNew: false, outcome: await outcomeOf(round) };
    const begun = await start.begin(cohort, round, wanted);
    if (begun === undefined) return await publish(cohort, { ...wanted, roundId: round.id });
    const outcome = await outcomeOf(begun);
    void run().catch((error: unknown) => log.error({ err: error }, 'a publication was interrupted'));
    return { isNew: true, outcome };
  }

  /** One at a time in this process; the one that runs looks once more for calls that come meanwhile. */
  function run(): Promise<void> {
    isToLook = true;
    running ??= publishAll();
    return running;
  }

  /** What it fails with, who called it is told. */
  async function settled(): Promise<void> {
    await running?.catch(() => {});
  }

  async function publishAll(): Promise<void> {
    try {
      while (isToLook) {
        isToLook = false;
        for (const round of await findByState(db, 'publishing')) {
          if (isStopped()) return;
          await publishRound(round);
          isToLook = true;
        }
      }
    } finally {
      running = undefined;
    }
  }

  async function publishRound(round: RoundRow): Promise<void> {
    const cohort = await cohorts.find(round.cohort_id);
    if (cohort === undefined) throw new Error(`round ${round.id} has no cohort`);
    for (let after = -1; ; ) {
      const pair = await nextWaiting(db, round.id, after);
      if (pair === undefined) break;
      if (isStopped()) return;
      if (round.publish_as === 'teams') await pairs.form(cohort, pair);
      else await pairs.propose(cohort, round, pair);
      after = pair.position;
      await setImmediate();
    }
    await tellLeftovers(round);
    if (!isStopped()) await finish(round);
  }

  /** Each leftover reads once, under the next private answer, why, and what would help. */
  async function tellLeftovers(round: RoundRow): Promise<void> {
    for (let told = LEFTOVERS; told === LEFTOVERS && !isStopped(); ) {
      told = await write(db, async (trx) => {
        const rows = await takeUntold(trx, round.id, LEFTOVERS);
        for (const row of rows)
          for (const notice of leftoverNotices(row))
            await notices.leave(trx, round.guild_id, row.user_id, notice);
        return rows.length;
      });
      await setImmediate();
    }
  }

  async function finish(round: RoundRow): Promise<void> {
    const isAwaited = waiting.has(round.id);
    const over = await write(db, async (trx) => {
      const done = await moveRound(trx, round.id, 'publishing', {
        state: 'published',
        published_at: clock.now(),
      });
      // Whoever waits for the answer reads it there; after a restart nobody does.
      if (done !== undefined && !isAwaited && done.published_by !== null)
        await notices.leave(trx, round.guild_id, done.published_by, { key: 'rounds:notice.published' });
      return done;
    });
    const outcome = await outcomeOf(over ?? round);
    for (const resolve of waiting.get(round.id) ?? []) resolve(outcome);
    waiting.delete(round.id);
  }

  async function outcomeOf(round: RoundRow): Promise<Outcome> {
    return {
      roundId: round.id,
      as: round.publish_as ?? 'requests',
      isOver: round.state === 'published',
      counts: await countPairs(db, round.id),
      dropped: await findInState(db, round.id, 'dropped', NAMED),
      impossible: await findInState(db, round.id, 'impossible', NAMED),
      leftovers: await countLeftovers(db, round.id),
      expiresAt: round.expires_at ?? 0,
    };
  }

  return {
    publish,
    run,
    async cohortOf(roundId) {
      return Number.isSafeInteger(roundId) ? (await findRound(db, roundId))?.cohort_id : undefined;
    },
    async finished(roundId) {
      if (isStopped()) return undefined;
      const over = Promise.withResolvers<Outcome | undefined>();
      const listeners = waiting.get(roundId) ?? new Set();
      waiting.set(roundId, listeners.add(over.resolve));
      // It may have ended before there was anybody to tell, or another process ends it.
      for (;;) {
        const round = await findRound(db, roundId);
        if (round?.state === 'published') {
          listeners.delete(over.resolve);
          return await outcomeOf(round);
        }
        const told = await within(LOOK_EVERY, over.promise);
        if (told !== undefined || isStopped()) return told;
      }
    },
    settled,
    async stop() {
      stopping.abort();
      await settled();
      for (const listeners of waiting.values()) for (const resolve of listeners) resolve(undefined);
      waiting.clear();
    },
  };
}
