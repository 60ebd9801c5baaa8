import { durationText } from '../../people/availability/rules/words.ts';
import { type Cohort, sideIn } from '../../people/cohorts/rules.ts';
import type { Cohorts } from '../../people/cohorts/service.ts';
import type { Communities } from '../../people/communities/service.ts';
import { complements, type Track } from '../../people/learners/rules.ts';
import type { Learners } from '../../people/learners/service.ts';
import type { Place, RequestKind } from '../../people/requests/kinds.ts';
import { type Description, type Obstacle, otherOf, type Request } from '../../people/requests/rules.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/database/index.ts';
import { channelFor } from '../../platform/delivery/types.ts';
import { translator } from '../../platform/i18n/index.ts';
import { literal, truncated } from '../../platform/text.ts';
import type { Project } from '../../work/projects/rules.ts';
import type { Projects } from '../../work/projects/service.ts';
import type { Formed, Teams } from '../../work/teams/service.ts';
import { acceptedBody } from '../asking/cards.ts';
import { noTeamPlace } from '../asking/kinds.ts';
import type { Asking } from '../asking/service.ts';
import { roundHeadline } from './cards.ts';
import { findPair, movePair, type PairRow } from './store.ts';
import type { TeamFormation } from './team-formation.ts';

/** How the record of a pair says that its suggestion ended. */
const ENDS = {
  accepted: 'formed',
  declined: 'declined',
  cancelled: 'declined',
  expired: 'expired',
  withdrawn: 'impossible',
} as const;

/** What a round suggests to two: a team forms when both accept. The pair keeps a record of how it ended. */
export function suggestionKind(parts: {
  clock: Clock;
  cohorts: Cohorts;
  communities: Communities;
  formation: TeamFormation;
  asking: Asking;
  learners: Learners;
  projects: Projects;
  teams: Teams;
}): RequestKind {
  const { clock, cohorts, communities, formation, asking, learners, projects, teams } = parts;

  async function pairOf(trx: Db, request: Request): Promise<PairRow | undefined> {
    return request.pairId === null ? undefined : await findPair(trx, request.pairId);
  }

  async function obstacle(trx: Db, request: Request): Promise<Obstacle | undefined> {
    const pair = await pairOf(trx, request);
    if (pair === undefined) return undefined;
    const joining = await formation.joiningOf(trx, pair);
    if (joining === 'taken')
      return { reason: 'taken', refusal: () => ({ text: { key: 'rounds:ended.impossible' } }) };
    if (joining !== undefined) {
      const stands = await asking.obstacle(trx, joining, { anySide: false, requestId: request.id });
      if (stands !== undefined) return stands;
    }
    const people = await learners.findMany(request.guildId, request.askedIds, trx);
    const sides: (Track | null)[] = [];
    for (const learner of people)
      sides.push(sideIn(await cohorts.membership(request.cohortId, learner.userId, trx), learner));
    const [one = null, other = null] = sides;
    if (one === null || other === null || !complements(one, other))
      return { reason: 'same-side', refusal: () => ({ text: { key: 'rounds:ended.same-side' } }) };
    if (joining !== undefined) return undefined;
    // Without a project both need a place in a new team.
    for (const learner of people)
      if (!(await teams.hasPlace(trx, request.cohortId, learner.userId)))
        return noTeamPlace(learner.userId, learner, request.id, { text: { key: 'rounds:ended.impossible' } });
    return undefined;
  }

  async function place(trx: Db, request: Request): Promise<Place | undefined> {
    const pair = await pairOf(trx, request);
    const cohort = await cohorts.find(request.cohortId, trx);
    if (pair === undefined || cohort === undefined) return undefined;
    const project = await projectOf(trx, pair);
    if (project !== undefined) return { target: { kind: 'project', id: String(project.id) } };
    return await inRoundThread(trx, request, cohort, pair.round_id);
  }

  /** Pairs without a project are asked in one thread of the round, so that the channel stays quiet. */
  async function inRoundThread(
    trx: Db,
    request: Request,
    cohort: Cohort,
    roundId: number,
  ): Promise<Place | undefined> {
    const { language, channels } = await communities.get(cohort.guildId, trx);
    if (channels.projects === null) return undefined;
    const t = translator(language);
    const dedupeKey = `round-headline:${roundId}`;
    return {
      target: { kind: 'thread', id: dedupeKey, name: t('rounds:headline.thread') },
      before: {
        kind: 'round-headline',
        guildId: cohort.guildId,
        target: channelFor(cohort.guildId, 'projects'),
        payload: roundHeadline(t, cohort),
        dedupeKey,
        subject: String(roundId),
        expiresAt: request.expiresAt,
      },
    };
  }

  /** The one they would build, by the owners of now; undefined where neither has one. */
  async function projectOf(trx: Db, pair: PairRow): Promise<Project | undefined> {
    const joining = await formation.joiningOf(trx, pair);
    if (joining !== undefined && joining !== 'taken') return joining.project;
    const id = pair.backend_project_id ?? pair.frontend_project_id;
    return id === null ? undefined : await projects.find(id, trx);
  }

  return {
    kind: 'suggestion',
    obstacle,
    place,
    async parties(trx, request) {
      const pair = await pairOf(trx, request);
      return pair === undefined
        ? undefined
        : { senderId: null, askedIds: [pair.backend_id, pair.frontend_id] };
    },
    async fulfil(trx, request, lastId) {
      const pair = await pairOf(trx, request);
      const cohort = await cohorts.find(request.cohortId, trx);
      if (pair === undefined || cohort === undefined) throw new Error(`request ${request.id} has no pair`);
      const formed = await formation.form(trx, cohort, pair);
      const { project } = formed;
      const [guestId = ''] = request.askedIds.filter((id) => id !== project.ownerId);
      const joining = { project, hostId: project.ownerId, guestId };
      await asking.tellPaused(trx, joining, formed, lastId);
      const { id, threadId } = formed.team;
      return { thread: { id: threadId, key: teams.threadKey(id) }, outcome: formed };
    },
    async describe(trx, request) {
      const pair = await pairOf(trx, request);
      const cohort = await cohorts.find(request.cohortId, trx);
      const project = pair === undefined ? undefined : await projectOf(trx, pair);
      return description(request, { name: cohort?.name ?? '', project, pair });
    },
    async ended(trx, request, fulfilled) {
      if (request.pairId === null || request.state === 'open') return;
      const formed = fulfilled?.outcome as Formed | undefined;
      await movePair(trx, request.pairId, 'proposed', {
        state: ENDS[request.state],
        ended_at: clock.now(),
        ...(formed === undefined ? {} : { team_id: formed.team.id }),
        ...(request.state === 'withdrawn' ? { failure: 'teams:error.place-taken' } : {}),
      });
    },
    accepted(_request, { outcome }, userId) {
      const formed = outcome as Formed;
      return (t, threadId) => acceptedBody(t, formed, formed.project.ownerId !== userId, threadId);
    },
  };
}

