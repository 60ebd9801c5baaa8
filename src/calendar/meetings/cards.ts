import type { MessagePayload } from '../../platform/delivery/types.ts';
import { button, container, field, form, row, text } from '../../platform/discord/components.ts';
import { type Modal, messageJson } from '../../platform/discord/reply.ts';
import { timestamp } from '../../platform/discord/times.ts';
import { labelled, type Translate } from '../../platform/i18n/index.ts';

export interface MeetingView {
  readonly id: number;
  /** ms UTC. */
  readonly slots: readonly number[];
  readonly minutes: number;
  /** `ended`: the team has ended before it. */
  readonly state: 'open' | 'agreed' | 'replaced' | 'ended';
  readonly slot: number | null;
  readonly choices: readonly { readonly userId: string; readonly slot: number }[];
}

/** The proposal in the team's thread: who chose which moment, until all chose the same. */
export function meetingCard(t: Translate, meeting: MeetingView, people: readonly string[]): MessagePayload {
  const parts = meeting.state === 'open' ? openParts(t, meeting, people) : [text(closedWords(t, meeting))];
  return messageJson({ card: true, components: [container(parts, 0x5865f2)] });
}

function openParts(t: Translate, meeting: MeetingView, people: readonly string[]) {
  const isOnly = meeting.slots.length === 1;
  const lines = [
    t(isOnly ? 'teams:meet.head-own' : 'teams:meet.head', {
      people: people.map((id) => `<@${id}>`).join(', '),
      minutes: meeting.minutes,
    }),
    ...meeting.slots.map((slot, index) => {
      const who = meeting.choices
        .filter((choice) => choice.slot === slot)
        .map(({ userId }) => `<@${userId}>`);
      const when = `${timestamp(slot)} (${timestamp(slot, 'R')})`;
      const moment = isOnly ? `**${when}**` : labelled(t, `**${optionName(t, index)}**`, when);
      return [moment, ...(who.length === 0 ? [] : [who.join(', ')])].join(' · ');
    }),
  ];
  const buttons = meeting.slots.map((slot, index) =>
    button(isOnly ? t('teams:meet.suits') : optionName(t, index), ['meet', meeting.id, slot], 'primary'),
  );
  return [text(lines.join('\n')), row(...buttons)];
}

/** On the button, and before the moment in the text: a button cannot say a time in everybody's own zone. */
function optionName(t: Translate, index: number): string {
  return t('teams:meet.option', { number: index + 1 });
}

function closedWords(t: Translate, meeting: MeetingView): string {
  if (meeting.state === 'agreed' && meeting.slot !== null)
    return t('teams:meet.agreed', { when: timestamp(meeting.slot), in: timestamp(meeting.slot, 'R') });
  return t(meeting.state === 'ended' ? 'teams:meet.ended' : 'teams:meet.replaced');
}

/** A moment of one's own to be mended. */
export function meetModal(t: Translate, when: string): Modal {
  const options = { required: true, max: 100, hint: t('reminders:modal.when-hint'), value: when };
  return form(t('teams:meet.modal'), ['team.meeting'], [field('when', t('reminders:modal.when'), options)]);
}
