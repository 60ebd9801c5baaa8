import type { Blocks } from '../../people/blocks/service.ts';
import type { Cohort } from '../../people/cohorts/rules.ts';
import type { Cohorts } from '../../people/cohorts/service.ts';
import type { Communities } from '../../people/communities/service.ts';
import { isPaused } from '../../people/learners/rules.ts';
import type { Learners } from '../../people/learners/service.ts';
import type { Notices } from '../../people/notices/service.ts';
import type { Presence } from '../../people/presence/service.ts';
import type { RequestingFeature } from '../../people/requests/kinds.ts';
import type { Request } from '../../people/requests/rules.ts';
import type { NewRequest, Requests } from '../../people/requests/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import type { Outbox } from '../../platform/delivery/types.ts';
import { UserError } from '../../platform/errors.ts';
import type { EventMap, Events } from '../../platform/events/events.ts';
import type { Projects } from '../../work/projects/service.ts';
import type { Teams } from '../../work/teams/service.ts';
import { createSideDeliveries, studyTasks } from './deliveries.ts';
import { studyKeeps } from './keeps/store.ts';
import { studyKind, teamKind } from './kinds.ts';
import { LIMITS, type OpenTeam, type Study } from './rules.ts';
import { endStudy, findOpenTeams, findStudiesIn, findStudiesOf, findStudy } from './store.ts';

/** Learners of one side: study partners, and teams that take one more of a side. All throw a UserError that says what to do. */
export interface SameSide {
  /** Asks another learner of the cohort to study together. Uses no place of a project or team. */
  study(cohort: Cohort, senderId: string, personId: string, note: string | undefined): Promise<Request>;
  /** Asks a team to take the sender as one more of their side. */
  askTeam(guildId: string, teamId: number, senderId: string): Promise<Request>;
  /** One of two study partners ends it. */
  end(studyId: number, userId: string): Promise<void>;
  /** Teams of a brief (undefined: of any) that could take the member as one more of their side. */
  openTeams(
    cohort: Cohort,
    userId: string,
    wanted: { side: 'backend' | 'frontend'; brief: string | undefined },
  ): Promise<OpenTeam[]>;
  readonly feature: RequestingFeature;
}

