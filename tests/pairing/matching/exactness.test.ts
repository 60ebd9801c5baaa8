import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { count } from '../../support/counts.ts';
import { bruteForce } from './brute-force.ts';
import { check } from './checker.ts';
import { certified, problems } from './instances.ts';

test('a round is as good as the best that trying everything finds, and proves it', {
  timeout: 120_000,
}, () => {
  const few = problems(4, [-1, -1, 300, 500, 500, 1000]);
  const sparse = problems(8, [-1, -1, -1, -1, -1, -1, 0, 250, 700, 701]);
  fc.assert(
    fc.property(fc.oneof({ weight: 3, arbitrary: few }, sparse), (problem) => {
      const { solution, certificate } = certified(problem);
      expect(solution.objective).toEqual(bruteForce(problem));
      expect(check(certificate)).toEqual([]);
    }),
    { numRuns: count(5_000, 500) },
  );
});
