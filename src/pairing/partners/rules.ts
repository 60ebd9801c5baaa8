/**
 * The pure rules of partner matching: who may be paired, how good a pair is, who comes first for one learner, and
 * why. No Discord, no database, no clock: whatever changes with time is passed in (`now`, the cohort's week).
 *
 * Typical use by a service:
 *
 *     const week = new CohortWeek('2026-03-23');            // the Monday of the cohort's current week
 *     const settings = { ...defaultSettings(week, now), weights };
 *     const index = new CandidateIndex(week);
 *     for (const learner of learners) index.put(learner);   // afterwards put/remove one at a time
 *     const ranking = index.rank(seeker, settings, { side: 'other', limit: 5, offset: 0 });
 *
 * Every answer is data (keys and numbers); the cards turn it into sentences of the reader's language.
 */

export {
  CohortWeek,
  overlapMinutes,
  SLOTS_PER_WEEK,
  sharedIntervals,
  sharedSlots,
  toWeekSlots,
  type WeekSlots,
  WORDS_PER_WEEK,
} from '../../people/availability/rules/cohort-week.ts';
export { CandidateIndex } from './rules/candidate-index.ts';
export {
  areComplementary,
  canBeAsked,
  type HardConditions,
  hardConditions,
} from './rules/conditions.ts';
export { effectiveLanguages } from './rules/languages.ts';
export { narrowTo, type SoughtProject } from './rules/narrow.ts';
export { rank } from './rules/rank.ts';
export { type Reason, reasons } from './rules/reasons.ts';
export { score } from './rules/score.ts';
export { defaultSettings } from './rules/settings.ts';
export { createSharing, type Sharing } from './rules/sharing.ts';
export {
  type ApiStyle,
  BRIEFS,
  type Breakdown,
  type Brief,
  COMPONENTS,
  CONDITIONS,
  type Component,
  type Condition,
  type Goal,
  type Learner,
  type MatchSettings,
  type RankedCandidate,
  type Ranking,
  type Relaxation,
  type Score,
  type ScorePart,
  type SearchOptions,
  type Track,
  type Weights,
} from './rules/types.ts';
export {
  checkWeights,
  DEFAULT_WEIGHTS,
  parseWeights,
  storedWeights,
  type WeightProblem,
} from './rules/weights.ts';
