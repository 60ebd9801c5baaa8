import { SLOT_MINUTES, SLOTS_PER_WEEK } from '../../../people/availability/rules/cohort-week.ts';
import type { CandidateTable } from './candidate-table.ts';
import {
  API_CODES,
  apiFit,
  briefFit,
  briefMask,
  commitmentFit,
  experienceFit,
  GOAL_CODES,
  goalFit,
  overlapFit,
  PATIENCE_DAYS,
  PERFECT,
  stackFit,
  total,
  waitingDays,
  waitingFit,
  weightSum,
} from './fits.ts';
import type { Learner, MatchSettings } from './types.ts';

/**
 * The score of one seeker with the rows of a table: what `score` gives, from tables of the few values each component
 * can have.
 */
export class SeekerScore {
  readonly #table: CandidateTable;
  readonly #now: number;
  readonly #sum: number;
  readonly #stackWeight: number;
  /** Weighted fit by shared quarter hours, by the codes of the columns, and by days of waiting up to the patience. */
  readonly #overlap: Float64Array;
  readonly #briefs: Float64Array;
  readonly #api: Float64Array;
  readonly #hours: Float64Array;
  readonly #experience: Float64Array;
  readonly #goal: Float64Array;
  readonly #waiting: Float64Array;
  /** 1 for each technology the seeker knows, wants. */
  readonly #knows: Uint8Array;
  readonly #wants: Uint8Array;
  readonly #knowsCount: number;
  readonly #wantsCount: number;

  constructor(table: CandidateTable, seeker: Learner, settings: MatchSettings) {
    const { weights, now } = settings;
    this.#table = table;
    this.#now = now;
    this.#sum = weightSum(weights);
    this.#stackWeight = weights.stack;
    const briefs = briefMask(seeker.briefs);
    const api = seeker.apiStyle === null ? 0 : API_CODES[seeker.apiStyle];
    const goal = seeker.goal === null ? 0 : GOAL_CODES[seeker.goal];
    const waited = waitingDays(seeker.waitingSince, now);
    this.#overlap = overlapTable(settings);
    this.#briefs = weighted(64, weights.brief, (mask) => briefFit(briefs, mask));
    this.#api = weighted(4, weights.api, (code) => apiFit(api, code));
    this.#hours = weighted(256, weights.commitment, (hours) =>
      commitmentFit(seeker.hoursPerWeek ?? 0, hours),
    );
    this.#experience = weighted(6, weights.experience, (years) =>
      experienceFit(seeker.experience ?? 0, years),
    );
    this.#goal = weighted(5, weights.goal, (code) => goalFit(goal, code));
    this.#waiting = weighted(PATIENCE_DAYS + 1, weights.waiting, (days) => waitingFit(waited, days));
    this.#knows = this.#technologies(seeker.knows);
    this.#wants = this.#technologies(seeker.wants);
    this.#knowsCount = new Set(seeker.knows).size;
    this.#wantsCount = new Set(seeker.wants).size;
  }

  /** The weighted sum of every component but the stack; `minutes` is -1 where the hours are unknown. */
  certain(row: number, minutes: number): number {
    const { briefs, api, hours, experience, goal, waitingSince } = this.#table;
    const since = waitingSince[row] as number;
    const waited = Number.isNaN(since) ? 0 : Math.min(PATIENCE_DAYS, waitingDays(since, this.#now));
    return (
      (minutes === -1 ? 0 : (this.#overlap[minutes / SLOT_MINUTES] as number)) +
      (this.#briefs[briefs[row] as number] as number) +
      (this.#api[api[row] as number] as number) +
      (this.#hours[hours[row] as number] as number) +
      (this.#experience[experience[row] as number] as number) +
      (this.#goal[goal[row] as number] as number) +
      (this.#waiting[waited] as number)
    );
  }

  /** The highest score that a row with this certain part can have. */
  most(certain: number): number {
    return total(certain + this.#stackWeight * PERFECT, this.#sum);
  }

  /** The score of a row with this certain part. */
  whole(certain: number, row: number): number {
    return total(certain + this.#stackWeight * this.#stack(row), this.#sum);
  }

  #stack(row: number): number {
    const knows = this.#table.knows[row] ?? [];
    const wants = this.#table.wants[row] ?? [];
    let covered = 0;
    let common = 0;
    for (const code of knows) {
      covered += this.#wants[code] ?? 0;
      common += this.#knows[code] ?? 0;
    }
    let theirCovered = 0;
    for (const code of wants) theirCovered += this.#knows[code] ?? 0;
    return stackFit({
      seekerWants: this.#wantsCount,
      seekerCovered: covered,
      candidateWants: wants.length,
      candidateCovered: theirCovered,
      seekerKnows: this.#knowsCount,
      candidateKnows: knows.length,
      common,
    });
  }

  #technologies(names: readonly string[]): Uint8Array {
    const { technologies } = this.#table;
    const known = new Uint8Array(technologies.size);
    for (const name of names) {
      const code = technologies.find(name);
      if (code !== -1) known[code] = 1;
    }
    return known;
  }
}

/** `weight * fit(code)` for each code below `size`. */
function weighted(size: number, weight: number, fit: (code: number) => number): Float64Array {
  const table = new Float64Array(size);
  for (let code = 0; code < size; code++) table[code] = weight * fit(code);
  return table;
}

/** The largest of the tables does not depend on the seeker: made once for all searches with the same settings. */
const overlapTables = new WeakMap<MatchSettings, Float64Array>();
function overlapTable(settings: MatchSettings): Float64Array {
  const { weights, desiredMinutes } = settings;
  const known = overlapTables.get(settings);
  if (known !== undefined) return known;
  const fit = (slots: number) => overlapFit(slots * SLOT_MINUTES, desiredMinutes);
  const table = weighted(SLOTS_PER_WEEK + 1, weights.overlap, fit);
  overlapTables.set(settings, table);
  return table;
}