export function createSameSide(parts: {
  db: Db;
  clock: Clock;
  outbox: Outbox;
  blocks: Blocks;
  communities: Communities;
  cohorts: Cohorts;
  events: Events;
  learners: Learners;
  notices: Notices;
  presence: Presence;
  projects: Projects;
  requests: Requests;
  teams: Teams;
}): SameSide {
  const { db, clock, outbox, cohorts, learners, notices, presence, projects, requests, teams } = parts;
  const enqueue: Outbox['enqueue'] = (trx, ...entries) => outbox.enqueue(trx, ...entries);
  const kinds = [studyKind({ ...parts, enqueue }), teamKind({ ...parts, enqueue })];

  async function send(wanted: NewRequest, refuse: (trx: Db) => Promise<void>): Promise<Request> {
    for (const id of wanted.askedIds) await presence.refuseAbsent(wanted.guildId, id);
    return await write(db, async (trx) => {
      if (wanted.senderId !== null) await cohorts.join(trx, wanted.cohortId, wanted.senderId);
      const sent = await requests.send(trx, wanted, () => refuse(trx));
      if (sent !== undefined) return sent;
      const help = [{ label: { key: 'help:button.requests' }, to: ['partner.requests'] }] as const;
      throw new UserError({ key: 'same-side:error.already' }, { help });
    });
  }

  async function study(cohort: Cohort, senderId: string, personId: string, note: string | undefined) {
    const { id: cohortId, guildId } = cohort;
    const onceKey = `study:${cohortId}:${[senderId, personId].toSorted().join(':')}`;
    const wanted = { guildId, cohortId, kind: 'study', onceKey, senderId, askedIds: [personId], note };
    return await send(wanted, async (trx) => {
      const person = await learners.find(guildId, personId, trx);
      if (person !== undefined && isPaused(person, clock.now()))
        throw new UserError({ key: 'requests:error.unavailable' });
      const waiting = await requests.countOpen(trx, 'study', { cohortId, askedId: personId });
      const partners = await findStudiesOf(trx, cohortId, personId);
      if (waiting + partners.length >= LIMITS.studyPartners)
        throw new UserError({ key: 'same-side:error.they-full' });
      if ((await requests.countOpen(trx, 'study', { cohortId, senderId })) >= LIMITS.sent)
        throw new UserError({ key: 'requests:error.too-many-asks', params: { max: LIMITS.sent } });
    });
  }

  async function askTeam(guildId: string, teamId: number, senderId: string) {
    const team = await teams.find(teamId);
    const cohort = team === undefined ? undefined : await cohorts.find(team.cohortId);
    const owners = team === undefined ? [] : await projects.ofTeam(team.id);
    const [askedId] = owners.map(({ ownerId }) => ownerId);
    if (team?.guildId !== guildId || cohort === undefined || askedId === undefined)
      throw new UserError({ key: 'same-side:no-team' });
    const { id: cohortId } = cohort;
    const onceKey = `second:${teamId}:${senderId}`;
    const wanted = { guildId, cohortId, kind: 'second', onceKey, teamId, senderId, askedIds: [askedId] };
    return await send(wanted, async (trx) => {
      const { waitingPerTeam: max } = LIMITS;
      if ((await requests.countOpen(trx, 'second', { teamId })) >= max)
        throw new UserError({ key: 'same-side:error.team-inbox-full', params: { max } });
    });
  }

  async function end(studyId: number, userId: string): Promise<void> {
    await write(db, async (trx) => {
      const found = await findStudy(trx, studyId);
      if (found?.people.includes(userId) !== true) throw new UserError({ key: 'same-side:error.not-yours' });
      if (!(await endIn(trx, found, userId))) throw new UserError({ key: 'same-side:error.ended-already' });
    });
  }

  /** False when it has ended already. The other one hears of it. */
  async function endIn(trx: Db, study: Study, userId: string): Promise<boolean> {
    if (!(await endStudy(trx, study.id, clock.now()))) return false;
    const [one, two] = study.people;
    const other = one === userId ? two : one;
    await outbox.enqueue(trx, ...studyTasks(study, 'study-left', [userId]));
    const params = { person: `<@${userId}>` };
    await notices.leave(trx, study.guildId, other, { key: 'same-side:notice.ended', params });
    return true;
  }

  async function leftCohort(trx: Db, { cohortId, userId }: EventMap['member.left-cohort']): Promise<void> {
    for (const study of await findStudiesOf(trx, cohortId, userId)) await endIn(trx, study, userId);
  }

  async function gone(trx: Db, { guildId, userId }: EventMap['member.gone']): Promise<void> {
    for (const study of await findStudiesIn(trx, guildId, userId)) await endIn(trx, study, userId);
  }

  /** What somebody builds decides for every team they are in. */
  async function recheckTeams(trx: Db, guildId: string, userId: string): Promise<void> {
    const teamIds = (await teams.ofMember(guildId, userId, trx)).map(({ id }) => id);
    if (teamIds.length > 0) await requests.recheck(trx, { teamIds });
  }

  return {
    study,
    askTeam,
    end,
    openTeams: (cohort, userId, wanted) => findOpenTeams(db, teamsFor(cohort, userId, wanted)),
    feature: {
      name: 'same-side',
      keeps: studyKeeps,
      requests: kinds,
      deliveries: createSideDeliveries({ ...parts, enqueue }),
      on: {
        'member.gone': gone,
        'member.left-cohort': leftCohort,
        'profile.changed': (trx, { guildId, userId }) => recheckTeams(trx, guildId, userId),
        async 'project.changed'(trx, { projectId }) {
          const teamId = (await projects.find(projectId, trx))?.teamId;
          if (teamId != null) await requests.recheck(trx, { teamIds: [teamId] });
        },
        async 'project.handed-over'(trx, { projectId }) {
          const teamId = (await projects.find(projectId, trx))?.teamId;
          if (teamId != null) await requests.recheck(trx, { teamIds: [teamId] });
        },
        async 'member.blocked'(trx, { guildId, userId, blockedId }) {
          await recheckTeams(trx, guildId, userId);
          await recheckTeams(trx, guildId, blockedId);
        },
      },
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
