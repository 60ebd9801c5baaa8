import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Cohort } from '../../people/cohorts/rules.ts';
import type { Communities } from '../../people/communities/service.ts';
import type { Presence } from '../../people/presence/service.ts';
import { inSlices } from '../../platform/async.ts';
import type { Audit } from '../../platform/audit/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, faultOf, write } from '../../platform/database/index.ts';
import { UserError } from '../../platform/errors.ts';
import type { HeavyWork } from '../../platform/heavy/queue.ts';
import type { Logger } from '../../platform/log.ts';
import { mondayAt } from '../../platform/zones/rules.ts';
import { type Pages, RoundFailedError, type RoundResult, type RoundWorker } from '../matching/client.ts';
import type { RoundPair } from '../matching/explanation.ts';
import type { RoundTerms } from '../matching/input.ts';
import type { Round } from '../matching/round.ts';
import { CohortWeek, defaultSettings, storedWeights } from '../partners/rules.ts';
import { type ReportFiles, removeKept, reportFiles } from './files.ts';
import { memberPages, nobodyYet, type Participants, readParticipants } from './participants.ts';
import { formingOrder, type LeftoverGroup, leftoverGroups, matchedLearners } from './rules.ts';
import {
  deleteRound,
  deleteSome,
  findLatest,
  findPairPage,
  findWaste,
  insertLeftovers,
  insertPairs,
  insertRound,
  moveRound,
  type PairRow,
  type RoundRow,
  supersede,
} from './store.ts';

/** A round as staff see it before anything is sent. */
export interface Preview {
  readonly roundId: number;
  readonly round: Round;
  readonly cohort: Participants;
  /** How many learners are in a pair, and why the others are not. */
  readonly matched: number;
  readonly groups: readonly LeftoverGroup[];
  /** How many pairs the last preview had; null when there is none to compare with. */
  readonly before: number | null;
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

/** Rows written or removed at a time: some milliseconds of the main thread's time. */
const SLICE = 100;

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
    const ids: string[] = [];
    for await (const page of memberPages(db, cohort)) {
      ids.push(...page);
      await setImmediate();
    }
    await presence.lookAtAll(cohort.guildId, ids);
    const previous = last === undefined ? [] : await pairsOf(last);
    const { language } = await communities.get(cohort.guildId);
    const now = clock.now();
    const known = nobodyYet();
    const result = await solve(termsOf(cohort, now, previous), () =>
      readParticipants(db, cohort, { language, now }, known),
    );
    const { round } = result;
    const { id } = await begin(cohort, staffId, round);
    const files = await filesOf(result, known, { limit, folder: folderOf(id) });
    await store(id, round, known);
    await settle(cohort, id);
    return {
      roundId: id,
      round,
      cohort: known,
      matched: await inSlices(matchedLearners(round.pairs)),
      groups: await inSlices(leftoverGroups(round.leftovers)),
      before: last?.state === 'preview' ? previous.length : null,
      files,
    };
  }

  function folderOf(roundId: number): string {
    return join(folder, String(roundId));
  }

  /** A round whose proof cannot be kept is no preview: nobody could check it later. */
  async function filesOf(...of: Parameters<typeof reportFiles>): Promise<ReportFiles> {
    try {
      return await reportFiles(...of);
    } catch (error) {
      if (faultOf(error) === undefined) throw error;
      log.error(
        { err: error },
        "the files of a round cannot be kept: the disk of Nexus's data is full or read-only",
      );
      throw new UserError({ key: 'rounds:error.unkept' });
    }
  }

  /** Reads the members when it is the round's turn, and passes them on as they are read. */
  async function solve(terms: RoundTerms, read: () => Pages): Promise<RoundResult> {
    try {
      return await heavy.run(() => worker.run(read(), terms), 'long');
    } catch (error) {
      if (!(error instanceof RoundFailedError)) throw error;
      log.error({ err: error }, 'a round could not be computed');
      throw new UserError({ key: `rounds:error.${error.why}` });
    }
  }

  /** The pairs to keep where that costs nothing; of a published round only those that were left for the next one. */
  async function pairsOf(round: RoundRow): Promise<[string, string][]> {
    const pairs: [string, string][] = [];
    for (let after: number | undefined = -1; after !== undefined; ) {
      const page: PairRow[] = await findPairPage(db, round.id, after, SLICE);
      for (const row of page)
        if (round.state === 'preview' || row.state === 'dropped')
          pairs.push([row.backend_id, row.frontend_id]);
      after = page.at(-1)?.position;
      await setImmediate();
    }
    return pairs;
  }

  async function begin(cohort: Cohort, staffId: string, { fingerprint }: Round): Promise<RoundRow> {
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

  /** In slices. What a crash leaves behind is removed by the next preview. */
  async function store(roundId: number, round: Round, { withTeam }: Participants): Promise<void> {
    const ordered = await inSlices(formingOrder(round.pairs, (id) => withTeam.has(id)));
    const fingerprints = await inSlices(byId(round.members));
    for (let from = 0; from < ordered.length; from += SLICE) {
      const slice = ordered.slice(from, from + SLICE);
      await write(db, (trx) =>
        insertPairs(
          trx,
          slice.map((pair, n) => pairRow(pair, { roundId, position: from + n, fingerprints })),
        ),
      );
      await setImmediate();
    }
    for (let from = 0; from < round.leftovers.length; from += SLICE) {
      const slice = round.leftovers.slice(from, from + SLICE);
      await write(db, (trx) =>
        insertLeftovers(
          trx,
          slice.map(({ id, reason, help }) => ({
            round_id: roundId,
            user_id: id,
            reason: JSON.stringify(reason),
            help: JSON.stringify(help),
          })),
        ),
      );
      await setImmediate();
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
      if (discarded === undefined) throw new UserError({ key: 'rounds:error.gone' });
      if (!busy.has(discarded.cohort_id)) await clean(discarded.cohort_id, 0);
    },
  };
}

function* byId<T>(entries: Iterable<readonly [id: string, T]>): Generator<undefined, Map<string, T>> {
  const map = new Map<string, T>();
  for (const [id, value] of entries) {
    map.set(id, value);
    yield;
  }
  return map;
}

function termsOf(cohort: Cohort, now: number, previous: RoundTerms['previous']): RoundTerms {
  const week = mondayAt(now, cohort.timezone);
  const { desiredMinutes } = defaultSettings(new CohortWeek(week), now);
  const weights = storedWeights(cohort.weights);
  return { week, now, weights, floorMinutes: cohort.minOverlapMinutes, desiredMinutes, previous };
}

function pairRow(
  { backend, frontend, score }: RoundPair,
  of: { roundId: number; position: number; fingerprints: ReadonlyMap<string, string> },
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
    backend_fingerprint: of.fingerprints.get(backend.id) ?? '',
    frontend_fingerprint: of.fingerprints.get(frontend.id) ?? '',
    changed: null,
    failure: null,
    ended_at: null,
    team_id: null,
  };
}
