import { reasonLines } from '../src/pairing/partners/cards.ts';
import {
  acceptedBody,
  declinedBody,
  declineModal,
  detailsBody,
  requestsBody,
} from '../src/pairing/requests/cards.ts';
import { LIMITS, type PartnerRequest } from '../src/pairing/requests/rules.ts';
import { proposalParts } from '../src/pairing/rounds/cards.ts';
import { sideRequestParts } from '../src/pairing/same-side/cards.ts';
import { leaveButton, waitingLine } from '../src/pairing/waiting/cards.ts';
import type { Call, Press } from '../src/platform/discord/call.ts';
import { action, type Command } from '../src/platform/discord/command.ts';
import { idIn } from '../src/platform/discord/custom-id.ts';
import { readText } from '../src/platform/discord/options.ts';
import { Question } from '../src/platform/discord/question.ts';
import { answer, type Body, modal, type Reply, update } from '../src/platform/discord/reply.ts';
import { UserError } from '../src/platform/errors.ts';
import type { Translate } from '../src/platform/i18n/index.ts';
import { rowId } from '../src/platform/numbers.ts';
import { literal } from '../src/platform/text.ts';
import type { Project } from '../src/work/projects/rules.ts';
import { orKept } from './parts/keep.ts';
import { askToPart, partingRoutes } from './parts/parting.ts';
import { inServer } from './parts/pick.ts';
import { pickTeam } from './parts/pick-team.ts';
import { teamThread } from './parts/team-thread.ts';
import type { Services } from './services.ts';

const DECLINE_DRAFT = 'decline';
/** Stands before the id of a request between learners of one side: their numbers are counted apart. */
const SIDEWAYS = 's';

