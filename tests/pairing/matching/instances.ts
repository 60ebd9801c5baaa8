/** Random instances of a round, as problems. */
import * as fc from 'fast-check';
import { type Certificate, certificateJson } from '../../../src/pairing/matching/certificate.ts';
import { type Edge, inOrder } from '../../../src/pairing/matching/graph.ts';
import {
  makeProblem,
  type Problem,
  type ProblemLearner,
  type ProblemPlace,
  solveProblem,
} from '../../../src/pairing/matching/problem.ts';
import { findWitnesses } from '../../../src/pairing/matching/witnesses.ts';

interface Shape {
  /** Capacity of the learner and of each of the places. */
  capacity: number;
  places: number[];
}

const shape: fc.Arbitrary<Shape> = fc.oneof(
  { weight: 5, arbitrary: fc.constant<Shape>({ capacity: 1, places: [1] }) },
  {
    weight: 2,
    arbitrary: fc.integer({ min: 0, max: 4 }).map((each) => ({ capacity: each, places: [each] })),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      capacity: fc.integer({ min: 1, max: 4 }),
      places: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 2, maxLength: 3 }),
    }),
  },
);

/**
 * Up to `most` learners a side. Scores come from a few values, so that ties and equal thresholds are common; a score of
 * -1 means that the two places do not fit.
 */
export function problems(most: number, scores: number[]): fc.Arbitrary<Problem> {
  const side = fc.array(shape, { maxLength: most });
  return fc
    .tuple(side, side)
    .chain(([left, right]) => {
      const places = (shapes: Shape[]) => shapes.reduce((sum, each) => sum + each.places.length, 0);
      const count = places(left) * places(right);
      const cell = fc.record({ score: fc.constantFrom(...scores), kept: fc.integer({ min: 0, max: 1 }) });
      return fc.tuple(
        fc.constant(left),
        fc.constant(right),
        fc.array(cell, { minLength: count, maxLength: count }),
      );
    })
    .map(([left, right, cells]) => problemOf(left, right, (index) => cells[index] ?? { score: -1, kept: 0 }));
}

export function problemOf(
  left: readonly Shape[],
  right: readonly Shape[],
  cell: (index: number) => { score: number; kept: number },
): Problem {
  const learners: ProblemLearner[] = [];
  const places: ProblemPlace[] = [];
  const placesOf = (shapes: readonly Shape[], side: 'backend' | 'frontend') =>
    shapes.flatMap(({ capacity, places: own }) => {
      learners.push({ id: `${side}${learners.length}`, side, capacity });
      return own.map((capacity, project) => {
        places.push({ learner: learners.length - 1, project: `P${project}`, capacity });
        return places.length - 1;
      });
    });
  const [backends, frontends] = [placesOf(left, 'backend'), placesOf(right, 'frontend')];
  const pairs: Edge[] = [];
  const met = new Set<string>();
  let index = 0;
  for (const backend of backends)
    for (const frontend of frontends) {
      const { score, kept } = cell(index++);
      const owners = [backend, frontend].map((place) => places[place]?.learner ?? -1);
      // Two learners are paired once; where both could meet again, only one pair of their places is offered.
      const again = met.has(owners.join()) && owners.every((owner) => (learners[owner]?.capacity ?? 0) > 1);
      if (score < 0 || again) continue;
      met.add(owners.join());
      pairs.push({ left: backend, right: frontend, score, kept });
    }
  pairs.sort(inOrder);
  return makeProblem(learners, places, {
    backend: Int32Array.from(pairs, (pair) => pair.left),
    frontend: Int32Array.from(pairs, (pair) => pair.right),
    score: Uint16Array.from(pairs, (pair) => pair.score),
    kept: Uint8Array.from(pairs, (pair) => pair.kept),
  });
}

/** Solves and certifies; the certificate is read back from the text that staff are given. */
export function certified(problem: Problem) {
  const solution = solveProblem(problem);
  const witnesses = (['backend', 'frontend'] as const).flatMap((side) =>
    findWitnesses(problem, solution.chosen, side),
  );
  const json = [...certificateJson(problem, solution, witnesses, 'test', new Set())].join('');
  return { solution, certificate: JSON.parse(json) as Certificate };
}

/** A repeatable source of numbers in [0, 1): xorshift32, seeded. */
export function seeded(seed: number): () => number {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
