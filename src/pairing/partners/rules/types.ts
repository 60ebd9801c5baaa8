import type { CohortWeek } from '../../../people/availability/rules/cohort-week.ts';
import type { WeeklyInterval } from '../../../people/availability/rules.ts';
import type { ApiStyle, Goal, Track } from '../../../people/learners/rules.ts';
import type { Brief } from '../../../work/projects/rules.ts';

export { BRIEFS } from '../../../work/projects/rules.ts';
export type { ApiStyle, Brief, Goal, Track };

/** What the rules need to know of a learner; for the seeker, narrowed to the project a partner is sought for. */
export interface Learner {
  /** Stable id (Discord snowflake); breaks ties. */
  id: string;
  /** Id of the cohort. */
  cohort: string;
  track: Track;
  /** Takes part in the cohort (has not left, is not blocked by staff). */
  active: boolean;
  /** Paused by themselves (`/profile pause`) or marked away. */
  paused: boolean;
  /** Free places: how many more pairs this learner (the seeker: this project) may enter; 0 = full. */
  places: number;
  /** How many more study partners this learner may find; 0 = none. */
  studyPlaces: number;
  /** Briefs of the own open projects; empty = none chosen yet, which fits every brief. */
  briefs: readonly Brief[];
  /** Would work on any brief. */
  anyBrief: boolean;
  /** Languages as resolved by `effectiveLanguages`; empty = unknown, which never excludes. */
  languages: readonly string[];
  /** IANA zone in which `availability` is meant. */
  zone: string;
  /** Empty = unknown. */
  availability: readonly WeeklyInterval[];
  /** `null` = not said. */
  apiStyle: ApiStyle | null;
  /** 1..60, `null` = not said. */
  hoursPerWeek: number | null;
  /** Normalised technologies a partner should know. */
  wants: readonly string[];
  /** Normalised technologies this learner knows. */
  knows: readonly string[];
  /** 1..5, `null` = not said. */
  experience: number | null;
  goal: Goal | null;
  /** Instant (ms UTC) since when the learner has been waiting for a partner, `null` = is not waiting. */
  waitingSince: number | null;
  /** Requests this learner has received and not answered yet. */
  requestsWaiting: number;
  /** Ids of members this learner has blocked. */
  blocked: readonly string[];
  /** Ids of present and former partners. */
  pairedBefore: readonly string[];
  /** Ids of former partners with whom this learner asked to be paired again. */
  again: readonly string[];
}

/**
 * The hard conditions in the fixed order in which they are checked and counted. `self` (a learner never meets
 * themselves) is not counted anywhere.
 */
export const CONDITIONS = [
  'self',
  'cohort',
  'side',
  'inactive',
  'brief',
  'paused',
  'blocked',
  'full',
  'asked',
  'asked-you',
  'paired-before',
  'inbox-full',
  'language',
  'no-shared-hours',
  'few-shared-hours',
] as const;
export type Condition = (typeof CONDITIONS)[number];

/** The components of the soft score, in the fixed order in which they are kept. */
export const COMPONENTS = [
  'overlap',
  'brief',
  'api',
  'commitment',
  'stack',
  'experience',
  'goal',
  'waiting',
] as const;
export type Component = (typeof COMPONENTS)[number];

/** How much each component counts: integers 0..1000, at least one above 0. */
export type Weights = Readonly<Record<Component, number>>;

export interface ScorePart {
  key: Component;
  /** How well the pair fits in this respect, integer 0..1000; 500 where somebody has not said. */
  fit: number;
  /** False where `fit` is the neutral value because something is not known. */
  known: boolean;
  weight: number;
  /** Share of the total; the points of all parts add up to `Score.total` exactly. */
  points: number;
}

export interface Score {
  /** Integer 0..1000; the same whoever of the two is the seeker. */
  total: number;
  /** Shared minutes a week; `null` when either availability is unknown. */
  overlapMinutes: number | null;
  /** One part for each of `COMPONENTS`, in that order. */
  parts: ScorePart[];
}

/** What the cohort (and the moment) decides; made anew for every moment, never changed. */
export interface MatchSettings {
  readonly week: CohortWeek;
  /** The present instant, ms UTC. */
  readonly now: number;
  readonly weights: Weights;
  /** Least shared minutes a week, 0..2400. */
  readonly floorMinutes: number;
  /** Shared minutes a week from which on more is not better, > 0. */
  readonly desiredMinutes: number;
  /** How many unanswered requests a learner may have before nobody else is sent to them. */
  readonly waitingLimit: number;
}

/** What one search decides; everything has a default. */
export interface SearchOptions {
  /** `other`: a partner of the complementary side (default); `same`: a study partner. */
  side?: 'other' | 'same';
  /** Treat the seeker as accepting any brief. */
  anyBrief?: boolean;
  /** Ids of those whom the seeker has asked and who have not answered yet. */
  asked?: ReadonlySet<string>;
  /** Ids of those who wait for the seeker's answer. */
  askedBy?: ReadonlySet<string>;
  /** Ids of those who said no: left out, without a word about why. */
  declined?: ReadonlySet<string>;
  /** Ids of present and former study partners: left out where a study partner is sought. */
  studied?: ReadonlySet<string>;
  /** How many candidates to return, default 5. */
  limit?: number;
  /** How many of the best to skip ("More"), default 0. */
  offset?: number;
  /** When to work out the relaxations: where fewer than `few` (default: `limit`) fit, always, or never. */
  relaxations?: 'when-few' | 'always' | 'never';
  few?: number;
}

export interface RankedCandidate {
  id: string;
  score: Score;
  /** False when either availability is unknown: such candidates come after all others. */
  known: boolean;
}

/**
 * Where everybody went, in the order of the sentence: of `pool` learners of the sought side in this cohort, the
 * removed ones by the first condition they fail, and the rest. `pool` = all `removed` + `fitting` + `unknown`.
 */
export interface Breakdown {
  /** Active learners of the sought side in this cohort, without the seeker. */
  pool: number;
  /** Each of `pool` that fails is counted once, under the first of these that removes it. */
  removed: {
    brief: number;
    /** Paused, or one of the two has blocked the other: not told apart, so that a block stays private. */
    unavailable: number;
    full: number;
    asked: number;
    'asked-you': number;
    'paired-before': number;
    'inbox-full': number;
    language: number;
    'no-shared-hours': number;
    'few-shared-hours': number;
  };
  /** Fit, with known hours. */
  fitting: number;
  /** Fit as far as one can tell: hours unknown. */
  unknown: number;
}

/** One single change and how many learners it adds to those that fit. Only changes that add somebody are listed. */
export type Relaxation =
  | { key: 'any-brief'; adds: number }
  | { key: 'lower-floor'; minutes: number; adds: number }
  | { key: 'add-hours'; preset: string; adds: number }
  | { key: 'study-partner'; adds: number }
  /** They fit but are full, or have too many requests: the waiting list tells when one is free. */
  | { key: 'wait'; adds: number };

/** Why nobody can be sought for a member at present. */
export type SeekerFail = 'inactive' | 'paused' | 'full';

export interface Ranking {
  /** Best first: known hours before unknown, then score, then id. */
  candidates: RankedCandidate[];
  /** All that fit, known or not, before `limit` and `offset`. */
  total: number;
  breakdown: Breakdown;
  /** Best first; empty when not worked out. */
  relaxations: Relaxation[];
  /** Why the seeker can be paired with nobody at present; empty otherwise. */
  seekerFails: SeekerFail[];
}
