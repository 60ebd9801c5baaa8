import type { Cover } from './cut.ts';
import { type Edges, makeSide, type Side } from './graph.ts';
import { type Objective, type Solution, solve } from './solve.ts';

/** The side a learner takes in a round; a fullstack learner is given one. */
export type RoundSide = 'backend' | 'frontend';

/** A round reduced to numbers: what is solved, and what the certificate repeats. Made by `makeProblem`. */
export interface Problem {
  learners: readonly ProblemLearner[];
  places: readonly ProblemPlace[];
  /** Every pair of places that fulfils all hard conditions. */
  pairs: ProblemPairs;
}

export interface ProblemLearner {
  id: string;
  side: RoundSide;
  /** How many pairs the learner may enter in all, >= 0. */
  capacity: number;
}

/** A project that seeks partners; or, with `project` null, a learner without one who joins another's. */
export interface ProblemPlace {
  /** Index of the learner it belongs to. */
  learner: number;
  project: string | null;
  /** How many pairs it may enter, >= 0; no more than the learner may. */
  capacity: number;
}

export interface ProblemPairs {
  /** Indices of places. */
  backend: Int32Array;
  frontend: Int32Array;
  /** 0..1000. */
  score: Int32Array;
  /** 1 where the two learners were a pair in the last preview. */
  kept: Uint8Array;
}

/** Learners and places (by index) that together touch pairs; see `Cover`. */
export interface ProblemCover {
  learners: number[];
  places: number[];
}

/** `Solution` in terms of the problem. */
export interface ProblemSolution {
  /** Indices of the chosen pairs, ascending. */
  chosen: Int32Array;
  objective: Objective;
  cardinality: ProblemCover;
  bottleneck: ({ threshold: number } & ProblemCover) | null;
  /** Prices of learners and places, in their order; see `Prices`. */
  prices: { unit: number; level: number; learners: Float64Array; places: Float64Array };
  milliseconds: Solution['milliseconds'];
}

/** One side of a problem as the solver wants it. */
export interface NumberedSide {
  side: Side;
  /** Place of the problem for each place of the side. */
  places: number[];
  /** Learner of the problem for each group of the side. */
  groups: number[];
}

/** Solves a problem exactly. `clock` (ms) only measures. */
export function solveProblem(problem: Problem, clock?: () => number): ProblemSolution {
  const left = numberSide(problem, 'backend');
  const right = numberSide(problem, 'frontend');
  const solution = solve(left.side, right.side, edgesOf(problem, left, right), clock);
  const { prices } = solution;
  const learners = new Float64Array(problem.learners.length);
  const places = new Float64Array(problem.places.length);
  for (const [index, place] of left.places.entries()) places[place] = prices.leftPlaces[index] as number;
  for (const [index, place] of right.places.entries()) places[place] = prices.rightPlaces[index] as number;
  for (const [index, learner] of left.groups.entries())
    learners[learner] = prices.leftGroups[index] as number;
  for (const [index, learner] of right.groups.entries())
    learners[learner] = prices.rightGroups[index] as number;
  return {
    chosen: solution.chosen,
    objective: solution.objective,
    cardinality: inProblem(solution.cardinality, left, right),
    bottleneck:
      solution.bottleneck === null
        ? null
        : {
            threshold: solution.bottleneck.threshold,
            ...inProblem(solution.bottleneck.cover, left, right),
          },
    prices: { unit: prices.unit, level: prices.level, learners, places },
    milliseconds: solution.milliseconds,
  };
}

/** A problem whose places offer no more than their learners may take. */
export function makeProblem(
  learners: readonly ProblemLearner[],
  places: readonly ProblemPlace[],
  pairs: ProblemPairs,
): Problem {
  const least = ({ learner, capacity }: ProblemPlace) => Math.min(capacity, learners[learner]?.capacity ?? 0);
  return { learners, places: places.map((place) => ({ ...place, capacity: least(place) })), pairs };
}

/** Numbers the places of one side; a learner becomes a group where the places together offer too much. */
function numberSide(problem: Problem, side: RoundSide): NumberedSide {
  const places: number[] = [];
  const byLearner = new Map<number, number[]>();
  for (const [index, { learner }] of problem.places.entries()) {
    if (problem.learners[learner]?.side !== side) continue;
    const own = byLearner.get(learner);
    if (own === undefined) byLearner.set(learner, [places.length]);
    else own.push(places.length);
    places.push(index);
  }
  const capacity = places.map((place) => problem.places[place]?.capacity ?? 0);
  const groups = [...byLearner].filter(([learner, own]) => {
    const offered = own.reduce((sum, place) => sum + (capacity[place] ?? 0), 0);
    return offered > (problem.learners[learner]?.capacity ?? 0);
  });
  return {
    side: makeSide(
      capacity,
      groups.map(([learner, own]) => ({ capacity: problem.learners[learner]?.capacity ?? 0, places: own })),
    ),
    places,
    groups: groups.map(([learner]) => learner),
  };
}

/** The pairs with places numbered within their sides. */
function edgesOf({ places, pairs }: Problem, left: NumberedSide, right: NumberedSide): Edges {
  const numbers = new Int32Array(places.length);
  for (const [index, place] of left.places.entries()) numbers[place] = index;
  for (const [index, place] of right.places.entries()) numbers[place] = index;
  return {
    left: pairs.backend.map((place) => numbers[place] as number),
    right: pairs.frontend.map((place) => numbers[place] as number),
    score: pairs.score,
    kept: pairs.kept,
  };
}

function inProblem(cover: Cover, left: NumberedSide, right: NumberedSide): ProblemCover {
  return {
    learners: [
      ...cover.leftGroups.map((group) => left.groups[group] as number),
      ...cover.rightGroups.map((group) => right.groups[group] as number),
    ],
    places: [
      ...cover.leftPlaces.map((place) => left.places[place] as number),
      ...cover.rightPlaces.map((place) => right.places[place] as number),
    ],
  };
}
