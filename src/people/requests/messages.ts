import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/database/index.ts';
import {
  channelFor,
  type DeliveryKind,
  type Entry,
  type Outbox,
  type OutboxRow,
} from '../../platform/delivery/types.ts';
import { type Params, translator } from '../../platform/i18n/index.ts';
import type { Communities } from '../communities/service.ts';
import { isPaused } from '../learners/rules.ts';
import type { Learners } from '../learners/service.ts';
import type { Post } from '../post/service.ts';
import { closedCard, requestCard, type Worded } from './cards.ts';
import type { Kinds } from './judging.ts';
import { type News, otherOf, type Request } from './rules.ts';
import { findMessages, findRequest, insertMessage, type RequestMessage } from './store.ts';

/** What members hear of a request, each in the write that causes it. */
export interface RequestMessages {
  /** That it waits: a line under their next private answer. How it was answered: directly to those who allowed that. */
  tell(trx: Db, userId: string, what: News, worded: Worded, more?: Params): Promise<void>;
  /**
   * By direct message to those who allowed it; the others are mentioned in one message, where its kind says. Those who
   * have neither read a line under their next private answer.
   */
  announce(trx: Db, worded: Worded, readerIds: readonly string[]): Promise<void>;
  /** Its messages say that it is over; they never say how. */
  showClosed(trx: Db, request: Request): Promise<void>;
  /** Reminds whoever has not answered, where direct messages are welcome. */
  nudge(trx: Db, worded: Worded): Promise<void>;
  readonly deliveries: readonly DeliveryKind[];
}

