import type { Communities } from '../../people/communities/service.ts';
import type { Audit } from '../../platform/audit/service.ts';
import { causedBy, type Db, write } from '../../platform/database/index.ts';
import {
  channelFor,
  type DeliveryKind,
  type MessagePayload,
  type Outbox,
  type OutboxRow,
  type PlaceKind,
  type Sent,
  type Transport,
} from '../../platform/delivery/types.ts';
import type { Feature } from '../../platform/feature.ts';
import { type Locale, translator } from '../../platform/i18n/index.ts';
import { truncated } from '../../platform/text.ts';
import { findTeamMemberIds } from '../members/service.ts';
import { projectCard } from './cards.ts';
import {
  findLostCards,
  forgetChannel,
  recordCard,
  recordCardRevision,
  recordThread,
} from './posted/store.ts';
import type { Project } from './rules.ts';
import { deleteFollowsIn, findIdsOfCohort, findProject } from './store.ts';

/** The life of a project's card: posted, kept up to date, and posted again when it was deleted in Discord. */
export interface ProjectCards {
  post(trx: Db, project: Project): Promise<void>;
  /** The card shows the project as it is now. */
  refresh(trx: Db, project: Project): Promise<void>;
  /** Brings back a card or thread that was deleted; undefined: both stand, are on their way, or are no longer needed. */
  repost(id: number): Promise<'card' | 'thread' | undefined>;
  /** What was deleted in Discord, or could not be posted. */
  lost(project: Project): Promise<'card' | 'thread' | undefined>;
  /** Whether it has a thread, or will have one as soon as its card stands. */
  hasThread(project: Project): Promise<boolean>;
  readonly feature: Feature;
}

/** The thread on a project's card. */
export const projectThreads: PlaceKind = {
  kind: 'project',
  channelOf: async (db, id) => (await findProject(db, Number(id)))?.thread_id ?? undefined,
  forget: (trx, id) => recordThread(trx, Number(id), null),
};

/** A card shows what is true when it is sent, however long it waited. */
const DRAWN_THEN: MessagePayload = {};

