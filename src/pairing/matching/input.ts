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

/** What a member is called, and then the titles of their `projects`, in that order. */
export type Named = readonly [name: string, ...titles: string[]];

/** A member as they are read, with the names that the round itself does not depend on. */
export interface Participant {
  readonly member: RoundMember;
  readonly named: Named;
}

/** Two ids that were a pair in the last preview. */
export type PreviousPair = readonly [string, string];

/** Everything a round depends on. */
export interface RoundInput extends RoundTerms {
  /** All members of the cohort, also those who are full or paused: they explain why others are left over. */
  members: readonly RoundMember[];
  /** The pairs of learners of the last preview, in any order; empty for a first one. */
  previous: readonly PreviousPair[];
}

/** What a round depends on besides its members and the last preview. */
export interface RoundTerms {
  /** ISO date of the Monday of the cohort's current week. */
  week: string;
  /** The present instant, ms UTC; how long somebody has been waiting is counted from it. */
  now: number;
  weights: Weights;
  floorMinutes: number;
  desiredMinutes: number;
}
