import {
  popcount,
  SLOT_MINUTES,
  type WeekSlots,
  WORDS_PER_WEEK,
} from '../../../people/availability/rules/cohort-week.ts';
import {
  ACTIVE,
  ANY_BRIEF,
  type CandidateTable,
  HAS_PLACE,
  HAS_STUDY_PLACE,
  KNOWN_HOURS,
  languageBit,
  MANY_LANGUAGES,
  PAUSED,
} from './candidate-table.ts';
import { briefMask, complementary, sameSide, TRACK_CODES } from './fits.ts';
import type { Shortlist } from './shortlist.ts';
import { CONDITIONS, type Condition, type Learner, type MatchSettings, type SearchOptions } from './types.ts';

/** What stands between the seeker and single rows. */
export type Marks = Uint8Array;
export const MARK_BLOCKED = 1;
export const MARK_ASKED = 2;
export const MARK_PAIRED = 4;
export const MARK_SELF = 8;
export const MARK_ASKED_YOU = 16;
export const MARK_STUDIED = 32;

/** Bit `i` of a row's failures stands for `CONDITIONS[i]`. */
export function bit(condition: Condition): number {
  return 1 << CONDITIONS.indexOf(condition);
}

const SELF = bit('self');
const COHORT = bit('cohort');
const INBOX = bit('inbox-full');
const LANGUAGE = bit('language');
const NO_HOURS = bit('no-shared-hours');
const FEW_HOURS = bit('few-shared-hours');
/** What stands against a partner, but not against a study partner. */
export const STUDY_MENDS = bit('side') | bit('full') | INBOX;
const STATES = 64;
const MARKS = 64;
const BRIEF_MASKS = 64;

/**
 * What stands between one seeker and the rows of a table, as bits; tables of the few values that occur replace
 * comparisons. Changes to the table are seen, a grown table is not: made anew for each search.
 */
export class SeekerConditions {
  readonly #table: CandidateTable;
  readonly #marks: Marks;
  readonly #cohort: number;
  readonly #waitingLimit: number;
  /** Whether a full inbox stands against a row: not for study partners. */
  readonly #inboxCounts: boolean;
  /** 1 for each track that builds a side of the seeker's. */
  readonly #sameSide: Uint8Array;
  readonly #floorMinutes: number;
  /** Failures by track, by state, by briefs and by marks. */
  readonly #ofTrack: Int32Array;
  readonly #ofState: Int32Array;
  readonly #ofBriefs: Int32Array;
  readonly #ofMarks: Int32Array;
  readonly #languages: readonly string[];
  readonly #spoken: number;
  /** The seeker's briefs, null where any will do; their hours, null where they are not known. */
  readonly #briefs: number | null;
  readonly #slots: WeekSlots | null;
  readonly #hours: Hours;

