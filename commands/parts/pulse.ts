import { moreModal, saidBody, withQuestion } from '../../src/journal/pulse/cards.ts';
import { ANSWERS, LIMITS, MOMENTS } from '../../src/journal/pulse/rules.ts';
import type { Asked } from '../../src/journal/pulse/service.ts';
import type { Call } from '../../src/platform/discord/call.ts';
import type { Form, Reopen, Route } from '../../src/platform/discord/command.ts';
import { idIn, oneIn } from '../../src/platform/discord/custom-id.ts';
import { readText } from '../../src/platform/discord/options.ts';
import { answer, type Body, modal } from '../../src/platform/discord/reply.ts';
import { UserError } from '../../src/platform/errors.ts';
import type { Services } from '../services.ts';
import { withDraft } from './drafts.ts';
import { inServer } from './pick.ts';

const DRAFT = 'pulse';

type Kept = Pick<Asked, 'teamId' | 'moment'> & { readonly words: string };

/** Below what a member just did for a team: how it goes there, where staff want to know and they have not said. */
export async function withPulse(
  { pulses }: Services,
  { t, caller }: Pick<Call, 't' | 'caller'>,
  teamId: number | null,
  body: Body,
): Promise<Body> {
  return teamId === null ? body : withQuestion(t, body, await pulses.question(teamId, caller.id));
}

/** What is answered to the question about the team. */
export function pulse(services: Services): { routes: Route[]; form: Form; reopen: Reopen } {
  const { pulses, silences } = services;

  function askedIn(call: Call, [team, moment]: readonly (string | undefined)[]) {
    return {
      guildId: call.guildId,
      teamId: idIn(team),
      moment: oneIn(MOMENTS, moment),
      userId: call.caller.id,
    };
  }

  return {
    routes: [
      {
        // pulse.say:<team>:<moment>:<answer>
        name: 'pulse.say',
        async run(press, [team, moment, said]) {
          const call = inServer(press);
          const asked = askedIn(call, [team, moment]);
          const given = { ...asked, answer: oneIn(ANSWERS, said) };
          await pulses.say(given);
          await silences.sign(asked.teamId, asked.userId);
          return answer(saidBody(call.t, given));
        },
      },
      {
        // pulse.more:<team>:<moment>
        name: 'pulse.more',
        async run(press, args) {
          const call = inServer(press);
          const asked = askedIn(call, args);
          const said = await pulses.said(asked);
          if (said === undefined) throw new UserError({ key: 'common:error.old-button' });
          return modal(moreModal(call.t, asked, said.words ?? ''));
        },
      },
    ],
    form: {
      name: 'pulse.telling',
      async run(call, args, fields) {
        const asked = askedIn(call, args);
        const content: Kept = { teamId: asked.teamId, moment: asked.moment, words: fields.text('words') };
        return await withDraft(services, call, { kind: DRAFT, content }, async () => {
          await pulses.add(
            asked,
            readText('words', fields.text('words'), { ...LIMITS.words, required: true }) ?? '',
          );
          return answer(call.t('pulse:more.kept'));
        });
      },
    },
    reopen: {
      kind: DRAFT,
      modal(call, _, content) {
        const { words, ...asked } = content as Kept;
        return moreModal(call.t, asked, words);
      },
    },
  };
}
