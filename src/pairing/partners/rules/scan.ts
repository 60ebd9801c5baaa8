import { type CandidateTable, KNOWN_HOURS } from './candidate-table.ts';
import { PERFECT } from './fits.ts';
import { countLowerFloor, emptyCounts, presetSlots, type RelaxationCounts } from './relaxations.ts';
import { bit, Hours, type Marks, SeekerConditions, STUDY_MENDS } from './seeker-conditions.ts';
import { SeekerScore } from './seeker-score.ts';
import type { Shortlist } from './shortlist.ts';
import { Top } from './top.ts';
import { CONDITIONS, type Learner, type MatchSettings, type SearchOptions } from './types.ts';

const BRIEF = bit('brief');
const FULL = bit('full');
const INBOX = bit('inbox-full');
const FEW = bit('no-shared-hours') | bit('few-shared-hours');
/** What a single change can mend. */
const MENDABLE = BRIEF | FEW;

/** Room for what a search notes of the rows; kept from one search to the next. */
export class ScanNotes {
  /** Rows that fail nothing, and the minutes each shares (-1: unknown). */
  rows = new Int32Array(0);
  minutes = new Int32Array(0);
  /** Rows that fail what one change could mend, and what they fail. */
  nearly = new Int32Array(0);
  nearlyFailing = new Int32Array(0);

  fit(rows: number): void {
    if (this.rows.length >= rows) return;
    this.rows = new Int32Array(rows);
    this.minutes = new Int32Array(rows);
    this.nearly = new Int32Array(rows);
    this.nearlyFailing = new Int32Array(rows);
  }
}

/** One search over a table: judge every row, then ask for the best and for what single changes would add. */
export class Scan {
  readonly #table: CandidateTable;
  readonly #notes: ScanNotes;
  readonly #seeker: Learner;
  readonly #settings: MatchSettings;
  readonly #options: SearchOptions;
  readonly #conditions: SeekerConditions;
  #fitting = 0;
  #nearly = 0;
  /** Minutes shared with the row looked at last. */
  #shared = -1;

  constructor(
    table: CandidateTable,
    marks: Marks,
    notes: ScanNotes,
    seeker: Learner,
    settings: MatchSettings,
    options: SearchOptions,
  ) {
    notes.fit(table.end);
    this.#table = table;
    this.#notes = notes;
    this.#seeker = seeker;
    this.#settings = settings;
    this.#options = options;
    this.#conditions = new SeekerConditions(table, marks, seeker, settings, options);
  }

  /** How many fit; known after `judge`. */
  get fitting(): number {
    return this.#fitting;
  }

