import { sideIn } from '../../people/cohorts/rules.ts';
import type { Cohorts } from '../../people/cohorts/service.ts';
import { complements, type Learner } from '../../people/learners/rules.ts';
import type { Learners } from '../../people/learners/service.ts';
import type { Notices } from '../../people/notices/service.ts';
import type { Place, RequestKind } from '../../people/requests/kinds.ts';
import {
  allowTeams,
  type Description,
  type Obstacle,
  type Refusal,
  type Request,
} from '../../people/requests/rules.ts';
import type { Db } from '../../platform/database/index.ts';
import type { StillNews } from '../../platform/feature.ts';
import { type Key, type Message } from '../../platform/i18n/index.ts';
import { literal } from '../../platform/text.ts';
import { isOpen, type Project, seeks } from '../../work/projects/rules.ts';
import type { Projects } from '../../work/projects/service.ts';
import type { Formed, Teams } from '../../work/teams/service.ts';
import { acceptedBody } from './cards.ts';
import { ASIDE, type JoinKind, KINDS } from './rules.ts';

/** Two who would build one project: the owner of a place, and the guest who would take it. */
export interface Couple {
  readonly project: Project;
  readonly hostId: string;
  readonly guestId: string;
}

/** What asks, team-ups and invitations have in common, and what stands against two building one project. */
export interface Joinings {
  readonly kinds: readonly RequestKind[];
  /** By the places, sides and teams of now; invitations may be to anybody's side. */
  obstacle(
    trx: Db,
    couple: Couple,
    options: { anySide: boolean; requestId: number },
  ): Promise<Obstacle | undefined>;
  /** Tells a guest who is not there that their own other projects are paused. */
  tellPaused(trx: Db, couple: Couple, formed: Formed, lastId: string): Promise<void>;
  /** Whether that is still so. */
  readonly isAside: StillNews;
}

export function createJoinings(parts: {
  cohorts: Cohorts;
  learners: Learners;
  notices: Notices;
  projects: Projects;
  teams: Teams;
}): Joinings {
  const { cohorts, learners, notices, projects, teams } = parts;

  async function coupleOf(trx: Db, request: Request): Promise<Couple | undefined> {
    const project = request.projectId === null ? undefined : await projects.find(request.projectId, trx);
    const guestId = request.kind === 'team-up' ? request.senderId : request.askedIds[0];
    if (project === undefined || guestId == null) return undefined;
    return { project, hostId: project.ownerId, guestId };
  }

  async function obstacle(
    trx: Db,
    { project, hostId, guestId }: Couple,
    { anySide, requestId }: { anySide: boolean; requestId: number },
  ): Promise<Obstacle | undefined> {
    const title = literal(project.title);
    const say = (key: Key): Refusal => ({ text: { key, params: { title } } });
    if (guestId === hostId)
      return {
        reason: 'own',
        refusal: () => ({ ...say('requests:error.own-project'), help: [seek(project)] }),
      };
    if (!seeks(project))
      return {
        reason: project.status === 'looking' || project.status === 'full' ? 'taken' : 'closed',
        aboutId: hostId,
        refusal: () => say('requests:error.no-place'),
      };
    const people = await learners.findMany(project.guildId, [hostId, guestId], trx);
    const [host, guest] = [hostId, guestId].map((id) => people.find(({ userId }) => userId === id));
    if (project.teamId !== null && (await teams.memberIds(project.teamId, trx)).includes(guestId))
      return { reason: 'together', refusal: () => say('teams:error.paired-already') };
    if (!isOpen(project)) return noTeamPlace(hostId, host, requestId, say('requests:error.owner-full'));
    const membership = await cohorts.membership(project.cohortId, guestId, trx);
    const side = sideIn(membership, guest);
    if (!anySide && side !== null && !complements(side, project.track))
      return {
        reason: 'same-side',
        refusal: () => ({ ...say(`requests:error.same-side.${project.track}`), help: [seek()] }),
      };
    for (const userId of [guestId, hostId])
      if ((await cohorts.membership(project.cohortId, userId, trx))?.documentationOnly === true)
        return noPart(userId, project.cohortId);
    if (!(await mayJoin(trx, project, guestId, guest)))
      return noTeamPlace(guestId, guest, requestId, say('requests:error.unavailable'));
    return undefined;
  }

  /** Whoever is invited may not be in the cohort yet: then all their team places are free. */
  async function mayJoin(
    trx: Db,
    project: Project,
    userId: string,
    learner: Pick<Learner, 'teams'> | undefined,
  ): Promise<boolean> {
    const membership = await cohorts.membership(project.cohortId, userId, trx);
    return (membership?.teamsTaken ?? 0) < (learner?.teams ?? 1);
  }

  async function place(trx: Db, request: Request): Promise<Place | undefined> {
    const couple = await coupleOf(trx, request);
    if (couple === undefined) return undefined;
    const { project, hostId } = couple;
    if (request.senderId === hostId || request.senderId === null)
      return { target: { kind: 'project', id: String(project.id) } };
    // The asking member's own project of that cohort; who has none asks in the asked project's thread.
    const own = await projects.own(request.guildId, request.senderId, trx);
    const asking = own.find((each) => each.cohortId === request.cohortId) ?? project;
    return { target: { kind: 'project', id: String(asking.id) } };
  }

  function kind(name: JoinKind): RequestKind {
    return {
      kind: name,
      place,
      async parties(trx, request) {
        const couple = await coupleOf(trx, request);
        if (couple === undefined) return undefined;
        const { hostId, guestId } = couple;
        return name === 'team-up'
          ? { senderId: guestId, askedIds: [hostId] }
          : { senderId: hostId, askedIds: [guestId] };
      },
      async obstacle(trx, request) {
        const couple = await coupleOf(trx, request);
        return couple === undefined
          ? undefined
          : await obstacle(trx, couple, { anySide: name === 'invite', requestId: request.id });
      },
      async fulfil(trx, request, lastId) {
        const couple = await coupleOf(trx, request);
        if (couple === undefined) throw new Error(`request ${request.id} is about no project`);
        // Whoever is invited may never have used the bot before.
        await cohorts.join(trx, request.cohortId, couple.guestId);
        const formed = await teams.form(trx, couple);
        await tellPaused(trx, couple, formed, lastId);
        const { id, threadId } = formed.team;
        return { thread: { id: threadId, key: teams.threadKey(id) }, outcome: formed };
      },
      async describe(trx, request) {
        const couple = await coupleOf(trx, request);
        if (couple === undefined) throw new Error(`request ${request.id} is about no project`);
        return description(name, request, couple);
      },
      accepted(_request, { outcome }, userId) {
        const formed = outcome as Formed;
        const isGuest = formed.project.ownerId !== userId;
        return (t, threadId) => acceptedBody(t, formed, isGuest, threadId);
      },
    };
  }

  /** Whoever accepts is asked what becomes of their own other project; a guest who is not there reads it later. */
  async function tellPaused(trx: Db, couple: Couple, formed: Formed, lastId: string): Promise<void> {
    const { project, guestId } = couple;
    if (guestId === lastId) return;
    for (const { id, title } of formed.otherProjects) {
      const line: Message = { key: 'requests:notice.paused-meanwhile', params: { title: literal(title) } };
      await notices.leave(trx, project.guildId, guestId, line, `${ASIDE}:${id}`);
    }
  }

  /** Not once its owner has opened or withdrawn it. */
  const isAside: StillNews = async (on, { id }) => (await projects.find(Number(id), on))?.status === 'paused';

  return { kinds: KINDS.map(kind), obstacle, tellPaused, isAside };
}

