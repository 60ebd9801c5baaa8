import type { Call } from '../../src/platform/discord/call.ts';
import {
  type Action,
  action,
  type Form,
  type Reopen,
  type Route,
} from '../../src/platform/discord/command.ts';
import { text } from '../../src/platform/discord/components.ts';
import { idIn } from '../../src/platform/discord/custom-id.ts';
import { Question } from '../../src/platform/discord/question.ts';
import { answer, type Body, modal, type Reply } from '../../src/platform/discord/reply.ts';
import { UserError } from '../../src/platform/errors.ts';
import { LIMITS, type Project, urlProblem, withScheme } from '../../src/work/projects/rules.ts';
import { handInBody, type LinkFields, linkModal } from '../../src/work/submissions/cards.ts';
import { type HandIn, LINK_KINDS, type LinkKind } from '../../src/work/submissions/rules.ts';
import type { Services } from '../services.ts';
import { withDraft } from './drafts.ts';
import { inServer } from './pick.ts';
import { withPulse } from './pulse.ts';
import { asOne, builtBy, suggestBuilt } from './stand.ts';

const DRAFT = 'hand-in';

interface Draft extends LinkFields {
  readonly projectId: number;
}

/** `/project submit`, and what its list leads to. */
export function handingIn(services: Services): {
  readonly subcommand: Action;
  readonly routes: readonly Route[];
  readonly forms: readonly Form[];
  readonly reopens: readonly Reopen[];
} {
  const { fetches, submissions } = services;
  const url = { kind: 'text', max: LIMITS.url.max } as const;

  /** Whoever has handed in is asked how it went. */
  async function body(
    call: Pick<Call, 't' | 'caller'>,
    handIn: HandIn,
    how?: { readonly isLooking: boolean },
  ): Promise<Body> {
    const list = handInBody(call.t, handIn, how);
    if (handIn.handedInAt === null) return list;
    const project = await services.projects.find(handIn.projectId);
    return await withPulse(services, call, project?.teamId ?? null, list);
  }

  /** The list at once; what its addresses answer comes by an edit. */
  async function shown(call: Pick<Call, 't' | 'guildId' | 'caller'>, handIn: HandIn): Promise<Reply> {
    return answer(await body(call, handIn, { isLooking: true }), async (): Promise<Body | undefined> => {
      const looked = await submissions.look(handIn, call.guildId, call.caller.id);
      return looked === undefined ? undefined : await body(call, looked);
    });
  }

  /** The address as it is kept. Throws a UserError for what is none; `name`: what the member calls it. */
  function addressOf(name: string, typed: string): string {
    const address = withScheme(typed);
    // An address without https is asked only where the configuration says so.
    const isExempt = /^http:/i.test(address) && fetches.refusalOf(address) === undefined;
    const problem = isExempt ? undefined : urlProblem(name, address);
    if (problem !== undefined) throw new UserError(problem);
    return URL.parse(address)?.href ?? address;
  }

  async function send(
    call: Call,
    projectId: number,
    links: Readonly<Partial<Record<LinkKind, string>>>,
    how: { finally: boolean },
  ): Promise<HandIn> {
    const { guildId, caller } = call;
    const sent = await submissions.send({ guildId, projectId, userId: caller.id, links, ...how });
    const teamId = (await services.projects.find(sent.projectId))?.teamId ?? null;
    if (teamId !== null) await services.silences.sign(teamId, caller.id);
    return sent;
  }

  /** What is an address is kept in any case; the first that is none comes back to be mended. */
  async function submit(
    call: Call,
    project: Project,
    typed: Readonly<Record<LinkKind, string | undefined>>,
  ): Promise<Reply> {
    const given = LINK_KINDS.filter((kind) => typed[kind] !== undefined && typed[kind] !== '');
    if (given.length === 0)
      return shown(call, await submissions.of(call.guildId, project.id, call.caller.id));
    const links: Partial<Record<LinkKind, string>> = {};
    const wrong: { kind: LinkKind; error: UserError }[] = [];
    for (const kind of given) {
      try {
        links[kind] = addressOf(kind, typed[kind] ?? '');
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        wrong.push({ kind, error });
      }
    }
    const [first] = wrong;
    const sent = await send(call, project.id, links, { finally: first === undefined });
    if (first === undefined) return shown(call, sent);
    const content: Draft = { projectId: project.id, kind: first.kind, url: typed[first.kind] };
    return await withDraft(services, call, { kind: DRAFT, content }, () => Promise.reject(first.error));
  }

  async function keep(call: Call, projectId: number, typed: LinkFields): Promise<Reply> {
    const content: Draft = { projectId, ...typed };
    return await withDraft(services, call, { kind: DRAFT, content }, async () => {
      const kind = LINK_KINDS.find((each) => each === typed.kind);
      if (kind === undefined) throw new UserError({ key: 'common:error.old-button' });
      const text = typed.url?.trim() ?? '';
      const address = text === '' ? '' : addressOf(kind, text);
      return shown(call, await send(call, projectId, { [kind]: address }, { finally: false }));
    });
  }

  return {
    subcommand: action({
      options: {
        repo: url,
        docs: url,
        design: url,
        slides: url,
        video: url,
        demo: url,
        project: {
          kind: 'offered',
          suggest: (call: Call, typed: string) => suggestBuilt(services, call, typed),
        },
      },
      async run(call, { project, ...links }) {
        return await submit(call, await pickBuilt(services, call, project), links);
      },
    }),
    routes: [
      {
        name: 'project.hand-in.list',
        async run(press, [id]) {
          const call = inServer(press);
          const project = id === undefined ? await pickBuilt(services, call, undefined) : { id: idIn(id) };
          return shown(call, await submissions.of(call.guildId, project.id, call.caller.id));
        },
      },
      {
        name: 'project.link',
        async run(press, [id]) {
          const call = inServer(press);
          const { projectId, links } = await submissions.toChange(call.guildId, idIn(id), call.caller.id);
          return modal(linkModal(call.t, projectId, links));
        },
      },
      {
        name: 'project.hand-in',
        async run(press, [id]) {
          const call = inServer(press);
          return shown(call, await send(call, idIn(id), {}, { finally: true }));
        },
      },
      {
        name: 'project.take-back',
        async run(press, [id]) {
          const call = inServer(press);
          const back = await submissions.takeBack(call.guildId, idIn(id), call.caller.id);
          const body = handInBody(call.t, back);
          return answer({
            ...body,
            components: [text(call.t('submissions:taken-back')), ...(body.components ?? [])],
          });
        },
      },
    ],
    forms: [
      {
        name: 'project.link.keep',
        run: (call, [id], fields) =>
          keep(call, idIn(id), { kind: fields.values('kind')[0], url: fields.text('url') }),
      },
    ],
    reopens: [
      {
        kind: DRAFT,
        modal(call, _, content) {
          const { projectId, ...typed } = content as Draft;
          return linkModal(call.t, projectId, [], typed);
        },
      },
    ],
  };
}

