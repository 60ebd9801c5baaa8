/** The best round by trying everything: a few lines that are easy to believe, for small instances. */
import type { Problem } from '../../../src/pairing/matching/problem.ts';
import type { Objective } from '../../../src/pairing/matching/solve.ts';

export function bruteForce(problem: Problem): Objective {
  const { score, kept } = problem.pairs;
  const pairs = best(problem, 0, () => 1);
  const scores = [...new Set(score)].sort((a, b) => b - a);
  const worst = pairs === 0 ? 0 : (scores.find((each) => best(problem, each, () => 1) === pairs) ?? 0);
  // Pairs, then total, then kept, in one number: at most 64 pairs of at most 1000 points.
  const value = best(problem, worst, (pair) => 1e9 + (score[pair] ?? 0) * 1000 + (kept[pair] ?? 0));
  return { pairs, worst, total: Math.floor((value % 1e9) / 1000), kept: value % 1000 };
}

/** The highest sum of `value` over choices of pairs of at least `threshold` that keep within all capacities. */
function best(problem: Problem, threshold: number, value: (pair: number) => number): number {
  const { places, learners, pairs } = problem;
  const left = [...places, ...learners].map(({ capacity }) => capacity);
  const ends = (place = 0) => [place, places.length + (places[place]?.learner ?? 0)];
  const list = Array.from(pairs.score.keys())
    .filter((pair) => (pairs.score[pair] ?? 0) >= threshold)
    .map((pair) => ({
      value: value(pair),
      nodes: [...ends(pairs.backend[pair]), ...ends(pairs.frontend[pair])],
    }))
    .filter(({ nodes }) => nodes.every((node) => (left[node] ?? 0) > 0));
  // What is still possible depends on the room left at those places and learners that come up again.
  const last = new Map(list.flatMap(({ nodes }, index) => nodes.map((node) => [node, index])));
  const open = list.map((_, index) => [...last].filter(([, end]) => end >= index).map(([node]) => node));
  const known = new Map<string, number>();
  const from = (index: number): number => {
    const pair = list[index];
    if (pair === undefined) return 0;
    let key = `${index} `;
    for (const node of open[index] ?? []) key += String(left[node]);
    const before = known.get(key);
    if (before !== undefined) return before;
    let most = from(index + 1);
    if (pair.nodes.every((node) => (left[node] ?? 0) > 0)) {
      for (const node of pair.nodes) left[node] = (left[node] ?? 0) - 1;
      most = Math.max(most, pair.value + from(index + 1));
      for (const node of pair.nodes) left[node] = (left[node] ?? 0) + 1;
    }
    known.set(key, most);
    return most;
  };
  return from(0);
}
