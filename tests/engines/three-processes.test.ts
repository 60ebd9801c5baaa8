import { expect, it } from 'vitest';
import { count } from '../support/counts.ts';
import { POSTGRES } from '../support/engine.ts';
import { threeProcesses } from '../support/three-processes.ts';

// Needs a server of its own: TEST_POSTGRES=postgres://USER@HOST:PORT (ARCHITECTURE.md, "Two engines"). Ten thousand of
// each: `.ci/postgres npm run soak -- --processes 10000`.
it.skipIf(POSTGRES === undefined)(
  'three processes take sixteen shards, one is killed in the middle: every interaction and reminder once',
  async () => {
    expect(await threeProcesses(count(500, 60))).toEqual({ notOnce: [], notToldOnce: [] });
  },
  600_000,
);
