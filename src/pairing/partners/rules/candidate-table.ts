import { type CohortWeek, WORDS_PER_WEEK } from '../../../people/availability/rules/cohort-week.ts';
import { API_CODES, briefMask, GOAL_CODES, TRACK_CODES } from './fits.ts';
import type { Learner } from './types.ts';

/** Bits of the `state` column. */
export const ACTIVE = 1;
export const PAUSED = 2;
export const ANY_BRIEF = 4;
export const KNOWN_HOURS = 8;
export const HAS_PLACE = 16;
export const HAS_STUDY_PLACE = 32;

/** All languages from the 32nd on share this bit and are then compared by name. */
export const MANY_LANGUAGES = 1 << 31;

/** Gives each distinct name a small number, in order of appearance. */
class Names {
  readonly #codes = new Map<string, number>();

  get size(): number {
    return this.#codes.size;
  }

  /** The name's number, a new one for a new name. */
  code(name: string): number {
    const known = this.#codes.get(name);
    if (known !== undefined) return known;
    this.#codes.set(name, this.#codes.size);
    return this.#codes.size - 1;
  }

  /** The name's number, or -1 for a name never seen. */
  find(name: string): number {
    return this.#codes.get(name) ?? -1;
  }
}

/** Learners as columns of numbers, one row each. A row whose `track` is 0 is free. */
export class CandidateTable {
  /** Rows in use or once used: rows from here on are free. */
  end = 0;
  learners: (Learner | null)[] = [];
  knows: number[][] = [];
  wants: number[][] = [];
  track = new Uint8Array(0);
  state = new Uint8Array(0);
  briefs = new Uint8Array(0);
  api = new Uint8Array(0);
  hours = new Uint8Array(0);
  experience = new Uint8Array(0);
  goal = new Uint8Array(0);
  requests = new Uint16Array(0);
  cohort = new Int32Array(0);
  languages = new Int32Array(0);
  /** ms UTC; NaN = is not waiting. */
  waitingSince = new Float64Array(0);
  /** `WORDS_PER_WEEK` words a row. */
  slots = new Uint32Array(0);

  readonly cohortNames = new Names();
  readonly languageNames = new Names();
  readonly technologies = new Names();
  /** The numbers of lists met before: equal lists are mostly one and the same (`createSharing`). */
  readonly #codesOf = new WeakMap<readonly string[], number[]>();

  write(row: number, learner: Learner, week: CohortWeek): void {
    if (row >= this.track.length) this.#grow();
    this.end = Math.max(this.end, row + 1);
    this.learners[row] = learner;
    this.knows[row] = this.#technologyCodes(learner.knows);
    this.wants[row] = this.#technologyCodes(learner.wants);
    this.track[row] = TRACK_CODES[learner.track];
    this.state[row] =
      (learner.active ? ACTIVE : 0) |
      (learner.paused ? PAUSED : 0) |
      (learner.anyBrief ? ANY_BRIEF : 0) |
      (learner.availability.length > 0 ? KNOWN_HOURS : 0) |
      (learner.places > 0 ? HAS_PLACE : 0) |
      (learner.studyPlaces > 0 ? HAS_STUDY_PLACE : 0);
    this.briefs[row] = briefMask(learner.briefs);
    this.api[row] = learner.apiStyle === null ? 0 : API_CODES[learner.apiStyle];
    this.hours[row] = learner.hoursPerWeek ?? 0;
    this.experience[row] = learner.experience ?? 0;
    this.goal[row] = learner.goal === null ? 0 : GOAL_CODES[learner.goal];
    this.requests[row] = Math.min(learner.requestsWaiting, 0xffff);
    this.cohort[row] = this.cohortNames.code(learner.cohort);
    this.languages[row] = learner.languages.reduce(
      (mask, language) => mask | languageBit(this.languageNames.code(language)),
      0,
    );
    this.waitingSince[row] = learner.waitingSince ?? Number.NaN;
    this.writeSlots(row, learner, week);
  }

  writeSlots(row: number, learner: Learner, week: CohortWeek): void {
    const own = this.slots.subarray(row * WORDS_PER_WEEK, (row + 1) * WORDS_PER_WEEK);
    week.slots(learner.availability, learner.zone, own);
  }

  fill(row: number): void {
    this.state[row] = (this.state[row] as number) & ~HAS_PLACE;
  }

  clear(row: number): void {
    this.learners[row] = null;
    this.knows[row] = [];
    this.wants[row] = [];
    this.track[row] = 0;
  }

  #technologyCodes(names: readonly string[]): number[] {
    const known = this.#codesOf.get(names);
    if (known !== undefined) return known;
    const codes = [...new Set(names)].map((name) => this.technologies.code(name));
    this.#codesOf.set(names, codes);
    return codes;
  }

  #grow(): void {
    const size = Math.max(64, this.track.length * 2);
    this.track = new Uint8Array(grown(this.track, size));
    this.state = new Uint8Array(grown(this.state, size));
    this.briefs = new Uint8Array(grown(this.briefs, size));
    this.api = new Uint8Array(grown(this.api, size));
    this.hours = new Uint8Array(grown(this.hours, size));
    this.experience = new Uint8Array(grown(this.experience, size));
    this.goal = new Uint8Array(grown(this.goal, size));
    this.requests = new Uint16Array(grown(this.requests, size));
    this.cohort = new Int32Array(grown(this.cohort, size));
    this.languages = new Int32Array(grown(this.languages, size));
    this.waitingSince = new Float64Array(grown(this.waitingSince, size));
    this.slots = new Uint32Array(grown(this.slots, size * WORDS_PER_WEEK));
  }
}

export function languageBit(code: number): number {
  return code < 31 ? 1 << code : MANY_LANGUAGES;
}

/** The memory of `from` with room for so many entries; nothing is copied, and what it was is gone. */
function grown(from: { buffer: ArrayBuffer; BYTES_PER_ELEMENT: number }, size: number): ArrayBuffer {
  return from.buffer.transfer(size * from.BYTES_PER_ELEMENT);
}
