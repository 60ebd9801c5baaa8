import { certificateJson } from './certificate.ts';
import {
  type BlockingPair,
  explainLeftovers,
  explainPairs,
  findBlockingPairs,
  type RoundLeftover,
  type RoundPair,
} from './explanation.ts';
import { fingerprintOf, memberFingerprint } from './fingerprint.ts';
import { release } from './growing.ts';
import type { RoundInput } from './input.ts';
import { type Instance, makeInstance, pairKey } from './instance.ts';
import { type ProblemSolution, type RoundSide, solveProblem } from './problem.ts';
import type { Objective } from './solve.ts';
import { findWitnesses, type Witness } from './witnesses.ts';

/** How many blocking pairs are named. */
const BLOCKING_EXAMPLES = 20;

/** A cohort round: who is paired with whom, why, and what became of the others. */
export interface Round {
  /** SHA-256 of all inputs. */
  fingerprint: string;
  /** SHA-256 of what each participant brought in, by id, in their order: what `publishable` compares. */
  members: ReadonlyMap<string, string>;
  objective: Objective;
  pairs: RoundPair[];
  leftovers: RoundLeftover[];
  /** Projects, and learners without one, that got some of the partners they look for but not all. */
  unfilled: { id: string; project: string | null; missing: number }[];
  /** Fullstack learners with the side they were given. */
  given: [id: string, side: RoundSide][];
  /** How many take part on each side. */
  participants: Record<RoundSide, number>;
  /** How many pairs of places fulfil all hard conditions. */
  feasible: number;
  /** Median of the shared minutes a week over the pairs where they are known; null without such pairs. */
  medianOverlapMinutes: number | null;
  /** Pairs whose shared hours are not known. */
  unknownOverlap: number;
  /** Index into `pairs` of the one with the lowest score; -1 without pairs. */
  worst: number;
  blocking: { count: number; examples: BlockingPair[] };
  /** Pairs of ids that are new since the last preview, and those that are no longer there; the others are `kept`. */
  added: [string, string][];
  dropped: [string, string][];
  /** How long each step took. */
  milliseconds: Record<'instance' | 'graph' | 'cardinality' | 'bottleneck' | 'total' | 'explanation', number>;
}

/** Computes a round; `clock` (ms) only measures. The pieces of the certificate make one JSON document. */
export function computeRound(
  input: RoundInput,
  clock: () => number = () => 0,
): { round: Round; certificate: Generator<string> } {
  const started = clock();
  const instance = makeInstance(input);
  const found = clock();
  const { problem, given } = instance;
  const solution = solveProblem(problem, clock);
  const solved = clock();
  const witnesses = (['backend', 'frontend'] as const).flatMap((side) =>
    findWitnesses(problem, solution.chosen, side),
  );
  // It holds an index of everybody: the pairs come after it has gone.
  const leftovers = explainLeftovers(instance, input.members, solution.chosen, witnesses);
  const pairs = explainPairs(instance, solution);
  const members = new Map<string, string>();
  for (const each of instance.participants) members.set(each.learner.id, memberFingerprint(each));
  const fingerprint = fingerprintOf(input, members);
  const round = {
    fingerprint,
    members,
    objective: solution.objective,
    pairs,
    leftovers,
    unfilled: findUnfilled(instance, solution),
    given: problem.learners
      .filter(({ id }) => given.has(id))
      .map(({ id, side }): [string, RoundSide] => [id, side]),
    participants: {
      backend: problem.learners.filter(({ side }) => side === 'backend').length,
      frontend: problem.learners.filter(({ side }) => side === 'frontend').length,
    },
    feasible: problem.pairs.score.length,
    ...summary(pairs),
    blocking: findBlockingPairs(instance, solution, BLOCKING_EXAMPLES),
    ...changesSince(input.previous, pairs),
  };
  const milliseconds = {
    instance: found - started,
    ...solution.milliseconds,
    explanation: clock() - solved,
  };
  return {
    round: { ...round, milliseconds },
    certificate: written(instance, solution, witnesses, fingerprint),
  };
}

/** The certificate; what it is made of, most of the round's memory, is given back with its last piece. */
function* written(
  { problem, given }: Instance,
  solution: ProblemSolution,
  witnesses: readonly Witness[],
  fingerprint: string,
): Generator<string> {
  yield* certificateJson(problem, solution, witnesses, fingerprint, given);
  release(...Object.values(problem.pairs));
}

function findUnfilled({ problem, places }: Instance, solution: ProblemSolution): Round['unfilled'] {
  const used = new Int32Array(problem.places.length);
  const learnerUsed = new Int32Array(problem.learners.length);
  for (const pair of solution.chosen)
    for (const place of [problem.pairs.backend[pair] as number, problem.pairs.frontend[pair] as number]) {
      used[place] = (used[place] as number) + 1;
      const learner = problem.places[place]?.learner ?? 0;
      learnerUsed[learner] = (learnerUsed[learner] as number) + 1;
    }
  const unfilled: Round['unfilled'] = [];
  for (const [index, { capacity, learner, project }] of problem.places.entries()) {
    const ofLearner = (problem.learners[learner]?.capacity ?? 0) - (learnerUsed[learner] as number);
    const missing = Math.min(capacity - (used[index] as number), ofLearner);
    const id = places[index]?.member.learner.id ?? '';
    if (missing > 0 && learnerUsed[learner] !== 0) unfilled.push({ id, project, missing });
  }
  return unfilled;
}

function summary(
  pairs: readonly RoundPair[],
): Pick<Round, 'medianOverlapMinutes' | 'unknownOverlap' | 'worst'> {
  const overlaps = pairs
    .map(({ score }) => score.overlapMinutes)
    .filter((minutes) => minutes !== null)
    .sort((a, b) => a - b);
  const middle = overlaps.length / 2;
  const [low, high] = [overlaps[Math.ceil(middle) - 1], overlaps[Math.floor(middle)]];
  let worst = -1;
  for (const [index, { score }] of pairs.entries())
    if (worst === -1 || score.total < (pairs[worst]?.score.total ?? 0)) worst = index;
  return {
    medianOverlapMinutes: low === undefined || high === undefined ? null : (low + high) / 2,
    unknownOverlap: pairs.length - overlaps.length,
    worst,
  };
}

function changesSince(
  previous: RoundInput['previous'],
  pairs: readonly RoundPair[],
): Pick<Round, 'added' | 'dropped'> {
  const before = new Set(previous.map(([a, b]) => pairKey(a, b)));
  const now = new Set(pairs.map(({ backend, frontend }) => pairKey(backend.id, frontend.id)));
  const split = (key: string): [string, string] => {
    const [a = '', b = ''] = key.split(' ');
    return [a, b];
  };
  return {
    added: [...now.difference(before)].sort().map(split),
    dropped: [...before.difference(now)].sort().map(split),
  };
}
