import type { Cohort } from '../../people/cohorts/rules.ts';
import type { Cohorts } from '../../people/cohorts/service.ts';
import type { Communities } from '../../people/communities/service.ts';
import type { Learners } from '../../people/learners/service.ts';
import type { Notices } from '../../people/notices/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import type { Entry, Outbox } from '../../platform/delivery/types.ts';
import { UserError } from '../../platform/errors.ts';
import type { Feature } from '../../platform/feature.ts';
import { translator } from '../../platform/i18n/index.ts';
import { literal } from '../../platform/text.ts';
import type { Projects } from '../../work/projects/service.ts';
import type { Teams } from '../../work/teams/service.ts';
import { deadlines } from '../requests/rules.ts';
import type { Requests } from '../requests/service.ts';
import { sideRequestCard } from './cards.ts';
import { createSideChecks } from './checks.ts';
import { createSideDeliveries, studyTasks, studyThread } from './deliveries.ts';
import { sameSideFacts } from './facts/store.ts';
import { LIMITS, type OpenTeam, type SideKind, type SideRequest } from './rules.ts';
import {
  acceptRequest,
  closeRequest,
  countOpen,
  countPartners,
  endStudy,
  findDue,
  findOpenOf,
  findOpenTeams,
  findRequest,
  insertRequest,
  markNudged,
} from './store.ts';

/** Requests between learners of one side. All throw a UserError that says what stands against it and what to do. */
export interface SameSide {
  /** Asks another learner of the cohort to study together. Uses no place of a project or team. */
  study(cohort: Cohort, senderId: string, personId: string, note: string | undefined): Promise<SideRequest>;
  /** Asks a team to take the sender as its second of their side. */
  second(guildId: string, teamId: number, senderId: string): Promise<SideRequest>;
  /** Only the addressee may. Study partners get a private thread; a second joins the team and uses one of their places. */
  accept(id: number, userId: string): Promise<SideRequest>;
  decline(id: number, userId: string): Promise<SideRequest>;
  /** The sender takes it back. */
  cancel(id: number, userId: string): Promise<SideRequest>;
  /** One of two study partners ends it. */
  end(id: number, userId: string): Promise<SideRequest>;
  /** For one of the two. */
  get(id: number, userId: string): Promise<SideRequest>;
  incoming(guildId: string, userId: string): Promise<SideRequest[]>;
  outgoing(guildId: string, userId: string): Promise<SideRequest[]>;
  /** Names of the teams that are asked, by team id. */
  namesOf(requests: readonly SideRequest[]): Promise<Map<number, string>>;
  /** Teams of a brief (undefined: of any) that could take the member as their second of a side. */
  openTeams(
    cohort: Cohort,
    userId: string,
    wanted: { side: 'backend' | 'frontend'; brief: string | undefined },
  ): Promise<OpenTeam[]>;
  /** The key under which the outbox knows the delivery of a study thread. */
  threadKey(id: number): string;
  readonly feature: Feature;
}

type News = 'incoming' | 'accepted' | 'declined' | 'ended';

const BATCH = 100;

