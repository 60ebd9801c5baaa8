import { setImmediate } from 'node:timers/promises';
import type { Communities } from '../../people/communities/service.ts';
import type { Learners } from '../../people/learners/service.ts';
import { letterOf, type Post } from '../../people/post/service.ts';
import type { Standings } from '../../people/standing/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import type { DeliveryKind, Outbox } from '../../platform/delivery/types.ts';
import { messageJson } from '../../platform/discord/reply.ts';
import { type Locale, translator } from '../../platform/i18n/index.ts';
import { literal } from '../../platform/text.ts';
import { announcementBody } from './cards.ts';
import { type Announcement, lacks } from './rules.ts';
import {
  type AnnouncementRow,
  announcementOf,
  findAnnouncement,
  findLearners,
  findLetters,
  findMissing,
  findReceipt,
  insertTold,
  moveCursor,
  recordLetter,
} from './store.ts';

/** What is told to one after the other: to who lacks a step, once more to who has not read it, and what was corrected. */
export interface Telling {
  /** Goes on until everybody was told, some at a time: what an earlier process began as well. */
  advance(row: AnnouncementRow): Promise<void>;
  readonly deliveries: readonly DeliveryKind[];
}

/** Learners told in one write: some milliseconds. */
const SLICE = 50;
const LETTER = 'announcement-letter';
const REMINDER = 'announcement-reminder';
const CORRECTION = 'announcement-correction';

export function createTelling(parts: {
  db: Db;
  clock: Clock;
  outbox: Outbox;
  communities: Communities;
  learners: Pick<Learners, 'find'>;
  post: Post;
  standings: Pick<Standings, 'some'>;
}): Telling {
  const { db, clock, outbox, communities, learners, post, standings } = parts;

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

  async function correctSome(trx: Db, announcement: Announcement, after: string): Promise<string | null> {
    const { id, guildId, revision } = announcement;
    const letters = await findLetters(trx, id, after, SLICE);
    for (const { userId, channelId, messageId } of letters)
      await outbox.enqueue(trx, {
        kind: CORRECTION,
        guildId,
        target: { kind: 'channel', id: channelId },
        payload: { userId, messageId },
        dedupeKey: `${CORRECTION}:${id}:${revision}:${userId}`,
        subject: String(id),
      });
    return letters.length < SLICE ? null : (letters.at(-1)?.userId ?? null);
  }

  const SOME = { told_to: tellSome, reminding: remindSome, correcting: correctSome } as const;

  /** False when nothing is left, or somebody else goes on with it. */
  async function step(id: number, cursor: keyof typeof SOME): Promise<boolean> {
    return await write(db, async (trx) => {
      const row = await findAnnouncement(trx, id);
      const after = row?.[cursor] ?? null;
      if (row === undefined || after === null) return false;
      const announcement = announcementOf(row);
      const next = row.state === 'out' ? await SOME[cursor](trx, announcement, after) : null;
      return (await moveCursor(trx, id, cursor, after, next)) && next !== null;
    });
  }

  async function card(on: Db, id: number, { userId, locale }: { userId: string; locale: Locale }) {
    const row = await findAnnouncement(on, id);
    if (row === undefined) throw new Error(`there is no announcement ${id}`);
    const { language } = await communities.get(row.guild_id, on);
    const isRead = (await findReceipt(on, row.id, userId))?.read_at != null;
    const announcement = announcementOf(row);
    const own = locale === language ? announcement : translated(announcement);
    return messageJson(announcementBody(translator(locale), own, { publicLocale: language, isRead }));
  }

  const letter = (kind: string): DeliveryKind =>
    post.kind({
      kind,
      card: (on, { userId, about }, { locale }) => card(on, Number(about?.split(':')[1]), { userId, locale }),
      async sent(trx, row, { channelId, messageId }) {
        const told = letterOf(row);
        if (kind === LETTER && told !== undefined && messageId !== undefined)
          await recordLetter(trx, Number(told.about?.split(':')[1]), told.userId, { channelId, messageId });
      },
    });

  const correction: DeliveryKind = {
    kind: CORRECTION,
    async run({ guildId, subject, targetId, payload }, transport) {
      const { userId, messageId } = payload as { userId: string; messageId: string };
      const locale = (await learners.find(guildId, userId))?.locale ?? 'en';
      await transport.editMessage(targetId, messageId, await card(db, Number(subject), { userId, locale }));
      return { channelId: targetId, messageId };
    },
  };

  return {
    async advance({ id }) {
      for (const cursor of ['told_to', 'reminding', 'correcting'] as const)
        while (await step(id, cursor)) await setImmediate();
    },
    deliveries: [letter(LETTER), letter(REMINDER), correction],
  };
}

/** In the other language, where staff wrote it in both. */
export function translated(announcement: Announcement): Announcement {
  const { translation } = announcement;
  return translation === null ? announcement : { ...announcement, body: translation, translation: null };
}