  /** Calls `tally` with the index of the first failing condition (-1: none) and how many rows it is for. */
  judge(tally: (condition: number, known: boolean, times: number) => void): void {
    const { nearly, nearlyFailing } = this.#notes;
    const firsts = new Int32Array(CONDITIONS.length);
    let unknown = 0;
    for (let row = 0; row < this.#table.end; row++) {
      const fails = this.#failing(row);
      if (fails === 0) {
        if (this.#shared === -1) unknown++;
        continue;
      }
      const first = 31 - Math.clz32(fails & -fails);
      firsts[first] = (firsts[first] as number) + 1;
      const single = (fails & (fails - 1)) === 0;
      if ((single && (fails & MENDABLE) === fails) || (fails & ~STUDY_MENDS) === 0) {
        nearly[this.#nearly] = row;
        nearlyFailing[this.#nearly++] = fails;
      }
    }
    tally(-1, true, this.#fitting - unknown);
    tally(-1, false, unknown);
    for (const [condition, times] of firsts.entries()) tally(condition, true, times);
  }

  /** Notes who fits, and nothing of the others: only whom the shortlist names is looked at. */
  find(shortlist: Shortlist): void {
    const listed = this.#conditions.shortlisted(shortlist);
    for (let word = 0; word < listed.length; word++)
      for (let bits = listed[word] as number; bits !== 0; bits &= bits - 1)
        this.#failing(32 * word + 31 - Math.clz32(bits & -bits));
  }

  /** What a row fails; one that fails nothing is noted, with the minutes it shares (-1: unknown). */
  #failing(row: number): number {
    const conditions = this.#conditions;
    let fails = conditions.failing(row);
    this.#shared = -1;
    // Hours are the dearest to compare and the last to be named.
    if (fails === 0 && conditions.knowsHours(row)) {
      this.#shared = conditions.sharedMinutes(row);
      fails = conditions.hoursFailing(this.#shared);
    }
    if (fails !== 0) return fails;
    this.#notes.rows[this.#fitting] = row;
    this.#notes.minutes[this.#fitting++] = this.#shared;
    return 0;
  }

  /** The best `size` of all that fit, in no particular order. */
  best(size: number): Learner[] {
    const { rows, minutes } = this.#notes;
    const { learners } = this.#table;
    const scores = new SeekerScore(this.#table, this.#seeker, this.#settings);
    const top = new Top(size);
    for (let index = 0; index < this.#fitting; index++) {
      const row = rows[index] as number;
      const shared = minutes[index] as number;
      const known = shared === -1 ? 0 : PERFECT + 1;
      const certain = scores.certain(row, shared);
      // What everything but the stack gives bounds the score; few rows pass, so few stacks are compared.
      if (!top.mayAccept(known + scores.most(certain))) continue;
      const value = known + scores.whole(certain, row);
      if (top.mayAccept(value)) top.offer(value, learners[row]?.id ?? '', row);
    }
    return top.rows
      .map((row) => learners[row])
      .filter((learner) => learner !== null && learner !== undefined);
  }

  /** Calls `visit` for all that fit, with the score and the shared minutes (-1: unknown). */
  each(visit: (learner: Learner, score: number, minutes: number) => void): void {
    const { rows, minutes } = this.#notes;
    if (this.#fitting === 0) return;
    const scores = new SeekerScore(this.#table, this.#seeker, this.#settings);
    for (let index = 0; index < this.#fitting; index++) {
      const row = rows[index] as number;
      const shared = minutes[index] as number;
      const learner = this.#table.learners[row];
      if (learner === null || learner === undefined) continue;
      visit(learner, scores.whole(scores.certain(row, shared), row), shared);
    }
  }

  relaxations(): RelaxationCounts {
    const { rows, nearly, nearlyFailing } = this.#notes;
    const conditions = this.#conditions;
    const counts = emptyCounts(this.#settings);
    const presets = presetSlots(this.#seeker, this.#settings).map((slots) => new Hours(this.#table, slots));
    for (let index = 0; index < this.#nearly; index++) {
      const row = nearly[index] as number;
      const fails = nearlyFailing[index] as number;
      const minutes = conditions.knowsHours(row) ? conditions.sharedMinutes(row) : -1;
      if ((fails & FEW) !== 0) {
        countLowerFloor(counts, minutes);
        this.#countPresets(counts, presets, row);
        continue;
      }
      // Judged without the hours so far: one single change must be enough.
      if (minutes !== -1 && conditions.hoursFailing(minutes) !== 0) continue;
      if (fails === BRIEF) counts.anyBrief++;
      if (this.#options.side === 'same' || (fails & ~STUDY_MENDS) !== 0) continue;
      if ((fails & ~(FULL | INBOX)) === 0) counts.wait++;
      if (conditions.studies(row)) counts.studyPartner++;
    }
    if (this.#seeker.availability.length > 0) return counts;
    for (let index = 0; index < this.#fitting; index++) {
      const row = rows[index] as number;
      if (((this.#table.state[row] as number) & KNOWN_HOURS) !== 0) this.#countPresets(counts, presets, row);
    }
    return counts;
  }

  #countPresets(counts: RelaxationCounts, presets: readonly Hours[], row: number): void {
    for (const [index, preset] of presets.entries())
      if (preset.sharedMinutes(row) >= this.#settings.floorMinutes)
        counts.addHours[index] = (counts.addHours[index] ?? 0) + 1;
  }
}
