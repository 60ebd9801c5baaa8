import type { Communities } from '../../people/communities/service.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/database/index.ts';
import {
  channelFor,
  type DeliveryKind,
  type MessagePayload,
  type Outbox,
  type OutboxRow,
  type Sent,
  type Transport,
} from '../../platform/delivery/types.ts';
import { translator } from '../../platform/i18n/index.ts';
import { truncated } from '../../platform/text.ts';
import type { Projects } from '../../work/projects/service.ts';
import type { Marks } from '../marks/service.ts';
import { blockerCard, welcomeWords } from './cards.ts';
import type { Blocker } from './rules.ts';
import { findAnswers, findBlocker, findHelpers, noteBlocker } from './store.ts';

/** A blocker in Discord: its card, and the thread for answers on a card that everybody reads. */
export interface BlockerCards {
  /** In the project channel, or in the private thread of the team. */
  post(trx: Db, blocker: Blocker): Promise<void>;
  /** The card shows it as it is now. */
  refresh(trx: Db, blocker: Blocker): Promise<void>;
  /** Its thread is archived: whoever reads it can still open it. */
  archive(trx: Db, blocker: Blocker): Promise<void>;
  readonly deliveries: readonly DeliveryKind[];
}

/** Threads with answers go to sleep after a day without one, in minutes. */
const SLEEP = 1440;
/** How long after what ends it a thread is archived, in ms: whoever ends it there is answered there, which would wake it. */
const ANSWERED = 5_000;

/** The key under which the outbox knows the thread of a blocker. */
export function threadKey(id: number): string {
  return `blocker-thread:${id}`;
}

export function createBlockerCards(parts: {
  db: Db;
  clock: Clock;
  outbox: Outbox;
  communities: Communities;
  projects: Pick<Projects, 'find'>;
  marks: Pick<Marks, 'count'>;
}): BlockerCards {
  const { db, clock, outbox, communities, projects, marks } = parts;

  async function render(on: Db, blocker: Blocker): Promise<MessagePayload> {
    const { language } = await communities.get(blocker.guildId, on);
    const project = blocker.projectId === null ? undefined : await projects.find(blocker.projectId, on);
    return blockerCard(translator(language), {
      blocker,
      helpers: await findHelpers(on, blocker.id),
      answers: await findAnswers(on, blocker.id),
      project: project?.title,
      marks: await marks.count({ kind: 'blocker', id: blocker.id }, on),
    });
  }

  async function refresh(trx: Db, { id, guildId, revision, card }: Blocker): Promise<void> {
    // What is still to be posted shows what is true then.
    if (card === null) return;
    await outbox.enqueue(trx, {
      kind: 'blocker-card-edit',
      guildId,
      target: { kind: 'channel', id: card.channelId },
      payload: {},
      dedupeKey: `blocker-card-edit:${id}:${revision}`,
      subject: String(id),
    });
  }

  async function posted(trx: Db, row: OutboxRow, { channelId, messageId }: Sent): Promise<void> {
    if (messageId === undefined) return;
    const id = Number(row.subject);
    await noteBlocker(trx, id, { channel_id: channelId, message_id: messageId });
    const blocker = await findBlocker(trx, id);
    if (blocker === undefined) return;
    // What happened while it was on its way.
    if (blocker.revision > Number(row.payload['revision'])) await refresh(trx, blocker);
    if (blocker.publicAt === null || blocker.threadId !== null) return;
    await outbox.enqueue(trx, {
      kind: 'blocker-thread',
      guildId: row.guildId,
      target: { kind: 'channel', id: channelId },
      payload: {},
      dedupeKey: threadKey(id),
      subject: String(id),
    });
  }

  async function edit(row: OutboxRow, transport: Transport): Promise<Sent | 'obsolete'> {
    const blocker = await findBlocker(db, Number(row.subject));
    if (blocker?.card == null) return 'obsolete';
    const { channelId, messageId } = blocker.card;
    await transport.editMessage(channelId, messageId, await render(db, blocker));
    return { channelId, messageId };
  }

  async function startThread(row: OutboxRow, transport: Transport): Promise<Sent | 'obsolete'> {
    const blocker = await findBlocker(db, Number(row.subject));
    if (blocker?.card == null) return 'obsolete';
    const { channelId, messageId } = blocker.card;
    const name = truncated(blocker.title, 100);
    const thread = await transport.startThread(channelId, messageId, { name, autoArchiveMinutes: SLEEP });
    return { channelId: thread.id };
  }

  async function threadStands(trx: Db, row: OutboxRow, threadId: string): Promise<void> {
    const id = Number(row.subject);
    await noteBlocker(trx, id, { thread_id: threadId });
    const blocker = await findBlocker(trx, id);
    if (blocker?.ownerId == null) return;
    if (blocker.state !== 'open') return await archive(trx, blocker);
    const { language } = await communities.get(blocker.guildId, trx);
    await outbox.enqueue(trx, {
      kind: 'blocker-welcome',
      guildId: blocker.guildId,
      target: { kind: 'channel', id: threadId },
      payload: welcomeWords(translator(language), blocker.ownerId),
      mentions: [blocker.ownerId],
      dedupeKey: `blocker-welcome:${id}`,
      subject: String(id),
    });
  }

  async function archive(trx: Db, { id, guildId, threadId, revision }: Blocker): Promise<void> {
    if (threadId === null) return;
    await outbox.enqueue(trx, {
      kind: 'blocker-archive',
      guildId,
      target: { kind: 'channel', id: threadId },
      payload: {},
      dedupeKey: `blocker-archive:${id}:${revision}`,
      subject: String(id),
      dueAt: clock.now() + ANSWERED,
    });
  }

  return {
    refresh,
    archive,
    async post(trx, { id, guildId, teamId, publicAt, revision }) {
      const isPublic = publicAt !== null;
      await outbox.enqueue(trx, {
        kind: 'blocker-card',
        guildId,
        target:
          isPublic || teamId === null
            ? channelFor(guildId, 'projects')
            : { kind: 'team', id: String(teamId) },
        payload: { revision },
        dedupeKey: `blocker-card:${id}:${isPublic ? 'public' : 'team'}`,
        subject: String(id),
      });
    },
    deliveries: [
      {
        kind: 'blocker-card',
        // It may have been taken back, or its owner forgotten, while it waited.
        wanted: async (on, row) => {
          const state = (await findBlocker(on, Number(row.subject)))?.state;
          return state === 'open' || state === 'solved';
        },
        async render(on, row) {
          const blocker = await findBlocker(on, Number(row.subject));
          if (blocker === undefined) throw new Error(`blocker ${row.subject} is gone`);
          return await render(on, blocker);
        },
        sent: posted,
      },
      {
        kind: 'blocker-card-edit',
        run: edit,
        async failed(trx, row, reason) {
          if (reason === 'gone')
            await noteBlocker(trx, Number(row.subject), { channel_id: null, message_id: null });
        },
      },
      {
        kind: 'blocker-thread',
        run: startThread,
        sent: (trx, row, { channelId }) => threadStands(trx, row, channelId),
      },
      {
        kind: 'blocker-archive',
        async run(row, transport) {
          const blocker = await findBlocker(db, Number(row.subject));
          // It was opened again meanwhile.
          if (blocker?.threadId == null || blocker.state === 'open') return 'obsolete';
          await transport.archiveThread(blocker.threadId, { maybeArchived: true });
          return { channelId: blocker.threadId };
        },
      },
    ],
  };
}
