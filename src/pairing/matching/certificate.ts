import type { Problem, ProblemCover, ProblemSolution, RoundSide } from './problem.ts';
import type { Witness } from './witnesses.ts';

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
  /** `name`: see `pseudonym`. `given`: a fullstack learner, who was given this side. */
  learners: { name: string; side: RoundSide; capacity: number; given: boolean }[];
  /** `project`: whether it is a project's, or a learner's who joins another's. */
  places: { learner: number; project: boolean; capacity: number }[];
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

/** The certificate as a file. */
export interface CertificateFile {
  /** Gzipped JSON of a `Certificate`. */
  gzip: Uint8Array<ArrayBuffer>;
  /** Length of the JSON in bytes. */
  bytes: number;
}

/**
 * What a learner is called in a round: L1 is the first of its learners. It tells whoever has only the certificate nobody's
 * name and nobody's id; the tables that staff get with it say who it is.
 */
export function pseudonym(index: number): string {
  return `L${index + 1}`;
}

/** How many entries of a long list are written at a time. */
const CHUNK = 2_000;

/**
 * A `Certificate` as JSON, in pieces: five million pairs are never objects. Joined, the pieces are one document that
 * ends with a newline.
 */
export function* certificateJson(
  problem: Problem,
  solution: ProblemSolution,
  witnesses: readonly Witness[],
  fingerprint: string,
  given: ReadonlySet<string>,
): Generator<string> {
  const { learners, places, pairs } = problem;
  const { prices } = solution;
  yield `{"version":1,"fingerprint":${JSON.stringify(fingerprint)},\n"learners":`;
  yield* list(learners.length, (index) => {
    const { id, side, capacity } = learners[index] ?? { id: '', side: 'backend', capacity: 0 };
    return JSON.stringify({ name: pseudonym(index), side, capacity, given: given.has(id) });
  });
  yield ',\n"places":';
  yield* list(places.length, (index) => {
    const { learner, project, capacity } = places[index] ?? { learner: 0, project: null, capacity: 0 };
    return JSON.stringify({ learner, project: project !== null, capacity });
  });
  yield ',\n"pairs":';
  const { backend, frontend, score, kept } = pairs;
  yield* list(score.length, (pair) => `[${backend[pair]},${frontend[pair]},${score[pair]},${kept[pair]}]`);
  yield ',\n"chosen":';
  yield* list(solution.chosen.length, (index) => String(solution.chosen[index]));
  yield `,\n"objective":${JSON.stringify(solution.objective)}`;
  yield `,\n"cardinality":${JSON.stringify(solution.cardinality)}`;
  yield `,\n"bottleneck":${JSON.stringify(solution.bottleneck)}`;
  yield `,\n"prices":{"unit":${prices.unit},"level":${prices.level},"learners":`;
  yield* list(prices.learners.length, (index) => String(prices.learners[index]));
  yield ',"places":';
  yield* list(prices.places.length, (index) => String(prices.places[index]));
  yield '},\n"witnesses":';
  yield* list(witnesses.length, (index) => JSON.stringify(witnesses[index]));
  yield '}\n';
}

/** A JSON array of `length` entries, some thousand at a time. */
function* list(length: number, entry: (index: number) => string): Generator<string> {
  yield '[';
  for (let from = 0; from < length; from += CHUNK) {
    const end = Math.min(length, from + CHUNK);
    const entries: string[] = [];
    for (let index = from; index < end; index++) entries.push(entry(index));
    yield (from === 0 ? '' : ',') + entries.join(',');
  }
  yield ']';
}
