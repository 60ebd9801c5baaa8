import type { APIMessageTopLevelComponent } from 'discord.js';
import type { MessagePayload } from '../../platform/delivery/types.ts';
import { button, field, form, row, text } from '../../platform/discord/components.ts';
import { type Modal, messageJson } from '../../platform/discord/reply.ts';
import { timestamp } from '../../platform/discord/times.ts';
import { type Message, say, type Translate } from '../../platform/i18n/index.ts';
import { literal, oneLine } from '../../platform/text.ts';
import { LIMITS, type Suspension } from './rules.ts';

/** What somebody reads who may not ask and post: why, and until when. */
export function suspendedLine({ reason, untilAt }: Pick<Suspension, 'reason' | 'untilAt'>): Message {
  const why = literal(oneLine(reason));
  return untilAt === null
    ? { key: 'suspensions:told.open', params: { reason: why } }
    : { key: 'suspensions:told.until', params: { reason: why, when: timestamp(untilAt, 'f') } };
}

/** To staff: somebody asks once for another look. */
export function appealCard(t: Translate, { id, userId, reason, appeal }: Suspension): MessagePayload {
  return messageJson({
    content: [
      t('suspensions:appeal.asks', { person: `<@${userId}>`, reason: literal(oneLine(reason)) }),
      `> ${literal(oneLine(appeal ?? ''))}`,
    ].join('\n'),
    components: [
      row(
        button(t('suspensions:button.lift'), ['moderate.lift', id], 'success'),
        button(t('suspensions:button.stays'), ['moderate.stays', id]),
      ),
    ],
  });
}

export function appealModal(t: Translate, id: number, words = ''): Modal {
  return form(
    t('suspensions:appeal.title'),
    ['moderate.appeal', id],
    [
      field('appeal', t('suspensions:appeal.label'), {
        ...LIMITS.appeal,
        long: true,
        required: true,
        value: words,
      }),
    ],
  );
}

/** At home: why, until when, and the one question that is left. */
export function suspendedParts(t: Translate, suspension: Suspension): APIMessageTopLevelComponent[] {
  const ask =
    suspension.appeal === null
      ? [row(button(t('suspensions:button.appeal'), ['moderate.appeal', suspension.id]))]
      : [];
  return [text(say(t, suspendedLine(suspension))), ...ask];
}
