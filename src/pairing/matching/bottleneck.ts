import { maximise, type Reach } from './cardinality.ts';
import { Flow } from './flow.ts';
import { BEST_SCORE, type Graph, rowEnds } from './graph.ts';

export interface Bottleneck {
  /** The highest threshold such that edges of at least this score still give a largest choice; 0 without edges. */
  threshold: number;
  /** Why the next higher score that occurs is too high; null when there is none. */
  next: { threshold: number; reach: Reach } | null;
}

/**
 * The worst pair as good as possible: the highest score to which a choice of `largest.size` edges can be confined.
 * Threshold search: an upper bound from the places that have any edge left, from there down in growing steps, then
 * bisection over the scores that occur. Each try is a maximum flow that starts from that of the last one that failed: of the
 * edges of a higher score all are there, and little is missing.
 */
export function bottleneck(graph: Graph, largest: Flow): Bottleneck {
  const scores = occurringScores(graph);
  const lowest = scores.length - 1;
  if (largest.size === 0) return { threshold: 0, next: null };
  let last = largest;
  const failed = new Map<number, Reach>();
  const works = (index: number): boolean => {
    const threshold = scores[index] as number;
    const flow = last.copyFrom(threshold);
    const ends = rowEnds(graph, threshold);
    flow.addGreedily(ends);
    const reach = maximise(flow, ends, largest.size);
    if (reach === null) return true;
    failed.set(index, reach);
    last = flow;
    return false;
  };
  // The scores fall: index `low` does not work, `high` is the next to try, then known to work.
  let low = firstPossible(graph, scores, largest.size) - 1;
  let high = low + 1;
  for (let stride = 1; high < lowest && !works(high); stride *= 2) {
    low = high;
    high = Math.min(lowest, high + stride);
  }
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (works(middle)) high = middle;
    else low = middle;
  }
  const threshold = scores[high] as number;
  if (high === 0) return { threshold, next: null };
  if (!failed.has(high - 1)) works(high - 1);
  const reach = failed.get(high - 1);
  if (reach === undefined) throw new Error('The threshold search went past the bottleneck');
  return { threshold, next: { threshold: scores[high - 1] as number, reach } };
}

/** The scores that occur, falling. */
function occurringScores(graph: Graph): number[] {
  const seen = new Uint8Array(BEST_SCORE + 1);
  for (const score of graph.score) seen[score] = 1;
  const scores: number[] = [];
  for (let score = BEST_SCORE; score >= 0; score--) if (seen[score] === 1) scores.push(score);
  return scores;
}

/** The first index of `scores` at which the places that have an edge left offer room for `size` pairs on each side. */
function firstPossible(graph: Graph, scores: readonly number[], size: number): number {
  const { left, right, start, column, score } = graph;
  const leftRoom = new Float64Array(BEST_SCORE + 1);
  const rightRoom = new Float64Array(BEST_SCORE + 1);
  const bestOfColumn = new Int32Array(right.size).fill(-1);
  for (let row = 0; row < left.size; row++) {
    const [from, end] = [start[row] as number, start[row + 1] as number];
    const room = Math.min(left.capacity[row] as number, end - from);
    for (let edge = from; edge < from + room; edge++) {
      const at = score[edge] as number;
      leftRoom[at] = (leftRoom[at] as number) + 1;
    }
    for (let edge = from; edge < end; edge++) {
      const to = column[edge] as number;
      if ((score[edge] as number) > (bestOfColumn[to] as number)) bestOfColumn[to] = score[edge] as number;
    }
  }
  for (const [place, best] of bestOfColumn.entries())
    if (best >= 0) rightRoom[best] = (rightRoom[best] as number) + (right.capacity[place] as number);
  let [leftSum, rightSum] = [0, 0];
  for (const [index, at] of scores.entries()) {
    leftSum += leftRoom[at] as number;
    rightSum += rightRoom[at] as number;
    if (leftSum >= size && rightSum >= size) return index;
  }
  return scores.length - 1;
}
