import type { Communities } from '../../people/communities/service.ts';
import type { Db } from '../../platform/database/index.ts';
import { USUAL_NOTE } from '../../platform/delivery/message.ts';
import {
  channelFor,
  type DeliveryKind,
  type Entry,
  type Outbox,
  type OutboxRow,
  type Sent,
  type Target,
  type Transport,
} from '../../platform/delivery/types.ts';
import { translator } from '../../platform/i18n/index.ts';
import { announcementCard, pointerCard } from './cards.ts';
import type { Announcement } from './rules.ts';
import { announcementOf, changeAnnouncement, findAnnouncement } from './store.ts';

/** The one message that everybody reads, and what is done to it later. */
export interface Posting {
  /** What is told to some alone: at most a message that names nobody, where staff chose a channel. */
  post(trx: Db, announcement: Announcement): Promise<void>;
  redraw(trx: Db, announcement: Announcement): Promise<void>;
  publish(trx: Db, announcement: Announcement): Promise<void>;
  readonly deliveries: readonly DeliveryKind[];
}

const KIND = 'announcement';
const EDIT = `${KIND}-edit`;
const PUBLISH = `${KIND}-publish`;
const keyOf = (id: number): string => `${KIND}:${id}`;
const publishKeyOf = (id: number): string => `${PUBLISH}:${id}:once`;

export function createPosting(parts: { db: Db; outbox: Outbox; communities: Communities }): Posting {
  const { db, outbox, communities } = parts;

  function targetOf({ guildId, channelId }: Announcement): Target {
    return channelId === null
      ? channelFor(guildId, 'announcements', 'projects')
      : { kind: 'channel', id: channelId };
  }

  async function find(row: OutboxRow): Promise<Announcement | undefined> {
    const found = await findAnnouncement(db, Number(row.subject));
    return found === undefined ? undefined : announcementOf(found);
  }

  /** What is done to the message waits until it stands. */
  function afterwards(kind: string, { id, guildId }: Announcement, dedupeKey: string): Entry {
    return {
      kind,
      guildId,
      target: { kind: 'channel', id: guildId },
      payload: {},
      dedupeKey,
      subject: String(id),
    };
  }

  async function withMessage(
    row: OutboxRow,
    work: (announcement: Announcement, at: Required<Sent>) => Promise<void>,
  ): Promise<Sent | 'obsolete'> {
    const announcement = await find(row);
    if (announcement === undefined) return 'obsolete';
    if (announcement.posted === null) return 'obsolete';
    await work(announcement, announcement.posted);
    return announcement.posted;
  }

  async function edit(row: OutboxRow, transport: Transport): Promise<Sent | 'obsolete'> {
    return await withMessage(row, async (announcement, { channelId, messageId }) => {
      const { language } = await communities.get(announcement.guildId);
      await transport.editMessage(channelId, messageId, announcementCard(translator(language), announcement));
    });
  }

  return {
    async post(trx, announcement) {
      const { id, guildId, lacking, channelId, roleId, dueAt } = announcement;
      if (lacking !== null && channelId === null) return;
      await outbox.enqueue(trx, {
        kind: KIND,
        guildId,
        target: targetOf(announcement),
        payload: { announcement: id },
        mentions: roleId === null || lacking !== null ? [] : [`&${roleId}`],
        dedupeKey: keyOf(id),
        subject: String(id),
        dueAt,
        lateNote: USUAL_NOTE,
      });
    },
    async redraw(trx, announcement) {
      await outbox.enqueue(
        trx,
        afterwards(EDIT, announcement, `${EDIT}:${announcement.id}:${announcement.revision}`),
      );
    },
    async publish(trx, announcement) {
      await outbox.enqueue(trx, afterwards(PUBLISH, announcement, publishKeyOf(announcement.id)));
    },
    deliveries: [
      {
        kind: KIND,
        wanted: async (on, row) => (await findAnnouncement(on, Number(row.subject)))?.state === 'out',
        async render(on, row) {
          const found = await findAnnouncement(on, Number(row.subject));
          if (found === undefined) throw new Error(`there is no announcement ${row.subject}`);
          const announcement = announcementOf(found);
          const t = translator((await communities.get(row.guildId, on)).language);
          return announcement.lacking === null
            ? announcementCard(t, announcement)
            : pointerCard(t, announcement);
        },
        async sent(trx, row, { channelId, messageId }) {
          if (messageId === undefined) return;
          const id = Number(row.subject);
          const changes = { posted_channel_id: channelId, message_id: messageId };
          const stands = await changeAnnouncement(trx, id, ['out'], changes);
          // Refused at first and tried again by staff: publishing it ended meanwhile.
          if (stands?.publish_asked_at != null) await outbox.renew(trx, publishKeyOf(id));
        },
      },
      { kind: EDIT, after: KIND, run: edit },
      {
        kind: PUBLISH,
        after: KIND,
        run: (row, transport) =>
          withMessage(row, (_, { channelId, messageId }) => transport.publishMessage(channelId, messageId)),
      },
    ],
  };
}
