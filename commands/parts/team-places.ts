import { noPlaceBody } from '../../src/pairing/asking/cards.ts';
import { LIMITS } from '../../src/people/learners/rules.ts';
import { otherOf } from '../../src/people/requests/rules.ts';
import type { Press } from '../../src/platform/discord/call.ts';
import type { Route } from '../../src/platform/discord/command.ts';
import { button, row } from '../../src/platform/discord/components.ts';
import { idIn, numberIn } from '../../src/platform/discord/custom-id.ts';
import { answer, type Body, type Reply, update } from '../../src/platform/discord/reply.ts';
import { UserError } from '../../src/platform/errors.ts';
import { literal } from '../../src/platform/text.ts';
import { isOpen } from '../../src/work/projects/rules.ts';
import type { Services } from '../services.ts';
import { inServer } from './pick.ts';

/** What becomes of one's other project after joining somebody's, and how many teams one wants to be in. */
export function teamPlaces(services: Services): Route[] {
  const { learners, projects, requests } = services;

  /**
   * own-project:<project>:<pause or keep>[:aside]: the answer to "you also have X", which is paused until it is given;
   * `aside`: what it stands on stays.
   */
  async function otherProject(press: Press, id: number, choice: string, isAside: boolean): Promise<Reply> {
    const say = isAside ? answer : update;
    const project = await projects.find(id);
    if (project?.ownerId !== press.caller.id) throw new UserError({ key: 'projects:error.unknown' });
    const params = { title: literal(project.title) };
    if (choice === 'pause') {
      if (project.status !== 'paused') await projects.setStatus(id, press.caller.id, 'paused');
      return say(press.t('requests:paused-mine', params));
    }
    const kept =
      project.status === 'paused' ? await projects.setStatus(id, press.caller.id, 'looking') : project;
    if (isOpen(kept)) return say(press.t('requests:kept-both', params));
    const learner = await learners.find(project.guildId, press.caller.id);
    return say(noPlaceBody(press.t, kept, learner?.teams ?? 1));
  }

  /** teams.allow:<how many>:<request that ended for want of a place, or 0> */
  async function allow(press: Press, count: number, requestId: number): Promise<Reply> {
    const worded = requestId === 0 ? undefined : await requests.get(requestId, press.caller.id);
    const { guildId } = worded?.request ?? inServer(press);
    const learner = await learners.find(guildId, press.caller.id);
    if (learner !== undefined && learner.teams < count)
      await learners.change(guildId, press.caller.id, { teams: count });
    return answer(await allowedBody(press, count, worded));
  }

  async function allowedBody(
    press: Press,
    count: number,
    worded: Awaited<ReturnType<typeof requests.get>> | undefined,
  ): Promise<Body> {
    const content = press.t('requests:allowed', { count });
    const find = row(button(press.t('help:button.partner'), ['partners.find'], 'primary'));
    if (worded === undefined) return { content, components: [find] };
    const { request } = worded;
    const other = otherOf(request, press.caller.id);
    const project = request.projectId === null ? undefined : await projects.find(request.projectId);
    if (project === undefined || !isOpen(project)) return { content, components: [find] };
    const ask =
      project.ownerId === press.caller.id
        ? button(press.t('partners:button.ask'), ['ask', project.id, other], 'success')
        : button(press.t('projects:button.team-up'), ['team-up', project.id], 'success');
    const title = literal(project.title);
    const again = press.t('requests:ask-back', { person: `<@${other}>`, title });
    return { content: `${content}\n${again}`, components: [row(ask)] };
  }

  return [
    {
      name: 'own-project',
      run: (press, [id, choice = '', aside]) => otherProject(press, idIn(id), choice, aside !== undefined),
    },
    {
      name: 'teams.allow',
      run: (press, [count, requestId]) =>
        allow(
          press,
          numberIn(count, LIMITS.teams),
          numberIn(requestId, { min: 0, max: Number.MAX_SAFE_INTEGER }),
        ),
    },
  ];
}
