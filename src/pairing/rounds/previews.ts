import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Cohort } from '../../people/cohorts/rules.ts';
import type { Communities } from '../../people/communities/service.ts';
import type { Presence } from '../../people/presence/service.ts';
import type { Audit } from '../../platform/audit/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, faultOf, write } from '../../platform/database/index.ts';
import { UserError } from '../../platform/errors.ts';
import type { HeavyWork } from '../../platform/heavy/queue.ts';
import type { Logger } from '../../platform/log.ts';
import { mondayAt } from '../../platform/zones/rules.ts';
import {
  RoundFailedError,
  type RoundRequest,
  type RoundWorker,
  type SolvedRound,
} from '../matching/client.ts';
import type { PreviousPair, RoundTerms } from '../matching/input.ts';
import type { FormingPair, RoundPiece } from '../matching/protocol.ts';
import type { RoundSummary } from '../matching/summary.ts';
import { CohortWeek, defaultSettings, storedWeights } from '../partners/rules.ts';
import { attachOrKeep, type ReportFiles, removeKept } from './files.ts';
import { type Counted, memberPages, readParticipants } from './participants.ts';
import {
  deleteRound,
  deleteSome,
  findLatest,
  findPairPage,
  findRound,
  findWaste,
  insertLeftovers,
  insertPairs,
  insertRound,
  moveRound,
  type PairRow,
  type RoundRow,
  supersede,
} from './store.ts';

/** A round as staff see it before anything is sent. Its pairs stand in the database: here is what is said of them. */
export interface Preview {
  readonly roundId: number;
  readonly round: RoundSummary;
  readonly cohort: Counted;
  /** Whether there was a preview to compare it with. */
  readonly isCompared: boolean;
  readonly files: ReportFiles;
}

export interface Previews {
  /**
   * Computes a round and stores it in the place of the cohort's last preview. `limit` is the largest attachment in
   * bytes. Throws a UserError when one is computed or published already, or when it could not be computed.
   */
  make(cohort: Cohort, staffId: string, limit: number): Promise<Preview>;
  /** Throws a UserError when it is not the cohort's preview any more. */
  discard(roundId: number): Promise<void>;
}

/** Rows read or removed at a time: some milliseconds of the main thread's time. */
const SLICE = 100;
/** The largest attachment of ours, whatever the server allows (bytes). */
const LARGEST = 8 * 1024 * 1024;