/**
 * Of what the member builds, alone or in a team, the project that is named, that is this thread's, or the only one; else
 * they are asked. What a team builds as one is one, by the member's own project.
 */
async function pickBuilt(services: Services, call: Call, named: string | undefined): Promise<Project> {
  const { projects } = services;
  const id = named ?? call.answers.project;
  if (id !== undefined) return await projects.get(call.guildId, id);
  const all = asOne(await builtBy(services, call));
  const here = await projects.ofThread(call.channelId);
  const [only, ...others] = all;
  // Whoever only documents hands in their README.
  const readme = { label: { key: 'readme:button.export' }, to: ['readme.export'] } as const;
  if (only === undefined) {
    const isOver = (await services.teams.archived(call.guildId, call.caller.id)).length > 0;
    if (isOver) throw new UserError({ key: 'common:error.archived' }, { help: [readme] });
    throw new UserError({ key: 'submissions:error.none-built' }, { help: [readme] });
  }
  const meant = all.find(
    (each) => each.id === here?.id || (here?.teamId != null && each.teamId === here.teamId),
  );
  if (meant !== undefined) return meant;
  if (others.length === 0) return only;
  const choices = all.map((project) => ({ name: project.title, value: String(project.id) }));
  throw new Question('project', { key: 'projects:ask-which' }, choices);
}
