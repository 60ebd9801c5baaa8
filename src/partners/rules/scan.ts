import {
  ACTIVE,
  ANY_BRIEF,
  type CandidateTable,
  HAS_PLACE,
  KNOWN_HOURS,
  languageBit,
  MANY_LANGUAGES,
  PAUSED,
} from './candidate-table.ts';
import {
  API_CODES,
  apiFit,
  briefFit,
  briefMask,
  commitmentFit,
  complementary,
  experienceFit,
  GOAL_CODES,
  goalFit,
  overlapFit,
  PERFECT,
  sameSide,
  stackFit,
  TRACK_CODES,
  total,
  waitingDays,
  waitingFit,
  weightSum,
} from './fits.ts';
import { countLowerFloor, emptyCounts, presetSlots, type RelaxationCounts } from './relaxations.ts';
import { CONDITIONS, type Condition, type Learner, type MatchSettings, type SearchOptions } from './types.ts';
import { popcount, type WeekSlots, WORDS_PER_WEEK } from './week.ts';

/** What stands between the seeker and single rows. */
export type Marks = Uint8Array;
export const MARK_BLOCKED = 1;
export const MARK_ASKED = 2;
export const MARK_PAIRED = 4;
export const MARK_SELF = 8;

/** Bit `i` of a row's failures stands for `CONDITIONS[i]`. */
const bit = (condition: Condition) => 1 << CONDITIONS.indexOf(condition);
const SELF = bit('self');
const COHORT = bit('cohort');
const SIDE = bit('side');
const INACTIVE = bit('inactive');
const BRIEF = bit('brief');
const IS_PAUSED = bit('paused');
const BLOCKED = bit('blocked');
const FULL = bit('full');
const ASKED = bit('asked');
const PAIRED = bit('paired-before');
const INBOX = bit('inbox-full');
const LANGUAGE = bit('language');
const NO_HOURS = bit('no-shared-hours');
const FEW_HOURS = bit('few-shared-hours');

/** What a single change can mend. */
const MENDABLE = BRIEF | SIDE | FULL | INBOX | NO_HOURS | FEW_HOURS;

/** One search over a table: judge every row, then ask for the best and for what single changes would add. */
export class Scan {
  /** Rows that fail nothing, and the minutes each shares (-1: unknown). */
  readonly #rows: number[] = [];
  readonly #minutes: number[] = [];
  /** Rows that fail exactly what one change could mend. */
  readonly #nearly: number[] = [];
  readonly #nearlyFailing: number[] = [];
  readonly #table: CandidateTable;
  readonly #marks: Marks;
  readonly #seeker: Learner;
  readonly #settings: MatchSettings;
  readonly #options: SearchOptions;
  readonly #slots: WeekSlots;
  readonly #knownHours: boolean;

  constructor(
    table: CandidateTable,
    marks: Marks,
    seeker: Learner,
    settings: MatchSettings,
    options: SearchOptions,
  ) {
    this.#table = table;
    this.#marks = marks;
    this.#seeker = seeker;
    this.#settings = settings;
    this.#options = options;
    this.#slots = settings.week.slots(seeker.availability, seeker.zone);
    this.#knownHours = seeker.availability.length > 0;
  }

  get fitting(): number {
    return this.#rows.length;
  }

