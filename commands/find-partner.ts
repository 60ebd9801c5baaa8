import type { JoinKind } from '../src/pairing/asking/rules.ts';
import { askModal, searchBody, tooLateBody } from '../src/pairing/partners/cards.ts';
import type { SeekerFail } from '../src/pairing/partners/rules/types.ts';
import { parseSearchRoute, type SearchState } from '../src/pairing/partners/search-state.ts';
import type { SearchResult } from '../src/pairing/partners/service.ts';
import { refusedBody, waitingBody } from '../src/pairing/waiting/cards.ts';
import type { Cohort } from '../src/people/cohorts/rules.ts';
import { TRACKS } from '../src/people/learners/rules.ts';
import { allowTeams, LIMITS, type Request } from '../src/people/requests/rules.ts';
import type { Call } from '../src/platform/discord/call.ts';
import { action, type Command } from '../src/platform/discord/command.ts';
import { idIn } from '../src/platform/discord/custom-id.ts';
import { readText } from '../src/platform/discord/options.ts';
import { Question } from '../src/platform/discord/question.ts';
import { answer, modal, type Reply, update } from '../src/platform/discord/reply.ts';
import { timestamp } from '../src/platform/discord/times.ts';
import { UserError } from '../src/platform/errors.ts';
import { type Key, say } from '../src/platform/i18n/index.ts';
import { isOpen, type Project, seeks } from '../src/work/projects/rules.ts';
import { saysWhereNewsComes } from './parts/direct-messages.ts';
import { withDraft } from './parts/drafts.ts';
import { inServer, pickCohort, suggestCohorts, suggestProjects } from './parts/pick.ts';
import { sameSideParts } from './parts/same-side.ts';
import type { Services } from './services.ts';

const ASK_DRAFT = 'ask';
/** Refusals that may pass by themselves. */
const NO_ROOM: ReadonlySet<Key> = new Set<Key>([
  'requests:error.inbox-full',
  'requests:error.too-many-asks',
  'requests:error.project-inbox-full',
]);

/** Refusals of *Team up* after which similar projects are shown. */
const NO_PLACE: ReadonlySet<Key> = new Set<Key>([
  'requests:error.no-place',
  'requests:error.owner-full',
  'requests:error.same-side.backend',
  'requests:error.same-side.frontend',
  'requests:error.same-side.fullstack',
]);

