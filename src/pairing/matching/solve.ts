import { bottleneck } from './bottleneck.ts';
import { maximise } from './cardinality.ts';
import { type Cover, coverOf } from './cut.ts';
import { Flow } from './flow.ts';
import { type Edges, type Graph, makeGraph, rowEnds, type Side } from './graph.ts';
import { highestTotal, type Prices } from './total.ts';

/** What a round achieves, in the order in which it matters. */
export interface Objective {
  /** Number of pairs. */
  pairs: number;
  /** Score of the worst pair; 0 without pairs. */
  worst: number;
  /** Sum of the scores. */
  total: number;
  /** Pairs that were in the last preview. */
  kept: number;
}

export interface Solution {
  /** Indices of the chosen edges, ascending. */
  chosen: Int32Array;
  objective: Objective;
  /** Proves that no choice has more pairs. */
  cardinality: Cover;
  /** Proves that with scores of at least `threshold` there would be fewer pairs; null when no score is higher. */
  bottleneck: { threshold: number; cover: Cover } | null;
  /** Prove that no choice of as many pairs, none worse than the worst, has a higher total or keeps more. */
  prices: Prices;
  /** How long each step took, in milliseconds. */
  milliseconds: { graph: number; cardinality: number; bottleneck: number; total: number };
}

/**
 * The best choice of edges: (1) as many as possible, (2) the worst as good as possible, (3) the highest total score,
 * (4) as many as possible of those kept; exactly, in this order, with the proofs. The edges are `inOrder`.
 */
export function solve(left: Side, right: Side, edges: Edges, clock: () => number = () => 0): Solution {
  const times = [clock()];
  const graph = makeGraph(left, right, edges);
  times.push(clock());
  const largest = new Flow(graph);
  const all = rowEnds(graph, 0);
  largest.addGreedily(all);
  const reach = maximise(largest, all);
  if (reach === null) throw new Error('A maximum flow without a bound always ends with a cut');
  times.push(clock());
  const { threshold, next } = bottleneck(graph, largest);
  times.push(clock());
  const { chosen, prices } = highestTotal(graph, reach, threshold, largest.size);
  times.push(clock());
  const step = (index: number) => (times[index + 1] ?? 0) - (times[index] ?? 0);
  return {
    chosen,
    objective: objectiveOf(graph, chosen),
    cardinality: coverOf(graph, reach),
    bottleneck: next === null ? null : { threshold: next.threshold, cover: coverOf(graph, next.reach) },
    prices,
    milliseconds: { graph: step(0), cardinality: step(1), bottleneck: step(2), total: step(3) },
  };
}

function objectiveOf(graph: Graph, chosen: Int32Array): Objective {
  let worst = Number.POSITIVE_INFINITY;
  let total = 0;
  let kept = 0;
  for (const edge of chosen) {
    const score = graph.score[edge] as number;
    worst = Math.min(worst, score);
    total += score;
    kept += graph.kept[edge] as number;
  }
  return { pairs: chosen.length, worst: chosen.length === 0 ? 0 : worst, total, kept };
}
