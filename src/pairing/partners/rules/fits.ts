/**
 * How well two learners fit in one respect, each an integer 0..1000, each the same in both directions. Here everything
 * is a small number, so that one pair and a scan over a hundred thousand use the very same code.
 */
import {
  type ApiStyle,
  BRIEFS,
  type Brief,
  COMPONENTS,
  type Goal,
  type Track,
  type Weights,
} from './types.ts';

export const PERFECT = 1000;
/** Where somebody has not said. */
const NEUTRAL = 500;
const DAY_MS = 86_400_000;
/** Whole days of waiting after which it counts no more. */
export const PATIENCE_DAYS = 7;

export const TRACK_CODES: Readonly<Record<Track, number>> = { backend: 1, frontend: 2, fullstack: 3 };
export const API_CODES: Readonly<Record<ApiStyle, number>> = { undecided: 0, rest: 1, graphql: 2, both: 3 };
export const GOAL_CODES: Readonly<Record<Goal, number>> = { pass: 1, learn: 2, portfolio: 3, excel: 4 };

/** Bit `i` stands for `BRIEFS[i]`. */
export function briefMask(briefs: readonly Brief[]): number {
  return briefs.reduce((mask, brief) => mask | (1 << BRIEFS.indexOf(brief)), 0);
}

const OTHER = briefMask(['other']);

/** Backend with frontend; fullstack complements everybody. Codes are sets of the sides one builds. */
export function complementary(a: number, b: number): boolean {
  return (a | b) === 3 && (a !== b || a === 3);
}

/** Free places for what is sought: a project's partner or a study partner. */
export function placesFor(
  learner: { readonly places: number; readonly studyPlaces: number },
  { side }: { readonly side?: 'other' | 'same' },
): number {
  return side === 'same' ? learner.studyPlaces : learner.places;
}

/** Builds a side the other builds too. */
export function sameSide(a: number, b: number): boolean {
  return (a & b) !== 0;
}

export function overlapFit(minutes: number, desiredMinutes: number): number {
  return Math.floor((PERFECT * Math.min(minutes, desiredMinutes)) / desiredMinutes);
}

/** Two "own ideas" are the same brief by name only, so they fit less than two of a kind. */
export function briefFit(a: number, b: number): number {
  if (a === 0 || b === 0) return NEUTRAL;
  if ((a & b & ~OTHER) !== 0) return PERFECT;
  return (a & b) === 0 ? 0 : 700;
}

/** `a`, `b`: `API_CODES`, 0 where not said or undecided. */
export function apiFit(a: number, b: number): number {
  if (a === 0 || b === 0) return NEUTRAL;
  if (a === b) return PERFECT;
  return (a & b) === 0 ? 0 : 800;
}

/** `a`, `b`: hours a week, 0 where not said. */
export function commitmentFit(a: number, b: number): number {
  if (a === 0 || b === 0) return NEUTRAL;
  return Math.floor((PERFECT * Math.min(a, b)) / Math.max(a, b));
}

export interface StackCounts {
  /** Technologies the seeker wants, and how many of them the candidate knows. */
  seekerWants: number;
  seekerCovered: number;
  candidateWants: number;
  candidateCovered: number;
  seekerKnows: number;
  candidateKnows: number;
  /** Known to both. */
  common: number;
}

export function stackKnown(counts: StackCounts): boolean {
  return (
    (counts.seekerWants > 0 && counts.candidateKnows > 0) ||
    (counts.candidateWants > 0 && counts.seekerKnows > 0) ||
    (counts.seekerKnows > 0 && counts.candidateKnows > 0)
  );
}

/** The share of wishes that is met, averaged over the sides that have any; without wishes, what both know. */
export function stackFit(counts: StackCounts): number {
  const seeker = counts.seekerWants > 0 && counts.candidateKnows > 0;
  const candidate = counts.candidateWants > 0 && counts.seekerKnows > 0;
  if (seeker && candidate)
    return Math.floor(
      (PERFECT *
        (counts.seekerCovered * counts.candidateWants + counts.candidateCovered * counts.seekerWants)) /
        (2 * counts.seekerWants * counts.candidateWants),
    );
  if (seeker) return Math.floor((PERFECT * counts.seekerCovered) / counts.seekerWants);
  if (candidate) return Math.floor((PERFECT * counts.candidateCovered) / counts.candidateWants);
  if (counts.seekerKnows === 0 || counts.candidateKnows === 0) return NEUTRAL;
  return Math.floor((PERFECT * counts.common) / Math.min(counts.seekerKnows, counts.candidateKnows));
}

/** `a`, `b`: 1..5, 0 where not said. */
export function experienceFit(a: number, b: number): number {
  return a === 0 || b === 0 ? NEUTRAL : PERFECT - 250 * Math.abs(a - b);
}

/** How far two goals go together, by `GOAL_CODES - 1`. */
const GOALS = [
  [1000, 500, 300, 0],
  [500, 1000, 700, 600],
  [300, 700, 1000, 800],
  [0, 600, 800, 1000],
];

/** `a`, `b`: `GOAL_CODES`, 0 where not said. */
export function goalFit(a: number, b: number): number {
  return a === 0 || b === 0 ? NEUTRAL : (GOALS[a - 1]?.[b - 1] ?? NEUTRAL);
}

/** Whole days since `since` (ms UTC); 0 for somebody who is not waiting. */
export function waitingDays(since: number | null, now: number): number {
  return since === null ? 0 : Math.max(0, Math.floor((now - since) / DAY_MS));
}

/** `a`, `b`: whole days both have been waiting. */
export function waitingFit(a: number, b: number): number {
  return Math.floor(
    (PERFECT * (Math.min(a, PATIENCE_DAYS) + Math.min(b, PATIENCE_DAYS))) / (2 * PATIENCE_DAYS),
  );
}

export function weightSum(weights: Weights): number {
  return COMPONENTS.reduce((sum, name) => sum + weights[name], 0);
}

/** The weighted mean, rounded half up; exact because everything is an integer far below 2^53. */
export function total(weighted: number, sum: number): number {
  return Math.floor((2 * weighted + sum) / (2 * sum));
}
