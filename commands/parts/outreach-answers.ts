import type { Press } from '../../src/platform/discord/call.ts';
import type { Form, Reopen, Route } from '../../src/platform/discord/command.ts';
import { idIn } from '../../src/platform/discord/custom-id.ts';
import { answer, modal } from '../../src/platform/discord/reply.ts';
import { UserError } from '../../src/platform/errors.ts';
import { codePoints, trimmed } from '../../src/platform/text.ts';
import { answerModal, lookModal } from '../../src/staff/outreach/cards.ts';
import { LIMITS } from '../../src/staff/outreach/rules.ts';
import type { Services } from '../services.ts';
import { withDraft } from './drafts.ts';

const DRAFTS = { answer: 'outreach-answer', look: 'outreach-look' } as const;

interface Kept {
  readonly id: number;
  readonly text: string;
}

/** What members say to staff: an answer to their letter, or that somebody should look at a team. */
export function outreachAnswers(services: Services): { routes: Route[]; forms: Form[]; reopens: Reopen[] } {
  const { outreach: letters } = services;

  async function requireMember(press: Press, teamId: number): Promise<void> {
    const team = await services.teams.find(teamId);
    const isMember =
      team?.endedAt === null && (await services.teams.memberIds(teamId)).includes(press.caller.id);
    if (!isMember) throw new UserError({ key: 'teams:error.not-member' });
  }

  const routes: Route[] = [
    {
      name: 'outreach.answer',
      async run(press, [id]) {
        const letter = await letters.open(idIn(id), press.caller.id);
        return modal(answerModal(press.t, letter.id));
      },
    },
    {
      name: 'outreach.fine',
      async run(press, [id]) {
        const { guildId } = await letters.answer(idIn(id), press.caller.id, undefined);
        await services.silences.signAll(guildId, press.caller.id);
        return answer(press.t('outreach:said.fine'));
      },
    },
    {
      // outreach.look:<team>
      name: 'outreach.look',
      async run(press, [id]) {
        await requireMember(press, idIn(id));
        return modal(lookModal(press.t, idIn(id)));
      },
    },
  ];

  const forms: Form[] = [
    {
      name: 'outreach.answering',
      async run(call, [id], fields) {
        const content = { id: idIn(id), text: fields.text('text') };
        return await withDraft(services, call, { kind: DRAFTS.answer, content }, async () => {
          const words = withinLimits(fields.text('text'), LIMITS.answer);
          const { guildId } = await letters.answer(idIn(id), call.caller.id, words);
          await services.silences.signAll(guildId, call.caller.id);
          return answer(call.t('outreach:said.answer'));
        });
      },
    },
    {
      name: 'outreach.looking',
      async run(call, [id], fields) {
        const content = { id: idIn(id), text: fields.text('text') };
        return await withDraft(services, call, { kind: DRAFTS.look, content }, async () => {
          const text = withinLimits(fields.text('text'), LIMITS.look);
          const isNew = await letters.askForLook({
            teamId: idIn(id),
            userId: call.caller.id,
            text: text === '' ? undefined : text,
          });
          return answer(call.t(isNew ? 'outreach:look.asked' : 'outreach:look.before'));
        });
      },
    },
  ];

  return {
    routes,
    forms,
    reopens: [
      {
        kind: DRAFTS.answer,
        modal: (call, _, content) => answerModal(call.t, (content as Kept).id, (content as Kept).text),
      },
      {
        kind: DRAFTS.look,
        modal: (call, _, content) => lookModal(call.t, (content as Kept).id, (content as Kept).text),
      },
    ],
  };
}

/** What was typed within its limits; throws a UserError that says how far it is off. */
export function withinLimits(typed: string, { min = 0, max }: { min?: number; max: number }): string {
  const text = trimmed(typed);
  const length = codePoints(text);
  if (length > max)
    throw new UserError({ key: 'outreach:error.too-long', params: { length, max, over: length - max } });
  if (length < min) throw new UserError({ key: 'outreach:error.too-short', params: { count: min } });
  return text;
}
