import { waitingBody } from '../../src/pairing/waiting/cards.ts';
import type { Call } from '../../src/platform/discord/call.ts';
import type { Route } from '../../src/platform/discord/command.ts';
import { idIn, memberIn } from '../../src/platform/discord/custom-id.ts';
import { answer } from '../../src/platform/discord/reply.ts';
import type { Services } from '../services.ts';
import { saysWhereNewsComes } from './direct-messages.ts';
import { inServer, pickCohort } from './pick.ts';
import { settle } from './settling.ts';

/** The waiting list and *Tell me when free*; part of `/find-partner`. */
export function waitingRoutes(services: Services): Route[] {
  const { projects, waiting } = services;

  /** News of the waiting list stands in the thread of whoever has a project there. */
  async function hasThread({ guildId, caller }: Call, cohortId: number): Promise<boolean> {
    return (await projects.own(guildId, caller.id)).some((own) => own.cohortId === cohortId);
  }

  return [
    {
      name: 'wait',
      async run(press, [cohortId = '']) {
        const call = inServer(press);
        const { id } = await pickCohort(services, call, cohortId);
        await settle(services, call, id);
        const body = waitingBody(call.t, id, await waiting.enter(id, call.caller.id));
        return answer(
          await saysWhereNewsComes(services, call, body, { hasThread: await hasThread(call, id) }),
        );
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
      async run(press, [kind, projectId = '', personId]) {
        const call = inServer(press);
        const project = await projects.get(call.guildId, projectId);
        const isNew = await waiting.watch({
          cohortId: project.cohortId,
          userId: call.caller.id,
          kind: kind === 'ask' ? 'ask' : 'team-up',
          projectId: project.id,
          personId: memberIn(personId),
        });
        const content = call.t(isNew ? 'waiting:watching' : 'waiting:watching-already');
        const isThreaded = kind === 'ask' || (await hasThread(call, project.cohortId));
        return answer(await saysWhereNewsComes(services, call, { content }, { hasThread: isThreaded }));
      },
    },
  ];
}