function description(kind: JoinKind, request: Request, { project }: Couple): Description {
  const title = literal(project.title);
  const person = `<@${request.senderId ?? ''}>`;
  const asked = request.askedIds.map((id) => `<@${id}>`).join(', ');
  return {
    ask: () => ({ key: `requests:card.${kind}`, params: { person, title } }),
    sent: { key: `requests:list.${kind}`, params: { person: asked, title } },
    between: { key: `requests:between.${kind}`, params: { person, asked, title } },
    facts: [
      [{ key: `commands:choices.brief.${project.brief}` }, { key: `projects:card.side.${project.track}` }],
    ],
    title: project.title,
    summary: project.summary,
    news: (what, aboutId, more): Message => ({
      key: what === 'incoming' ? `requests:notice.incoming-${kind}` : `requests:notice.${what}`,
      params: { person: `<@${aboutId}>`, title, ...more },
    }),
    declined: (aboutId) => ({ key: 'requests:declined', params: { person: `<@${aboutId}>` } }),
    short: { key: 'requests:short', params: { title: project.title } },
  };
}

/** Who fits: for a project, or for oneself. */
function seek(project?: Project) {
  const to = ['partners.find', ...(project === undefined ? [] : [project.id])] as const;
  return { label: { key: 'help:button.partner' }, to } as const;
}

/** They are in as many teams as they want: they may allow one more, others cannot. `requestId`: 0 before it is sent. */
export function noTeamPlace(
  userId: string,
  learner: Pick<Learner, 'teams'> | undefined,
  requestId: number,
  others: Refusal,
): Obstacle {
  return {
    reason: 'team-place',
    aboutId: userId,
    refusal: (readerId) =>
      readerId === userId
        ? {
            text: { key: 'requests:error.your-team-place', params: { count: learner?.teams ?? 1 } },
            help: allowTeams(learner, requestId),
          }
        : others,
  };
}

/** They write documentation only: one press undoes it, and only they can. */
export function noPart(userId: string, cohortId: number): Obstacle {
  return {
    reason: 'no-part',
    aboutId: userId,
    refusal: (readerId) =>
      readerId === userId
        ? {
            text: { key: 'requests:error.you-document' },
            help: [{ label: { key: 'cohorts:joined.undo-docs' }, to: ['join', cohortId, 'build'] }],
          }
        : { text: { key: 'requests:error.unavailable' } },
  };
}
