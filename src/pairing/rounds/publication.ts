import { setImmediate } from 'node:timers/promises';
import type { Cohort } from '../../people/cohorts/rules.ts';
import type { Cohorts } from '../../people/cohorts/service.ts';
import type { Communities } from '../../people/communities/service.ts';
import type { Notices } from '../../people/notices/service.ts';
import type { Presence } from '../../people/presence/service.ts';
import { deadlines } from '../../people/requests/rules.ts';
import type { Requests } from '../../people/requests/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import { UserError } from '../../platform/errors.ts';
import type { Logger } from '../../platform/log.ts';
import type { Teams } from '../../work/teams/service.ts';
import { publishable } from '../matching/publish.ts';
import { currentFingerprints } from './participants.ts';
import { leftoverNotices, type PublishAs } from './rules.ts';
import {
  countLeftovers,
  countPairs,
  dropPairs,
  findByState,
  findInState,
  findLatest,
  findPairPage,
  findRound,
  movePair,
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
  /** Begins with no further pair. */
  stop(): Promise<void>;
}

const SLICE = 100;
/** How many dropped or impossible pairs a summary can name. */
const NAMED = 25;

export function createPublication(parts: {
  db: Db;
  clock: Clock;
  cohorts: Cohorts;
  communities: Communities;
  notices: Notices;
  presence: Pick<Presence, 'lookAtAll'>;
  teams: Teams;
  log: Logger;
  formation: TeamFormation;
  requests: Pick<Requests, 'send'>;
}): Publication {
  const { db, clock, cohorts, communities, notices, presence, teams, log } = parts;
  const waiting = new Map<number, Set<(outcome: Outcome | undefined) => void>>();
  let running: Promise<void> | undefined;
  const stopping = new AbortController();
  const isStopped = (): boolean => stopping.signal.aborted;

  async function publish(
    cohort: Cohort,
    wanted: { as: PublishAs; staffId: string; roundId?: number },
  ): Promise<{ isNew: boolean; outcome: Outcome }> {
    const round = await meant(cohort, wanted.roundId);
    if (round.state !== 'preview') return { isNew: false, outcome: await outcomeOf(round) };
    const pairs = await pairsOf(round.id);
    if (pairs.length === 0) throw new UserError({ key: 'rounds:error.no-pairs' });
    const dropped = await changedSince(cohort, pairs);
    const begun = await begin(cohort, round, wanted, dropped);
    if (begun === undefined) return await publish(cohort, { ...wanted, roundId: round.id });
    const outcome = await outcomeOf(begun);
    void run().catch((error: unknown) => log.error({ err: error }, 'a publication was interrupted'));
    return { isNew: true, outcome };
  }

  async function meant(cohort: Cohort, roundId: number | undefined): Promise<RoundRow> {
    const states = ['preview', 'publishing', 'published'] as const;
    const round =
      roundId === undefined ? await findLatest(db, cohort.id, states) : await findRound(db, roundId);
    if (round === undefined)
      throw new UserError({ key: roundId === undefined ? 'rounds:error.none' : 'rounds:error.gone' });
    if (round.cohort_id !== cohort.id || !states.some((state) => state === round.state))
      throw new UserError({ key: 'rounds:error.gone' });
    return round;
  }

  async function pairsOf(roundId: number): Promise<PairRow[]> {
    const pairs: PairRow[] = [];
    for (let after = -1; ; ) {
      const page = await findPairPage(db, roundId, after, SLICE);
      pairs.push(...page);
      const last = page.at(-1);
      if (last === undefined) return pairs;
      after = last.position;
      await setImmediate();
    }
  }

  /** The pairs of members who have changed something since the preview. Throws when they are more than a tenth. */
  async function changedSince(cohort: Cohort, rows: readonly PairRow[]) {
    const pairs = rows.map((row) => ({
      row,
      backend: { id: row.backend_id },
      frontend: { id: row.frontend_id },
    }));
    const members = rows.flatMap((row) => [
      [row.backend_id, row.backend_fingerprint] as const,
      [row.frontend_id, row.frontend_fingerprint] as const,
    ]);
    const ids = [...new Set(members.map(([id]) => id))];
    await presence.lookAtAll(cohort.guildId, ids);
    const { language } = await communities.get(cohort.guildId);
    const current = await currentFingerprints(db, cohort, { language, now: clock.now() }, ids);
    const { drop, refused } = publishable({ pairs, members }, current);
    if (refused)
      throw new UserError({
        key: 'rounds:error.too-many-changed',
        params: { count: drop.length, total: rows.length },
      });
    return drop.map(({ pair: { row }, changed }) => ({
      id: row.id,
      changed:
        changed.length === 2
          ? ('both' as const)
          : changed[0] === row.backend_id
            ? ('backend' as const)
            : ('frontend' as const),
    }));
  }

  /** Of several who publish at the same instant one begins; the others get undefined. */
  async function begin(
    cohort: Cohort,
    round: RoundRow,
    { as, staffId }: { as: PublishAs; staffId: string },
    dropped: readonly { id: number; changed: 'backend' | 'frontend' | 'both' }[],
  ): Promise<RoundRow | undefined> {
    const now = clock.now();
    return await write(db, async (trx) => {
      const begun = await moveRound(trx, round.id, 'preview', {
        state: 'publishing',
        publish_as: as,
        published_by: staffId,
        publishing_at: now,
        expires_at: deadlines(now, cohort.deadlineAt).expiresAt,
      });
      if (begun === undefined) return undefined;
      for (const changed of ['backend', 'frontend', 'both'] as const) {
        const ids = dropped.filter((each) => each.changed === changed).map(({ id }) => id);
        await dropPairs(trx, ids, changed);
      }
      return begun;
    });
  }

  /** One at a time in this process; calls that come meanwhile wait for the one that runs. */
  function run(): Promise<void> {
    running ??= publishAll().finally(() => {
      running = undefined;
    });
    return running;
  }

  async function publishAll(): Promise<void> {
    for (let rounds = await findByState(db, 'publishing'); rounds.length > 0; ) {
      for (const round of rounds) {
        if (isStopped()) return;
        await publishRound(round);
      }
      rounds = isStopped() ? [] : await findByState(db, 'publishing');
    }
  }

  async function publishRound(round: RoundRow): Promise<void> {
    const cohort = await cohorts.find(round.cohort_id);
    if (cohort === undefined) throw new Error(`round ${round.id} has no cohort`);
    for (let after = -1; ; ) {
      const pair = await nextWaiting(db, round.id, after);
      if (pair === undefined) break;
      if (isStopped()) return;
      if (round.publish_as === 'teams') await formTeam(cohort, pair);
      else await proposePair(cohort, round, pair);
      after = pair.position;
      await setImmediate();
    }
    await tellLeftovers(round);
    if (!isStopped()) await finish(round);
  }

  async function proposePair(cohort: Cohort, round: RoundRow, pair: PairRow): Promise<void> {
    try {
      await write(db, async (trx) => {
        if ((await movePair(trx, pair.id, 'waiting', { state: 'proposed' })) === undefined) return;
        await parts.requests.send(trx, suggestion(cohort, round, pair));
      });
    } catch (error) {
      await giveUp(cohort, pair, error);
    }
  }

  async function formTeam(cohort: Cohort, pair: PairRow): Promise<void> {
    try {
      await write(db, async (trx) => {
        const now = clock.now();
        if ((await movePair(trx, pair.id, 'waiting', { state: 'formed', ended_at: now })) === undefined)
          return;
        const { team } = await parts.formation.form(trx, cohort, pair);
        await movePair(trx, pair.id, 'formed', { state: 'formed', team_id: team.id });
      });
    } catch (error) {
      await giveUp(cohort, pair, error);
    }
  }

  /** Two who are in one team already, over others, are what the round wanted; else the summary says why not. */
  async function giveUp(cohort: Cohort, pair: PairRow, error: unknown): Promise<void> {
    const together = await commonTeam(cohort, pair);
    const now = clock.now();
    if (together !== undefined) {
      await write(db, (trx) =>
        movePair(trx, pair.id, 'waiting', { state: 'formed', ended_at: now, team_id: together }),
      );
      return;
    }
    if (!(error instanceof UserError)) log.error({ err: error, pair: pair.id }, 'a pair could not be formed');
    const failure = error instanceof UserError ? error.text.key : 'rounds:failure.ours';
    await write(db, (trx) =>
      movePair(trx, pair.id, 'waiting', { state: 'impossible', ended_at: now, failure }),
    );
  }

  async function commonTeam(cohort: Cohort, pair: PairRow): Promise<number | undefined> {
    const own = await teams.ofMember(cohort.guildId, pair.backend_id);
    const theirs = new Set((await teams.ofMember(cohort.guildId, pair.frontend_id)).map(({ id }) => id));
    return own.find(({ id }) => theirs.has(id))?.id;
  }

  /** Each leftover reads once, under the next private answer, why, and what would help. */
  async function tellLeftovers(round: RoundRow): Promise<void> {
    for (let told = SLICE; told === SLICE && !isStopped(); ) {
      told = await write(db, async (trx) => {
        const rows = await takeUntold(trx, round.id, SLICE);
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
      // It may have ended before there was anybody to tell.
      const round = await findRound(db, roundId);
      if (round?.state !== 'published') return await over.promise;
      listeners.delete(over.resolve);
      return await outcomeOf(round);
    },
    async stop() {
      stopping.abort();
      await running?.catch(() => {});
      for (const listeners of waiting.values()) for (const resolve of listeners) resolve(undefined);
      waiting.clear();
    },
  };
}

function suggestion(cohort: Cohort, round: RoundRow, pair: PairRow): Parameters<Requests['send']>[1] {
  return {
    guildId: cohort.guildId,
    cohortId: cohort.id,
    kind: 'suggestion',
    onceKey: `pair:${pair.id}`,
    projectId: pair.backend_project_id ?? pair.frontend_project_id,
    pairId: pair.id,
    senderId: null,
    askedIds: [pair.backend_id, pair.frontend_id],
    expiresAt: round.expires_at ?? 0,
  };
}
