import type { Clock } from '../../platform/clock.ts';
import { afterCommit, type Db, write } from '../../platform/database/index.ts';
import type { NewsWanted } from '../../platform/discord/directory.ts';
import { timestamp } from '../../platform/discord/times.ts';
import type { Featured, StillNews } from '../../platform/feature.ts';
import { atHome, type Message, type Params, say, type Translate } from '../../platform/i18n/index.ts';
import { noticeKeeps } from './keeps/store.ts';
import { dropNotices, findNotices, hasNotices, insertNotice, type Notice } from './store.ts';

/**
 * News for one member that is not worth a ping: a line they read once, under their next private answer. A line knows
 * what it is about (`request:12`): it is dropped when that is over, or shown by the answer itself.
 */
export interface Notices extends Featured {
  /** In the transaction that causes it. A line of the same words about the same thing takes the place of the older. */
  leave(trx: Db, guildId: string, userId: string, message: Message, about?: string): Promise<void>;
  /** Whether a line is still news to its member, as far as the features know. Not for use inside a write. */
  isNews(notice: Pick<Notice, 'guildId' | 'userId' | 'subject' | 'key'>): Promise<boolean>;
  /**
   * Looks whether lines wait, and gives what hands them out, with those that were left meanwhile: oldest first, each once.
   */
  look(guildId: string, userId: string): (wanted: NewsWanted) => Promise<((t: Translate) => string)[]>;
}

/** From when on a line says of when it is, in ms. */
const OLD = 20 * 3_600_000;

export function createNotices(parts: {
  db: Db;
  clock: Clock;
  /** Who knows whether something is still news, by what it is about; read when it is needed. */
  subjects: ReadonlyMap<string, StillNews>;
}): Notices {
  const { db, clock, subjects } = parts;
  /** How many lines this process has left. */
  let left = 0;

  async function isNews(notice: Pick<Notice, 'guildId' | 'userId' | 'subject' | 'key'>): Promise<boolean> {
    const { guildId, userId, subject, key } = notice;
    const [kind = '', ...id] = subject?.split(':') ?? [];
    const still = subjects.get(kind);
    return still === undefined || (await still(db, { guildId, userId, id: id.join(':'), key }));
  }

  /** With its age where it is old, and how often where it was repeated. */
  function worded({ key, params, times, createdAt }: Notice, isHome: boolean): (t: Translate) => string {
    const now = clock.now();
    const message = { key: key as Message['key'], params: JSON.parse(params) as Params };
    return (t) =>
      [
        say(t, isHome ? atHome(message) : message),
        ...(times > 1 ? [t('common:notice.times', { count: times })] : []),
        ...(now - createdAt > OLD ? [timestamp(createdAt, 'D')] : []),
      ].join(' · ');
  }

  async function take(
    guildId: string,
    userId: string,
    { limit, shown, isHome }: NewsWanted,
  ): Promise<((t: Translate) => string)[]> {
    const read: number[] = [];
    const told: Notice[] = [];
    for (const notice of await findNotices(db, guildId, userId)) {
      if (told.length === limit) break;
      const isShown = notice.subject !== null && shown.includes(notice.subject);
      if (!isShown && (await isNews(notice))) told.push(notice);
      read.push(notice.id);
    }
    if (read.length === 0) return [];
    const mine = await write(db, (trx) => dropNotices(trx, read));
    return told.filter(({ id }) => mine.includes(id)).map((notice) => worded(notice, isHome));
  }

  return {
    isNews,
    feature: { name: 'notices', keeps: noticeKeeps },
    async leave(trx, guildId, userId, { key, params }, about) {
      await insertNotice(trx, {
        guild_id: guildId,
        user_id: userId,
        key,
        params: JSON.stringify(params ?? {}),
        subject: about ?? null,
        created_at: clock.now(),
      });
      afterCommit(trx, () => (left += 1));
    },
    look(guildId, userId) {
      const before = left;
      const waits = hasNotices(db, guildId, userId);
      // Whoever has no use for the lines has none for why they could not be read.
      waits.catch(() => undefined);
      return async (wanted) => {
        const some = (await waits) || left > before;
        return some ? await take(guildId, userId, wanted) : [];
      };
    },
  };
}
