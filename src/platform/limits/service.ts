import type { Clock } from '../clock.ts';
import { type Db, write } from '../database/index.ts';
import { UserError } from '../errors.ts';
import type { Feature } from '../feature.ts';
import { limitKeeps } from './keeps/store.ts';
import { deleteUses, findUses, insertUse, type Use } from './store.ts';

/** How often a member may do something in any hour and in any day. */
export interface Allowance {
  readonly hour: number;
  readonly day: number;
}

/** So that nobody pings others or fills the channel without end. Kept in the database: a restart forgets nothing. */
export interface Limits {
  /** Counts one use, in the write that causes it. Throws a UserError that says when it is possible again. */
  use(trx: Db, use: Use, allowance: Allowance): Promise<void>;
  readonly feature: Feature;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export function createLimits({ db, clock }: { db: Db; clock: Clock }): Limits {
  return {
    async use(trx, use, { hour, day }) {
      const now = clock.now();
      const uses = await findUses(trx, use, now - DAY);
      // The oldest of as many as are allowed has to be longer ago.
      const [ofHour, ofDay] = [uses[hour - 1], uses[day - 1]];
      const again = Math.max(ofHour === undefined ? 0 : ofHour + HOUR, ofDay === undefined ? 0 : ofDay + DAY);
      if (again > now)
        throw new UserError({
          key: 'common:error.too-often',
          params: { when: `<t:${Math.ceil(again / 1000)}:R>` },
        });
      await insertUse(trx, use, now);
    },
    feature: {
      name: 'limits',
      keeps: limitKeeps,
      pollers: [
        { name: 'limits', every: HOUR, run: () => write(db, (trx) => deleteUses(trx, clock.now() - DAY)) },
      ],
    },
  };
}
