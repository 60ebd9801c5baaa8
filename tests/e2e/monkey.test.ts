import { expect, it } from 'vitest';
import { count } from '../support/counts.ts';
import { randomUse } from '../support/random-use/use.ts';

/** 3,000 steps where CI asks for them, else a tenth; 100,000 with `npm run soak -- --steps 100000`. */
const STEPS = count(1_500, 150);

/** In a short use not everything comes about. */
const TIMES = count(2, 0);

/** What must happen in any long use, or it proves nothing. */
const OFTEN = [
  'somebody joined another server',
  'somebody left the server',
  'somebody came back',
  'somebody closed their direct messages',
  'somebody edited their side',
  'a channel was deleted',
  'Discord was in trouble',
  'a round was published',
  'a team formed',
  'a team ended',
  'a project was handed over',
  'somebody is in November',
  'somebody is in December',
  'somebody is in Autumn',
];

it.each([1, 2])(
  'whatever members type and press, every answer is one and every invariant holds (seed %i)',
  { timeout: 300_000 },
  async (seed) => {
    const { broken, did } = await randomUse({ seed, steps: STEPS });
    expect(broken).toEqual([]);
    expect(OFTEN.filter((what) => (did.get(what) ?? 0) < TIMES)).toEqual([]);
  },
);