export function createSameSide(parts: {
  db: Db;
  clock: Clock;
  outbox: Outbox;
  communities: Communities;
  cohorts: Cohorts;
  learners: Learners;
  notices: Notices;
  projects: Projects;
  requests: Pick<Requests, 'isBlocked'>;
  teams: Teams;
}): SameSide {
  const { db, clock, outbox, communities, cohorts, learners, notices, projects, teams } = parts;
  const checks = createSideChecks(parts);

  async function study(cohort: Cohort, senderId: string, personId: string, note: string | undefined) {
    const wanted = { cohort, kind: 'study', senderId, addresseeId: personId, teamId: null, note } as const;
    return await create(wanted, async (trx) => {
      await checks.refuseStudy(trx, cohort, senderId, personId);
      return '';
    });
  }

  async function second(guildId: string, teamId: number, senderId: string) {
    const team = await teams.find(teamId);
    const cohort = team === undefined ? undefined : await cohorts.find(team.cohortId);
    if (team?.guildId !== guildId || cohort === undefined) throw new UserError({ key: 'same-side:no-team' });
    const side = await checks.sideOf(db, guildId, senderId);
    const open = (await findOpenTeams(db, teamsFor(cohort, senderId, { side, brief: undefined }))).find(
      (each) => each.teamId === teamId,
    );
    const addresseeId = open?.ownerId ?? (await teams.memberIds(teamId))[0] ?? '';
    const wanted = { cohort, kind: 'second', senderId, addresseeId, teamId, note: undefined } as const;
    return await create(wanted, async (trx) => {
      await checks.refuseSecond(trx, teamId, senderId, side);
      const waiting = await countOpen(trx, { cohortId: cohort.id, kind: 'second', teamId });
      if (waiting >= LIMITS.waitingPerTeam)
        throw new UserError({
          key: 'same-side:error.team-inbox-full',
          params: { max: LIMITS.waitingPerTeam },
        });
      return team.name;
    });
  }

  async function create(
    wanted: {
      cohort: Cohort;
      kind: SideKind;
      senderId: string;
      addresseeId: string;
      teamId: number | null;
      note: string | undefined;
    },
    check: (trx: Db) => Promise<string>,
  ): Promise<SideRequest> {
    const { cohort, kind, senderId, addresseeId, teamId } = wanted;
    const request = await write(db, async (trx) => {
      await cohorts.join(trx, cohort.id, senderId);
      const name = await check(trx);
      const now = clock.now();
      const { nudgeAt, expiresAt } = deadlines(now, cohort.deadlineAt);
      const created = await insertRequest(trx, {
        guild_id: cohort.guildId,
        cohort_id: cohort.id,
        kind,
        sender_id: senderId,
        addressee_id: addresseeId,
        team_id: teamId,
        note: wanted.note ?? null,
        created_at: now,
        nudge_at: nudgeAt,
        expires_at: expiresAt,
      });
      if (created === undefined) throw new UserError({ key: 'same-side:error.already' });
      await announce(trx, created, name);
      await tell(trx, addresseeId, 'incoming', created);
      return created;
    });
    return request;
  }

  /** By direct message where the addressee allowed it; else in the asking (or asked) project's or the team's thread. */
  async function announce(trx: Db, request: SideRequest, name: string): Promise<void> {
    const { guildId, addresseeId } = request;
    const addressee = await learners.find(guildId, addresseeId, trx);
    const place = await placeOf(trx, request);
    const direct = addressee?.dm === true;
    // Who has neither reads it under their next private answer.
    if (!direct && place === undefined) return;
    const language = direct ? addressee.locale : (await communities.get(guildId, trx)).language;
    await outbox.enqueue(trx, {
      kind: 'side-request',
      guildId,
      target: direct || place === undefined ? { kind: 'member', id: addresseeId } : place,
      fallback: place ?? 'none',
      payload: sideRequestCard(translator(language), request, name),
      mentions: [addresseeId],
      dedupeKey: `side-request:${request.id}`,
      subject: String(request.id),
      expiresAt: request.expiresAt,
    });
  }

  async function placeOf(trx: Db, request: SideRequest): Promise<Exclude<Entry['fallback'], 'none'>> {
    if (request.teamId !== null) return { kind: 'team', id: String(request.teamId) };
    for (const person of [request.senderId, request.addresseeId]) {
      const own = await projects.own(request.guildId, person, trx);
      const project = own.find((each) => each.cohortId === request.cohortId);
      if (project !== undefined) return { kind: 'project', id: String(project.id) };
    }
    return undefined;
  }

  async function accept(id: number, userId: string): Promise<SideRequest> {
    const accepted = await write(db, async (trx) => {
      const request = await addressed(trx, id, userId);
      if (await parts.requests.isBlocked(trx, request.guildId, request.senderId, request.addresseeId))
        throw new UserError({ key: 'requests:error.unavailable' });
      const answered = await acceptRequest(trx, id, clock.now());
      if (answered === undefined) throw await notAccepted(trx, request);
      if (answered.teamId === null)
        await outbox.enqueue(trx, studyThread(answered, await channelOf(trx, answered)));
      else await joinAsSecond(trx, answered, answered.teamId);
      await showClosed(trx, answered);
      await tell(trx, answered.senderId, 'accepted', answered);
      return answered;
    });
    return accepted;
  }

  async function notAccepted(trx: Db, request: SideRequest): Promise<UserError> {
    if (request.state !== 'open' || request.expiresAt <= clock.now()) return ended(request);
    const { studyPartners: max } = LIMITS;
    const own = await countPartners(trx, request.cohortId, request.addresseeId);
    return own >= max
      ? new UserError({ key: 'same-side:error.you-full', params: { max } })
      : new UserError({ key: 'same-side:error.they-full' });
  }

  async function channelOf(trx: Db, request: SideRequest): Promise<string> {
    const channel = (await communities.get(request.guildId, trx)).channels.projects;
    if (channel === null) throw new UserError({ key: 'projects:error.no-channel' });
    return channel;
  }

  async function joinAsSecond(trx: Db, request: SideRequest, teamId: number): Promise<void> {
    await checks.refuseSecond(
      trx,
      teamId,
      request.senderId,
      await checks.sideOf(trx, request.guildId, request.senderId),
    );
    const people = await teams.memberIds(teamId, trx);
    await teams.joinAsSecond(trx, teamId, request.senderId);
    // The cards name who is in the team.
    for (const person of people)
      for (const project of await projects.own(request.guildId, person, trx))
        if (project.teamId === teamId) await projects.setTeam(trx, project.id, teamId);
  }

  async function close(id: number, userId: string, state: 'declined' | 'cancelled'): Promise<SideRequest> {
    const closed = await write(db, async (trx) => {
      const request =
        state === 'declined' ? await addressed(trx, id, userId) : await involved(trx, id, userId);
      if (state === 'cancelled' && request.senderId !== userId)
        throw new UserError({ key: 'requests:error.not-sender' });
      const answered = await closeRequest(trx, id, state, clock.now());
      if (answered === undefined) throw ended(request);
      await showClosed(trx, answered);
      if (state === 'declined') await tell(trx, answered.senderId, 'declined', answered);
      return answered;
    });
    return closed;
  }

  async function end(id: number, userId: string): Promise<SideRequest> {
    const over = await write(db, async (trx) => {
      const request = await involved(trx, id, userId);
      const closed = await endStudy(trx, id, clock.now());
      if (closed === undefined) throw ended(request);
      const other = userId === closed.senderId ? closed.addresseeId : closed.senderId;
      await tell(trx, other, 'ended', closed);
      await outbox.enqueue(trx, ...studyTasks(closed, 'study-left', [userId]));
      return closed;
    });
    return over;
  }

  async function involved(trx: Db, id: number, userId: string): Promise<SideRequest> {
    const request = Number.isSafeInteger(id) ? await findRequest(trx, id) : undefined;
    if (request === undefined) throw new UserError({ key: 'requests:error.unknown' });
    if (userId === request.senderId || userId === request.addresseeId) return request;
    throw new UserError({ key: 'requests:error.not-yours', params: { person: `<@${request.addresseeId}>` } });
  }

  async function addressed(trx: Db, id: number, userId: string): Promise<SideRequest> {
    const request = await involved(trx, id, userId);
    if (request.addresseeId === userId) return request;
    throw new UserError({ key: 'requests:error.not-yours', params: { person: `<@${request.addresseeId}>` } });
  }

  /** One line under somebody's next private answer, about the other of the two. */
  async function tell(trx: Db, userId: string, what: News, request: SideRequest): Promise<void> {
    const other = userId === request.senderId ? request.addresseeId : request.senderId;
    const name = request.teamId === null ? '' : ((await teams.find(request.teamId, trx))?.name ?? '');
    const key = `same-side:notice.${request.kind}.${what === 'ended' ? 'declined' : what}` as const;
    const params = { person: `<@${other}>`, team: literal(name) };
    await notices.leave(trx, request.guildId, userId, {
      key: what === 'ended' ? 'same-side:notice.ended' : key,
      params,
    });
  }

  async function showClosed(trx: Db, request: SideRequest): Promise<void> {
    if (request.message === null) return;
    await outbox.enqueue(trx, {
      kind: 'side-closed',
      guildId: request.guildId,
      target: { kind: 'channel', id: request.message.channelId },
      payload: {},
      dedupeKey: `side-closed:${request.id}`,
      subject: String(request.id),
    });
  }

  async function runDue(): Promise<void> {
    const now = clock.now();
    for (const { id } of await findDue(db, now, 'expires_at', BATCH)) {
      await write(db, async (trx) => {
        const closed = await closeRequest(trx, id, 'expired', now);
        if (closed !== undefined) await showClosed(trx, closed);
      });
    }
    for (const request of await findDue(db, now, 'nudge_at', BATCH)) await nudge(request, now);
  }

  async function nudge(request: SideRequest, now: number): Promise<void> {
    await write(db, async (trx) => {
      const addressee = await learners.find(request.guildId, request.addresseeId, trx);
      const isWelcome = addressee?.dm === true && addressee.reminders !== 'none';
      if (!(await markNudged(trx, request.id, now)) || !isWelcome) return;
      const name = (await namesOf([request], trx)).get(request.teamId ?? 0) ?? '';
      await outbox.enqueue(trx, {
        kind: 'side-nudge',
        guildId: request.guildId,
        target: { kind: 'member', id: request.addresseeId },
        fallback: 'none',
        payload: sideRequestCard(translator(addressee.locale), request, name, { nudge: true }),
        dedupeKey: `side-nudge:${request.id}`,
        subject: String(request.id),
        expiresAt: request.expiresAt,
      });
    });
  }

  async function namesOf(requests: readonly SideRequest[], trx: Db = db): Promise<Map<number, string>> {
    const ids = new Set(requests.flatMap((request) => request.teamId ?? []));
    const found = await Promise.all([...ids].map((id) => teams.find(id, trx)));
    return new Map(found.flatMap((team) => (team === undefined ? [] : [[team.id, team.name]])));
  }

  return {
    study,
    second,
    accept,
    end,
    namesOf,
    threadKey: (id) => `study-thread:${id}`,
    decline: (id, userId) => close(id, userId, 'declined'),
    cancel: (id, userId) => close(id, userId, 'cancelled'),
    get: (id, userId) => involved(db, id, userId),
    incoming: (guildId, userId) => findOpenOf(db, guildId, userId, 'addressee_id'),
    outgoing: (guildId, userId) => findOpenOf(db, guildId, userId, 'sender_id'),
    openTeams: (cohort, userId, wanted) => findOpenTeams(db, teamsFor(cohort, userId, wanted)),
    feature: {
      name: 'same-side',
      facts: sameSideFacts,
      deliveries: createSideDeliveries({
        db,
        communities,
        learners,
        namesOf,
        showClosed,
        enqueue: (trx, ...entries) => outbox.enqueue(trx, ...entries),
      }),
      pollers: [{ name: 'same-side', every: 30_000, run: runDue }],
    },
  };
}

function teamsFor(
  cohort: Cohort,
  userId: string,
  wanted: { side: 'backend' | 'frontend'; brief: string | undefined },
) {
  return { cohortId: cohort.id, guildId: cohort.guildId, userId, ...wanted };
}

/** Why a request cannot be answered any more, in the words of how it ended. */
function ended(request: SideRequest): UserError {
  const { state } = request;
  const how = state === 'open' ? 'expired' : state === 'ended' ? 'accepted' : state;
  return new UserError({ key: `requests:ended.${how}` });
}
