import type { Problem, ProblemCover, ProblemSolution, RoundSide } from './problem.ts';
import { findWitnesses, type Witness } from './witnesses.ts';

/**
 * Everything that is needed to check, without the solver, that a round is the best there is. Learners, places and
 * pairs are referred to by index.
 *
 * - More pairs are impossible: every feasible pair is counted at a learner or place of `cardinality` or by itself; the
 *   capacities there and the pairs not counted there make `objective.pairs`.
 * - A better worst pair is impossible: with scores of at least `bottleneck.threshold`, the next that occurs, the same
 *   count gives fewer pairs. Null when the worst pair has the highest score that occurs.
 * - A higher total is impossible: a pair weighs `score * unit + kept`. Each pair of at least `objective.worst` weighs at
 *   most `level` and the prices of its two learners and places; what a chosen pair weighs beyond is its excess. So
 *   `pairs` pairs weigh at most `level * pairs` and all capacities times prices and all excesses: what the chosen weigh.
 */
export interface Certificate {
  version: 1;
  /** SHA-256 of the round's inputs. */
  fingerprint: string;
  /** `given`: a fullstack learner, who was given this side. */
  learners: { id: string; side: RoundSide; capacity: number; given: boolean }[];
  places: { learner: number; project: string | null; capacity: number }[];
  /** Backend place, frontend place, score, 1 when in the last preview. */
  pairs: [backend: number, frontend: number, score: number, kept: number][];
  /** Indices into `pairs`. */
  chosen: number[];
  objective: { pairs: number; worst: number; total: number; kept: number };
  cardinality: ProblemCover;
  bottleneck: ({ threshold: number } & ProblemCover) | null;
  prices: { unit: number; level: number; learners: number[]; places: number[] };
  /** Why those are left over whom somebody fits. */
  witnesses: Witness[];
}

export function makeCertificate(
  problem: Problem,
  solution: ProblemSolution,
  fingerprint: string,
  given: ReadonlySet<string>,
): Certificate {
  const { pairs, learners, places } = problem;
  return {
    version: 1,
    fingerprint,
    learners: learners.map(({ id, side, capacity }) => ({ id, side, capacity, given: given.has(id) })),
    places: places.map(({ learner, project, capacity }) => ({ learner, project, capacity })),
    pairs: Array.from(pairs.score, (score, pair) => [
      pairs.backend[pair] as number,
      pairs.frontend[pair] as number,
      score,
      pairs.kept[pair] as number,
    ]),
    chosen: [...solution.chosen],
    objective: solution.objective,
    cardinality: solution.cardinality,
    bottleneck: solution.bottleneck,
    prices: {
      unit: solution.prices.unit,
      level: solution.prices.level,
      learners: [...solution.prices.learners],
      places: [...solution.prices.places],
    },
    witnesses: (['backend', 'frontend'] as const).flatMap((side) =>
      findWitnesses(problem, solution.chosen, side),
    ),
  };
}
