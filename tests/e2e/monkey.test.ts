import { expect, it } from 'vitest';
import { count } from '../support/counts.ts';
import { randomUse } from '../support/random-use.ts';

/** 3,000 steps where CI asks for them, else a tenth; 100,000 with `npm run soak -- --steps 100000`. */
const STEPS = count(1_500, 150);

it.each([1, 2])(
  'whatever members type and press, every answer is one and every invariant holds (seed %i)',
  { timeout: 300_000 },
  async (seed) => {
    expect(await randomUse({ seed, steps: STEPS })).toEqual([]);
  },
);