  constructor(
    table: CandidateTable,
    marks: Marks,
    seeker: Learner,
    settings: MatchSettings,
    options: SearchOptions,
  ) {
    this.#table = table;
    this.#marks = marks;
    this.#cohort = table.cohortNames.find(seeker.cohort);
    this.#waitingLimit = settings.waitingLimit;
    this.#floorMinutes = settings.floorMinutes;
    const fits = options.side === 'same' ? sameSide : complementary;
    const studies = options.side === 'same';
    const hasPlace = studies ? HAS_STUDY_PLACE : HAS_PLACE;
    this.#inboxCounts = !studies;
    const track = TRACK_CODES[seeker.track];
    this.#sameSide = Uint8Array.from([0, 1, 2, 3], (code) => (sameSide(track, code) ? 1 : 0));
    this.#ofTrack = Int32Array.from([
      SELF,
      ...[1, 2, 3].map((code) => (fits(track, code) ? 0 : bit('side'))),
    ]);
    this.#ofState = tableOf(
      STATES,
      (state) =>
        ((state & ACTIVE) === 0 ? bit('inactive') : 0) |
        ((state & PAUSED) === 0 ? 0 : bit('paused')) |
        ((state & hasPlace) === 0 ? bit('full') : 0),
    );
    const own = briefMask(seeker.briefs);
    const any = seeker.anyBrief || options.anyBrief === true || own === 0;
    this.#briefs = any ? null : own;
    this.#ofBriefs = tableOf(BRIEF_MASKS, (mask) =>
      any || mask === 0 || (mask & own) !== 0 ? 0 : bit('brief'),
    );
    this.#ofMarks = tableOf(
      MARKS,
      (mark) =>
        ((mark & MARK_BLOCKED) === 0 ? 0 : bit('blocked')) |
        ((mark & MARK_ASKED) === 0 ? 0 : bit('asked')) |
        ((mark & MARK_ASKED_YOU) === 0 ? 0 : bit('asked-you')) |
        ((mark & (studies ? MARK_PAIRED | MARK_STUDIED : MARK_PAIRED)) === 0 ? 0 : bit('paired-before')) |
        ((mark & MARK_SELF) === 0 ? 0 : SELF),
    );
    this.#languages = seeker.languages;
    this.#spoken = seeker.languages
      .map((language) => table.languageNames.find(language))
      .reduce((mask, code) => (code === -1 ? mask : mask | languageBit(code)), 0);
    const slots = settings.week.slots(seeker.availability, seeker.zone);
    this.#slots = seeker.availability.length > 0 ? slots : null;
    this.#hours = new Hours(table, slots);
  }

  /** All failures of a row but those of the hours; a free row fails as `self`, which counts nowhere. */
  failing(row: number): number {
    const { track, state, briefs, cohort, requests, languages } = this.#table;
    const flags = state[row] as number;
    let fails =
      (this.#ofTrack[track[row] as number] as number) |
      (this.#ofState[flags] as number) |
      (this.#ofMarks[this.#marks[row] as number] as number);
    if ((flags & ANY_BRIEF) === 0) fails |= this.#ofBriefs[briefs[row] as number] as number;
    if (cohort[row] !== this.#cohort) fails |= COHORT;
    if (this.#inboxCounts && (requests[row] as number) >= this.#waitingLimit) fails |= INBOX;
    const spoken = languages[row] as number;
    if (spoken !== 0 && this.#languages.length > 0 && !this.#speaks(row, spoken & this.#spoken))
      fails |= LANGUAGE;
    return fails;
  }

  /** Whether a row that fails at most `STUDY_MENDS` would do as a study partner, but for the hours. */
  studies(row: number): boolean {
    return (
      this.#sameSide[this.#table.track[row] as number] === 1 &&
      ((this.#table.state[row] as number) & HAS_STUDY_PLACE) !== 0 &&
      ((this.#marks[row] as number) & MARK_STUDIED) === 0
    );
  }

  /** Whether both have said when they have time. */
  knowsHours(row: number): boolean {
    return this.#slots !== null && ((this.#table.state[row] as number) & KNOWN_HOURS) !== 0;
  }

  sharedMinutes(row: number): number {
    return this.#hours.sharedMinutes(row);
  }

  /** Rows among which are all that fail nothing. */
  shortlisted(shortlist: Shortlist): Uint32Array {
    return shortlist.among(this.#briefs, this.#slots, Math.ceil(this.#floorMinutes / SLOT_MINUTES));
  }

  /** What that many shared minutes fail. */
  hoursFailing(minutes: number): number {
    if (minutes >= this.#floorMinutes) return 0;
    return minutes === 0 ? NO_HOURS : FEW_HOURS;
  }

  #speaks(row: number, common: number): boolean {
    if (common !== MANY_LANGUAGES) return common !== 0;
    const theirs = this.#table.learners[row]?.languages ?? [];
    return theirs.some((language) => this.#languages.includes(language));
  }
}

/** Filled in place: `Int32Array.from` takes several times as long. */
function tableOf(size: number, failing: (value: number) => number): Int32Array {
  const table = new Int32Array(size);
  for (let value = 0; value < size; value++) table[value] = failing(value);
  return table;
}

/** Some quarter hours, to be compared with those of rows: words without any are skipped. */
export class Hours {
  readonly #slots: Uint32Array;
  readonly #words: Int32Array;
  readonly #bits: Int32Array;

  constructor(table: CandidateTable, slots: WeekSlots) {
    this.#slots = table.slots;
    this.#words = Int32Array.from(slots.keys()).filter((word) => slots[word] !== 0);
    this.#bits = this.#words.map((word) => slots[word] as number);
  }

  sharedMinutes(row: number): number {
    const base = row * WORDS_PER_WEEK;
    let bits = 0;
    for (let index = 0; index < this.#words.length; index++) {
      const both =
        (this.#bits[index] as number) & (this.#slots[base + (this.#words[index] as number)] as number);
      if (both !== 0) bits += popcount(both);
    }
    return bits * SLOT_MINUTES;
  }
}
