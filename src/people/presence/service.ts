import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import type { Events } from '../../platform/events/events.ts';
import { findKnown, markGone, markPresent } from './store.ts';

/** Who is still in a server: what Discord said of them last. Asks nobody by itself. */
export interface Presence {
  /** Whether they are known to have left. Who was never heard of counts as there. */
  isGone(guildId: string, userId: string, trx?: Db): Promise<boolean>;
  /** Those of them who are known to have left. */
  gone(guildId: string, userIds: readonly string[], trx?: Db): Promise<ReadonlySet<string>>;
  /** Discord says that they are not there. Emits `member.gone` once, in this write. */
  left(trx: Db, guildId: string, userId: string): Promise<void>;
  /** They acted, or Discord says that they are there. Emits `member.back` for whoever had left. */
  seen(guildId: string, userId: string, trx?: Db): Promise<void>;
}

/** For how long somebody who was seen need not be looked for again, in ms. */
const FRESH = 3_600_000;

export function createPresence({
  db,
  clock,
  events,
}: {
  readonly db: Db;
  readonly clock: Clock;
  readonly events: Events;
}): Presence {
  async function gone(guildId: string, userIds: readonly string[], trx: Db = db): Promise<Set<string>> {
    const known = await findKnown(trx, guildId, userIds);
    return new Set(known.filter(({ goneAt }) => goneAt !== null).map(({ userId }) => userId));
  }

  return {
    gone,
    async isGone(guildId, userId, trx) {
      return (await gone(guildId, [userId], trx)).has(userId);
    },
    async left(trx, guildId, userId) {
      if (await markGone(trx, guildId, userId, clock.now()))
        await events.emit(trx, 'member.gone', { guildId, userId });
    },
    async seen(guildId, userId, trx = db) {
      const now = clock.now();
      const [known] = await findKnown(trx, guildId, [userId]);
      const isFresh = known?.presentAt != null && now - known.presentAt < FRESH;
      if (known === undefined || (known.goneAt === null && isFresh)) return;
      await write(trx, async (own) => {
        if (await markPresent(own, guildId, userId, now))
          await events.emit(own, 'member.back', { guildId, userId });
      });
    },
  };
}
