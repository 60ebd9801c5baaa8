import { searchBody } from '../src/pairing/partners/cards.ts';
import type { SeekerFail } from '../src/pairing/partners/rules/types.ts';
import { parseSearchRoute, type SearchState } from '../src/pairing/partners/search-state.ts';
import type { SearchResult } from '../src/pairing/partners/service.ts';
import type { Cohort } from '../src/people/cohorts/rules.ts';
import { allowTeams } from '../src/people/requests/rules.ts';
import type { Call } from '../src/platform/discord/call.ts';
import { action, type Command } from '../src/platform/discord/command.ts';
import { Question } from '../src/platform/discord/question.ts';
import { answer, type Reply, update } from '../src/platform/discord/reply.ts';
import { UserError } from '../src/platform/errors.ts';
import { literal } from '../src/platform/text.ts';
import { isOpen, type Project, seeks } from '../src/work/projects/rules.ts';
import { askingParts } from './parts/asking.ts';
import { inServer, pickCohort, suggestCohorts } from './parts/pick.ts';
import { sameSideParts } from './parts/same-side.ts';
import { type Stand, settle, standOf } from './parts/settling.ts';
import { suggestBuilt } from './parts/stand.ts';
import { waitingRoutes } from './parts/waiting.ts';
import type { Commands, Services } from './services.ts';

export const commands: Commands = [findPartner];

function findPartner(services: Services): Command {
  const { cohorts, learners, partners, projects, sameSide } = services;
  const ofAsking = askingParts(services);
  const ofSameSide = sameSideParts(services);

  async function search(call: Call, state: SearchState, stand: Stand): Promise<Reply> {
    const own = stand.own.find(({ id }) => id === state.cohortId);
    const cohort = own ?? (await cohorts.find(state.cohortId));
    if (cohort?.guildId !== call.guildId) throw new UserError({ key: 'cohorts:error.unknown' });
    await settle(services, call, cohort.id, stand);
    const result = await partners.search({
      cohort,
      seekerId: call.caller.id,
      ...(state.projectId === 0 ? {} : { projectId: state.projectId }),
      anyBrief: state.anyBrief,
      ...(state.minOverlap < 0 ? {} : { minOverlapMinutes: state.minOverlap }),
      side: state.side,
      offset: state.offset,
    });
    const [stands] = result?.ranking.seekerFails ?? [];
    if (result === undefined) throw new UserError({ key: 'common:error.try-again' });
    if (stands !== undefined) throw await refused(call, state, stands);
    const teams = await secondPlaces(cohort, result, state);
    return answer(searchBody(call.t, call.locale, result, state, teams));
  }

  /** The first page, for the project or else in the cohort that is named, or meant. */
  async function begin(
    call: Call,
    projectId: string | undefined,
    cohort: string | undefined,
    wishes: Pick<SearchState, 'anyBrief' | 'minOverlap' | 'side'>,
  ): Promise<Reply> {
    const [project, stand] = await Promise.all([seekingFor(call, projectId), standOf(services, call)]);
    const cohortId = project?.cohortId ?? (await pickCohort(services, call, cohort)).id;
    return await search(call, { ...wishes, projectId: project?.id ?? 0, cohortId, offset: 0 }, stand);
  }

  /** Why nobody can be sought for them, with the press that changes it where one does. */
  async function refused(
    call: Call,
    { cohortId, projectId, side }: SearchState,
    why: SeekerFail,
  ): Promise<UserError> {
    if (why === 'inactive') {
      const build = { label: { key: 'cohorts:joined.undo-docs' }, to: ['join', cohortId, 'build'] } as const;
      return new UserError({ key: 'partners:seeker.inactive' }, { help: [build] });
    }
    if (why !== 'full') return new UserError({ key: `partners:seeker.${why}` });
    if (side === 'same') return new UserError({ key: 'partners:seeker.full-study' });
    const project = projectId === 0 ? undefined : await projects.find(projectId);
    if (project?.status === 'submitted')
      return new UserError({
        key: 'projects:error.ended-submitted',
        params: { title: literal(project.title) },
      });
    if (project !== undefined && !seeks(project)) {
      const show = { label: { key: 'projects:button.details' }, to: ['project.details', projectId] } as const;
      return new UserError({ key: 'partners:seeker.full' }, { help: [show] });
    }
    const learner = await learners.find(call.guildId, call.caller.id);
    const params = { count: learner?.teams ?? 1 };
    return new UserError({ key: 'requests:error.your-team-place', params }, { help: allowTeams(learner, 0) });
  }

  /** How many teams could take whom nobody fits as one more of their side. */
  async function secondPlaces(
    cohort: Cohort,
    { seeker, ranking }: SearchResult,
    state: SearchState,
  ): Promise<number> {
    const { track } = seeker;
    const asks = ranking.total === 0 && track !== 'fullstack' && state.side === 'other';
    const brief = state.anyBrief ? undefined : seeker.briefs[0];
    return asks ? (await sameSide.openTeams(cohort, seeker.id, { side: track, brief })).length : 0;
  }

  /** The project a partner is sought for: the named one, this thread's, the only open one; undefined without any. */
  async function seekingFor(call: Call, named: string | undefined): Promise<Project | undefined> {
    const id = named ?? call.answers.project;
    if (id !== undefined) {
      const project = await projects.get(call.guildId, id);
      if (project.ownerId !== call.caller.id) throw new UserError({ key: 'requests:error.not-owner' });
      return project;
    }
    const [own, here] = await Promise.all([
      projects.own(call.guildId, call.caller.id),
      projects.ofThread(call.channelId),
    ]);
    const ours = own.find((project) => project.id === here?.id);
    const open = own.filter((project) => isOpen(project));
    if (ours !== undefined || open.length <= 1) return ours ?? open[0] ?? own[0];
    throw new Question(
      'project',
      { key: 'projects:ask-which' },
      open.map((project) => ({ name: project.title, value: String(project.id) })),
    );
  }

  return {
    type: 'slash',
    name: 'find-partner',
    action: action({
      options: {
        project: { kind: 'offered', suggest: (call, typed) => suggestBuilt(services, call, typed) },
        'any-brief': { kind: 'boolean' },
        'min-overlap': { kind: 'integer', min: 0, max: 40 },
        side: { kind: 'choice', values: ['other', 'same'], names: 'side' },
        cohort: { kind: 'offered', suggest: (call, typed) => suggestCohorts(services, call, typed) },
      },
      async run(call, values) {
        const floor = values['min-overlap'];
        return await begin(call, values.project, values.cohort, {
          anyBrief: values['any-brief'] ?? false,
          minOverlap: floor === undefined ? -1 : floor * 60,
          side: values.side ?? 'other',
        });
      },
    }),
    routes: [
      ...ofAsking.routes,
      ...ofSameSide.routes,
      ...waitingRoutes(services),
      {
        // *More* and the relaxations: the whole search stands in the button.
        name: 'find',
        async run(press, args) {
          const call = inServer(press);
          const reply = await search(call, parseSearchRoute(args), await standOf(services, call));
          return reply.kind === 'private' ? update(reply.body) : reply;
        },
      },
      {
        // *See partners* on a confirmation: partners.find:<project>.
        name: 'partners.find',
        async run(press, [projectId]) {
          const wishes = { anyBrief: false, minOverlap: -1, side: 'other' } as const;
          return await begin(inServer(press), projectId, undefined, wishes);
        },
      },
    ],
    forms: [...ofAsking.forms, ...ofSameSide.forms],
    reopens: [...ofAsking.reopens, ...ofSameSide.reopens],
  };
}
