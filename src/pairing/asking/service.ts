import type { Cohorts } from '../../people/cohorts/service.ts';
import { isPaused } from '../../people/learners/rules.ts';
import type { Learners } from '../../people/learners/service.ts';
import type { Notices } from '../../people/notices/service.ts';
import type { Presence } from '../../people/presence/service.ts';
import type { RequestingFeature } from '../../people/requests/kinds.ts';
import type { Request } from '../../people/requests/rules.ts';
import type { NewRequest, Requests } from '../../people/requests/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import { UserError } from '../../platform/errors.ts';
import type { Events } from '../../platform/events/events.ts';
import type { Project } from '../../work/projects/rules.ts';
import type { Projects } from '../../work/projects/service.ts';
import type { Teams } from '../../work/teams/service.ts';
import { createJoinings, type Joinings } from './kinds.ts';
import { ASIDE, type JoinKind, LIMITS } from './rules.ts';

/** Asking for, offering and bringing somebody to a place of a project. */
export interface Asking {
  /** The owner asks a learner. Throws a UserError that says what stands against it. */
  ask(
    guildId: string,
    projectId: number,
    senderId: string,
    guestId: string,
    note: string | undefined,
  ): Promise<Request>;
  /** A learner would like to join an open project. */
  teamUp(guildId: string, projectId: number, senderId: string): Promise<Request>;
  /** The owner brings somebody along. */
  invite(guildId: string, project: Project, senderId: string, guestId: string): Promise<Request>;
  /** How many requests like this one there is room for now; 0 when something else stands against it. */
  roomFor(wanted: {
    kind: 'ask' | 'team-up';
    projectId: number;
    senderId: string;
    guestId: string;
  }): Promise<number>;
  /** What stands against two building one project. */
  readonly obstacle: Joinings['obstacle'];
  readonly tellPaused: Joinings['tellPaused'];
  readonly feature: RequestingFeature;
}

export function createAsking(parts: {
  db: Db;
  clock: Clock;
  events: Events;
  cohorts: Cohorts;
  learners: Learners;
  notices: Notices;
  presence: Presence;
  projects: Projects;
  requests: Requests;
  teams: Teams;
}): Asking {
  const { db, clock, events, cohorts, learners, presence, projects, requests } = parts;
  const joinings = createJoinings(parts);

  async function create(wanted: {
    kind: JoinKind;
    guildId: string;
    projectId: number;
    senderId: string;
    guestId: string;
    note?: string | undefined;
  }): Promise<Request> {
    const { kind, guildId, projectId, senderId, guestId, note } = wanted;
    const known = await projects.get(guildId, projectId);
    await presence.refuseAbsent(guildId, kind === 'team-up' ? known.ownerId : guestId);
    return await write(db, async (trx) => {
      // Read in here: since it was looked up, its last place may have been taken, or its owner may be another one.
      const project = await projects.get(guildId, projectId, trx);
      if (kind !== 'team-up' && senderId !== project.ownerId)
        throw new UserError({ key: 'requests:error.not-owner' });
      await cohorts.join(trx, project.cohortId, senderId);
      await events.emit(trx, 'project.place-wanted', { projectId, senderId });
      const unsent = { ...newRequestOf(kind, project, senderId, guestId), note };
      if (kind === 'ask') await refuseAbsent(trx, guildId, guestId);
      const sent = await requests.send(trx, unsent, () => refuseTooMany(trx, unsent, projectId));
      if (sent === undefined) throw await askedAlready(trx, unsent, senderId);
      return sent;
    });
  }

  async function refuseAbsent(trx: Db, guildId: string, guestId: string): Promise<void> {
    const guest = await learners.find(guildId, guestId, trx);
    if (guest !== undefined && isPaused(guest, clock.now()))
      throw new UserError({ key: 'requests:error.unavailable' });
  }

  async function refuseTooMany(trx: Db, wanted: NewRequest, projectId: number): Promise<void> {
    const { kind, cohortId, askedIds } = wanted;
    const limit = async (of: Parameters<Requests['countOpen']>[2], max: number, key: TooMany) => {
      if ((await requests.countOpen(trx, kind, of)) >= max) throw new UserError({ key, params: { max } });
    };
    if (kind === 'ask') {
      await limit({ projectId }, LIMITS.asksPerProject, 'requests:error.too-many-asks');
      const askedId = askedIds[0] ?? '';
      await limit({ cohortId, askedId }, LIMITS.waitingPerMember, 'requests:error.inbox-full');
    }
    if (kind === 'team-up')
      await limit({ projectId }, LIMITS.teamUpsPerProject, 'requests:error.project-inbox-full');
  }

  async function askedAlready(trx: Db, wanted: NewRequest, senderId: string): Promise<UserError> {
    const open = await requests.openByKey(trx, wanted.onceKey);
    if (open === undefined) return new UserError({ key: 'common:error.try-again' });
    const key =
      open.senderId === senderId ? 'requests:error.already-sent' : 'requests:error.already-received';
    const help = [{ label: { key: 'help:button.requests' }, to: ['partner.requests'] }] as const;
    return new UserError({ key }, { help });
  }

  return {
    obstacle: (trx, couple, options) => joinings.obstacle(trx, couple, options),
    tellPaused: (trx, couple, formed, lastId) => joinings.tellPaused(trx, couple, formed, lastId),
    feature: { name: 'asking', requests: joinings.kinds, subjects: { [ASIDE]: joinings.isAside } },
    ask: (guildId, projectId, senderId, guestId, note) =>
      create({ kind: 'ask', guildId, projectId, senderId, guestId, note }),
    teamUp: (guildId, projectId, senderId) =>
      create({ kind: 'team-up', guildId, projectId, senderId, guestId: senderId }),
    invite: (guildId, { id: projectId }, senderId, guestId) =>
      create({ kind: 'invite', guildId, projectId, senderId, guestId }),
    async roomFor({ kind, projectId, senderId, guestId }) {
      const project = await projects.find(projectId);
      if (project === undefined) return 0;
      const wanted = newRequestOf(kind, project, senderId, guestId);
      if ((await requests.obstacle(db, wanted)) !== undefined) return 0;
      if ((await requests.openByKey(db, wanted.onceKey)) !== undefined) return 0;
      const ofProject = await requests.countOpen(db, kind, { projectId });
      if (kind === 'team-up') return LIMITS.teamUpsPerProject - ofProject;
      const guest = await learners.find(project.guildId, guestId);
      if (guest !== undefined && isPaused(guest, clock.now())) return 0;
      const { cohortId } = project;
      const waiting = await requests.countOpen(db, kind, { cohortId, askedId: guestId });
      return Math.min(LIMITS.waitingPerMember - waiting, LIMITS.asksPerProject - ofProject);
    },
  };
}

type TooMany = `requests:error.${'too-many-asks' | 'inbox-full' | 'project-inbox-full'}`;

function newRequestOf(kind: JoinKind, project: Project, senderId: string, guestId: string): NewRequest {
  const { guildId, cohortId, id: projectId, ownerId } = project;
  const askedIds = [kind === 'team-up' ? ownerId : guestId];
  const onceKey = `project:${projectId}:${guestId}`;
  return { guildId, cohortId, kind, onceKey, projectId, senderId, askedIds };
}