function description(
  request: Request,
  about: { name: string; project: Project | undefined; pair: PairRow | undefined },
): Description {
  const { project } = about;
  const what = project === undefined ? 'blank' : 'project';
  const title = project === undefined ? '' : literal(project.title);
  const name = literal(about.name);
  const minutes = about.pair?.overlap_minutes ?? null;
  const people = request.askedIds.map((id) => `<@${id}>`).join(' + ');
  return {
    ask: (readerIds) => {
      const [readerId = ''] = readerIds;
      return readerIds.length > 1
        ? { key: `rounds:proposal.both.${what}`, params: { title, name } }
        : {
            key: `rounds:proposal.one.${what}`,
            params: { title, name, other: `<@${otherOf(request, readerId)}>` },
          };
    },
    // Nobody has sent it, so nobody reads this.
    sent: { key: 'rounds:proposal.between', params: { people, name } },
    between: { key: 'rounds:proposal.between', params: { people, name } },
    facts: [
      ...(project === undefined && minutes === null
        ? []
        : [
            [
              ...(project === undefined ? [] : [{ key: `commands:choices.brief.${project.brief}` } as const]),
              ...(minutes === null
                ? []
                : [{ key: 'rounds:proposal.overlap', params: { hours: durationText(minutes) } } as const]),
            ],
          ]),
      [{ key: 'rounds:proposal.how' }],
    ],
    ...(project === undefined ? {} : { summary: truncated(project.summary, 700), title: project.title }),
    news: (news, aboutId, more) => ({
      key: news === 'reason' ? 'requests:notice.word' : `rounds:notice.${news}`,
      params: { person: `<@${aboutId}>`, title, ...more },
    }),
    declined: (aboutId) => ({ key: 'rounds:declined', params: { person: `<@${aboutId}>` } }),
    short: { key: 'rounds:proposal.between', params: { people, name } },
  };
}
