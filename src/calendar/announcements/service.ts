import type { Cohorts } from '../../people/cohorts/service.ts';
import type { Communities } from '../../people/communities/service.ts';
import type { Learners } from '../../people/learners/service.ts';
import type { Post } from '../../people/post/service.ts';
import type { Standings } from '../../people/standing/service.ts';
import type { Audit } from '../../platform/audit/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import type { Outbox } from '../../platform/delivery/types.ts';
import { timestamp } from '../../platform/discord/times.ts';
import { deleteDraft } from '../../platform/drafts/service.ts';
import { UserError } from '../../platform/errors.ts';
import type { Feature } from '../../platform/feature.ts';
import { announcementKeeps } from './keeps/store.ts';
import { createPosting } from './posting.ts';
import { createReceipts, type ReceiptsRead } from './receipts.ts';
import { type Announcement, lacks, type NewAnnouncement, READ, type Reach } from './rules.ts';
import {
  announcementOf,
  askOnce,
  changeAnnouncement,
  endOfCohort,
  findAnnouncement,
  findByDraft,
  findDue,
  findNews,
  findOfServer,
  findReceipt,
  findUnderWay,
  insertAnnouncement,
  noteRead,
} from './store.ts';
import { createTelling } from './telling.ts';

/** Who presses or asks, and where. */
export interface Reader {
  readonly guildId: string;
  readonly userId: string;
  readonly isStaff: boolean;
  /** The message whose button was pressed, and where it stands. */
  readonly pressed?: { readonly channelId: string; readonly messageId: string } | undefined;
}

export interface Announcements extends ReceiptsRead {
  /** Whom a `lacking` announcement would reach now, and how. */
  reach(to: NonNullable<NewAnnouncement['to']>): Promise<Reach>;
  /** Sends it, or keeps it until it is due; from one preview once. Throws a UserError where that was dropped. */
  send(made: NewAnnouncement): Promise<Announcement>;
  /** What was sent from a preview, if anything. */
  ofDraft(guildId: string, draftId: string, trx?: Db): Promise<Announcement | undefined>;
  /** Nothing is sent from a preview of one's own any more; what was sent from it before, if anything. */
  drop(guildId: string, userId: string, draftId: string): Promise<Announcement | undefined>;
  /** Throws a UserError for one of another server. */
  get(guildId: string, id: number, trx?: Db): Promise<Announcement>;
  /** One a member may read. Throws a UserError, the same as for one that is not there, for any other. */
  readable(reader: Reader, id: number): Promise<{ announcement: Announcement; isRead: boolean }>;
  /** What waits, then the others, each newest first. */
  list(guildId: string): Promise<Announcement[]>;
  /** Ends one that waits, or what is left to be told. Throws a UserError when it is out for everybody. */
  cancel(guildId: string, id: number): Promise<Announcement>;
  /** Wherever it stands the message is edited, and says so: direct messages one after the other. */
  change(
    guildId: string,
    id: number,
    words: Pick<NewAnnouncement, 'title' | 'body' | 'translation'>,
  ): Promise<Announcement>;
  /** *I have read this*. True the first time. */
  seen(reader: Reader, id: number): Promise<boolean>;
  /** Reminds once whoever has not read it. Throws a UserError the second time. */
  remind(guildId: string, id: number): Promise<void>;
  /** Hands it to the servers that follow the channel, once. True the first time. */
  publish(guildId: string, id: number): Promise<boolean>;
  /** The last ones a member can read, newest first. */
  news(guildId: string, userId: string): Promise<Announcement[]>;
  readonly feature: Feature;
}

/** More than a programme of some months sends: each can be found again by its title. */
const LISTED = 500;
const AT_ONCE = 20;
const SECOND = 1_000;