  /** Calls `tally` with the index of the first failing condition (-1: none) and how many rows it is for. */
  judge(tally: (condition: number, known: boolean, times: number) => void): void {
    const firsts = new Int32Array(CONDITIONS.length);
    let unknown = 0;
    const failing = this.#failing();
    for (let row = 0; row < this.#table.end; row++) {
      let fails = failing(row);
      let minutes = -1;
      // Hours are the dearest to compare and the last to be named.
      if (fails === 0 && this.#known(row)) {
        minutes = this.#sharedMinutes(row, this.#slots);
        fails = this.#hoursFailing(minutes);
      }
      if (fails === 0) {
        this.#rows.push(row);
        this.#minutes.push(minutes);
        if (minutes === -1) unknown++;
        continue;
      }
      const first = 31 - Math.clz32(fails & -fails);
      firsts[first] = (firsts[first] ?? 0) + 1;
      if (((fails & MENDABLE) === fails && (fails & (fails - 1)) === 0) || fails === (FULL | INBOX)) {
        this.#nearly.push(row);
        this.#nearlyFailing.push(fails);
      }
    }
    tally(-1, true, this.#rows.length - unknown);
    tally(-1, false, unknown);
    for (const [condition, times] of firsts.entries()) tally(condition, true, times);
  }

  /** The best `size` of all that fit, in no particular order. */
  best(size: number): Learner[] {
    const { learners } = this.#table;
    const weights = this.#settings.weights;
    const sum = weightSum(weights);
    const certain = this.#certainScore();
    const stack = this.#stackFit();
    const top = new Top(size);
    for (const [index, row] of this.#rows.entries()) {
      const minutes = this.#minutes[index] ?? -1;
      const id = learners[row]?.id ?? '';
      const known = minutes === -1 ? 0 : PERFECT + 1;
      const weighted = certain(row, minutes);
      // What everything but the stack gives bounds the score; few rows pass, so few stacks are compared.
      if (!top.accepts(known + total(weighted + weights.stack * PERFECT, sum), id)) continue;
      top.offer(known + total(weighted + weights.stack * stack(row), sum), id, row);
    }
    return top.rows
      .map((row) => learners[row])
      .filter((learner) => learner !== null && learner !== undefined);
  }

  /** Calls `visit` for all that fit, with the score and the shared minutes (-1: unknown). */
  each(visit: (learner: Learner, score: number, minutes: number) => void): void {
    const { learners } = this.#table;
    const sum = weightSum(this.#settings.weights);
    const stackWeight = this.#settings.weights.stack;
    const certain = this.#certainScore();
    const stack = this.#stackFit();
    for (const [index, row] of this.#rows.entries()) {
      const learner = learners[row];
      const minutes = this.#minutes[index] ?? -1;
      if (learner === null || learner === undefined) continue;
      visit(learner, total(certain(row, minutes) + stackWeight * stack(row), sum), minutes);
    }
  }

  relaxations(): RelaxationCounts {
    const counts = emptyCounts(this.#settings);
    const presets = presetSlots(this.#seeker, this.#settings);
    for (const [index, row] of this.#nearly.entries()) {
      const fails = this.#nearlyFailing[index] ?? 0;
      const minutes = this.#known(row) ? this.#sharedMinutes(row, this.#slots) : -1;
      if ((fails & (NO_HOURS | FEW_HOURS)) !== 0) {
        countLowerFloor(counts, minutes);
        this.#countPresets(counts, presets, row);
        continue;
      }
      // Judged without the hours so far: one single change must be enough.
      if (minutes !== -1 && this.#hoursFailing(minutes) !== 0) continue;
      if (fails === BRIEF) counts.anyBrief++;
      else if (fails === SIDE && this.#options.side !== 'same') counts.studyPartner++;
      else if ((fails & ~(FULL | INBOX)) === 0) counts.wait++;
    }
    if (!this.#knownHours)
      for (const row of this.#rows)
        if (((this.#table.state[row] ?? 0) & KNOWN_HOURS) !== 0) this.#countPresets(counts, presets, row);
    return counts;
  }

  #countPresets(counts: RelaxationCounts, presets: readonly WeekSlots[], row: number): void {
    for (const [index, preset] of presets.entries())
      if (this.#sharedMinutes(row, preset) >= this.#settings.floorMinutes)
        counts.addHours[index] = (counts.addHours[index] ?? 0) + 1;
  }

  #known(row: number): boolean {
    return this.#knownHours && ((this.#table.state[row] ?? 0) & KNOWN_HOURS) !== 0;
  }

  #hoursFailing(minutes: number): number {
    if (minutes >= this.#settings.floorMinutes) return 0;
    return minutes === 0 ? NO_HOURS : FEW_HOURS;
  }

  #sharedMinutes(row: number, slots: WeekSlots): number {
    const all = this.#table.slots;
    const base = row * WORDS_PER_WEEK;
    let bits = 0;
    for (let word = 0; word < WORDS_PER_WEEK; word++) {
      const both = (slots[word] ?? 0) & (all[base + word] ?? 0);
      if (both !== 0) bits += popcount(both);
    }
    return bits * 15;
  }

  /** All failures of a row but those of the hours, as bits; a free row fails as `self`, which counts nowhere. */
  #failing(): (row: number) => number {
    const table = this.#table;
    const { track, state, briefs, cohort, languages, requests, learners } = table;
    const marks = this.#marks;
    const seeker = this.#seeker;
    const seekerCohort = table.cohortNames.find(seeker.cohort);
    const seekerBriefs = briefMask(seeker.briefs);
    const anyBrief = seeker.anyBrief || this.#options.anyBrief === true || seekerBriefs === 0;
    const waitingLimit = this.#settings.waitingLimit;
    const fits = this.#options.side === 'same' ? sameSide : complementary;
    const side = [0, 1, 2, 3].map((code) => (fits(TRACK_CODES[seeker.track], code) ? 0 : SIDE));
    const spoken = seeker.languages.map((language) => table.languageNames.find(language));
    const spokenBits = spoken.reduce((mask, code) => (code === -1 ? mask : mask | languageBit(code)), 0);
    const speaks = (row: number) => {
      const mask = languages[row] ?? 0;
      if (seeker.languages.length === 0 || mask === 0) return true;
      const common = mask & spokenBits;
      if (common !== MANY_LANGUAGES) return common !== 0;
      return learners[row]?.languages.some((language) => seeker.languages.includes(language)) ?? false;
    };
    return (row) => {
      const code = track[row] ?? 0;
      if (code === 0) return SELF;
      const flags = state[row] ?? 0;
      let fails = side[code] ?? 0;
      if (cohort[row] !== seekerCohort) fails |= COHORT;
      if ((flags & ACTIVE) === 0) fails |= INACTIVE;
      const theirs = briefs[row] ?? 0;
      if (!anyBrief && (flags & ANY_BRIEF) === 0 && theirs !== 0 && (theirs & seekerBriefs) === 0)
        fails |= BRIEF;
      if ((flags & PAUSED) !== 0) fails |= IS_PAUSED;
      if ((flags & HAS_PLACE) === 0) fails |= FULL;
      if ((requests[row] ?? 0) >= waitingLimit) fails |= INBOX;
      const mark = marks[row] ?? 0;
      if (mark !== 0) {
        if ((mark & MARK_BLOCKED) !== 0) fails |= BLOCKED;
        if ((mark & MARK_ASKED) !== 0) fails |= ASKED;
        if ((mark & MARK_PAIRED) !== 0) fails |= PAIRED;
        if ((mark & MARK_SELF) !== 0) fails |= SELF;
      }
      if (!speaks(row)) fails |= LANGUAGE;
      return fails;
    };
  }

  /** The weighted sum of every component but the stack. */
  #certainScore(): (row: number, minutes: number) => number {
    const { briefs, api, hours, experience, goal, waitingSince } = this.#table;
    const { weights, now, desiredMinutes } = this.#settings;
    const seeker = this.#seeker;
    const mine = {
      briefs: briefMask(seeker.briefs),
      api: seeker.apiStyle === null ? 0 : API_CODES[seeker.apiStyle],
      hours: seeker.hoursPerWeek ?? 0,
      experience: seeker.experience ?? 0,
      goal: seeker.goal === null ? 0 : GOAL_CODES[seeker.goal],
      waiting: waitingDays(seeker.waitingSince, now),
    };
    return (row, minutes) => {
      const since = waitingSince[row] ?? Number.NaN;
      return (
        weights.overlap * (minutes === -1 ? 0 : overlapFit(minutes, desiredMinutes)) +
        weights.brief * briefFit(mine.briefs, briefs[row] ?? 0) +
        weights.api * apiFit(mine.api, api[row] ?? 0) +
        weights.commitment * commitmentFit(mine.hours, hours[row] ?? 0) +
        weights.experience * experienceFit(mine.experience, experience[row] ?? 0) +
        weights.goal * goalFit(mine.goal, goal[row] ?? 0) +
        weights.waiting * waitingFit(mine.waiting, waitingDays(Number.isNaN(since) ? null : since, now))
      );
    };
  }

  #stackFit(): (row: number) => number {
    const { technologies, knows, wants } = this.#table;
    const flags = (names: readonly string[]) => {
      const known = new Uint8Array(technologies.size);
      for (const name of names) {
        const code = technologies.find(name);
        if (code !== -1) known[code] = 1;
      }
      return known;
    };
    const mineKnows = flags(this.#seeker.knows);
    const mineWants = flags(this.#seeker.wants);
    const knowsCount = new Set(this.#seeker.knows).size;
    const wantsCount = new Set(this.#seeker.wants).size;
    return (row) => {
      const theirKnows = knows[row] ?? [];
      const theirWants = wants[row] ?? [];
      let covered = 0;
      let common = 0;
      for (const code of theirKnows) {
        covered += mineWants[code] ?? 0;
        common += mineKnows[code] ?? 0;
      }
      let theirCovered = 0;
      for (const code of theirWants) theirCovered += mineKnows[code] ?? 0;
      return stackFit({
        seekerWants: wantsCount,
        seekerCovered: covered,
        candidateWants: theirWants.length,
        candidateCovered: theirCovered,
        seekerKnows: knowsCount,
        candidateKnows: theirKnows.length,
        common,
      });
    };
  }
}

/** The best `size` by value, then by smaller id; kept sorted, best first. */
class Top {
  readonly rows: number[] = [];
  readonly #values: number[] = [];
  readonly #ids: string[] = [];
  readonly #size: number;

  constructor(size: number) {
    this.#size = size;
  }

  /** Whether something of this value would be kept. */
  accepts(value: number, id: string): boolean {
    if (this.rows.length < this.#size) return this.#size > 0;
    const worst = this.#size - 1;
    const least = this.#values[worst] ?? 0;
    return value > least || (value === least && id < (this.#ids[worst] ?? ''));
  }

  offer(value: number, id: string, row: number): void {
    if (!this.accepts(value, id)) return;
    let low = 0;
    let high = this.rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const there = this.#values[middle] ?? 0;
      if (there > value || (there === value && (this.#ids[middle] ?? '') < id)) low = middle + 1;
      else high = middle;
    }
    this.rows.splice(low, 0, row);
    this.#values.splice(low, 0, value);
    this.#ids.splice(low, 0, id);
    if (this.rows.length > this.#size) {
      this.rows.pop();
      this.#values.pop();
      this.#ids.pop();
    }
  }
}
