import type { Communities } from '../../people/communities/service.ts';
import type { Learners } from '../../people/learners/service.ts';
import type { Db } from '../../platform/database/index.ts';
import { channelFor, type DeliveryKind, type Entry, type Outbox } from '../../platform/delivery/types.ts';
import { translator } from '../../platform/i18n/index.ts';
import { truncated } from '../../platform/text.ts';
import { studyCard } from './cards.ts';
import type { Study } from './rules.ts';
import { findStudy, recordThread } from './store.ts';

/** The private thread of two who study together, under the channel of the projects. */
export function studyThread(study: Study): Entry {
  return {
    kind: 'study-thread',
    guildId: study.guildId,
    target: channelFor(study.guildId, 'projects'),
    payload: {},
    dedupeKey: `study-thread:${study.id}`,
    subject: String(study.id),
  };
}

/** Adds people to a study thread, or takes them out. */
export function studyTasks(
  study: Study,
  kind: 'study-member' | 'study-left',
  userIds: readonly string[],
): Entry[] {
  const { threadId } = study;
  if (threadId === null) return [];
  return userIds.map((userId) => ({
    kind,
    guildId: study.guildId,
    target: { kind: 'channel', id: threadId },
    payload: { userId },
    dedupeKey: `${kind}:${study.id}:${userId}`,
    subject: String(study.id),
  }));
}

export function createSideDeliveries(parts: {
  db: Db;
  communities: Communities;
  learners: Learners;
  enqueue: Outbox['enqueue'];
}): DeliveryKind[] {
  const { db, communities, learners, enqueue } = parts;

  async function threadName(study: Study): Promise<string> {
    const people = await learners.findMany(study.guildId, study.people);
    const names = study.people.map((id) => people.find((person) => person.userId === id)?.displayName ?? id);
    // The number keeps threads of the same people apart when a crash makes us look for the one we may have made.
    return `${truncated(names.join(' + '), 90)} · ${study.id}`;
  }

  return [
    {
      kind: 'study-thread',
      async run(row, transport) {
        const study = await findStudy(db, Number(row.subject));
        if (study?.isOver !== false || study.threadId !== null) return 'obsolete';
        const name = await threadName(study);
        const thread = await transport.startPrivateThread(row.targetId, { name, autoArchiveMinutes: 4320 });
        return { channelId: thread.id };
      },
      async sent(trx, row, { channelId }) {
        const id = Number(row.subject);
        await recordThread(trx, id, channelId);
        const study = await findStudy(trx, id);
        if (study === undefined) return;
        const { language } = await communities.get(study.guildId, trx);
        await enqueue(trx, ...studyTasks(study, 'study-member', study.people), {
          kind: 'study-welcome',
          guildId: study.guildId,
          target: { kind: 'channel', id: channelId },
          payload: studyCard(translator(language), study),
          dedupeKey: `study-welcome:${id}`,
          subject: String(id),
        });
      },
    },
    { kind: 'study-welcome' },
    {
      kind: 'study-member',
      async run(row, transport) {
        const study = await findStudy(db, Number(row.subject));
        if (study?.isOver !== false) return 'obsolete';
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
