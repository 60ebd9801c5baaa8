import type { MessagePayload } from '../../platform/delivery/types.ts';
import { button, container, type Row, row, text } from '../../platform/discord/components.ts';
import { messageJson } from '../../platform/discord/reply.ts';
import { timestamp } from '../../platform/discord/times.ts';
import type { Translate } from '../../platform/i18n/index.ts';
import { literal } from '../../platform/text.ts';

const CALM = 0x5865f2;

/** The answers to "all well?": they act for whoever presses them. */
function answerButtons(t: Translate, teamId: number) {
  return row(
    button(t('silences:button.well'), ['silence', teamId, 'well'], 'success'),
    button(t('silences:button.break'), ['silence', teamId, 'break']),
    button(t('silences:button.another'), ['silence', teamId, 'another']),
  );
}

/** What a member can answer who was asked, or is away; nothing for anybody else. */
export function answerRows(t: Translate, teamId: number, state: 'asked' | 'away' | undefined): Row[] {
  if (state === 'asked') return [answerButtons(t, teamId)];
  return state === 'away' ? [backButton(t, teamId)] : [];
}

function backButton(t: Translate, teamId: number) {
  return row(button(t('silences:button.back'), ['silence', teamId, 'back'], 'success'));
}

/** The question to one quiet member. `since`: their last sign of life, ms UTC. */
export function questionCard(
  t: Translate,
  team: { id: number; name: string },
  since: number,
): MessagePayload {
  const words = t('silences:question', { name: literal(team.name), since: timestamp(since, 'D') });
  return messageJson({
    card: true,
    components: [container([text(words), answerButtons(t, team.id)], CALM)],
  });
}

/** The same for a team's thread: it speaks to everybody there and names nobody. */
export function threadQuestionCard(t: Translate, teamId: number): MessagePayload {
  return messageJson({
    card: true,
    components: [container([text(t('silences:thread-question')), answerButtons(t, teamId)], CALM)],
  });
}

/** For somebody who is away: the way back. `words` say what it means. */
export function backCard(t: Translate, teamId: number, words: string): MessagePayload {
  return messageJson({ card: true, components: [container([text(words), backButton(t, teamId)], CALM)] });
}
