import type { Cohort } from '../../people/cohorts/rules.ts';
import type { Communities } from '../../people/communities/service.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/database/index.ts';
import { inSlices } from '../../platform/slices.ts';
import { addDays, mondayAt, startOfDay } from '../../platform/zones/rules.ts';
import { learnersOf } from './cohort-learners.ts';
import { CandidateIndex, CohortWeek, createSharing, type Sharing } from './rules.ts';
import {
  type Changed,
  countErasures,
  findChanged,
  findLastChange,
  findMemberIds,
  loadCohort,
} from './store.ts';

/** The learners of a cohort as they stand in the database at `now` (ms UTC). Do not keep it: ask again. */
export interface CohortNow {
  readonly index: CandidateIndex;
  readonly week: CohortWeek;
  readonly now: number;
}

/**
 * Keeps the learners of cohorts in memory for searches. Every change that matters stands in a log (triggers of
 * migrations/0003-waiting-and-changes.ts, so changes of another process count too); what came since the last look is
 * applied before each search. A cohort that is not in memory is read in slices, so that other work gets its turn.
 */
export interface CohortIndexes {
  current(cohort: Cohort): Promise<CohortNow>;
  /** Reads these cohorts ahead of the first search, the first ones first, as far as they fit into memory. */
  keepWarm(cohorts: readonly Cohort[]): Promise<void>;
}

interface Warm {
  /** What everybody's row depends on besides their own: another key makes another index, and so does another week. */
  readonly key: string;
  /** When (ms UTC) the week begins in the cohort's zone, and the next one. */
  readonly begins: number;
  readonly ends: number;
  readonly week: CohortWeek;
  readonly language: string;
  readonly index: CandidateIndex;
  readonly shared: Sharing;
  /** ms UTC until when members are paused. */
  readonly pauses: Map<string, number>;
  /** The earliest of them. */
  nextPauseEnd: number;
  /** Number of the last change that was applied. */
  seen: number;
}

/** How many learners all kept cohorts may have together, at about 1 KB each. */
const MOST_LEARNERS = 250_000;

export function createCohortIndexes(parts: {
  db: Db;
  clock: Clock;
  communities: Communities;
  mostLearners?: number;
}): CohortIndexes {
  const { db, clock, communities, mostLearners = MOST_LEARNERS } = parts;
  /** The one used last stands last. */
  const kept = new Map<number, Warm>();
  /** Ends when the last reader of a cohort has its learners: readers of one cohort take turns. */
  const turns = new Map<number, Promise<unknown>>();
  /** The reader whose turn has not come: whoever comes meanwhile reads with them. */
  const waiting = new Map<number, { readonly timezone: string; readonly found: Promise<CohortNow> }>();

  function current(cohort: Cohort): Promise<CohortNow> {
    const { id, timezone } = cohort;
    const next = waiting.get(id);
    if (next?.timezone === timezone) return next.found;
    const found = (turns.get(id) ?? Promise.resolve()).then(() => {
      if (waiting.get(id)?.found === found) waiting.delete(id);
      return upToDate(cohort);
    });
    waiting.set(id, { timezone, found });
    const settled = found
      .catch(() => undefined)
      .finally(() => {
        if (turns.get(id) === settled) turns.delete(id);
      });
    turns.set(id, settled);
    return found;
  }

  async function upToDate(cohort: Cohort): Promise<CohortNow> {
    const known = kept.get(cohort.id);
    const [{ language }, forgotten, changes] = await Promise.all([
      communities.get(cohort.guildId),
      // Whoever is forgotten leaves the log of changes too.
      countErasures(db, cohort.guildId),
      known === undefined ? [] : findChanged(db, cohort.id, known.seen),
    ]);
    const now = clock.now();
    const key = [cohort.timezone, language, forgotten].join(' ');
    const isKnown = known?.key === key && now >= known.begins && now < known.ends;
    const warm = isKnown ? known : await read(cohort, { key, language, now });
    kept.delete(cohort.id);
    kept.set(cohort.id, warm);
    // Nearly always nobody has changed, and that is known already.
    if (!isKnown || changes.length > 0) await catchUp(cohort, warm, isKnown ? changes : undefined);
    endPauses(warm, now);
    evict(cohort.id);
    return { index: warm.index, week: warm.week, now };
  }

  /** Everybody, a slice at a time. Who changes meanwhile stands in the log behind `seen` and is read again. */
  async function read(cohort: Cohort, of: { key: string; language: string; now: number }): Promise<Warm> {
    kept.delete(cohort.id);
    const monday = mondayAt(of.now, cohort.timezone);
    const week = new CohortWeek(monday);
    const warm: Warm = {
      key: of.key,
      begins: startOfDay(monday, cohort.timezone),
      ends: startOfDay(addDays(monday, 7), cohort.timezone),
      language: of.language,
      week,
      index: new CandidateIndex(week),
      shared: createSharing(),
      pauses: new Map(),
      nextPauseEnd: Infinity,
      seen: await findLastChange(db),
    };
    let after = '';
    await inSlices(async (size) => {
      const ids = await findMemberIds(db, cohort.id, after, size);
      await readAgain(cohort, warm, ids);
      after = ids.at(-1) ?? '';
      return ids.length === size;
    });
    return warm;
  }

  /** `found`: the first changes, where they were looked for. */
  async function catchUp(cohort: Cohort, warm: Warm, found: readonly Changed[] | undefined): Promise<void> {
    let first = found;
    await inSlices(async (size) => {
      const changes = (first ?? (await findChanged(db, cohort.id, warm.seen))).slice(0, size);
      first = undefined;
      const last = changes.at(-1);
      if (last === undefined) return false;
      await readAgain(
        cohort,
        warm,
        changes.map((change) => change.userId),
      );
      warm.seen = last.id;
      // Changes that came while these were read are looked for too.
      return true;
    });
  }

  async function readAgain(cohort: Cohort, warm: Warm, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const rows = await loadCohort(db, cohort, ids);
    const now = clock.now();
    const learners = learnersOf(rows, cohort, warm.language, now);
    for (const id of ids) {
      const learner = learners.get(id);
      if (learner === undefined) warm.index.remove(id);
      else warm.index.put(warm.shared.learner(learner));
      warm.pauses.delete(id);
    }
    for (const { user_id: id, paused_until: until } of rows.members) {
      if (until === null || until <= now) continue;
      warm.pauses.set(id, until);
      warm.nextPauseEnd = Math.min(warm.nextPauseEnd, until);
    }
  }

  function evict(inUse: number): void {
    let size = 0;
    for (const { index } of kept.values()) size += index.size;
    for (const [id, { index }] of kept) {
      if (size <= mostLearners) return;
      if (id === inUse) continue;
      kept.delete(id);
      size -= index.size;
    }
  }

  return {
    current,
    async keepWarm(cohorts) {
      let size = 0;
      for (const cohort of cohorts) {
        if (size >= mostLearners) return;
        size += (await current(cohort)).index.size;
      }
    },
  };
}

/** A pause that ends by itself changes no row. */
function endPauses(warm: Warm, now: number): void {
  if (warm.nextPauseEnd > now) return;
  warm.nextPauseEnd = Infinity;
  for (const [id, until] of warm.pauses) {
    if (until > now) {
      warm.nextPauseEnd = Math.min(warm.nextPauseEnd, until);
      continue;
    }
    warm.pauses.delete(id);
    const learner = warm.index.get(id);
    if (learner !== undefined) warm.index.put({ ...learner, paused: false });
  }
}
