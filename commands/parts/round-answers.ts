import { reasonLines } from '../../src/pairing/partners/cards.ts';
import { acceptedBody } from '../../src/pairing/requests/cards.ts';
import { proposalDetails } from '../../src/pairing/rounds/cards.ts';
import { otherOf } from '../../src/pairing/rounds/rules.ts';
import type { Press } from '../../src/platform/discord/call.ts';
import type { Route } from '../../src/platform/discord/command.ts';
import { idIn } from '../../src/platform/discord/custom-id.ts';
import { answer, type Reply } from '../../src/platform/discord/reply.ts';
import { timestamp } from '../../src/platform/discord/times.ts';
import type { Services } from '../services.ts';
import { teamThread } from './team-thread.ts';

/** The buttons under a round's suggestion: *Accept*, *Decline*, *Details*. They work in direct messages too. */
export function roundAnswers(services: Services): Route[] {
  const { partners, rounds } = services;

  async function accept(press: Press, id: number): Promise<Reply> {
    const accepted = await rounds.accept(id, press.caller.id);
    if ('waitsFor' in accepted) {
      const params = { person: `<@${accepted.waitsFor}>`, when: timestamp(accepted.until) };
      return answer(press.t('rounds:accepted-waits', params));
    }
    const { formed, isGuest } = accepted;
    const facts = {
      project: formed.project,
      linked: isGuest ? formed.linked : undefined,
      others: isGuest ? formed.otherProjects : [],
    };
    return answer(acceptedBody(press.t, { ...facts, threadId: formed.team.threadId }), async () => {
      const threadId = await teamThread(services, formed.team);
      return threadId === undefined ? undefined : acceptedBody(press.t, { ...facts, threadId });
    });
  }

  async function details(press: Press, id: number): Promise<Reply> {
    const pair = await rounds.get(id, press.caller.id);
    const other = otherOf(pair, press.caller.id);
    const why = await partners.why(pair.cohort, pair.project?.id, press.caller.id, other);
    const lines = why === undefined ? [] : reasonLines(press.t, press.locale, why);
    return answer(proposalDetails(press.t, pair, press.caller.id, lines));
  }

  return [
    { name: 'round.accept', run: (press, [id]) => accept(press, idIn(id)) },
    {
      name: 'round.decline',
      async run(press, [id]) {
        const pair = await rounds.decline(idIn(id), press.caller.id);
        const person = `<@${otherOf(pair, press.caller.id)}>`;
        return answer(press.t('rounds:declined', { person }));
      },
    },
    { name: 'round.details', run: (press, [id]) => details(press, idIn(id)) },
  ];
}
