import { leaveButton, waitingLine } from '../src/pairing/waiting/cards.ts';
import { requestsBody } from '../src/people/requests/cards.ts';
import { LIMITS } from '../src/people/requests/rules.ts';
import type { Call } from '../src/platform/discord/call.ts';
import { action, type Command } from '../src/platform/discord/command.ts';
import { numberIn } from '../src/platform/discord/custom-id.ts';
import { Question } from '../src/platform/discord/question.ts';
import { answer, type Body, type Choice, update } from '../src/platform/discord/reply.ts';
import { UserError } from '../src/platform/errors.ts';
import { labelled, say } from '../src/platform/i18n/index.ts';
import { rowId } from '../src/platform/numbers.ts';
import { literal } from '../src/platform/text.ts';
import { askToPart, partingRoutes } from './parts/parting.ts';
import { inServer } from './parts/pick.ts';
import { about, ofProject, pickTeam } from './parts/pick-team.ts';
import { requestParts } from './parts/requests.ts';
import { teamPlaces } from './parts/team-places.ts';
import type { Commands, Services } from './services.ts';

export const commands: Commands = [partner];

function partner(services: Services): Command {
  const { blocks, cohorts, learners, requests, waiting } = services;
  const ofRequests = requestParts(services);

  async function listed(call: Call, page: number): Promise<Body> {
    const { guildId, caller } = call;
    const lists = {
      incoming: await requests.incoming(guildId, caller.id),
      outgoing: await requests.outgoing(guildId, caller.id),
    };
    return requestsBody(call.t, lists, caller.id, { page, waits: await waitingPart(call) });
  }

  /** That the member waits for somebody who fits, in whichever of their cohorts, with the way off each list. */
  async function waitingPart(call: Call) {
    const lists = [];
    const own = await cohorts.ofMember(call.guildId, call.caller.id);
    for (const { id, name } of own) {
      const line = waitingLine(call.t, await waiting.stateOf(id, call.caller.id));
      if (line === undefined) continue;
      const named = own.length > 1 ? labelled(call.t, `**${literal(name)}**`, line) : line;
      lists.push({ line: named, button: leaveButton(call.t, id) });
    }
    return lists;
  }

  async function suggestOutgoing(call: Call): Promise<Choice[]> {
    const outgoing = await requests.outgoing(call.guildId, call.caller.id);
    const ids = outgoing.flatMap(({ request }) => request.askedIds);
    const people = await learners.findMany(call.guildId, ids);
    const nameOf = (id: string) => people.find((each) => each.userId === id)?.displayName ?? id;
    return outgoing.map(({ request, words }) => ({
      name: `${request.askedIds.map(nameOf).join(', ')} · ${say(call.t, words.short)}`,
      value: String(request.id),
    }));
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
      requests: action({ run: async (call) => answer(await listed(call, 0)) }),
      cancel: action({
        options: {
          request: { kind: 'offered', suggest: (call) => suggestOutgoing(call) },
        },
        async run(call, values) {
          await requests.cancel(rowId(await pickOutgoing(call, values.request)) ?? 0, call.caller.id);
          return answer(call.t('requests:cancelled'));
        },
      }),
      block: action({
        options: { member: { kind: 'user', who: 'other member', required: true } },
        async run(call, { member }) {
          await blocks.block(call.guildId, call.caller.id, member);
          return answer(call.t('requests:blocked', { person: `<@${member}>` }));
        },
      }),
      rematch: action({
        options: { reason: { kind: 'text', ...LIMITS.reason }, project: ofProject(services) },
        async run(call, { reason, project }) {
          return await askToPart(services, call, await pickTeam(services, about(call, project)), reason);
        },
      }),
      unblock: action({
        options: { member: { kind: 'user', who: 'anybody', required: true } },
        async run(call, { member }) {
          const was = await blocks.unblock(call.guildId, call.caller.id, member);
          return answer(
            call.t(was ? 'requests:unblocked' : 'requests:not-blocked', { person: `<@${member}>` }),
          );
        },
      }),
    },
    forms: ofRequests.forms,
    reopens: ofRequests.reopens,
    routes: [
      ...ofRequests.routes,
      ...partingRoutes(services),
      ...teamPlaces(services),
      {
        // partner.requests:<page>; without one, a new answer with the first.
        name: 'partner.requests',
        async run(press, [page]) {
          const call = inServer(press);
          const body = await listed(call, page === undefined ? 0 : numberIn(page, { min: 0, max: 1_000 }));
          return page === undefined ? answer(body) : update(body);
        },
      },
    ],
  };
}
