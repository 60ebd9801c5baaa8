import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import type { Message, Params } from '../../platform/i18n/index.ts';
import { hasNotices, insertNotice, takeNotices } from './store.ts';

/** News for one member that is not worth a ping: a line they read once, under their next private answer. */
export interface Notices {
  /** In the transaction that causes it. */
  leave(trx: Db, guildId: string, userId: string, message: Message): Promise<void>;
  /** Hands the waiting lines out, oldest first; each is handed out once. */
  take(guildId: string, userId: string): Promise<Message[]>;
}

export function createNotices({ db, clock }: { db: Db; clock: Clock }): Notices {
  return {
    async leave(trx, guildId, userId, { key, params }) {
      await insertNotice(trx, {
        guild_id: guildId,
        user_id: userId,
        key,
        params: JSON.stringify(params ?? {}),
        created_at: clock.now(),
      });
    },
    async take(guildId, userId) {
      if (!(await hasNotices(db, guildId, userId))) return [];
      const rows = await write(db, (trx) => takeNotices(trx, guildId, userId));
      return rows.map((row) => ({
        key: row.key as Message['key'],
        params: JSON.parse(row.params) as Params,
      }));
    },
  };
}
