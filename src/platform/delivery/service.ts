import type { Clock } from '../clock.ts';
import { afterCommit, type Db, write } from '../database/index.ts';
import type { Handlers } from '../events/events.ts';
import type { Keeps } from '../privacy/keeps.ts';
import {
  eraseOutbox,
  exportDmChannel,
  exportMessages,
  forgetDmChannel,
  forgetInOutbox,
  messagesOf,
  outboxColumns,
} from './keeps/store.ts';
import {
  countMissed,
  countRows,
  dropWords,
  findServerOf,
  findTroubles,
  hasBacklog,
  retryFailed,
  type Trouble,
} from './ledger/store.ts';
import { LATE } from './message.ts';
import { dmChannel } from './places/store.ts';
import { arm, retryServerChannels } from './queue/store.ts';
import type { Deliverer, DeliveryKind } from './types.ts';

export type { Trouble } from './ledger/store.ts';
export { reopenDm } from './places/store.ts';

/** Whether Discord refused a member's direct messages and they have not opted in again since, in any server. */
export async function isDmRefused(db: Db, userId: string): Promise<boolean> {
  return (await dmChannel(db, userId)).refused;
}

/** What staff may know and do about what was to be delivered. */
export interface Ledger {
  readonly feature: { readonly name: string; readonly keeps: Keeps; readonly on: Handlers };
  /** The latest that did not arrive, and how the last days' messages stand. */
  read(guildId: string): Promise<{
    troubles: Trouble[];
    counts: { sent: number; late: number; waiting: number; failed: number; expired: number };
  }>;
  /** Tries again what failed in the last days; returns how many messages. */
  retry(guildId: string, noted?: (trx: Db, count: number) => Promise<void>): Promise<number>;
  /** How many of kinds that begin with `prefix`, due from `from` to `to` (ms UTC), went out late or not at all. */
  missed(
    trx: Db,
    guildId: string,
    span: { from: number; to: number },
    prefix: string,
  ): Promise<{ late: number; expired: number }>;
  /** The server that a message of ours is about. */
  serverOf(messageId: string): Promise<string | undefined>;
  /** Drops the words of what was delivered long ago, a little at a time. */
  tidy(): Promise<void>;
  /** Whether something due until an instant (ms) still waits. */
  readonly hasBacklog: (db: Db, until: number) => Promise<boolean>;
}

/** How far back the ledger looks, in ms. */
const LOOK_BACK = 14 * 86_400_000;
const SHOWN = 10;
/** How long the words of a delivered message are kept, in ms: a failed one can be sent again for two weeks. */
const KEEP_WORDS = 30 * 86_400_000;
const TIDIED_AT_ONCE = 200;

export function createLedger(parts: {
  db: Db;
  clock: Clock;
  outbox: Pick<Deliverer, 'wake'>;
  /** Those among them that make threads make deleted ones anew. */
  kinds?: readonly DeliveryKind[];
}): Ledger {
  const { db, clock, outbox } = parts;

  /** Kinds that start the thread of a project or team by themselves. */
  function makers(): { kind: string; of: 'project' | 'team' }[] {
    return (parts.kinds ?? []).flatMap(({ kind, run, bringsThreadOf }) =>
      run === undefined || bringsThreadOf === undefined ? [] : [{ kind, of: bringsThreadOf }],
    );
  }

  return {
    async read(guildId) {
      const now = clock.now();
      const from = now - LOOK_BACK;
      return {
        troubles: await findTroubles(db, guildId, from, SHOWN),
        counts: await countRows(db, guildId, { from, to: now, lateMs: LATE }),
      };
    },
    async retry(guildId, noted) {
      const now = clock.now();
      const retry = { guildId, since: now - LOOK_BACK, now, makers: makers() };
      return await write(db, async (trx) => {
        const count = await retryFailed(trx, retry);
        await noted?.(trx, count);
        return count;
      });
    },
    feature: {
      name: 'ledger',
      keeps: {
        columns: outboxColumns,
        export: exportMessages,
        messages: messagesOf,
        async forget(trx, who) {
          for (const lane of await forgetInOutbox(trx, who, clock.now())) await arm(trx, lane);
        },
        erase: eraseOutbox,
        anywhere: { export: exportDmChannel, forget: forgetDmChannel },
      },
      on: {
        /** What waits for a channel, or failed there, goes to the one that is set now. */
        async 'server.channels-set'(trx, { guildId }) {
          const now = clock.now();
          await retryServerChannels(trx, guildId, now - LOOK_BACK, now);
          afterCommit(trx, () => outbox.wake());
        },
      },
    },
    missed: (trx, guildId, span, prefix) => countMissed(trx, guildId, { ...span, lateMs: LATE }, prefix),
    hasBacklog,
    serverOf: (messageId) => findServerOf(db, messageId),
    async tidy() {
      const before = clock.now() - KEEP_WORDS;
      while ((await write(db, (trx) => dropWords(trx, before, TIDIED_AT_ONCE))) === TIDIED_AT_ONCE);
    },
  };
}
