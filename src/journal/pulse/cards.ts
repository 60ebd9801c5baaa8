import { button, field, form, row, text } from '../../platform/discord/components.ts';
import type { Body, Modal } from '../../platform/discord/reply.ts';
import type { Translate } from '../../platform/i18n/index.ts';
import { ANSWERS, type Answer, LIMITS, type Moment } from './rules.ts';
import type { Asked } from './service.ts';

/** The best first, as people read it. */
const SHOWN = ANSWERS.toReversed();

/** Below what a member just did: one question, one press. */
export function withQuestion(t: Translate, body: Body, asked: Asked | undefined): Body {
  if (asked === undefined) return body;
  const { teamId, moment } = asked;
  const line = t(`pulse:ask.${moment}`);
  const answers = row(
    ...SHOWN.map((answer) => button(t(`pulse:answer.${answer}`), ['pulse.say', teamId, moment, answer])),
  );
  const components = body.components ?? [];
  return body.card === true
    ? { ...body, components: [...components, text(line), answers] }
    : { ...body, content: `${body.content ?? ''}\n\n${line}`, components: [...components, answers] };
}

export function saidBody(
  t: Translate,
  { teamId, moment, answer }: { teamId: number; moment: Moment; answer: Answer },
): Body {
  return {
    content: t(`pulse:said.${answer}`),
    components: [
      row(
        button(t('pulse:button.more'), ['pulse.more', teamId, moment]),
        ...(answer === 'well' ? [] : [button(t('pulse:button.look'), ['outreach.look', teamId])]),
      ),
    ],
  };
}

export function moreModal(t: Translate, { teamId, moment }: Omit<Asked, 'userId'>, typed = ''): Modal {
  return form(
    t('pulse:more.title'),
    ['pulse.telling', teamId, moment],
    [
      field('words', t('pulse:more.field'), {
        ...LIMITS.words,
        long: true,
        required: true,
        value: typed,
        hint: t('pulse:more.hint'),
      }),
    ],
  );
}
