import {
  type Breakdown,
  CandidateIndex,
  type Reason,
  type Relaxation,
  reasons,
  type Score,
  score,
} from '../partners/rules.ts';
import type { RoundMember } from './input.ts';
import { type Instance, placeLearner, wholeLearner } from './instance.ts';
import type { ProblemSolution, RoundSide } from './problem.ts';
import type { Witness } from './witnesses.ts';

/** One end of a pair: a learner, with the project that takes part, if any. */
export interface RoundPlace {
  id: string;
  project: string | null;
}

export interface RoundPair {
  backend: RoundPlace;
  frontend: RoundPlace;
  /** There are many pairs: no more of the score and its reasons than is read of each. */
  score: Pick<Score, 'total' | 'overlapMinutes'>;
  /** Seen from the backend. */
  reasons: Pick<Reason, 'key' | 'points'>[];
  /** Was a pair in the last preview. */
  kept: boolean;
}

/** Why a learner is left over. */
export type LeftoverReason =
  /** Somebody fits, but `seekers` learners, who would enter `sought` pairs, can only have `offered` between them. */
  | { key: 'competition'; seekers: number; partners: number; sought: number; offered: number }
  /** Nobody fits: where all of the other side went, and what removes most of them (`pool`: there is nobody). */
  | { key: 'nobody'; breakdown: Breakdown; most: keyof Breakdown['removed'] | 'pool' };

export interface RoundLeftover {
  id: string;
  side: RoundSide;
  reason: LeftoverReason;
  /** What would help with those who are still free after this round, best first. */
  help: Relaxation[];
}

/** A pair that is not in the round although both would rather have each other than (one of) those they got. */
export interface BlockingPair {
  backend: string;
  frontend: string;
  score: number;
  /** The least score each would give up for it; null where there is a free place. */
  backendHas: number | null;
  frontendHas: number | null;
}

/** The pairs of a round, in the order of their ids. */
export function explainPairs(instance: Instance, solution: ProblemSolution): RoundPair[] {
  const { problem, places, settings } = instance;
  /** Equal reasons are one: there are eight for each pair, and some hundred different ones. */
  const once = new Map<string, RoundPair['reasons'][number]>();
  const reason = ({ key, points }: Reason) => {
    const name = `${key} ${points}`;
    const known = once.get(name) ?? { key, points };
    once.set(name, known);
    return known;
  };
  return Array.from(solution.chosen, (pair) => {
    const left = places[problem.pairs.backend[pair] as number];
    const right = places[problem.pairs.frontend[pair] as number];
    if (left === undefined || right === undefined) throw new Error('A pair without a place');
    const [backend, frontend] = [placeLearner(left), placeLearner(right)];
    const whole = score(backend, frontend, settings);
    const { total, overlapMinutes } = whole;
    const why = reasons(backend, frontend, whole, settings);
    return {
      backend: { id: backend.id, project: left.project?.id ?? null },
      frontend: { id: frontend.id, project: right.project?.id ?? null },
      score: { total, overlapMinutes },
      reasons: why.map(reason),
      kept: problem.pairs.kept[pair] === 1,
    };
  });
}

/** Those who take part and have no pair, in the order of their ids. */
export function explainLeftovers(
  instance: Instance,
  members: readonly RoundMember[],
  chosen: Int32Array,
  witnesses: readonly Witness[],
): RoundLeftover[] {
  const { places, pairs: between } = instance.problem;
  const entered = new Map<string, number>();
  for (const pair of chosen)
    for (const place of [between.backend[pair] as number, between.frontend[pair] as number]) {
      const id = instance.problem.learners[places[place]?.learner ?? -1]?.id ?? '';
      entered.set(id, (entered.get(id) ?? 0) + 1);
    }
  const left = instance.participants.filter(({ learner }) => !entered.has(learner.id));
  if (left.length === 0) return [];
  const { settings } = instance;
  const index = new CandidateIndex(settings.week);
  for (const member of members) index.put(wholeLearner(member));
  const judge = (member: RoundMember) =>
    index.rank(wholeLearner(member), settings, { limit: 0, relaxations: 'always' });
  const witnessOf = new Map(witnesses.flatMap((each) => each.seekers.map((seeker) => [seeker, each])));
  const numbers = new Map(instance.participants.map(({ learner }, number) => [learner.id, number]));
  const explained = left.map((member): RoundLeftover => {
    const number = numbers.get(member.learner.id) ?? -1;
    const witness = witnessOf.get(number);
    return {
      id: member.learner.id,
      side: instance.problem.learners[number]?.side ?? 'backend',
      reason: witness === undefined ? nobody(judge(member).breakdown) : competition(witness),
      help: [],
    };
  });
  // What would help is asked of those who are free after the round.
  for (const member of members) {
    const { id, places } = member.learner;
    if ((entered.get(id) ?? 0) >= places) index.fill(id);
  }
  for (const [at, member] of left.entries()) {
    const leftover = explained[at];
    if (leftover !== undefined) leftover.help = judge(member).relaxations;
  }
  return explained;
}

