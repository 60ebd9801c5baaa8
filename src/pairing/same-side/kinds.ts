import type { Blocks } from '../../people/blocks/service.ts';
import { sideIn } from '../../people/cohorts/rules.ts';
import type { Cohorts } from '../../people/cohorts/service.ts';
import type { Communities } from '../../people/communities/service.ts';
import type { Track } from '../../people/learners/rules.ts';
import type { Learners } from '../../people/learners/service.ts';
import type { Place, RequestKind } from '../../people/requests/kinds.ts';
import type { Obstacle, Refusal, Request } from '../../people/requests/rules.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/database/index.ts';
import type { Outbox } from '../../platform/delivery/types.ts';
import { UserError } from '../../platform/errors.ts';
import type { Events } from '../../platform/events/events.ts';
import { literal } from '../../platform/text.ts';
import type { Projects } from '../../work/projects/service.ts';
import type { Teams } from '../../work/teams/service.ts';
import { noPart, noTeamPlace } from '../asking/kinds.ts';
import { studyingBody } from './cards.ts';
import { studyThread } from './deliveries.ts';
import { LIMITS } from './rules.ts';
import { countOnSide, findStudiesOf, insertStudy } from './store.ts';

interface Parts {
  readonly blocks: Blocks;
  readonly clock: Clock;
  readonly cohorts: Cohorts;
  readonly communities: Communities;
  readonly events: Events;
  readonly learners: Learners;
  readonly projects: Projects;
  readonly teams: Teams;
  readonly enqueue: Outbox['enqueue'];
}

const NO_TEAM: Refusal = { text: { key: 'same-side:no-team' } };

/** Two of one side study together. */
export function studyKind(parts: Parts): RequestKind {
  const { clock, cohorts, communities, events, learners, projects, enqueue } = parts;

  async function obstacle(trx: Db, request: Request): Promise<Obstacle | undefined> {
    const { guildId, cohortId, senderId } = request;
    const [askedId = ''] = request.askedIds;
    if (senderId === null || senderId === askedId)
      return { reason: 'own', refusal: () => ({ text: { key: 'same-side:error.self' } }) };
    const people = await learners.findMany(guildId, [senderId, askedId], trx);
    const sides: (Track | null)[] = [];
    for (const userId of [senderId, askedId]) {
      const membership = await cohorts.membership(cohortId, userId, trx);
      if (membership === undefined || membership.documentationOnly) return noPart(userId, cohortId);
      const learner = people.find((each) => each.userId === userId);
      sides.push(sideIn(membership, learner));
    }
    const [one, other] = sides;
    if (!isSameSide(one, other))
      return { reason: 'same-side', refusal: () => ({ text: { key: 'same-side:error.other-side' } }) };
    for (const userId of [senderId, askedId]) {
      const studies = await findStudiesOf(trx, cohortId, userId);
      if (studies.some((study) => study.people.includes(senderId) && study.people.includes(askedId)))
        return { reason: 'together', refusal: () => ({ text: { key: 'same-side:error.already' } }) };
      if (studies.length >= LIMITS.studyPartners) return full(userId);
    }
    return undefined;
  }

  async function place(trx: Db, request: Request): Promise<Place | undefined> {
    for (const person of [request.senderId ?? '', ...request.askedIds]) {
      const own = await projects.own(request.guildId, person, trx);
      const project = own.find((each) => each.cohortId === request.cohortId);
      if (project !== undefined) return { target: { kind: 'project', id: String(project.id) } };
    }
    return undefined;
  }

  return {
    kind: 'study',
    place,
    obstacle,
    parties: (_trx, { senderId, askedIds }) => Promise.resolve({ senderId, askedIds }),
    async fulfil(trx, request) {
      const { guildId, cohortId, senderId, askedIds } = request;
      const people = [senderId ?? '', askedIds[0] ?? ''] as const;
      const study = await insertStudy(trx, { guildId, cohortId, people, now: clock.now() });
      if (study === undefined) throw new UserError({ key: 'same-side:error.already' });
      if ((await communities.get(guildId, trx)).channels.projects === null)
        throw new UserError({ key: 'projects:error.no-channel' });
      const thread = studyThread(study);
      await enqueue(trx, thread);
      await events.emit(trx, 'study.begun', { guildId, userIds: study.people });
      return { thread: { id: null, key: thread.dedupeKey } };
    },
    describe: (_trx, { senderId, askedIds }) => {
      const person = `<@${senderId ?? ''}>`;
      const asked = `<@${askedIds[0] ?? ''}>`;
      return Promise.resolve({
        ask: () => ({ key: 'same-side:card.study', params: { person } }),
        sent: { key: 'same-side:sent-line.study', params: { person: asked } },
        between: { key: 'same-side:between.study', params: { person, asked } },
        facts: [[{ key: 'same-side:means.study' }]],
        news: (what, aboutId, more) => ({
          key: what === 'reason' ? 'requests:notice.word' : `same-side:notice.study.${what}`,
          params: { person: `<@${aboutId}>`, ...more },
        }),
        declined: (aboutId) => ({ key: 'same-side:declined', params: { person: `<@${aboutId}>` } }),
        short: { key: 'same-side:kind.study' },
      });
    },
    accepted: () => studyingBody,
  };
}

