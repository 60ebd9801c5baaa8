import { blockerLink, helpersOf, solvedBody } from '../../src/journal/blockers/cards.ts';
import type { Call, Press } from '../../src/platform/discord/call.ts';
import type { Route } from '../../src/platform/discord/command.ts';
import { button, row } from '../../src/platform/discord/components.ts';
import { idIn } from '../../src/platform/discord/custom-id.ts';
import { answer, update } from '../../src/platform/discord/reply.ts';
import { UserError } from '../../src/platform/errors.ts';
import { literal, truncated } from '../../src/platform/text.ts';
import type { Services } from '../services.ts';
import { offersMentoring } from './mentoring.ts';
import { inServer } from './pick.ts';
import { withReadme } from './readme-line.ts';

const LONGEST = 900;

/** The buttons on and around a blocker. */
export function blockerRoutes(services: Services): Route[] {
  const { blockers, silences } = services;
  const actor = ({ caller, guildId }: Pick<Press, 'caller' | 'guildId'>) => ({
    userId: caller.id,
    isStaff: caller.isStaff,
    guildId,
  });
  const where = (link: string | undefined, title: string): string =>
    link === undefined ? `**${literal(title)}**` : link;

  /** One that this member may see: what stands in a team's private thread is for the team. */
  async function found(call: Call, id: number) {
    const blocker = await blockers.get(call.guildId, id);
    const isHidden = blocker.publicAt === null && blocker.ownerId !== call.caller.id;
    const team =
      isHidden && blocker.teamId !== null
        ? [
            ...(await services.teams.memberIds(blocker.teamId)),
            ...(await services.teamMentors.of(blocker.teamId)),
          ]
        : [];
    if (isHidden && !team.includes(call.caller.id)) throw new UserError({ key: 'blockers:error.unknown' });
    return blocker;
  }

  /** What everybody may read of something that was solved. */
  async function solvedEntry(call: Call, kind: string | undefined, id: number) {
    if (kind === 'solution') {
      const { title, solution, publicAt } = await services.solutions.get(call.guildId, id);
      if (publicAt !== null) return { title, solution, of: { kind: 'solution', id } as const };
    }
    if (kind === 'blocker') {
      const { title, answer: known, publicAt } = await blockers.get(call.guildId, id);
      if (publicAt !== null && known.solution !== null)
        return { title, solution: known.solution, of: { kind: 'blocker', id } as const };
    }
    throw new UserError({ key: 'journal:error.gone' });
  }

  return [
    {
      // *I can help*
      name: 'blocker.help',
      async run(press, [id]) {
        const call = inServer(press);
        const blocker = await found(call, idIn(id));
        await blockers.offerHelp(blocker.id, call.caller.id);
        return answer(call.t('blockers:offered', { where: where(blockerLink(blocker), blocker.title) }));
      },
    },
    {
      // *That solves it*: blocker.that:<id>:<blocker or solution>:<its id>
      name: 'blocker.that',
      async run(press, [id, kind, sourceId]) {
        const call = inServer(press);
        const entry = await solvedEntry(call, kind, idIn(sourceId));
        const words = truncated(`${entry.title}\n${entry.solution}`, LONGEST);
        const solved = await blockers.solveBy(idIn(id), call.caller.id, { ...entry.of, words });
        // The question is a card, which plain words cannot take the place of.
        return answer(await withReadme(services, call, solved.cohortId, solvedBody(call.t, solved, [])));
      },
    },
    {
      // *I take it*, on the mentors' list
      name: 'blocker.take',
      async run(press, [id]) {
        const call = inServer(press);
        const { guildId, caller, t } = call;
        if (!caller.isStaff && !(await services.mentors.isMentor(guildId, caller.id, caller.roles)))
          throw new UserError({ key: 'blockers:error.mentors-only' });
        const { id: blockerId } = await found(call, idIn(id));
        const taken = await blockers.take(blockerId, caller.id);
        const body = {
          content: t('blockers:taken', { where: where(blockerLink(taken), taken.title) }),
          components: [row(button(t('blockers:button.give-back'), ['blocker.give-back', taken.id]))],
        };
        return answer(await offersMentoring(services, press, taken.teamId, body));
      },
    },
    {
      name: 'blocker.give-back',
      async run(press, [id]) {
        const call = inServer(press);
        const { title } = await blockers.giveBack(idIn(id), call.caller.id);
        return update(call.t('blockers:given-back', { title: literal(title) }));
      },
    },
    {
      name: 'blocker.publish',
      async run(press, [id]) {
        const call = inServer(press);
        const { title } = await blockers.publish(idIn(id), call.caller.id);
        return answer(call.t('blockers:published', { title: literal(title) }));
      },
    },
    {
      name: 'blocker.close',
      async run(press, [id]) {
        const call = inServer(press);
        const { title } = await blockers.close(idIn(id), actor(call));
        const again = button(call.t('blockers:button.new'), ['blocker.new']);
        return answer({
          content: call.t('blockers:closed', { title: literal(title) }),
          components: [row(again)],
        });
      },
    },
    {
      name: 'blocker.still',
      async run(press, [id]) {
        const call = inServer(press);
        const { teamId } = await found(call, idIn(id));
        if (teamId !== null) await silences.sign(teamId, call.caller.id);
        return answer(call.t('blockers:still-noted'));
      },
    },
    {
      name: 'blocker.undo',
      async run(press, [id]) {
        const call = inServer(press);
        const { title } = await blockers.undo(idIn(id), actor(call));
        return update(call.t('blockers:undone', { title: literal(title) }));
      },
    },
    {
      // blocker.agree:<id>:<yes or no>
      name: 'blocker.agree',
      async run(press, [id, choice]) {
        const call = inServer(press);
        const opened = await blockers.agree(idIn(id), call.caller.id, choice === 'yes');
        return update(
          opened === undefined
            ? call.t('blockers:consent.no')
            : call.t('blockers:consent.yes', { title: literal(opened.title) }),
        );
      },
    },
  ];
}

/** What somebody reads after marking an answer. */
export async function markedReply(services: Services, call: Call, id: number) {
  const blocker = await services.blockers.get(call.guildId, id);
  const body = solvedBody(call.t, blocker, helpersOf(blocker, await services.blockers.answers(id)));
  const cohortId = blocker.ownerId === call.caller.id ? blocker.cohortId : null;
  return answer(await withReadme(services, call, cohortId, body));
}