export function partner(services: Services): Command {
  const { cohorts, learners, partners, projects, requests, rounds, sameSide, waiting } = services;

  async function projectsOf(list: readonly PartnerRequest[]): Promise<Map<number, Project>> {
    const found = await Promise.all(list.map((request) => projects.find(request.projectId)));
    return new Map(found.flatMap((project) => (project === undefined ? [] : [[project.id, project]])));
  }

  async function listed(call: Call): Promise<Reply> {
    const incoming = await requests.incoming(call.guildId, call.caller.id);
    const outgoing = await requests.outgoing(call.guildId, call.caller.id);
    const titles = await projectsOf([...incoming, ...outgoing]);
    const suggested = await rounds.waitingFor(call.guildId, call.caller.id);
    const more = {
      ...(await sameSidePart(call)),
      suggested: proposalParts(call.t, suggested, call.caller.id),
      waits: await waitingPart(call),
    };
    return answer(requestsBody(call.t, { incoming, outgoing }, titles, more));
  }

  async function sameSidePart(call: Call) {
    const incoming = await sameSide.incoming(call.guildId, call.caller.id);
    const outgoing = await sameSide.outgoing(call.guildId, call.caller.id);
    const names = await sameSide.namesOf([...incoming, ...outgoing]);
    return sideRequestParts(call.t, { incoming, outgoing }, names);
  }

  /** That the member waits for somebody who fits, in whichever of their cohorts, with the way off each list. */
  async function waitingPart(call: Call) {
    const lists = [];
    const own = await cohorts.ofMember(call.guildId, call.caller.id);
    for (const { id, name } of own) {
      const line = waitingLine(call.t, await waiting.stateOf(id, call.caller.id));
      if (line === undefined) continue;
      const named = own.length > 1 ? `**${literal(name)}**: ${line}` : line;
      lists.push({ line: named, button: leaveButton(call.t, id) });
    }
    return lists;
  }

  async function accept(press: Press, id: number): Promise<Reply> {
    const { team, project, linked, otherProjects, request } = await requests.accept(id, press.caller.id);
    const own = press.caller.id === request.guestId;
    const facts = { project, linked: own ? linked : undefined, others: own ? otherProjects : [] };
    return answer(acceptedBody(press.t, { ...facts, threadId: team.threadId }), async () => {
      const thread = await teamThread(services, team);
      return thread === undefined ? undefined : acceptedBody(press.t, { ...facts, threadId: thread });
    });
  }

  async function decline(press: Press, id: number): Promise<Reply> {
    const request = await requests.decline(id, press.caller.id);
    return answer(declinedBody(press.t, request));
  }

  async function details(press: Press, id: number): Promise<Body> {
    const request = await requests.get(id, press.caller.id);
    const project = await projects.get(request.guildId, request.projectId);
    const cohort = await cohorts.find(request.cohortId);
    const other = request.senderId === press.caller.id ? request.addresseeId : request.senderId;
    const why =
      cohort === undefined ? undefined : await partners.why(cohort, project.id, press.caller.id, other);
    return detailsBody(
      press.t,
      request,
      project,
      why === undefined ? [] : reasonLines(press.t, press.locale, why),
    );
  }

  async function suggestOutgoing(call: Call) {
    const outgoing = await requests.outgoing(call.guildId, call.caller.id);
    const titles = await projectsOf(outgoing);
    const sideways = await sameSide.outgoing(call.guildId, call.caller.id);
    const people = await learners.findMany(
      call.guildId,
      [...outgoing, ...sideways].map((request) => request.addresseeId),
    );
    const nameOf = (id: string) => people.find((each) => each.userId === id)?.displayName ?? id;
    return [
      ...outgoing.map((request) => ({
        name: `${nameOf(request.addresseeId)} · ${titles.get(request.projectId)?.title ?? ''}`,
        value: String(request.id),
      })),
      ...sideways.map((request) => ({
        name: `${nameOf(request.addresseeId)} · ${call.t(`same-side:kind.${request.kind}`)}`,
        value: `${SIDEWAYS}${request.id}`,
      })),
    ];
  }

  /** The request that is meant: the named one, or the only open one that the member sent; else they are asked. */
  async function pickOutgoing(call: Call, named: string | undefined): Promise<string> {
    const id = named ?? call.answers.request;
    if (id !== undefined) return id;
    const choices = await suggestOutgoing(call);
    const [only, ...others] = choices;
    if (only === undefined) throw new UserError({ key: 'requests:list.none' });
    if (others.length === 0) return only.value;
    throw new Question('request', { key: 'requests:ask-which' }, choices);
  }

  return {
    type: 'slash',
    name: 'partner',
    subcommands: {
      requests: action({
        run: listed,
      }),
      cancel: action({
        options: {
          request: { kind: 'text', max: 20, suggest: (call) => suggestOutgoing(call) },
        },
        async run(call, values) {
          const picked = await pickOutgoing(call, values.request);
          if (picked.startsWith(SIDEWAYS))
            await sameSide.cancel(rowId(picked.slice(SIDEWAYS.length)) ?? 0, call.caller.id);
          else await requests.cancel(rowId(picked) ?? 0, call.caller.id);
          return answer(call.t('requests:cancelled'));
        },
      }),
      block: action({
        options: { member: { kind: 'user', who: 'other member', required: true } },
        async run(call, { member }) {
          await requests.block(call.guildId, call.caller.id, member);
          return answer(call.t('requests:blocked', { person: `<@${member}>` }));
        },
      }),
      rematch: action({
        options: { reason: { kind: 'text', ...LIMITS.reason } },
        async run(call, { reason }) {
          return await askToPart(services, call, await pickTeam(services, call), reason);
        },
      }),
      unblock: action({
        options: { member: { kind: 'user', who: 'anybody', required: true } },
        async run(call, { member }) {
          const was = await requests.unblock(call.guildId, call.caller.id, member);
          return answer(
            call.t(was ? 'requests:unblocked' : 'requests:not-blocked', { person: `<@${member}>` }),
          );
        },
      }),
    },
    forms: [
      {
        name: 'decline.send',
        async run(call, [id], fields) {
          const typed = fields.text('reason');
          const content = { id: idIn(id), reason: typed };
          return await orKept(services, call, { kind: DECLINE_DRAFT, content }, async () => {
            const reason = readText('reason', typed, { ...LIMITS.reason, required: true });
            await requests.explain(idIn(id), call.caller.id, reason ?? '');
            return answer(call.t('requests:decline.passed-on'));
          });
        },
      },
    ],
    reopens: [
      {
        kind: DECLINE_DRAFT,
        modal(call, _draftId, content) {
          const { id, reason } = content as { id: number; reason: string };
          return declineModal(call.t, id, reason);
        },
      },
    ],
    routes: [
      ...partingRoutes(services),
      { name: 'partner.requests', run: async (press) => await listed(inServer(press)) },
      { name: 'request.accept', run: (press, [id]) => accept(press, idIn(id)) },
      { name: 'request.decline', run: (press, [id]) => decline(press, idIn(id)) },
      {
        name: 'decline.explain',
        run: (press, [id]) => Promise.resolve(modal(declineModal(press.t, idIn(id)))),
      },
      { name: 'request.details', run: async (press, [id]) => answer(await details(press, idIn(id))) },
      {
        name: 'request.cancel',
        async run(press, [id]) {
          await requests.cancel(idIn(id), press.caller.id);
          return answer(press.t('requests:cancelled'));
        },
      },
      {
        // The answer to "you also have X open": pause it or keep both.
        name: 'own-project',
        async run(press, [id = '', choice]) {
          return await otherProject(press, idIn(id), choice === 'pause');
        },
      },
    ],
  };

  async function otherProject(press: Press, id: number, pause: boolean): Promise<Reply> {
    const project = await projects.find(id);
    if (project?.ownerId !== press.caller.id) throw new UserError({ key: 'projects:error.unknown' });
    if (!pause) return update(said(press.t, 'requests:kept-both', project));
    await projects.setStatus(project.id, press.caller.id, 'paused');
    return update(said(press.t, 'requests:paused-mine', project));
  }
}

function said(t: Translate, key: 'requests:kept-both' | 'requests:paused-mine', project: Project): string {
  return t(key, { title: literal(project.title) });
}