export function createPreviews(parts: {
  db: Db;
  clock: Clock;
  audit: Pick<Audit, 'record'>;
  communities: Communities;
  presence: Pick<Presence, 'lookAtAll'>;
  worker: RoundWorker;
  heavy: HeavyWork;
  log: Logger;
  /** Where files are kept that are too large to attach. */
  folder: string;
}): Previews {
  const { db, clock, audit, communities, presence, worker, heavy, log, folder } = parts;
  /** Cohorts whose round is being computed. */
  const busy = new Set<number>();

  async function make(cohort: Cohort, staffId: string, limit: number): Promise<Preview> {
    if (busy.has(cohort.id)) throw new UserError({ key: 'rounds:error.running' });
    busy.add(cohort.id);
    try {
      return await compute(cohort, staffId, limit);
    } finally {
      busy.delete(cohort.id);
    }
  }

  async function compute(cohort: Cohort, staffId: string, limit: number): Promise<Preview> {
    const last = await findLatest(db, cohort.id, ['preview', 'publishing', 'published']);
    if (last?.state === 'publishing') throw new UserError({ key: 'rounds:error.publishing' });
    await lookAtAll(cohort);
    const { language } = await communities.get(cohort.guildId);
    const now = clock.now();
    const counted: Counted = { members: 0, withoutTrack: 0 };
    const largest = Math.min(limit, LARGEST);
    const request = {
      participants: readParticipants(db, cohort, { language, now }, counted),
      previous: last === undefined ? [] : pairsOf(last),
      terms: termsOf(cohort, now),
      limit: largest,
    };
    const made = await solve(request, async ({ summary, files, pieces }) => {
      const { id } = await begin(cohort, staffId, summary);
      const kept = await filesOf(files, { limit: largest, folder: folderOf(id) });
      await store(id, pieces);
      return { roundId: id, round: summary, files: kept };
    });
    await settle(cohort, made.roundId);
    return { ...made, cohort: counted, isCompared: last?.state === 'preview' };
  }

  async function lookAtAll(cohort: Cohort): Promise<void> {
    const ids: string[] = [];
    for await (const page of memberPages(db, cohort)) {
      ids.push(...page);
      await setImmediate();
    }
    await presence.lookAtAll(cohort.guildId, ids);
  }

  function folderOf(roundId: number): string {
    return join(folder, String(roundId));
  }

  /** A round whose proof cannot be kept is no preview: nobody could check it later. */
  async function filesOf(...of: Parameters<typeof attachOrKeep>): Promise<ReportFiles> {
    try {
      return await attachOrKeep(...of);
    } catch (error) {
      if (faultOf(error) === undefined) throw error;
      log.error(
        { err: error },
        "the files of a round cannot be kept: the disk of Nexus's data is full or read-only",
      );
      throw new UserError({ key: 'rounds:error.unkept' });
    }
  }

  /** Reads the members when it is the round's turn, passes them on as they are read, and so takes what is found. */
  async function solve<T>(request: RoundRequest, use: (round: SolvedRound) => Promise<T>): Promise<T> {
    try {
      return await heavy.run(() => worker.run(request, use), 'long');
    } catch (error) {
      if (!(error instanceof RoundFailedError)) throw error;
      log.error({ err: error }, 'a round could not be computed');
      throw new UserError({ key: `rounds:error.${error.why}` });
    }
  }

  /** The pairs to keep where that costs nothing; of a published round only those that were left for the next one. */
  async function* pairsOf(round: RoundRow): AsyncGenerator<PreviousPair[]> {
    for (let after: number | undefined = -1; after !== undefined; ) {
      const page: PairRow[] = await findPairPage(db, round.id, after, SLICE);
      yield page
        .filter(({ state }) => round.state === 'preview' || state === 'dropped')
        .map((row): PreviousPair => [row.backend_id, row.frontend_id]);
      after = page.at(-1)?.position;
      await setImmediate();
    }
  }

  async function begin(cohort: Cohort, staffId: string, { fingerprint }: RoundSummary): Promise<RoundRow> {
    return await write(db, async (trx) => {
      const round = await insertRound(trx, {
        guild_id: cohort.guildId,
        cohort_id: cohort.id,
        fingerprint,
        created_by: staffId,
        created_at: clock.now(),
        publish_as: null,
        published_by: null,
        publishing_at: null,
        published_at: null,
        expires_at: null,
      });
      const { guildId } = cohort;
      await audit.record(trx, { guildId, action: 'round.preview', by: staffId, object: `round:${round.id}` });
      return round;
    });
  }

  /** A piece at a time. What a crash leaves behind is removed by the next preview. */
  async function store(roundId: number, pieces: AsyncIterable<RoundPiece>): Promise<void> {
    let position = 0;
    for await (const piece of pieces)
      if ('pairs' in piece) {
        const rows = piece.pairs.map((pair, n) => pairRow(pair, { roundId, position: position + n }));
        await write(db, (trx) => insertPairs(trx, rows));
        position += rows.length;
      } else {
        const rows = piece.leftovers.map(({ id, reason, help }) => ({
          round_id: roundId,
          user_id: id,
          reason: JSON.stringify(reason),
          help: JSON.stringify(help),
        }));
        await write(db, (trx) => insertLeftovers(trx, rows));
      }
  }

  /** Makes it the cohort's preview. */
  async function settle(cohort: Cohort, roundId: number): Promise<void> {
    await write(db, async (trx) => {
      await supersede(trx, cohort.id);
      await moveRound(trx, roundId, 'storing', { state: 'preview' });
    });
    await clean(cohort.id, roundId);
  }

  /** Removes what no longer counts: nobody's data is kept longer than it is needed. */
  async function clean(cohortId: number, keep: number): Promise<void> {
    for (const waste of await findWaste(db, cohortId, keep)) {
      while (await write(db, (trx) => deleteSome(trx, waste.id, SLICE))) await setImmediate();
      await removeKept(folderOf(waste.id));
      await write(db, (trx) => deleteRound(trx, waste.id));
    }
  }

  return {
    make,
    async discard(roundId) {
      const discarded = await write(db, async (trx) => {
        const round = await moveRound(trx, roundId, 'preview', { state: 'discarded' });
        if (round !== undefined)
          await audit.record(trx, {
            guildId: round.guild_id,
            action: 'round.discard',
            object: `round:${roundId}`,
          });
        return round;
      });
      if (discarded === undefined) {
        const state = (await findRound(db, roundId))?.state;
        const isOut = state === 'publishing' || state === 'published';
        throw new UserError({ key: isOut ? 'rounds:error.published' : 'rounds:error.gone' });
      }
      if (!busy.has(discarded.cohort_id)) await clean(discarded.cohort_id, 0);
    },
  };
}

function termsOf(cohort: Cohort, now: number): RoundTerms {
  const week = mondayAt(now, cohort.timezone);
  const { desiredMinutes } = defaultSettings(new CohortWeek(week), now);
  const weights = storedWeights(cohort.weights);
  return { week, now, weights, floorMinutes: cohort.minOverlapMinutes, desiredMinutes };
}

function pairRow(
  { backend, frontend, score }: FormingPair,
  of: { roundId: number; position: number },
): Parameters<typeof insertPairs>[1][number] {
  const project = (id: string | null) => (id === null ? null : Number(id));
  return {
    round_id: of.roundId,
    position: of.position,
    backend_id: backend.id,
    frontend_id: frontend.id,
    backend_project_id: project(backend.project),
    frontend_project_id: project(frontend.project),
    score: score.total,
    overlap_minutes: score.overlapMinutes,
    backend_fingerprint: backend.fingerprint,
    frontend_fingerprint: frontend.fingerprint,
    changed: null,
    failure: null,
    ended_at: null,
    team_id: null,
  };
}
