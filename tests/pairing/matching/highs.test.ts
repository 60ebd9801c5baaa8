import loadHighs from 'highs';
import { expect, test } from 'vitest';
import type { Problem } from '../../../src/pairing/matching/problem.ts';
import { count } from '../../support/counts.ts';
import { check } from './checker.ts';
import { certified, problemOf, seeded } from './instances.ts';

const ROUNDS = count(500, 50);
const highs = await loadHighs();

/** The highest sum of `value` over the pairs of at least `threshold`; a transport network, so the optimum is whole. */
function optimum(problem: Problem, threshold: number, value: (pair: number) => number): number {
  const { places, pairs } = problem;
  const list = [...pairs.score.keys()].filter((pair) => (pairs.score[pair] ?? 0) >= threshold);
  if (list.length === 0) return 0;
  const at = new Map<string, number[]>();
  for (const pair of list)
    for (const place of [pairs.backend[pair] ?? 0, pairs.frontend[pair] ?? 0])
      for (const node of [`p${place}`, `l${places[place]?.learner ?? 0}`])
        at.set(node, [...(at.get(node) ?? []), pair]);
  const capacity = (node: string) =>
    (node.startsWith('p') ? places : problem.learners)[Number(node.slice(1))]?.capacity ?? 0;
  const rows = [...at].map(
    ([node, own]) => `${own.map((pair) => `x${pair}`).join(' + ')} <= ${capacity(node)}`,
  );
  const text = [
    'Maximize',
    list.map((pair) => `${value(pair)} x${pair}`).join(' + '),
    'Subject To',
    ...rows,
    'Bounds',
    ...list.map((pair) => `0 <= x${pair} <= 1`),
    'End',
  ].join('\n');
  const { Status, ObjectiveValue } = highs.solve(text, { output_flag: false });
  expect(Status).toBe('Optimal');
  return Math.round(ObjectiveValue);
}

function randomProblem(random: () => number): Problem {
  const below = (end: number) => Math.floor(random() * end);
  const isSimple = random() < 0.5;
  const side = (size: number) =>
    Array.from({ length: size }, () => {
      if (isSimple || random() < 0.6) return { capacity: 1, places: [1] };
      const places = Array.from({ length: 1 + below(3) }, () => 1 + below(4));
      return { capacity: 1 + below(4), places };
    });
  const size = 1 + below(60);
  const other = random() < 0.3 ? size : 1 + below(60);
  // Sparse, so that the worst pair and those left over are decided by structure and not by chance.
  const degree = 1 + random() * 8;
  const step = random() < 0.3 ? 50 : 1;
  return problemOf(side(size), side(other), () => ({
    score: random() * other < degree ? Math.floor((random() * 1001) / step) * step : -1,
    kept: random() < 0.1 ? 1 : 0,
  }));
}

test(`${ROUNDS} rounds of up to 60 a side are as good as the ones HiGHS finds`, { timeout: 120_000 }, () => {
  const random = seeded(20_261_121);
  for (let round = 0; round < ROUNDS; round++) {
    const problem = randomProblem(random);
    const { solution, certificate } = certified(problem);
    const { pairs, worst, total } = solution.objective;
    const score = (pair: number) => problem.pairs.score[pair] ?? 0;
    expect(pairs).toBe(optimum(problem, 0, () => 1));
    expect(pairs * 1e6 + total).toBe(optimum(problem, worst, (pair) => 1e6 + score(pair)));
    // Above the worst score there are fewer pairs; without any pair there are none fewer.
    expect(optimum(problem, worst + 1, () => 1)).toBeLessThan(Math.max(1, pairs));
    expect(check(certificate)).toEqual([]);
  }
});