export function createRequestMessages(parts: {
  db: Db;
  clock: Clock;
  outbox: Outbox;
  communities: Communities;
  learners: Learners;
  post: Pick<Post, 'toMember' | 'leaveLine'>;
  kinds: Kinds;
  isStanding: (db: Db, request: Request) => Promise<boolean>;
}): RequestMessages {
  const { db, clock, outbox, communities, learners, post, kinds } = parts;

  async function tell(
    trx: Db,
    userId: string,
    what: News,
    { request, words }: Worded,
    more: Params = {},
  ): Promise<void> {
    const line = words.news(what, otherOf(request, userId), more);
    const { id, guildId } = request;
    const about = `request:${id}`;
    const waits = request.senderId === null || request.senderId === userId;
    if (what === 'incoming' || !waits) return await post.leaveLine(trx, { guildId, userId, line, about });
    await post.toMember(trx, {
      guildId,
      userId,
      line,
      about,
      privacy: 'private',
      urgency: 'answer',
      dedupeKey: `request-news:${id}:${userId}:${what}`,
    });
  }

  async function announce(trx: Db, worded: Worded, readerIds: readonly string[]): Promise<void> {
    const { request } = worded;
    const { guildId } = request;
    const people = await learners.findMany(guildId, readerIds, trx);
    const direct = people.filter(({ dm }) => dm);
    const others = readerIds.filter((id) => !direct.some(({ userId }) => userId === id));
    const place = await kinds.of(request).place(trx, request);
    const target = place?.target;
    const common = {
      kind: 'request',
      guildId,
      subject: String(request.id),
      expiresAt: request.expiresAt,
    };
    const fallback: Entry['fallback'] =
      target === undefined
        ? 'none'
        : target.kind === 'project' || target.kind === 'team' || target.kind === 'channel'
          ? { kind: target.kind, id: target.id }
          : { kind: 'channel', id: channelFor(guildId, 'projects').id };
    for (const { userId } of direct)
      await outbox.enqueue(trx, {
        ...common,
        target: { kind: 'member', id: userId },
        fallback,
        payload: { readers: [userId] },
        mentions: [userId],
        dedupeKey: `request:${request.id}:${userId}`,
      });
    if (others.length === 0 || target === undefined) return;
    await outbox.enqueue(trx, ...(place?.before === undefined ? [] : [place.before]), {
      ...common,
      target,
      payload: { readers: others },
      mentions: others,
      dedupeKey: `request:${request.id}:${others.join(':')}`,
    });
  }

  async function showClosed(trx: Db, request: Request): Promise<void> {
    for (const message of await findMessages(trx, request.id)) await close(trx, request, message);
  }

  async function close(trx: Db, request: Request, message: RequestMessage): Promise<void> {
    await outbox.enqueue(trx, {
      kind: 'request-closed',
      guildId: request.guildId,
      target: { kind: 'channel', id: message.channelId },
      payload: { messageId: message.messageId, userId: message.userId },
      dedupeKey: `request-closed:${message.messageId}`,
      subject: String(request.id),
    });
  }

  async function nudge(trx: Db, worded: Worded): Promise<void> {
    const { request } = worded;
    const waiting = request.askedIds.filter((id) => !request.acceptedIds.includes(id));
    for (const learner of await learners.findMany(request.guildId, waiting, trx)) {
      if (!learner.dm || learner.reminders === 'none' || isPaused(learner, clock.now())) continue;
      await outbox.enqueue(trx, {
        kind: 'request-nudge',
        guildId: request.guildId,
        target: { kind: 'member', id: learner.userId },
        fallback: 'none',
        payload: { readers: [learner.userId] },
        dedupeKey: `request-nudge:${request.id}:${learner.userId}`,
        subject: String(request.id),
        expiresAt: request.expiresAt,
      });
    }
  }

  /** A request that was taken back or ended while its message waited pings nobody, nor does one they have answered. */
  async function isWanted(reading: Db, row: OutboxRow): Promise<boolean> {
    const request = await findRequest(reading, Number(row.subject));
    if (request?.state !== 'open') return false;
    const readers = row.targetKind === 'member' ? [row.targetId] : row.mentions;
    const waits = (id: string) => request.askedIds.includes(id) && !request.acceptedIds.includes(id);
    return readers.some(waits) && (await parts.isStanding(reading, request));
  }

  const sent: DeliveryKind['sent'] = async (trx, row, { channelId, messageId }) => {
    if (messageId === undefined) return;
    const request = await findRequest(trx, Number(row.subject));
    if (request === undefined) return;
    const userId = row.targetKind === 'member' ? row.targetId : null;
    const message = { channelId, messageId, userId };
    await insertMessage(trx, request.id, message);
    // It ended before the message went out, or while it did.
    if (request.state !== 'open') await close(trx, request, message);
  };

  /** In the language of the place it really goes to. */
  const renderAs =
    (options: { nudge: boolean }): NonNullable<DeliveryKind['render']> =>
    async (reading, row, { locale }) => {
      const request = await findRequest(reading, Number(row.subject));
      if (request === undefined) throw new Error(`row ${row.id} is about no request`);
      const words = await kinds.of(request).describe(reading, request);
      const { readers } = row.payload as { readers: string[] };
      return requestCard(translator(locale), { request, words }, readers, options);
    };

  const deliveries: DeliveryKind[] = [
    { kind: 'request', sent, wanted: isWanted, render: renderAs({ nudge: false }) },
    {
      kind: 'request-nudge',
      render: renderAs({ nudge: true }),
      async wanted(reading, row) {
        const learner = await learners.find(row.guildId, row.targetId, reading);
        const isWelcome =
          learner?.reminders !== 'none' && !(learner !== undefined && isPaused(learner, clock.now()));
        return isWelcome && (await isWanted(reading, row));
      },
    },
    {
      kind: 'request-closed',
      async run(row, transport) {
        const request = await findRequest(db, Number(row.subject));
        const { messageId, userId } = row.payload as { messageId?: string; userId: string | null };
        if (request === undefined || request.state === 'open' || messageId === undefined) return 'obsolete';
        const words = await kinds.of(request).describe(db, request);
        const reader = userId === null ? undefined : await learners.find(request.guildId, userId);
        const locale = reader?.locale ?? (await communities.get(request.guildId)).language;
        const card = closedCard(translator(locale), { request, words });
        await transport.editMessage(row.targetId, messageId, card);
        return { channelId: row.targetId, messageId };
      },
    },
  ];

  return { tell, announce, showClosed, nudge, deliveries };
}
