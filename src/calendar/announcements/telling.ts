import { setImmediate } from 'node:timers/promises';
import type { Communities } from '../../people/communities/service.ts';
import type { Post } from '../../people/post/service.ts';
import type { Standings } from '../../people/standing/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import type { DeliveryKind } from '../../platform/delivery/types.ts';
import { messageJson } from '../../platform/discord/reply.ts';
import { literal } from '../../platform/text.ts';
import { announcementBody } from './cards.ts';
import { type Announcement, lacks } from './rules.ts';
import {
  type AnnouncementRow,
  announcementOf,
  findAnnouncement,
  findLearners,
  findMissing,
  findReceipt,
  insertTold,
  moveCursor,
} from './store.ts';

/** What is told to one after the other: to who lacks a step, and once more to who has not read it. */
export interface Telling {
  /** Goes on until everybody was told, some at a time: what an earlier process began as well. */
  advance(row: AnnouncementRow): Promise<void>;
  readonly deliveries: readonly DeliveryKind[];
}

/** Learners told in one write: some milliseconds. */
const SLICE = 50;
const LETTER = 'announcement-letter';
const REMINDER = 'announcement-reminder';

export function createTelling(parts: {
  db: Db;
  clock: Clock;
  communities: Communities;
  post: Post;
  standings: Pick<Standings, 'some'>;
}): Telling {
  const { db, clock, communities, post, standings } = parts;

  /** Who lacks the step at this moment is told; returns behind whom it goes on. */
  async function tellSome(trx: Db, announcement: Announcement, after: string): Promise<string | null> {
    const { id, guildId, lacking, cohortId, title } = announcement;
    if (lacking === null || cohortId === null) return null;
    const ids = await findLearners(trx, cohortId, after, SLICE);
    const now = clock.now();
    for (const learner of (await standings.some(trx, cohortId, ids)).values()) {
      if (!lacks(lacking, learner)) continue;
      if ((await findReceipt(trx, id, learner.userId))?.way != null) continue;
      const way = await post.toMember(trx, {
        guildId,
        userId: learner.userId,
        kind: LETTER,
        privacy: 'private',
        urgency: 'unasked',
        line: { key: 'announcements:letter', params: { title: literal(title) } },
        about: `announcement:${id}`,
        dedupeKey: `${LETTER}:${id}:${learner.userId}`,
      });
      await insertTold(trx, { id, userId: learner.userId, way: way === 'direct' ? 'direct' : 'line', now });
    }
    return ids.length < SLICE ? null : (ids.at(-1) ?? null);
  }

  async function remindSome(trx: Db, announcement: Announcement, after: string): Promise<string | null> {
    const { id, guildId, title } = announcement;
    const people = await findMissing(trx, announcement, after, SLICE);
    for (const { userId } of people)
      await post.toMember(trx, {
        guildId,
        userId,
        kind: REMINDER,
        privacy: 'private',
        urgency: 'unasked',
        line: { key: 'announcements:reminder', params: { title: literal(title) } },
        about: `announcement:${id}`,
        dedupeKey: `${REMINDER}:${id}:${userId}`,
      });
    return people.length < SLICE ? null : (people.at(-1)?.userId ?? null);
  }

  /** False when nothing is left, or somebody else goes on with it. */
  async function step(id: number, cursor: 'told_to' | 'reminding'): Promise<boolean> {
    return await write(db, async (trx) => {
      const row = await findAnnouncement(trx, id);
      const after = row?.[cursor] ?? null;
      if (row === undefined || after === null) return false;
      const announcement = announcementOf(row);
      const some = cursor === 'told_to' ? tellSome : remindSome;
      const next = row.state === 'out' ? await some(trx, announcement, after) : null;
      return (await moveCursor(trx, id, cursor, after, next)) && next !== null;
    });
  }

  const letter = (kind: string): DeliveryKind =>
    post.kind({
      kind,
      async card(on, { userId, about }, { t, locale }) {
        const row = await findAnnouncement(on, Number(about?.split(':')[1]));
        if (row === undefined) throw new Error(`there is no ${about}`);
        const { language } = await communities.get(row.guild_id, on);
        const isRead = (await findReceipt(on, row.id, userId))?.read_at != null;
        const announcement = announcementOf(row);
        const own = locale === language ? announcement : translated(announcement);
        return messageJson(announcementBody(t, own, { publicLocale: language, isRead }));
      },
    });

  return {
    async advance({ id }) {
      for (const cursor of ['told_to', 'reminding'] as const)
        while (await step(id, cursor)) await setImmediate();
    },
    deliveries: [letter(LETTER), letter(REMINDER)],
  };
}

/** In the other language, where staff wrote it in both. */
export function translated(announcement: Announcement): Announcement {
  const { translation } = announcement;
  return translation === null ? announcement : { ...announcement, body: translation, translation: null };
}