/** A learner joins a team as one more of a side it has already. */
export function teamKind(parts: Parts): RequestKind {
  const { blocks, cohorts, events, learners, projects, teams } = parts;

  /** Who decides for the team: whoever is asked while they own a project of it, else its first owner. */
  async function deciderOf(trx: Db, request: Request): Promise<string | undefined> {
    if (request.teamId === null) return undefined;
    const people = await teams.memberIds(request.teamId, trx);
    const owners = (await projects.ofTeam(request.teamId, trx))
      .map(({ ownerId }) => ownerId)
      .filter((id) => people.includes(id));
    return owners.find((id) => request.askedIds.includes(id)) ?? owners[0];
  }

  async function obstacle(trx: Db, request: Request): Promise<Obstacle | undefined> {
    const { guildId, cohortId, teamId, senderId } = request;
    const team = teamId === null ? undefined : await teams.find(teamId, trx);
    if (team === undefined || teamId === null || senderId === null || team.endedAt !== null)
      return noRoom(request);
    const people = await teams.memberIds(teamId, trx);
    if (people.includes(senderId))
      return { reason: 'together', refusal: () => ({ text: { key: 'teams:error.paired-already' } }) };
    const learner = await learners.find(guildId, senderId, trx);
    const membership = await cohorts.membership(cohortId, senderId, trx);
    const side = sideIn(membership, learner);
    if (side !== 'backend' && side !== 'frontend')
      return {
        reason: 'same-side',
        aboutId: senderId,
        refusal: () => ({ text: { key: 'same-side:error.no-side' } }),
      };
    const onSide = await countOnSide(trx, teamId, side);
    for (const person of people) {
      const blocker = await blocks.blocker(trx, guildId, senderId, person);
      if (blocker !== undefined) return { reason: 'blocked', aboutId: blocker, refusal: () => NO_TEAM };
    }
    if (people.length >= LIMITS.teamSize || onSide >= LIMITS.perSide) return noRoom(request);
    if (membership?.documentationOnly === true) return noPart(senderId, cohortId);
    if (!(await teams.hasPlace(trx, cohortId, senderId)))
      return noTeamPlace(senderId, learner, request.id, { text: { key: 'requests:error.unavailable' } });
    return undefined;
  }

  return {
    kind: 'second',
    obstacle,
    async parties(trx, request) {
      const decider = await deciderOf(trx, request);
      return decider === undefined ? undefined : { senderId: request.senderId, askedIds: [decider] };
    },
    place: (_trx, { teamId }) => Promise.resolve({ target: { kind: 'team', id: String(teamId) } }),
    async fulfil(trx, { teamId, senderId }, hostId) {
      if (teamId === null || senderId === null) throw new Error('one more of a side joins a team');
      await teams.joinSameSide(trx, teamId, senderId);
      // The cards name who is in the team.
      for (const project of await projects.ofTeam(teamId, trx))
        await projects.setTeam(trx, project.id, teamId);
      await events.emit(trx, 'member.joined-team', { teamId, userId: senderId, hostId });
      return {};
    },
    async describe(trx, request) {
      const found = request.teamId === null ? undefined : await teams.find(request.teamId, trx);
      const team = literal(found?.name ?? '');
      const person = `<@${request.senderId ?? ''}>`;
      const asked = `<@${request.askedIds[0] ?? ''}>`;
      return {
        ask: () => ({ key: 'same-side:card.second', params: { person, team } }),
        sent: { key: 'same-side:sent-line.second', params: { person: asked, team } },
        between: { key: 'same-side:between.second', params: { person, asked, team } },
        facts: [[{ key: 'same-side:means.second' }]],
        news: (what, aboutId, more) => ({
          key: what === 'reason' ? 'requests:notice.word' : `same-side:notice.second.${what}`,
          params: { person: `<@${aboutId}>`, team, ...more },
        }),
        declined: (aboutId) => ({ key: 'same-side:declined', params: { person: `<@${aboutId}>` } }),
        short: { key: 'same-side:kind.second' },
      };
    },
    accepted:
      ({ senderId }) =>
      (t) => ({
        content: t('same-side:accepted.second', { person: `<@${senderId ?? ''}>` }),
      }),
  };
}

function noRoom({ askedIds: [ownerId] }: Request): Obstacle {
  const about = ownerId === undefined ? {} : { aboutId: ownerId };
  return { reason: 'team-full', ...about, refusal: () => NO_TEAM };
}

function full(userId: string): Obstacle {
  return {
    reason: 'study-full',
    aboutId: userId,
    refusal: (readerId) => ({
      text:
        readerId === userId
          ? { key: 'same-side:error.you-full', params: { max: LIMITS.studyPartners } }
          : { key: 'same-side:error.they-full' },
    }),
  };
}

/** Builds a side the other builds too; a fullstack learner builds both. */
function isSameSide(a: Track | null | undefined, b: Track | null | undefined): boolean {
  if (a == null || b == null) return false;
  return a === b || a === 'fullstack' || b === 'fullstack';
}
