import type { MessagePayload } from '../../platform/delivery/types.ts';
import { button, container, field, form, row, text } from '../../platform/discord/components.ts';
import { type Body, type File, type Modal, messageJson } from '../../platform/discord/reply.ts';
import { timestamp } from '../../platform/discord/times.ts';
import { labelled, type Translate } from '../../platform/i18n/index.ts';
import { calendarFile } from './calendar-file.ts';
import { NONE } from './rules.ts';

export interface MeetingView {
  readonly id: number;
  /** ms UTC. */
  readonly slots: readonly number[];
  readonly minutes: number;
  /** `ended`: the team has ended before it. */
  readonly state: 'open' | 'agreed' | 'replaced' | 'called-off' | 'ended';
  readonly slot: number | null;
  /** Who called it off. */
  readonly cancelledBy: string | null;
  readonly choices: readonly { readonly userId: string; readonly slot: number }[];
}

/** The proposal in the team's thread: who chose which moment, until all chose the same. */
export function meetingCard(t: Translate, meeting: MeetingView, people: readonly string[]): MessagePayload {
  const parts = meeting.state === 'open' ? openParts(t, meeting, people) : closedParts(t, meeting);
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
      const who = whoChose(meeting, slot);
      const when = `${timestamp(slot)} (${timestamp(slot, 'R')})`;
      const moment = isOnly ? `**${when}**` : labelled(t, `**${optionName(t, index)}**`, when);
      return [moment, ...(who.length === 0 ? [] : [who.join(', ')])].join(' · ');
    }),
  ];
  const none = t(isOnly ? 'teams:meet.suits-not' : 'teams:meet.none');
  const against = whoChose(meeting, NONE);
  if (against.length > 0) lines.push(labelled(t, none, against.join(', ')));
  const buttons = meeting.slots.map((slot, index) =>
    button(isOnly ? t('teams:meet.suits') : optionName(t, index), ['meet', meeting.id, slot], 'primary'),
  );
  return [text(lines.join('\n')), row(...buttons, button(none, ['meet', meeting.id, NONE]))];
}

function whoChose({ choices }: MeetingView, slot: number): string[] {
  return choices.filter((choice) => choice.slot === slot).map(({ userId }) => `<@${userId}>`);
}

/** On the button, and before the moment in the text: a button cannot say a time in everybody's own zone. */
function optionName(t: Translate, index: number): string {
  return t('teams:meet.option', { number: index + 1 });
}

function closedParts(t: Translate, { id, state, slot, cancelledBy }: MeetingView) {
  if (slot === null || state === 'replaced' || state === 'ended')
    return [text(t(state === 'ended' ? 'teams:meet.ended' : 'teams:meet.replaced'))];
  const when = timestamp(slot);
  if (state === 'called-off')
    return [text(t('teams:meet.called-off', { when, person: `<@${cancelledBy ?? ''}>` }))];
  return [
    text(t('teams:meet.agreed', { when, in: timestamp(slot, 'R') })),
    row(button(t('teams:meet.file'), ['meet.file', id]), button(t('teams:meet.cancel'), ['meet.cancel', id])),
  ];
}

/** For whom none of the moments suits: they name one of their own. */
export function noneBody(t: Translate): Body {
  const own = button(t('teams:meet.propose-own'), ['meet.own'], 'primary');
  return { content: t('teams:meet.none-chosen'), components: [row(own)] };
}

/** A meeting for the reader's own calendar. `threadLink`: where the team is. */
export function meetingFile(
  t: Translate,
  meeting: { readonly id: number; readonly slot: number; readonly minutes: number },
  about: { readonly name: string; readonly threadLink: string | undefined; readonly now: number },
): File {
  const data = calendarFile({
    uid: `meeting-${meeting.id}@nexus`,
    title: t('teams:meet.event', { name: about.name }),
    link: about.threadLink,
    start: meeting.slot,
    minutes: meeting.minutes,
    now: about.now,
  });
  return { name: 'meeting.ics', data, contentType: 'text/calendar' };
}

/** A moment of one's own, typed or mended. */
export function meetModal(t: Translate, teamId: number, when: string): Modal {
  const options = { required: true, max: 100, hint: t('reminders:modal.when-hint'), value: when };
  return form(
    t('teams:meet.modal'),
    ['team.meeting', teamId],
    [field('when', t('reminders:modal.when'), options)],
  );
}
