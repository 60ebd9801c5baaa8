import type { MessagePayload } from '../../../platform/delivery/types.ts';
import { button, row, text } from '../../../platform/discord/components.ts';
import { type Body, messageJson } from '../../../platform/discord/reply.ts';
import type { Translate } from '../../../platform/i18n/index.ts';

/** In the team's thread: may this mentor read along? */
export function offerCard(t: Translate, teamId: number, mentorId: string): MessagePayload {
  return messageJson({
    content: t('mentors:ask', { person: `<@${mentorId}>` }),
    components: [
      row(
        button(t('mentors:button.agree'), ['mentor.agree', teamId, mentorId, 'yes'], 'success'),
        button(t('mentors:button.refuse'), ['mentor.agree', teamId, mentorId, 'no']),
      ),
    ],
  });
}

/** The same message once it was answered. */
export function answeredCard(
  t: Translate,
  { mentorId, by, agreed }: { mentorId: string; by: string; agreed: boolean },
): MessagePayload {
  const params = { person: `<@${mentorId}>`, by: `<@${by}>` };
  return {
    ...messageJson({ content: t(agreed ? 'mentors:agreed' : 'mentors:refused', params) }),
    components: [],
  };
}

export function lookAfterButton(t: Translate, teamId: number) {
  return button(t('mentors:button.look-after'), ['mentor.offer', teamId]);
}

/** Under what a member sees of their team: who looks after it, and the way to end that. */
export function withMentors(t: Translate, body: Body, teamId: number, mentorIds: readonly string[]): Body {
  if (mentorIds.length === 0) return body;
  const people = mentorIds.map((id) => `<@${id}>`).join(', ');
  const line = t('mentors:of-team', { people, count: mentorIds.length });
  const end = row(button(t('mentors:button.end'), ['mentor.end', teamId]));
  const components = body.components ?? [];
  return body.card === true
    ? { ...body, components: [...components, text(line), end] }
    : { ...body, content: `${body.content ?? ''}\n${line}`, components: [...components, end] };
}