function competition({ seekers, partners, sought, offered }: Witness): LeftoverReason {
  return { key: 'competition', seekers: seekers.length, partners: partners.length, sought, offered };
}

function nobody(breakdown: Breakdown): LeftoverReason {
  const removed = Object.entries(breakdown.removed) as [keyof Breakdown['removed'], number][];
  const [most, times] = removed.reduce((best, each) => (each[1] > best[1] ? each : best), ['brief', 0]);
  return { key: 'nobody', breakdown, most: times === 0 ? 'pool' : most };
}

/** All blocking pairs counted, and the `limit` with the highest scores (ties: as the pairs are numbered). */
export function findBlockingPairs(
  { problem }: Instance,
  solution: ProblemSolution,
  limit: number,
): { count: number; examples: BlockingPair[] } {
  const { places, learners, pairs } = problem;
  const { backend, frontend, score } = pairs;
  const gives = givenUp(problem, solution.chosen);
  const owners = (pair: number) =>
    `${places[backend[pair] as number]?.learner} ${places[frontend[pair] as number]?.learner}`;
  const met = new Set(Array.from(solution.chosen, owners));
  /** The best, best first. */
  const best: number[] = [];
  let count = 0;
  for (let pair = 0; pair < score.length; pair++) {
    const points = score[pair] as number;
    const bothGain =
      (gives[backend[pair] as number] as number) < points &&
      (gives[frontend[pair] as number] as number) < points;
    if (!bothGain || met.has(owners(pair))) continue;
    count++;
    const last = best.at(-1);
    if (best.length >= limit && points <= (score[last ?? pair] as number)) continue;
    const at = best.findIndex((other) => (score[other] as number) < points);
    best.splice(at === -1 ? best.length : at, 0, pair);
    best.length = Math.min(best.length, limit);
  }
  const idOf = (place: number) => learners[places[place]?.learner ?? -1]?.id ?? '';
  const has = (place: number) => (gives[place] === ROOM ? null : (gives[place] as number));
  const examples = best.map((pair) => ({
    backend: idOf(backend[pair] as number),
    frontend: idOf(frontend[pair] as number),
    score: score[pair] as number,
    backendHas: has(backend[pair] as number),
    frontendHas: has(frontend[pair] as number),
  }));
  return { count, examples };
}

const ROOM = -1;

/** For each place the least score it would have to give up to enter one more pair; `ROOM` where it need not. */
function givenUp({ places, learners, pairs }: Instance['problem'], chosen: Int32Array): Int32Array {
  const capacity = [...places, ...learners].map((node) => node.capacity);
  const used = new Int32Array(capacity.length);
  const least = new Int32Array(capacity.length).fill(1001);
  const nodes = (place: number) => [place, places.length + (places[place]?.learner ?? 0)];
  for (const pair of chosen)
    for (const node of [...nodes(pairs.backend[pair] as number), ...nodes(pairs.frontend[pair] as number)]) {
      used[node] = (used[node] as number) + 1;
      least[node] = Math.min(least[node] as number, pairs.score[pair] as number);
    }
  return Int32Array.from(places, (_, place) => {
    const full = nodes(place).find((node) => (used[node] as number) >= (capacity[node] as number));
    return full === undefined ? ROOM : (least[full] as number);
  });
}
