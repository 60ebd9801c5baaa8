import type { Learner, SoughtProject, Weights } from '../partners/rules.ts';

/** A member of the cohort as a round sees them. */
export interface RoundMember {
  /**
   * Their own profile; `places` is how many more pairs they may enter over all own projects (0: not in the round). Pairs
   * are counted, not teams: one project for three partners is one team and three places.
   */
  learner: Learner;
  /** Own open projects that seek partners; empty for somebody who would join another's. */
  projects: readonly RoundProject[];
}

/** A project that takes part, with the id of its team where one stands already. */
export interface RoundProject extends SoughtProject {
  team?: string;
}

/** Everything a round depends on. */
export interface RoundInput extends RoundTerms {
  /** All members of the cohort, also those who are full or paused: they explain why others are left over. */
  members: readonly RoundMember[];
}

/** What a round depends on besides its members. */
export interface RoundTerms {
  /** ISO date of the Monday of the cohort's current week. */
  week: string;
  /** The present instant, ms UTC; how long somebody has been waiting is counted from it. */
  now: number;
  weights: Weights;
  floorMinutes: number;
  desiredMinutes: number;
  /** The pairs of learners of the last preview, in any order; empty for a first one. */
  previous: readonly (readonly [string, string])[];
}