export function createProjectCards(parts: {
  db: Db;
  audit: Pick<Audit, 'record'>;
  outbox: Outbox;
  communities: Communities;
  find: (id: number, trx?: Db) => Promise<Project | undefined>;
}): ProjectCards {
  const { db, audit, outbox, communities, find } = parts;

  async function render(on: Db, project: Project, language: Locale): Promise<MessagePayload> {
    const team = project.teamId === null ? [] : await findTeamMemberIds(on, project.teamId);
    const others = team.filter((member) => member !== project.ownerId);
    const origin = project.continuesId === null ? undefined : await find(project.continuesId, on);
    return projectCard(translator(language), project, others, origin);
  }

  async function lost(project: Project): Promise<'card' | 'thread' | undefined> {
    const { id, card, status } = project;
    // Nothing becomes of it any more.
    if (status === 'withdrawn') return undefined;
    if (card !== null) return (await hasThread(project)) ? undefined : 'thread';
    if (await outbox.isComing(cardKey(id))) return undefined;
    // It may have come to be between the two looks.
    return (await find(id))?.card === null ? 'card' : undefined;
  }

  async function hasThread({ id, threadId }: Project): Promise<boolean> {
    if (threadId !== null || (await outbox.isComing(cardKey(id))) || (await outbox.isComing(threadKey(id))))
      return true;
    // It may have come to be between the two looks.
    return (await find(id))?.threadId != null;
  }

  async function repostIn(trx: Db, id: number): Promise<'card' | 'thread' | undefined> {
    const project = await find(id, trx);
    if (project === undefined || project.status === 'withdrawn') return undefined;
    if (project.card === null) return (await outbox.renew(trx, cardKey(id), DRAWN_THEN)) ? 'card' : undefined;
    const isRenewed = project.threadId === null && (await outbox.renew(trx, threadKey(id)));
    return isRenewed ? 'thread' : undefined;
  }

  async function edit(row: OutboxRow, transport: Transport): Promise<Sent | 'obsolete'> {
    const project = await find(Number(row.subject));
    if (project === undefined) return 'obsolete';
    // It was deleted, or could not be posted: posted again it shows what is true then.
    if (project.card === null) return 'obsolete';
    const { language } = await communities.get(project.guildId);
    const { channelId, messageId } = project.card;
    await transport.editMessage(channelId, messageId, await render(db, project, language));
    await write(db, (trx) => recordCardRevision(trx, project.id, project.revision));
    return project.card;
  }

  async function startThread(row: OutboxRow, transport: Transport): Promise<Sent | 'obsolete'> {
    const project = await find(Number(row.subject));
    // A card that is posted again brings a new thread.
    if (project?.card == null) return 'obsolete';
    const { channelId, messageId } = project.card;
    const name = truncated(project.title, 100);
    const thread = await transport.startThread(channelId, messageId, { name, autoArchiveMinutes: 1440 });
    return { channelId: thread.id };
  }

  async function bringThread(trx: Db, row: OutboxRow, channelId: string): Promise<void> {
    const dedupeKey = threadKey(Number(row.subject));
    const added = await outbox.enqueue(trx, {
      kind: 'project-thread',
      guildId: row.guildId,
      target: { kind: 'channel', id: channelId },
      payload: {},
      dedupeKey,
      subject: row.subject ?? '',
    });
    if (added === 0) await outbox.renew(trx, dedupeKey);
  }

  const deliveries: DeliveryKind[] = [
    {
      kind: 'project-card',
      bringsThreadOf: 'project',
      async render(on, row, { locale }) {
        const project = await find(Number(row.subject), on);
        return project === undefined ? 'obsolete' : await render(on, project, locale);
      },
      async sent(trx, row, { channelId, messageId }) {
        if (messageId === undefined) return;
        const stands = await recordCard(trx, Number(row.subject), { channelId, messageId });
        // A card that is posted again carries a new thread where the old one is gone too.
        if (stands?.threadId === null) await bringThread(trx, row, channelId);
      },
    },
    {
      kind: 'project-thread',
      after: 'project-card',
      bringsThreadOf: 'project',
      run: startThread,
      sent: (trx, row, { channelId }) => recordThread(trx, Number(row.subject), channelId),
    },
    {
      kind: 'project-card-edit',
      after: 'project-card',
      run: edit,
      async failed(trx, row, reason) {
        if (reason === 'gone') await recordCard(trx, Number(row.subject), null);
      },
    },
  ];

  return {
    lost,
    hasThread,
    repost: (id) =>
      write(db, async (trx) => {
        const posted = await repostIn(trx, id);
        const project = await find(id, trx);
        const by = causedBy();
        const isOthers = by !== undefined && by !== project?.ownerId;
        if (posted === undefined || project === undefined || !isOthers) return posted;
        const { guildId, ownerId: memberId } = project;
        await audit.record(trx, { guildId, action: 'project.repost', memberId, object: `project:${id}` });
        return posted;
      }),
    async post(trx, project) {
      await outbox.enqueue(trx, {
        kind: 'project-card',
        guildId: project.guildId,
        target: channelFor(project.guildId, 'projects'),
        payload: DRAWN_THEN,
        dedupeKey: cardKey(project.id),
        subject: String(project.id),
      });
    },
    async refresh(trx, { id, guildId, revision }) {
      await outbox.enqueue(trx, {
        kind: 'project-card-edit',
        guildId,
        target: { kind: 'project', id: String(id) },
        payload: { revision },
        dedupeKey: `project-card-edit:${id}:${revision}`,
        subject: String(id),
      });
    },
    feature: {
      name: 'projects',
      deliveries,
      places: [projectThreads],
      on: {
        'channel.deleted': (trx, { guildId, channelId }) => forgetChannel(trx, guildId, channelId),
        async 'cohort.archived'(trx, { cohortId }) {
          await outbox.cancelTo(trx, 'project', await findIdsOfCohort(trx, cohortId));
          await deleteFollowsIn(trx, cohortId);
        },
        /** What was lost with the old channel stands in the new one. */
        async 'server.channels-set'(trx, { guildId, projectsMoved }) {
          if (!projectsMoved) return;
          for (const id of await findLostCards(trx, guildId)) await repostIn(trx, id);
        },
      },
    },
  };
}

export function cardKey(projectId: number): string {
  return `project-card:${projectId}`;
}

function threadKey(projectId: number): string {
  return `project-thread:${projectId}`;
}
