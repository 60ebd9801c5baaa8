import type { Cohorts } from '../../people/cohorts/service.ts';
import type { Communities } from '../../people/communities/service.ts';
import type { Learners } from '../../people/learners/service.ts';
import type { Notices } from '../../people/notices/service.ts';
import type { Presence } from '../../people/presence/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import type { Outbox } from '../../platform/delivery/types.ts';
import { UserError } from '../../platform/errors.ts';
import type { EventMap, Events } from '../../platform/events/events.ts';
import type { Feature } from '../../platform/feature.ts';
import { say, type Translate } from '../../platform/i18n/index.ts';
import { literal } from '../../platform/text.ts';
import { isOpen, type Project } from '../../work/projects/rules.ts';
import type { Projects } from '../../work/projects/service.ts';
import type { Formed, Teams } from '../../work/teams/service.ts';
import { createRequestChecks, type Wanted } from './checks.ts';
import { requestFacts } from './facts/store.ts';
import { createRequestMessages } from './messages.ts';
import { requestOf } from './rows.ts';
import { deadlines, type PartnerRequest } from './rules.ts';
import {
  acceptRequest,
  closeRequest,
  deleteBlock,
  findDue,
  findOpen,
  findOpenOf,
  findOpenWith,
  findRequest,
  insertBlock,
  insertRequest,
  isBlocked,
  type RequestRow,
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
  block(guildId: string, userId: string, blockedId: string): Promise<void>;
  /** Whether either of the two has blocked the other. */
  isBlocked(trx: Db, guildId: string, a: string, b: string): Promise<boolean>;
  unblock(guildId: string, userId: string, blockedId: string): Promise<boolean>;
  readonly feature: Feature;
}

const BATCH = 100;