export function createAnnouncements(parts: {
  db: Db;
  clock: Clock;
  audit: Pick<Audit, 'record'>;
  outbox: Outbox;
  communities: Communities;
  learners: Pick<Learners, 'find'>;
  cohorts: Pick<Cohorts, 'find'>;
  post: Post;
  standings: Pick<Standings, 'each' | 'some'>;
}): Announcements {
  const { db, clock, audit, communities, cohorts, standings } = parts;
  const posting = createPosting(parts);
  const telling = createTelling(parts);
  const receipts = createReceipts(db);

  async function get(guildId: string, id: number, trx: Db = db): Promise<Announcement> {
    const row = await findAnnouncement(trx, id);
    if (row?.guild_id !== guildId) throw new UserError({ key: 'announcements:error.unknown' });
    return announcementOf(row);
  }

  async function ofDraft(guildId: string, draftId: string, trx: Db = db): Promise<Announcement | undefined> {
    const row = await findByDraft(trx, draftId);
    return row?.guild_id === guildId ? announcementOf(row) : undefined;
  }

  const isOver = async (trx: Db, cohortId: number | null): Promise<boolean> =>
    cohortId !== null && (await cohorts.find(cohortId, trx))?.archivedAt !== null;

  /** Out now: to everybody as one message, to some alone one after the other. */
  async function start(trx: Db, waiting: Announcement): Promise<Announcement> {
    const row = await changeAnnouncement(trx, waiting.id, ['waiting'], {
      state: 'out',
      out_at: clock.now(),
      ...(waiting.lacking === null ? {} : { told_to: '' }),
    });
    if (row === undefined) return waiting;
    const announcement = announcementOf(row);
    await posting.post(trx, announcement);
    return announcement;
  }

  async function readable(reader: Reader, id: number) {
    const announcement = await get(reader.guildId, id);
    const receipt = await findReceipt(db, id, reader.userId);
    const { posted, channelId, lacking } = announcement;
    const { pressed } = reader;
    const { channels } = await communities.get(reader.guildId);
    const usual = [channels.announcements, channels.projects];
    // Whoever presses within milliseconds is quicker than Discord's answer to us: it goes to that channel, and they read there.
    const isOpen =
      lacking === null &&
      (posted === null
        ? pressed !== undefined && (channelId === null ? usual : [channelId]).includes(pressed.channelId)
        : posted.messageId === pressed?.messageId || usual.includes(posted.channelId));
    const isTheirs = receipt !== undefined && receipt.way !== null;
    if (announcement.state !== 'out' || !(isOpen || isTheirs || reader.isStaff))
      throw new UserError({ key: 'announcements:error.unknown' });
    return { announcement, isRead: receipt?.read_at != null };
  }

  async function run(): Promise<void> {
    for (const row of await findDue(db, clock.now(), AT_ONCE))
      await write(db, (trx) => start(trx, announcementOf(row)));
    for (const row of await findUnderWay(db)) await telling.advance(row);
  }

  return {
    ...receipts,
    get,
    readable,
    async reach({ lacking, cohortId }) {
      const reach = { direct: 0, line: 0 };
      await standings.each(cohortId, [...READ, 'reachable'], (slice) => {
        for (const learner of slice)
          if (lacks(lacking, learner)) reach[learner.reachable ? 'direct' : 'line'] += 1;
        return true;
      });
      return reach;
    },
    ofDraft,
    drop: (guildId, userId, draftId) =>
      write(db, async (trx) => {
        const sent = await ofDraft(guildId, draftId, trx);
        if (sent === undefined) await deleteDraft(trx, draftId, userId);
        return sent;
      }),
    async send(made) {
      return await write(db, async (trx) => {
        const row = await insertAnnouncement(trx, made, clock.now());
        if (row === undefined) {
          const before = await ofDraft(made.guildId, made.draftId, trx);
          if (before === undefined) throw new UserError({ key: 'announcements:error.unknown' });
          return before;
        }
        if (!(await deleteDraft(trx, made.draftId, made.authorId)))
          throw new UserError({ key: 'common:error.draft-gone' });
        const { guildId, authorId: by, title: words, dueAt } = made;
        await audit.record(trx, {
          guildId,
          by,
          action: dueAt === undefined ? 'announcement.post' : 'announcement.schedule',
          object: `announcement:${row.id}`,
          words,
        });
        const announcement = announcementOf(row);
        return dueAt === undefined ? await start(trx, announcement) : announcement;
      });
    },
    list: async (guildId) => (await findOfServer(db, guildId, LISTED)).map(announcementOf),
    async cancel(guildId, id) {
      return await write(db, async (trx) => {
        const found = await get(guildId, id, trx);
        if (await isOver(trx, found.cohortId)) throw new UserError({ key: 'common:error.archived' });
        const from = found.lacking === null ? (['waiting'] as const) : (['waiting', 'out'] as const);
        const row = await changeAnnouncement(trx, id, from, { state: 'cancelled', told_to: null });
        if (row === undefined)
          throw new UserError({
            key: found.state === 'cancelled' ? 'announcements:error.cancelled' : 'announcements:error.out',
            params: { when: timestamp(found.outAt ?? found.dueAt, 'R') },
          });
        await audit.record(trx, { guildId, action: 'announcement.cancel', object: `announcement:${id}` });
        return announcementOf(row);
      });
    },
    async change(guildId, id, { title, body, translation }) {
      return await write(db, async (trx) => {
        const found = await get(guildId, id, trx);
        const isOut = found.state === 'out';
        const row = await changeAnnouncement(trx, id, ['waiting', 'out'], {
          title,
          body,
          translation: translation ?? null,
          revision: found.revision + 1,
          ...(isOut ? { changed_at: clock.now() } : {}),
          // Who has it as a direct message finds it changed there, one after the other.
          ...(isOut && found.lacking !== null ? { correcting: '' } : {}),
        });
        if (row === undefined) throw new UserError({ key: 'announcements:error.cancelled' });
        await audit.record(trx, {
          guildId,
          action: 'announcement.change',
          object: `announcement:${id}`,
          words: title,
        });
        const changed = announcementOf(row);
        if (isOut && found.lacking === null) await posting.redraw(trx, changed);
        return changed;
      });
    },
    async seen(reader, id) {
      // Who presses once more writes nothing.
      if ((await readable(reader, id)).isRead) return false;
      return await write(db, (trx) => noteRead(trx, id, reader.userId, clock.now()));
    },
    async remind(guildId, id) {
      await write(db, async (trx) => {
        const { state, remindedAt, cohortId } = await get(guildId, id, trx);
        if (state !== 'out') throw new UserError({ key: 'announcements:error.not-out' });
        if (await isOver(trx, cohortId)) throw new UserError({ key: 'common:error.archived' });
        if (!(await askOnce(trx, id, 'reminded_at', clock.now())))
          throw new UserError({
            key: 'announcements:error.reminded',
            params: { when: timestamp(remindedAt ?? clock.now(), 'R') },
          });
        await audit.record(trx, { guildId, action: 'announcement.remind', object: `announcement:${id}` });
      });
    },
    async publish(guildId, id) {
      return await write(db, async (trx) => {
        const announcement = await get(guildId, id, trx);
        if (announcement.state !== 'out' || announcement.lacking !== null)
          throw new UserError({ key: 'announcements:error.not-out' });
        if (!(await askOnce(trx, id, 'publish_asked_at', clock.now()))) return false;
        await audit.record(trx, { guildId, action: 'announcement.publish', object: `announcement:${id}` });
        await posting.publish(trx, announcement);
        return true;
      });
    },
    async news(guildId, userId) {
      return (await findNews(db, guildId, userId)).map(announcementOf);
    },
    feature: {
      name: 'announcements',
      keeps: announcementKeeps,
      deliveries: [...posting.deliveries, ...telling.deliveries],
      subjects: {
        /** Not once it was taken back or its cohort is archived, nor to who has read it. */
        async announcement(on, { userId, id }) {
          const row = await findAnnouncement(on, Number(id));
          if (row?.state !== 'out' || (await isOver(on, row.cohort_id))) return false;
          return (await findReceipt(on, row.id, userId))?.read_at == null;
        },
      },
      on: { 'cohort.archived': (trx, { cohortId }) => endOfCohort(trx, cohortId) },
      pollers: [{ name: 'announcements', every: SECOND, run }],
    },
  };
}
