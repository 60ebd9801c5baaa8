import type { Communities } from '../../people/communities/service.ts';
import type { Learners } from '../../people/learners/service.ts';
import type { Db } from '../../platform/database/index.ts';
import type { DeliveryKind, Entry, Outbox } from '../../platform/delivery/types.ts';
import { translator } from '../../platform/i18n/index.ts';
import { truncated } from '../../platform/text.ts';
import { sideClosedCard, studyCard } from './cards.ts';
import type { SideRequest } from './rules.ts';
import { findRequest, recordMessage, recordThread } from './store.ts';

/** The private thread of two who study together, under a text channel. */
export function studyThread(request: SideRequest, channelId: string): Entry {
  return {
    kind: 'study-thread',
    guildId: request.guildId,
    target: { kind: 'channel', id: channelId },
    payload: {},
    dedupeKey: `study-thread:${request.id}`,
    subject: String(request.id),
  };
}

/** Adds people to a study thread, or takes them out. */
export function studyTasks(
  request: SideRequest,
  kind: 'study-member' | 'study-left',
  userIds: readonly string[],
): Entry[] {
  const { threadId } = request;
  if (threadId === null) return [];
  return userIds.map((userId) => ({
    kind,
    guildId: request.guildId,
    target: { kind: 'channel', id: threadId },
    payload: { userId },
    dedupeKey: `${kind}:${request.id}:${userId}`,
    subject: String(request.id),
  }));
}

export function createSideDeliveries(parts: {
  db: Db;
  communities: Communities;
  learners: Learners;
  namesOf: (requests: readonly SideRequest[]) => Promise<Map<number, string>>;
  showClosed: (trx: Db, request: SideRequest) => Promise<void>;
  enqueue: Outbox['enqueue'];
}): DeliveryKind[] {
  const { db, communities, learners, namesOf, showClosed, enqueue } = parts;

  async function threadName(request: SideRequest): Promise<string> {
    const ids = [request.senderId, request.addresseeId];
    const people = await learners.findMany(request.guildId, ids);
    const names = ids.map((id) => people.find((person) => person.userId === id)?.displayName ?? id);
    // The number keeps threads of the same people apart when a crash makes us look for the one we may have made.
    return `${truncated(names.join(' + '), 90)} · ${request.id}`;
  }

  return [
    {
      kind: 'side-request',
      async sent(trx, row, { channelId, messageId }) {
        if (messageId === undefined) return;
        const recorded = await recordMessage(trx, Number(row.subject), { channelId, messageId });
        // Answered through /partner requests before the message went out.
        if (recorded !== undefined && recorded.state !== 'open') await showClosed(trx, recorded);
      },
    },
    {
      kind: 'side-closed',
      async run(row, transport) {
        const request = await findRequest(db, Number(row.subject));
        if (request?.message == null || request.state === 'open') return 'obsolete';
        const { language } = await communities.get(request.guildId);
        const name = (await namesOf([request])).get(request.teamId ?? 0) ?? '';
        const { channelId, messageId } = request.message;
        await transport.editMessage(
          channelId,
          messageId,
          sideClosedCard(translator(language), request, name),
        );
        return { channelId, messageId };
      },
    },
    { kind: 'side-nudge' },
    {
      kind: 'study-thread',
      async run(row, transport) {
        const request = await findRequest(db, Number(row.subject));
        if (request?.state !== 'accepted' || request.threadId !== null) return 'obsolete';
        const name = await threadName(request);
        const thread = await transport.startPrivateThread(row.targetId, { name, autoArchiveMinutes: 4320 });
        return { channelId: thread.id };
      },
      async sent(trx, row, { channelId }) {
        const id = Number(row.subject);
        await recordThread(trx, id, channelId);
        const request = await findRequest(trx, id);
        if (request === undefined) return;
        const { language } = await communities.get(request.guildId, trx);
        const people = [request.senderId, request.addresseeId];
        await enqueue(trx, ...studyTasks(request, 'study-member', people), {
          kind: 'study-welcome',
          guildId: request.guildId,
          target: { kind: 'channel', id: channelId },
          payload: studyCard(translator(language), request),
          dedupeKey: `study-welcome:${id}`,
          subject: String(id),
        });
      },
    },
    { kind: 'study-welcome' },
    {
      kind: 'study-member',
      async run(row, transport) {
        const request = await findRequest(db, Number(row.subject));
        if (request?.state !== 'accepted') return 'obsolete';
        await transport.addThreadMember(row.targetId, userOf(row.payload));
        return { channelId: row.targetId };
      },
    },
    {
      kind: 'study-left',
      async run(row, transport) {
        await transport.removeThreadMember(row.targetId, userOf(row.payload));
        return { channelId: row.targetId };
      },
    },
  ];
}

function userOf(payload: Readonly<Record<string, unknown>>): string {
  return String(payload.userId);
}
