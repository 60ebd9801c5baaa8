import type { Clock } from '../clock.ts';
import type { Cohorts } from '../cohorts/service.ts';
import type { Communities } from '../communities/service.ts';
import type { Db } from '../database/index.ts';
import type { DeliveryKind, Outbox } from '../delivery/types.ts';
import { UserError } from '../errors.ts';
import { type Message, type Params, say, type Translate, translator } from '../i18n/index.ts';
import { complements } from '../learners/rules.ts';
import type { Learners } from '../learners/service.ts';
import type { Notices } from '../notices/service.ts';
import { isOpen, type Project } from '../projects/rules.ts';
import type { Projects } from '../projects/service.ts';
import type { Formed, Teams } from '../teams/service.ts';
import { literal } from '../text.ts';
import { closedCard, requestCard } from './cards.ts';
import { deadlines, LIMITS, type PartnerRequest, type RequestKind } from './rules.ts';
import {
  acceptRequest,
  closeRequest,
  countOpen,
  deleteBlock,
  findDue,
  findOpen,
  findOpenBetween,
  findOpenOf,
  findRequest,
  insertBlock,
  insertRequest,
  isBlocked,
  markNudged,
  type RequestRow,
  recordMessage,
  recordReason,
  rehost,
} from './store.ts';

export interface Requests {
  /** The owner asks a learner. Throws a UserError that says what stands against it. */
  ask(
    guildId: string,
    projectId: number,
    senderId: string,
    guestId: string,
    note: string | undefined,
  ): Promise<PartnerRequest>;
  /** A learner would like to join an open project. */
  teamUp(guildId: string, projectId: number, senderId: string): Promise<PartnerRequest>;
  /** The owner brings somebody along. Never throws for what the member can mend: the sentence says how it went. */
  invite(
    guildId: string,
    project: Project,
    senderId: string,
    guestId: string,
  ): Promise<(t: Translate) => string>;
  /** How many requests like this one there is room for now; 0 when something else stands against it. */
  roomFor(wanted: {
    kind: 'ask' | 'team-up';
    projectId: number;
    senderId: string;
    guestId: string;
  }): Promise<number>;
  /** Only the addressee may; of several at the same instant one wins, the others read why not. */
  accept(id: number, userId: string): Promise<Formed & { request: PartnerRequest }>;
  decline(id: number, userId: string): Promise<PartnerRequest>;
  /** A kind word after declining, passed on privately. */
  explain(id: number, userId: string, reason: string): Promise<void>;
  /** The sender takes it back. */
  cancel(id: number, userId: string): Promise<PartnerRequest>;
  /** For one of the two; throws a UserError for anybody else. */
  get(id: number, userId: string): Promise<PartnerRequest>;
  incoming(guildId: string, userId: string): Promise<PartnerRequest[]>;
  outgoing(guildId: string, userId: string): Promise<PartnerRequest[]>;
  /** Two have become a team, in whatever way: requests for places that are gone by that end with one kind line. */
  endMoot(
    trx: Db,
    formed: Formed,
    pair: Pick<PartnerRequest, 'guildId' | 'cohortId' | 'hostId' | 'guestId'>,
  ): Promise<void>;
  /** Its places are no longer offered: ends every open request for them. */
  endFor(trx: Db, project: Project): Promise<void>;
  /** The project has another owner: what is open for it is theirs to answer, or to take back. */
  handOver(trx: Db, project: Project, fromId: string): Promise<void>;
  block(guildId: string, userId: string, blockedId: string): Promise<void>;
  /** Either of the two has blocked the other. */
  isBlocked(trx: Db, guildId: string, a: string, b: string): Promise<boolean>;
  unblock(guildId: string, userId: string, blockedId: string): Promise<boolean>;
  /** Whether either of the two has blocked the other. */
  areBlocked(trx: Db, guildId: string, a: string, b: string): Promise<boolean>;
  /** Nudges and ends what is due; run by the schedule. */
  runDue(): Promise<void>;
  readonly deliveries: readonly DeliveryKind[];
}

type News = 'incoming' | 'accepted' | 'declined' | 'reason' | 'withdrawn';

const BATCH = 100;

