/** Looking into threads: who waits without an answer, where it has gone quiet, and who writes in one that is over. */
import type { Communities } from '../../people/communities/service.ts';
import { letterOf, type Post } from '../../people/post/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import type { DeliveryKind, Outbox, OutboxRow, Sent, Transport } from '../../platform/delivery/types.ts';
import type { Events } from '../../platform/events/events.ts';
import { say, translator } from '../../platform/i18n/index.ts';
import { literal } from '../../platform/text.ts';
import { stillBody, wokenBody } from './cards.ts';
import { type Blocker, CALL_AFTER, lookAfter, QUIET } from './rules.ts';
import { findBlocker, findByThread, findDue, noteBlocker } from './store.ts';

const AT_ONCE = 50;
/** How long a look that was ordered may take before it is ordered anew, in ms. */
const PATIENCE = 3_600_000;
/** Where the thread cannot be read it is tried again so much later, in ms. */
const AGAIN = 12 * 3_600_000;
/** Whoever writes in one that is over reads about it at most so often, in ms. */
const NOTED_APART = 7 * 86_400_000;
const STILL = 'blocker-still';

export interface Looking {
  runDue(): Promise<void>;
  /** A thread is open: perhaps somebody wrote in one that is over. */
  opened(guildId: string, threadId: string): Promise<void>;
  readonly deliveries: readonly DeliveryKind[];
}