export function findPartner(services: Services): Command {
  const { asking, cohorts, learners, partners, projects, sameSide, waiting } = services;
  const ofSameSide = sameSideParts(services);

  async function search(call: Call, state: SearchState): Promise<Reply> {
    const cohort = await cohorts.find(state.cohortId);
    if (cohort?.guildId !== call.guildId) throw new UserError({ key: 'cohorts:error.unknown' });
    await settle(call, cohort.id);
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

  /** *Team up* on a project without a free place: why, and up to three similar ones that are open. */
  async function tooLate(call: Call, error: UserError, project: Project): Promise<Reply> {
    const cohort = await cohorts.find(project.cohortId);
    const wanted = { brief: project.brief, skip: project.id, limit: 3 };
    const open = cohort === undefined ? [] : await partners.joinable(cohort, call.caller.id, wanted);
    return answer(tooLateBody(call.t, call.locale, say(call.t, error.text), open));
  }

  /** Joins the cohort and makes sure the side is known: it is asked once and kept. */
  async function settle(call: Call, cohortId: number): Promise<void> {
    const learner = await learners.find(call.guildId, call.caller.id);
    const answered = TRACKS.find((track) => track === call.answers.track);
    if (learner?.track == null && answered === undefined) {
      const choices = TRACKS.map((value) => ({ name: call.t(`commands:choices.track.${value}`), value }));
      throw new Question('track', { key: 'partners:ask-track' }, choices);
    }
    await cohorts.enter(cohortId, call.caller.id);
    if (learner?.track == null && answered !== undefined)
      await learners.change(call.guildId, call.caller.id, { track: answered });
  }

  /** The project a partner is sought for: the named one, this thread's, the only open one; undefined without any. */
  async function seekingFor(call: Call, named: string | undefined): Promise<Project | undefined> {
    const id = named ?? call.answers.project;
    if (id !== undefined) {
      const project = await projects.get(call.guildId, id);
      if (project.ownerId !== call.caller.id) throw new UserError({ key: 'requests:error.not-owner' });
      return project;
    }
    const own = await projects.own(call.guildId, call.caller.id);
    const here = await projects.ofThread(call.channelId);
    const ours = own.find((project) => project.id === here?.id);
    const open = own.filter((project) => isOpen(project));
    if (ours !== undefined || open.length <= 1) return ours ?? open[0] ?? own[0];
    throw new Question(
      'project',
      { key: 'projects:ask-which' },
      open.map((project) => ({ name: project.title, value: String(project.id) })),
    );
  }

  async function sent(call: Call, kind: Exclude<JoinKind, 'invite'>, request: Request): Promise<Reply> {
    const params = { person: `<@${request.askedIds[0] ?? ''}>`, when: timestamp(request.expiresAt) };
    const content = call.t(`requests:sent.${kind}`, params);
    return answer(await saysWhereNewsComes(services, call, { content }));
  }

  /** News of the waiting list stands in the thread of whoever has a project there. */
  async function hasThread({ guildId, caller }: Call, cohortId: number): Promise<boolean> {
    return (await projects.own(guildId, caller.id)).some((own) => own.cohortId === cohortId);
  }

  /** Where there is no room for a request now, the refusal offers to tell when there is. */
  async function orTold(
    call: Call,
    watch: Parameters<typeof refusedBody>[2],
    send: () => Promise<Reply>,
  ): Promise<Reply> {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof UserError) || !NO_ROOM.has(error.text.key)) throw error;
      return answer(refusedBody(call.t, error, watch));
    }
  }

  return {
    type: 'slash',
    name: 'find-partner',
    action: action({
      options: {
        project: { kind: 'text', max: 100, suggest: (call, typed) => suggestProjects(services, call, typed) },
        'any-brief': { kind: 'boolean' },
        'min-overlap': { kind: 'integer', min: 0, max: 40 },
        side: { kind: 'choice', values: ['other', 'same'], names: 'side' },
        cohort: { kind: 'text', max: 20, suggest: (call, typed) => suggestCohorts(services, call, typed) },
      },
      async run(call, values) {
        const project = await seekingFor(call, values.project);
        const cohortId = project?.cohortId ?? (await pickCohort(services, call, values.cohort)).id;
        const floor = values['min-overlap'];
        return await search(call, {
          projectId: project?.id ?? 0,
          cohortId,
          anyBrief: values['any-brief'] ?? false,
          minOverlap: floor === undefined ? -1 : floor * 60,
          side: values.side ?? 'other',
          offset: 0,
        });
      },
    }),
    routes: [
      ...ofSameSide.routes,
      {
        // *More* and the relaxations: the whole search stands in the button.
        name: 'find',
        async run(press, args) {
          const reply = await search(inServer(press), parseSearchRoute(args));
          return reply.kind === 'private' ? update(reply.body) : reply;
        },
      },
      {
        // *See partners* on a confirmation: partners.find:<project>.
        name: 'partners.find',
        async run(press, [projectId]) {
          const call = inServer(press);
          const project = await seekingFor(call, projectId);
          const cohortId = project?.cohortId ?? (await pickCohort(services, call, undefined)).id;
          return await search(call, {
            projectId: project?.id ?? 0,
            cohortId,
            anyBrief: false,
            minOverlap: -1,
            side: 'other',
            offset: 0,
          });
        },
      },
      {
        name: 'ask',
        run: (press, [projectId = '', userId = '']) =>
          Promise.resolve(modal(askModal(press.t, idIn(projectId), userId))),
      },
      {
        name: 'team-up',
        async run(press, [projectId = '']) {
          const call = inServer(press);
          const project = await projects.get(call.guildId, projectId);
          if (project.ownerId !== call.caller.id) await settle(call, project.cohortId);
          const watch = { kind: 'team-up', projectId: project.id, personId: project.ownerId } as const;
          try {
            return await orTold(
              call,
              watch,
              async () =>
                await sent(call, 'team-up', await asking.teamUp(call.guildId, project.id, call.caller.id)),
            );
          } catch (error) {
            if (!(error instanceof UserError) || !NO_PLACE.has(error.text.key)) throw error;
            return await tooLate(call, error, project);
          }
        },
      },
      {
        name: 'wait',
        async run(press, [cohortId = '']) {
          const call = inServer(press);
          const { id } = await pickCohort(services, call, cohortId);
          await settle(call, id);
          const body = waitingBody(call.t, id, await waiting.enter(id, call.caller.id));
          return answer(await saysWhereNewsComes(services, call, body, await hasThread(call, id)));
        },
      },
      {
        name: 'waiting.leave',
        async run(press, [cohortId]) {
          const left = await waiting.leave(idIn(cohortId), press.caller.id);
          return answer(press.t(left ? 'waiting:left' : 'waiting:not-on'));
        },
      },
      {
        // *Tell me when free*: watch:<kind>:<project>:<person>.
        name: 'watch',
        async run(press, [kind, projectId = '', personId = '']) {
          const call = inServer(press);
          const project = await projects.get(call.guildId, projectId);
          const isNew = await waiting.watch({
            cohortId: project.cohortId,
            userId: call.caller.id,
            kind: kind === 'ask' ? 'ask' : 'team-up',
            projectId: project.id,
            personId,
          });
          const content = call.t(isNew ? 'waiting:watching' : 'waiting:watching-already');
          const isThreaded = kind === 'ask' || (await hasThread(call, project.cohortId));
          return answer(await saysWhereNewsComes(services, call, { content }, isThreaded));
        },
      },
    ],
    forms: [
      ...ofSameSide.forms,
      {
        name: 'ask.send',
        async run(call, [projectId = '', userId = ''], fields) {
          const typed = fields.text('note');
          const id = idIn(projectId);
          const draft = { kind: ASK_DRAFT, content: { projectId: id, userId, note: typed } };
          return await orTold(call, { kind: 'ask', projectId: id, personId: userId }, () =>
            withDraft(services, call, draft, async () => {
              const note = readText('note', typed, LIMITS.note);
              return await sent(
                call,
                'ask',
                await asking.ask(call.guildId, id, call.caller.id, userId, note),
              );
            }),
          );
        },
      },
    ],
    reopens: [
      ...ofSameSide.reopens,
      {
        kind: ASK_DRAFT,
        modal(call, _draftId, content) {
          const { projectId, userId, note } = content as { projectId: number; userId: string; note: string };
          return askModal(call.t, projectId, userId, note);
        },
      },
    ],
  };
}