export function createRequests(parts: {
  db: Db;
  clock: Clock;
  outbox: Outbox;
  communities: Communities;
  cohorts: Cohorts;
  learners: Learners;
  notices: Notices;
  projects: Projects;
  teams: Teams;
  /** Frees the place that is kept for a partner who is away, for whoever asks somebody else. */
  makeRoom: (trx: Db, project: Project, senderId: string) => Promise<Project>;
}): Requests {
  const { db, clock, outbox, communities, cohorts, learners, notices, projects, teams } = parts;

  interface Wanted {
    readonly kind: RequestKind;
    readonly project: Project;
    readonly senderId: string;
    readonly guestId: string;
    readonly note?: string | undefined;
  }

  async function create(wanted: Wanted): Promise<PartnerRequest> {
    const { kind, senderId, guestId } = wanted;
    const request = await db.transaction().execute(async (trx) => {
      // Read anew: since it was looked up, its last place may have been taken, or its owner may be another one.
      const current = await projects.get(wanted.project.guildId, wanted.project.id, trx);
      const hostId = current.ownerId;
      if (kind !== 'team-up' && senderId !== hostId) throw new UserError({ key: 'requests:error.not-owner' });
      const addresseeId = senderId === hostId ? guestId : hostId;
      await cohorts.join(trx, current.cohortId, senderId);
      const project = await parts.makeRoom(trx, current, senderId);
      await refuseImpossible(trx, { ...wanted, project }, addresseeId);
      const now = clock.now();
      const cohort = await cohorts.find(project.cohortId, trx);
      const { nudgeAt, expiresAt } = deadlines(now, cohort?.deadlineAt ?? now);
      const row = await insertRequest(trx, {
        guild_id: project.guildId,
        cohort_id: project.cohortId,
        kind,
        project_id: project.id,
        host_id: hostId,
        guest_id: guestId,
        sender_id: senderId,
        addressee_id: addresseeId,
        note: wanted.note ?? null,
        created_at: now,
        nudge_at: nudgeAt,
        expires_at: expiresAt,
      });
      if (row === undefined) throw await askedAlready(trx, project.id, guestId, senderId);
      const created = view(row);
      await announce(trx, created, project);
      await tell(trx, created.addresseeId, 'incoming', created, project);
      return created;
    });
    outbox.wake();
    return request;
  }

  /** Everything that stands against a request before it is written; the unique index settles what races. */
  async function refuseImpossible(
    trx: Db,
    { kind, project, senderId, guestId }: Wanted,
    addresseeId: string,
  ): Promise<void> {
    const title = literal(project.title);
    if (guestId === project.ownerId) throw new UserError({ key: 'requests:error.own-project' });
    if (!isOpen(project)) throw new UserError({ key: 'requests:error.no-place', params: { title } });
    if (await isBlocked(trx, project.guildId, senderId, addresseeId))
      throw new UserError({ key: 'requests:error.unavailable' });
    if (project.teamId !== null && (await teams.memberIds(project.teamId, trx)).includes(guestId)) {
      throw new UserError({ key: 'teams:error.paired-already' });
    }
    const guest = await learners.find(project.guildId, guestId, trx);
    if (kind !== 'invite' && guest?.track != null && !complements(guest.track, project.track)) {
      throw new UserError({ key: `requests:error.same-side.${project.track}`, params: { title } });
    }
    if (kind === 'ask' && guest?.pausedUntil != null && guest.pausedUntil > clock.now()) {
      throw new UserError({ key: 'requests:error.unavailable' });
    }
    if (kind === 'ask') {
      await limit(
        trx,
        { kind, projectId: project.id },
        LIMITS.asksPerProject,
        'requests:error.too-many-asks',
      );
      await limit(trx, { kind, addresseeId }, LIMITS.waitingPerMember, 'requests:error.inbox-full');
    }
    if (kind === 'team-up')
      await limit(
        trx,
        { kind, projectId: project.id },
        LIMITS.teamUpsPerProject,
        'requests:error.project-inbox-full',
      );
  }

  async function limit(
    trx: Db,
    filter: Parameters<typeof countOpen>[1],
    max: number,
    key: Message['key'],
  ): Promise<void> {
    if ((await countOpen(trx, filter)) >= max) throw new UserError({ key, params: { max } });
  }

  async function askedAlready(
    trx: Db,
    projectId: number,
    guestId: string,
    senderId: string,
  ): Promise<UserError> {
    const open = await findOpenBetween(trx, projectId, guestId);
    if (open === undefined) return new UserError({ key: 'common:error.try-again' });
    return new UserError({
      key: open.sender_id === senderId ? 'requests:error.already-sent' : 'requests:error.already-received',
    });
  }

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

  async function accept(id: number, userId: string) {
    const accepted = await db.transaction().execute(async (trx) => {
      const request = await addressed(trx, id, userId);
      const row = await acceptRequest(trx, id, clock.now());
      if (row === undefined) throw ended(request);
      // Whoever is invited may never have used the bot before.
      await cohorts.join(trx, request.cohortId, userId);
      const project = await projects.get(request.guildId, request.projectId, trx);
      const formed = await teams.form(trx, { project, hostId: request.hostId, guestId: request.guestId });
      const answered = view(row);
      await showClosed(trx, answered);
      await tell(trx, answered.senderId, 'accepted', answered, project);
      await endMoot(trx, formed, answered);
      return { ...formed, request: answered };
    });
    outbox.wake();
    return accepted;
  }

  /** Requests for places that are gone now end with one kind line. */
  async function endMoot(
    trx: Db,
    formed: Formed,
    accepted: Pick<PartnerRequest, 'guildId' | 'cohortId' | 'hostId' | 'guestId'>,
  ): Promise<void> {
    const full = [formed.project, formed.linked].filter((each) => each !== undefined && !isOpen(each));
    const rows = (await Promise.all(full.map((each) => findOpen(trx, { projectId: each?.id ?? 0 })))).flat();
    for (const person of [accepted.guestId, accepted.hostId]) {
      if (await hasTeamPlace(trx, accepted, person)) continue;
      rows.push(...(await findOpen(trx, { guestId: person, cohortId: accepted.cohortId })));
    }
    await withdraw(trx, rows);
  }

  async function withdraw(trx: Db, rows: readonly RequestRow[]): Promise<void> {
    for (const row of rows) {
      const closed = await closeRequest(trx, row.id, 'withdrawn', clock.now());
      if (closed === undefined) continue;
      await showClosed(trx, view(closed));
      const project = await projects.find(closed.project_id, trx);
      if (project !== undefined) await tell(trx, closed.sender_id, 'withdrawn', view(closed), project);
    }
  }

  async function hasTeamPlace(
    trx: Db,
    request: Pick<PartnerRequest, 'guildId' | 'cohortId'>,
    userId: string,
  ): Promise<boolean> {
    const membership = await cohorts.membership(request.cohortId, userId, trx);
    const learner = await learners.find(request.guildId, userId, trx);
    return (membership?.teamsTaken ?? 0) < (learner?.teams ?? 1);
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

  async function addressed(trx: Db, id: number, userId: string): Promise<PartnerRequest> {
    const request = await involved(trx, id, userId);
    if (request.addresseeId !== userId) {
      throw new UserError({
        key: 'requests:error.not-yours',
        params: { person: `<@${request.addresseeId}>` },
      });
    }
    return request;
  }

  async function involved(trx: Db, id: number, userId: string): Promise<PartnerRequest> {
    const row = Number.isSafeInteger(id) ? await findRequest(trx, id) : undefined;
    if (row === undefined) throw new UserError({ key: 'requests:error.unknown' });
    if (userId !== row.sender_id && userId !== row.addressee_id) {
      throw new UserError({ key: 'requests:error.not-yours', params: { person: `<@${row.addressee_id}>` } });
    }
    return view(row);
  }

  async function close(id: number, userId: string, state: 'declined' | 'cancelled'): Promise<PartnerRequest> {
    const closed = await db.transaction().execute(async (trx) => {
      const request =
        state === 'declined' ? await addressed(trx, id, userId) : await involved(trx, id, userId);
      if (state === 'cancelled' && request.senderId !== userId)
        throw new UserError({ key: 'requests:error.not-sender' });
      const row = await closeRequest(trx, id, state, clock.now());
      if (row === undefined) throw ended(request);
      const answered = view(row);
      await showClosed(trx, answered);
      if (state === 'declined') {
        const project = await projects.get(request.guildId, request.projectId, trx);
        await tell(trx, request.senderId, 'declined', answered, project);
      }
      return answered;
    });
    outbox.wake();
    return closed;
  }

  async function runDue(): Promise<void> {
    const now = clock.now();
    for (const due of await findDue(db, now, 'expires_at', BATCH)) {
      await db.transaction().execute(async (trx) => {
        const row = await closeRequest(trx, due.id, 'expired', now);
        if (row !== undefined) await showClosed(trx, view(row));
      });
    }
    for (const due of await findDue(db, now, 'nudge_at', BATCH)) await nudge(view(due), now);
    outbox.wake();
  }

  async function nudge(request: PartnerRequest, now: number): Promise<void> {
    await db.transaction().execute(async (trx) => {
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
        if (recorded !== undefined && recorded.state !== 'open') await showClosed(trx, view(recorded));
      },
    },
    {
      kind: 'request-closed',
      async run(row, transport) {
        const found = await findRequest(db, Number(row.subject));
        if (found === undefined || found.state === 'open') return 'obsolete';
        const request = view(found);
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

  return {
    accept,
    endMoot,
    runDue,
    deliveries,
    async ask(guildId, projectId, senderId, guestId, note) {
      const project = await projects.get(guildId, projectId);
      if (project.ownerId !== senderId) throw new UserError({ key: 'requests:error.not-owner' });
      return await create({ kind: 'ask', project, senderId, guestId, note });
    },
    async teamUp(guildId, projectId, senderId) {
      const project = await projects.get(guildId, projectId);
      return await create({ kind: 'team-up', project, senderId, guestId: senderId });
    },
    async invite(_guildId, project, senderId, guestId) {
      const person = `<@${guestId}>`;
      try {
        await create({ kind: 'invite', project, senderId, guestId });
        return (t) => t('requests:invited', { person });
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        return (t) => t('requests:not-invited', { person, why: say(t, error.text) });
      }
    },
    async roomFor({ kind, projectId, senderId, guestId }) {
      const project = await projects.find(projectId);
      if (project === undefined) return 0;
      const addresseeId = senderId === project.ownerId ? guestId : project.ownerId;
      try {
        await refuseImpossible(db, { kind, project, senderId, guestId }, addresseeId);
      } catch (error) {
        if (error instanceof UserError) return 0;
        throw error;
      }
      if ((await findOpenBetween(db, projectId, guestId)) !== undefined) return 0;
      if (kind === 'team-up') return LIMITS.teamUpsPerProject - (await countOpen(db, { kind, projectId }));
      const waiting = await countOpen(db, { kind, addresseeId });
      return Math.min(
        LIMITS.waitingPerMember - waiting,
        LIMITS.asksPerProject - (await countOpen(db, { kind, projectId })),
      );
    },
    decline: (id, userId) => close(id, userId, 'declined'),
    async explain(id, userId, reason) {
      await db.transaction().execute(async (trx) => {
        const request = await addressed(trx, id, userId);
        const project = await projects.get(request.guildId, request.projectId, trx);
        if (!(await recordReason(trx, id, reason))) throw ended(request);
        await tell(trx, request.senderId, 'reason', request, project, { reason: literal(reason) });
      });
    },
    cancel: (id, userId) => close(id, userId, 'cancelled'),
    get: (id, userId) => involved(db, id, userId),
    async incoming(guildId, userId) {
      return (await findOpenOf(db, guildId, userId, 'addressee_id')).map(view);
    },
    async outgoing(guildId, userId) {
      return (await findOpenOf(db, guildId, userId, 'sender_id')).map(view);
    },
    async endFor(trx, project) {
      await withdraw(trx, await findOpen(trx, { projectId: project.id }));
    },
    async handOver(trx, project, fromId) {
      const open = await findOpen(trx, { projectId: project.id });
      await withdraw(
        trx,
        open.filter((row) => row.guest_id === project.ownerId),
      );
      for (const row of await rehost(trx, project.id, fromId, project.ownerId)) {
        if (row.addressee_id === project.ownerId)
          await tell(trx, project.ownerId, 'incoming', view(row), project);
      }
    },
    async block(guildId, userId, blockedId) {
      if (userId === blockedId) throw new UserError({ key: 'requests:error.block-self' });
      await insertBlock(db, guildId, userId, blockedId, clock.now());
    },
    isBlocked,
    areBlocked: isBlocked,
    async unblock(guildId, userId, blockedId) {
      return await deleteBlock(db, guildId, userId, blockedId);
    },
  };
}

/** Why a request cannot be answered any more, in the words of how it ended. */
function ended(request: PartnerRequest): UserError {
  const state = request.state === 'open' ? 'expired' : request.state;
  return new UserError({ key: `requests:ended.${state}` });
}

function view(row: RequestRow): PartnerRequest {
  const posted = row.message_channel_id !== null && row.message_id !== null;
  return {
    id: row.id,
    guildId: row.guild_id,
    cohortId: row.cohort_id,
    kind: row.kind,
    projectId: row.project_id,
    hostId: row.host_id,
    guestId: row.guest_id,
    senderId: row.sender_id,
    addresseeId: row.addressee_id,
    note: row.note,
    state: row.state,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    message: posted ? { channelId: row.message_channel_id ?? '', messageId: row.message_id ?? '' } : null,
  };
}
