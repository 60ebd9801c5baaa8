import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import { UserError } from '../../platform/errors.ts';
import type { Events } from '../../platform/events/events.ts';
import type { Featured } from '../../platform/feature.ts';
import { blockKeeps } from './keeps/store.ts';
import { blockBarrier, deleteBlock, findBlocker, insertBlock } from './store.ts';

/** Who wants nothing to do with whom; the other one is never told. */
export interface Blocks extends Featured {
  /** Ends what is open between the two. Idempotent; throws a UserError for oneself. */
  block(guildId: string, userId: string, blockedId: string): Promise<void>;
  /** True when they were blocked. */
  unblock(guildId: string, userId: string, blockedId: string): Promise<boolean>;
  /** Which of the two has blocked the other; undefined: neither. */
  blocker(trx: Db, guildId: string, a: string, b: string): Promise<string | undefined>;
}

export function createBlocks({ db, clock, events }: { db: Db; clock: Clock; events: Events }): Blocks {
  return {
    blocker: findBlocker,
    feature: { name: 'blocks', keeps: blockKeeps, barriers: [blockBarrier] },
    async block(guildId, userId, blockedId) {
      if (userId === blockedId) throw new UserError({ key: 'requests:error.block-self' });
      await write(db, async (trx) => {
        await insertBlock(trx, guildId, userId, blockedId, clock.now());
        await events.emit(trx, 'member.blocked', { guildId, userId, blockedId });
      });
    },
    async unblock(guildId, userId, blockedId) {
      return await write(db, (trx) => deleteBlock(trx, guildId, userId, blockedId));
    },
  };
}
