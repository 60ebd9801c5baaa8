import type { Cover } from './cut.ts';
import { makeSide, type Side } from './graph.ts';
import { type Objective, type Solution, solve } from './solve.ts';

/** The side a learner takes in a round; a fullstack learner is given one. */
export type RoundSide = 'backend' | 'frontend';

/** A round reduced to numbers: what is solved, and what the certificate repeats. Made by `makeProblem`. */
export interface Problem {
  learners: readonly ProblemLearner[];
  /** Those of the backend side first. */
  places: readonly ProblemPlace[];
  /** Every pair of places that fulfils all hard conditions, `inOrder`. */
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
  score: Uint16Array;
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

/**
 * One side of a problem as the solver wants it. Its places have the numbers of the problem, so that pairs need no others:
 * to the right those of the backend side stand empty before them.
 */
export interface NumberedSide {
  side: Side;
  /** Learner of the problem for each group of the side. */
  groups: number[];
}

/** Solves a problem exactly. `clock` (ms) only measures. */
export function solveProblem(problem: Problem, clock?: () => number): ProblemSolution {
  const left = numberSide(problem, 'backend');
  const right = numberSide(problem, 'frontend');
  const { backend, frontend, score, kept } = problem.pairs;
  const solution = solve(left.side, right.side, { left: backend, right: frontend, score, kept }, clock);
  const { prices } = solution;
  const learners = new Float64Array(problem.learners.length);
  const places = Float64Array.from(prices.rightPlaces);
  places.set(prices.leftPlaces);
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
  const sideOf = ({ learner }: ProblemPlace) => problem.learners[learner]?.side;
  const first = problem.places.findIndex((place) => sideOf(place) === 'frontend');
  const end = side === 'backend' && first !== -1 ? first : problem.places.length;
  const capacity = new Int32Array(end);
  const byLearner = new Map<number, number[]>();
  for (const [place, { learner, capacity: seats }] of problem.places.entries()) {
    if (problem.learners[learner]?.side !== side) continue;
    if (place >= end) throw new Error('A place of the backend side after one of the frontend side');
    capacity[place] = seats;
    const own = byLearner.get(learner);
    if (own === undefined) byLearner.set(learner, [place]);
    else own.push(place);
  }
  const groups = [...byLearner].filter(([learner, own]) => {
    const offered = own.reduce((sum, place) => sum + (capacity[place] ?? 0), 0);
    return offered > (problem.learners[learner]?.capacity ?? 0);
  });
  return {
    side: makeSide(
      capacity,
      groups.map(([learner, own]) => ({ capacity: problem.learners[learner]?.capacity ?? 0, places: own })),
    ),
    groups: groups.map(([learner]) => learner),
  };
}

function inProblem(cover: Cover, left: NumberedSide, right: NumberedSide): ProblemCover {
  return {
    learners: [
      ...cover.leftGroups.map((group) => left.groups[group] as number),
      ...cover.rightGroups.map((group) => right.groups[group] as number),
    ],
    places: [...cover.leftPlaces, ...cover.rightPlaces],
  };
}