export function createLooking(parts: {
  db: Db;
  clock: Clock;
  outbox: Outbox;
  events: Events;
  communities: Communities;
  post: Post;
}): Looking {
  const { db, clock, outbox, events, communities, post } = parts;

  async function order(trx: Db, blocker: Blocker): Promise<void> {
    const now = clock.now();
    if (blocker.state !== 'open' || blocker.threadId === null) {
      // The thread of one that is open is still to come, or was deleted.
      const lookAt = blocker.state === 'open' ? now + PATIENCE : null;
      return await noteBlocker(trx, blocker.id, { look_at: lookAt });
    }
    await noteBlocker(trx, blocker.id, { look_at: now + PATIENCE });
    await outbox.enqueue(trx, {
      kind: 'blocker-look',
      guildId: blocker.guildId,
      target: { kind: 'channel', id: blocker.threadId },
      payload: {},
      dedupeKey: `blocker-look:${blocker.id}:${now}`,
      subject: String(blocker.id),
    });
  }

  async function lookInto(row: OutboxRow, transport: Transport): Promise<Sent | 'obsolete'> {
    const id = Number(row.subject);
    const found = await findBlocker(db, id);
    if (found?.threadId == null || found.state !== 'open') return 'obsolete';
    const writers = await transport.writers(found.threadId, found.createdAt);
    await write(db, async (trx) => {
      const blocker = await findBlocker(trx, id);
      if (blocker?.state !== 'open') return;
      if (writers === 'unreadable') await noteBlocker(trx, id, { look_at: clock.now() + AGAIN });
      else await judge(trx, blocker, writers);
    });
    return { channelId: found.threadId };
  }

  async function judge(trx: Db, blocker: Blocker, writers: ReadonlyMap<string, number>): Promise<void> {
    const now = clock.now();
    const { id, guildId } = blocker;
    const isAnswered = [...writers.keys()].some((userId) => userId !== blocker.ownerId);
    const lastAt = Math.max(blocker.createdAt, ...writers.values());
    const isQuiet = now - lastAt >= QUIET;
    await noteBlocker(trx, id, {
      look_at: lookAfter({ ...blocker, lastAt }, now),
      ...(isAnswered && blocker.answeredAt === null ? { answered_at: now } : {}),
    });
    if (isQuiet && blocker.askedAt === null) await ask(trx, blocker, now);
    const waits = !isAnswered && blocker.takerId === null && blocker.calledAt === null;
    if (waits && now - blocker.createdAt >= CALL_AFTER)
      await events.emit(trx, 'blocker.unanswered', { guildId, blockerId: id });
  }

  /** Once: whether it still keeps them. */
  async function ask(trx: Db, { id, guildId, ownerId, title }: Blocker, now: number): Promise<void> {
    if (ownerId === null) return;
    await noteBlocker(trx, id, { asked_at: now });
    await post.toMember(trx, {
      guildId,
      userId: ownerId,
      line: { key: 'blockers:still', params: { title: literal(title) } },
      about: `blocker:${id}`,
      privacy: 'private',
      urgency: 'answer',
      kind: STILL,
      dedupeKey: `${STILL}:${id}`,
    });
  }

  /** Who wrote last in one that is over reads that it is, and how to open a new one; it goes to sleep again. */
  async function answerWriter(row: OutboxRow, transport: Transport): Promise<Sent | 'obsolete'> {
    const blocker = await findBlocker(db, Number(row.subject));
    if (blocker?.threadId == null || blocker.endedAt === null) return 'obsolete';
    const { id, guildId, threadId } = blocker;
    const writers = await transport.writers(threadId, blocker.endedAt);
    if (writers === 'unreadable') return 'obsolete';
    const [last] = [...writers].toSorted(([, a], [, b]) => b - a);
    const now = clock.now();
    await write(db, async (trx) => {
      const { language } = await communities.get(guildId, trx);
      if (last !== undefined) {
        await noteBlocker(trx, id, { noted_at: now });
        await outbox.enqueue(trx, {
          kind: 'blocker-woken',
          guildId,
          target: { kind: 'channel', id: threadId },
          payload: wokenBody(translator(language), last[0]),
          mentions: [last[0]],
          dedupeKey: `blocker-woken:${id}:${now}`,
          subject: String(id),
        });
      }
    });
    return { channelId: threadId };
  }

  return {
    async runDue() {
      for (;;) {
        const due = await findDue(db, clock.now(), AT_ONCE);
        if (due.length === 0) return;
        await write(db, async (trx) => {
          for (const blocker of due) await order(trx, blocker);
        });
      }
    },
    async opened(guildId, threadId) {
      const blocker = await findByThread(db, threadId);
      if (blocker === undefined || blocker.state === 'open' || blocker.guildId !== guildId) return;
      const now = clock.now();
      if (blocker.notedAt !== null && now - blocker.notedAt < NOTED_APART) return;
      await write(db, (trx) =>
        outbox.enqueue(trx, {
          kind: 'blocker-writer',
          guildId,
          target: { kind: 'channel', id: threadId },
          payload: {},
          dedupeKey: `blocker-writer:${blocker.id}:${Math.floor(now / PATIENCE)}`,
          subject: String(blocker.id),
        }),
      );
    },
    deliveries: [
      {
        kind: 'blocker-look',
        run: lookInto,
        // The thread is gone or closed to us: nothing is known of it, so nobody is called or asked.
        failed: (trx, row) => noteBlocker(trx, Number(row.subject), { look_at: clock.now() + AGAIN }),
      },
      { kind: 'blocker-writer', run: answerWriter },
      {
        kind: 'blocker-woken',
        async sent(trx, row) {
          const blocker = await findBlocker(trx, Number(row.subject));
          if (blocker?.threadId == null || blocker.state === 'open') return;
          await outbox.enqueue(trx, {
            kind: 'blocker-archive',
            guildId: row.guildId,
            target: { kind: 'channel', id: blocker.threadId },
            payload: {},
            dedupeKey: `blocker-archive:${row.dedupeKey}`,
            subject: row.subject ?? '',
          });
        },
      },
      post.kind({
        kind: STILL,
        card: async (_, letter, { t }) =>
          stillBody(t, say(t, letter.line), Number(letter.about?.split(':')[1] ?? 0)),
        wanted: async (on, row) => {
          const letter = letterOf(row);
          return letter !== undefined && (await findBlocker(on, Number(row.subject)))?.state === 'open';
        },
      }),
    ],
  };
}
