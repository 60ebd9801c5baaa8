import type { APITextDisplayComponent } from 'discord.js';
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

/** A question that waits, or the way back, as the member's home shows it. */
export function questionParts(
  t: Translate,
  { teamId, team, state, since }: { teamId: number; team: string; state: 'asked' | 'away'; since: number },
): (APITextDisplayComponent | Row)[] {
  const name = literal(team);
  const words =
    state === 'asked'
      ? t('silences:question', { name, since: timestamp(since, 'D') })
      : t('silences:away', { name });
  return [text(words), ...answerRows(t, teamId, state)];
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

/** For somebody who is away: the way back. `words` say what it means. */
export function backCard(t: Translate, teamId: number, words: string): MessagePayload {
  return messageJson({ card: true, components: [container([text(words), backButton(t, teamId)], CALM)] });
}
