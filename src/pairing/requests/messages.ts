import type { Communities } from '../../people/communities/service.ts';
import type { Learners } from '../../people/learners/service.ts';
import type { Notices } from '../../people/notices/service.ts';
import { type Db, write } from '../../platform/database/index.ts';
import type { DeliveryKind, Outbox } from '../../platform/delivery/types.ts';
import { type Params, translator } from '../../platform/i18n/index.ts';
import { literal } from '../../platform/text.ts';
import type { Project } from '../../work/projects/rules.ts';
import type { Projects } from '../../work/projects/service.ts';
import { closedCard, requestCard } from './cards.ts';
import { requestOf } from './rows.ts';
import type { PartnerRequest } from './rules.ts';
import { findRequest, markNudged, recordMessage } from './store.ts';

export type News = 'incoming' | 'accepted' | 'declined' | 'reason' | 'withdrawn';

/** What members hear of a request, each in the transaction that causes it. */
export interface RequestMessages {
  /** One line under somebody's next private answer, about the other of the two. */
  tell(
    trx: Db,
    userId: string,
    what: News,
    request: PartnerRequest,
    project: Project,
    more?: Params,
  ): Promise<void>;
  /** By direct message where the addressee allowed it, else once in the asking project's thread, mentioning them. */
  announce(trx: Db, request: PartnerRequest, project: Project): Promise<void>;
  /** The request's message says that it is answered; it never says how. */
  showClosed(trx: Db, request: PartnerRequest): Promise<void>;
  /** Reminds whoever is asked, once, where direct messages are welcome. `now` in ms UTC. */
  nudge(request: PartnerRequest, now: number): Promise<void>;
  readonly deliveries: readonly DeliveryKind[];
}

export function createRequestMessages(parts: {
  db: Db;
  outbox: Outbox;
  communities: Communities;
  learners: Learners;
  notices: Notices;
  projects: Projects;
}): RequestMessages {
  const { db, outbox, communities, learners, notices, projects } = parts;

  /** One line under somebody's next private answer, about the other of the two. */
  async function tell(
    trx: Db,
    userId: string,
    what: News,
    request: PartnerRequest,
    project: Project,
    more: Params = {},
  ): Promise<void> {
    const other = userId === request.senderId ? request.addresseeId : request.senderId;
    const params = { person: `<@${other}>`, title: literal(project.title), ...more };
    await notices.leave(trx, request.guildId, userId, { key: `requests:notice.${what}`, params });
  }

  /** By direct message where the addressee allowed it, else once in the asking project's thread, mentioning them. */
  async function announce(trx: Db, request: PartnerRequest, project: Project): Promise<void> {
    const addressee = await learners.find(request.guildId, request.addresseeId, trx);
    const community = await communities.get(request.guildId, trx);
    const direct = addressee?.dm === true;
    const place = String(await askingProject(trx, request, project));
    const t = translator(direct ? addressee.locale : community.language);
    await outbox.enqueue(trx, {
      kind: 'request',
      guildId: request.guildId,
      target: direct ? { kind: 'member', id: request.addresseeId } : { kind: 'project', id: place },
      fallback: { kind: 'project', id: place },
      payload: requestCard(t, request, project),
      mentions: [request.addresseeId],
      dedupeKey: `request:${request.id}`,
      subject: String(request.id),
      expiresAt: request.expiresAt,
    });
  }

  /** The asking member's own project of that cohort; who has none asks in the asked project's thread. */
  async function askingProject(trx: Db, request: PartnerRequest, project: Project): Promise<number> {
    if (request.senderId === project.ownerId) return project.id;
    const own = await projects.own(request.guildId, request.senderId, trx);
    return own.find((each) => each.cohortId === request.cohortId)?.id ?? project.id;
  }

  /** The request's message says that it is answered; it never says how. */
  async function showClosed(trx: Db, request: PartnerRequest): Promise<void> {
    if (request.message === null) return;
    await outbox.enqueue(trx, {
      kind: 'request-closed',
      guildId: request.guildId,
      target: { kind: 'channel', id: request.message.channelId },
      payload: {},
      dedupeKey: `request-closed:${request.id}`,
      subject: String(request.id),
    });
  }

  async function nudge(request: PartnerRequest, now: number): Promise<void> {
    await write(db, async (trx) => {
      const addressee = await learners.find(request.guildId, request.addresseeId, trx);
      const isWelcome = addressee?.dm === true && addressee.reminders !== 'none';
      if (!(await markNudged(trx, request.id, now)) || !isWelcome) return;
      const project = await projects.get(request.guildId, request.projectId, trx);
      await outbox.enqueue(trx, {
        kind: 'request-nudge',
        guildId: request.guildId,
        target: { kind: 'member', id: request.addresseeId },
        fallback: 'none',
        payload: requestCard(translator(addressee.locale), request, project, { nudge: true }),
        dedupeKey: `request-nudge:${request.id}`,
        subject: String(request.id),
        expiresAt: request.expiresAt,
      });
    });
  }

  const deliveries: DeliveryKind[] = [
    {
      kind: 'request',
      async sent(trx, row, { channelId, messageId }) {
        if (messageId === undefined) return;
        const recorded = await recordMessage(trx, Number(row.subject), { channelId, messageId });
        // Answered through /partner requests before the message went out.
        if (recorded !== undefined && recorded.state !== 'open') await showClosed(trx, requestOf(recorded));
      },
    },
    {
      kind: 'request-closed',
      async run(row, transport) {
        const found = await findRequest(db, Number(row.subject));
        if (found === undefined || found.state === 'open') return 'obsolete';
        const request = requestOf(found);
        if (request.message === null) return 'obsolete';
        const { language } = await communities.get(request.guildId);
        const project = await projects.get(request.guildId, request.projectId);
        await transport.editMessage(
          request.message.channelId,
          request.message.messageId,
          closedCard(translator(language), request, project),
        );
        return { channelId: request.message.channelId, messageId: request.message.messageId };
      },
    },
    { kind: 'request-nudge' },
  ];

  return { tell, announce, showClosed, nudge, deliveries };
}