export function createRequests(parts: {
  db: Db;
  clock: Clock;
  outbox: Outbox;
  events: Events;
  communities: Communities;
  cohorts: Cohorts;
  learners: Learners;
  notices: Notices;
  presence: Presence;
  projects: Projects;
  teams: Teams;
}): Requests {
  const { db, clock, events, cohorts, learners, presence, projects, teams } = parts;
  const checks = createRequestChecks(parts);
  const letters = createRequestMessages(parts);

  async function create(wanted: Wanted): Promise<PartnerRequest> {
    const { kind, senderId, guestId } = wanted;
    const otherId = senderId === guestId ? wanted.project.ownerId : guestId;
    await presence.refuseAbsent(wanted.project.guildId, otherId);
    const request = await write(db, async (trx) => {
      // Read anew: since it was looked up, its last place may have been taken, or its owner may be another one.
      const current = await projects.get(wanted.project.guildId, wanted.project.id, trx);
      const hostId = current.ownerId;
      if (kind !== 'team-up' && senderId !== hostId) throw new UserError({ key: 'requests:error.not-owner' });
      const addresseeId = senderId === hostId ? guestId : hostId;
      await cohorts.join(trx, current.cohortId, senderId);
      await events.emit(trx, 'project.place-wanted', { projectId: current.id, senderId });
      const project = await projects.get(current.guildId, current.id, trx);
      await checks.refuseImpossible(trx, { ...wanted, project }, addresseeId);
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
      if (row === undefined) throw await checks.askedAlready(trx, project.id, guestId, senderId);
      const created = requestOf(row);
      await letters.announce(trx, created, project);
      await letters.tell(trx, created.addresseeId, 'incoming', created, project);
      return created;
    });
    return request;
  }

  async function accept(id: number, userId: string) {
    const { guildId, senderId } = await addressed(db, id, userId);
    // A sender who has left ends the request by that.
    await presence.look(guildId, [senderId]);
    const accepted = await write(db, async (trx) => {
      const request = await addressed(trx, id, userId);
      const row = await acceptRequest(trx, id, clock.now());
      if (row === undefined) throw ended(request);
      // Whoever is invited may never have used the bot before.
      await cohorts.join(trx, request.cohortId, userId);
      const project = await projects.get(request.guildId, request.projectId, trx);
      const formed = await teams.form(trx, { project, hostId: request.hostId, guestId: request.guestId });
      const answered = requestOf(row);
      await letters.showClosed(trx, answered);
      await letters.tell(trx, answered.senderId, 'accepted', answered, project);
      await endMoot(trx, formed, answered);
      return { ...formed, request: answered };
    });
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
      await letters.showClosed(trx, requestOf(closed));
      const project = await projects.find(closed.project_id, trx);
      if (project !== undefined)
        await letters.tell(trx, closed.sender_id, 'withdrawn', requestOf(closed), project);
    }
  }

  /** What is open between the two ends; the other one hears of it as of any no. */
  async function endBetween(trx: Db, guildId: string, userId: string, otherId: string): Promise<void> {
    for (const row of await findOpenWith(trx, guildId, userId, otherId)) {
      const state = row.sender_id === userId ? 'cancelled' : 'declined';
      const closed = await closeRequest(trx, row.id, state, clock.now());
      const project = await projects.find(row.project_id, trx);
      if (closed === undefined || project === undefined) continue;
      await letters.showClosed(trx, requestOf(closed));
      if (state === 'declined') await letters.tell(trx, otherId, 'declined', requestOf(closed), project);
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
    return requestOf(row);
  }

  async function close(id: number, userId: string, state: 'declined' | 'cancelled'): Promise<PartnerRequest> {
    const closed = await write(db, async (trx) => {
      const request =
        state === 'declined' ? await addressed(trx, id, userId) : await involved(trx, id, userId);
      if (state === 'cancelled' && request.senderId !== userId)
        throw new UserError({ key: 'requests:error.not-sender' });
      const row = await closeRequest(trx, id, state, clock.now());
      if (row === undefined) throw ended(request);
      const answered = requestOf(row);
      await letters.showClosed(trx, answered);
      if (state === 'declined') {
        const project = await projects.get(request.guildId, request.projectId, trx);
        await letters.tell(trx, request.senderId, 'declined', answered, project);
      }
      return answered;
    });
    return closed;
  }

  /** Its places are no longer offered: every open request for them ends. */
  async function endFor(trx: Db, projectId: number): Promise<void> {
    await withdraw(trx, await findOpen(trx, { projectId }));
  }

  /** The project has another owner: what is open for it is theirs to answer, or to take back. */
  async function handedOver(
    trx: Db,
    { projectId, fromId, toId }: EventMap['project.handed-over'],
  ): Promise<void> {
    const project = await projects.find(projectId, trx);
    if (project === undefined) return;
    const open = await findOpen(trx, { projectId });
    await withdraw(
      trx,
      open.filter((row) => row.guest_id === toId),
    );
    for (const row of await rehost(trx, projectId, fromId, toId)) {
      if (row.addressee_id === toId) await letters.tell(trx, toId, 'incoming', requestOf(row), project);
    }
  }

  /** From the server, or from one of its cohorts. */
  async function memberGone(
    trx: Db,
    { guildId, userId, cohortId }: EventMap['member.gone'] & { readonly cohortId?: number },
  ): Promise<void> {
    const rows = [
      ...(await findOpenOf(trx, guildId, userId, 'addressee_id')),
      ...(await findOpenOf(trx, guildId, userId, 'sender_id')),
    ];
    await withdraw(
      trx,
      rows.filter((row) => cohortId === undefined || row.cohort_id === cohortId),
    );
  }

  async function runDue(): Promise<void> {
    const now = clock.now();
    for (const due of await findDue(db, now, 'expires_at', BATCH)) {
      await write(db, async (trx) => {
        const row = await closeRequest(trx, due.id, 'expired', now);
        if (row !== undefined) await letters.showClosed(trx, requestOf(row));
      });
    }
    for (const due of await findDue(db, now, 'nudge_at', BATCH)) await letters.nudge(requestOf(due), now);
  }

  return {
    accept,
    endMoot,
    feature: {
      name: 'requests',
      facts: requestFacts,
      deliveries: letters.deliveries,
      pollers: [{ name: 'requests', every: 30_000, run: runDue }],
      on: {
        'project.closed': (trx, { projectId }) => endFor(trx, projectId),
        'project.handed-over': handedOver,
        'member.gone': memberGone,
        'member.left-cohort': memberGone,
      },
    },
    roomFor: (wanted) => checks.roomFor(wanted),
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
    decline: (id, userId) => close(id, userId, 'declined'),
    async explain(id, userId, reason) {
      await write(db, async (trx) => {
        const request = await addressed(trx, id, userId);
        const project = await projects.get(request.guildId, request.projectId, trx);
        if (!(await recordReason(trx, id, reason))) throw ended(request);
        await letters.tell(trx, request.senderId, 'reason', request, project, { reason: literal(reason) });
      });
    },
    cancel: (id, userId) => close(id, userId, 'cancelled'),
    get: (id, userId) => involved(db, id, userId),
    async incoming(guildId, userId) {
      return (await findOpenOf(db, guildId, userId, 'addressee_id')).map(requestOf);
    },
    async outgoing(guildId, userId) {
      return (await findOpenOf(db, guildId, userId, 'sender_id')).map(requestOf);
    },
    async block(guildId, userId, blockedId) {
      if (userId === blockedId) throw new UserError({ key: 'requests:error.block-self' });
      await write(db, async (trx) => {
        await insertBlock(trx, guildId, userId, blockedId, clock.now());
        await endBetween(trx, guildId, userId, blockedId);
      });
    },
    isBlocked,
    async unblock(guildId, userId, blockedId) {
      return await write(db, (trx) => deleteBlock(trx, guildId, userId, blockedId));
    },
  };
}

/** Why a request cannot be answered any more, in the words of how it ended. */
function ended(request: PartnerRequest): UserError {
  const state = request.state === 'open' ? 'expired' : request.state;
  return new UserError({ key: `requests:ended.${state}` });
}
