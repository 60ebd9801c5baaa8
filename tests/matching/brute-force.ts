/** The best round by trying everything: a few lines that are easy to believe, for small instances. */
import type { Problem } from '../../src/matching/problem.ts';
import type { Objective } from '../../src/matching/solve.ts';

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
  const left = [...places.map(({ capacity }) => capacity), ...learners.map(({ capacity }) => capacity)];
  const list = [...pairs.score.keys()].filter((pair) => (pairs.score[pair] ?? 0) >= threshold);
  const known = new Map<string, number>();
  const nodes = (pair: number) =>
    [pairs.backend[pair] ?? 0, pairs.frontend[pair] ?? 0].flatMap((place) => [
      place,
      places.length + (places[place]?.learner ?? 0),
    ]);
  // Pairs come place by place: a place that will not be met again no longer matters.
  const last = new Map<number, number>();
  for (const [index, pair] of list.entries()) for (const node of nodes(pair)) last.set(node, index);
  const open = list.map((_, index) => [...last].filter(([, end]) => end >= index).map(([node]) => node));
  const from = (index: number): number => {
    const pair = list[index];
    if (pair === undefined) return 0;
    let key = `${index} `;
    for (const node of open[index] ?? []) key += String(left[node]);
    const before = known.get(key);
    if (before !== undefined) return before;
    let most = from(index + 1);
    if (nodes(pair).every((node) => (left[node] ?? 0) > 0)) {
      for (const node of nodes(pair)) left[node] = (left[node] ?? 0) - 1;
      most = Math.max(most, value(pair) + from(index + 1));
      for (const node of nodes(pair)) left[node] = (left[node] ?? 0) + 1;
    }
    known.set(key, most);
    return most;
  };
  return from(0);
}
