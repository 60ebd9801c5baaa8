import type { APIButtonComponent } from 'discord.js';
import type { MessagePayload } from '../../platform/delivery/types.ts';
import { button, container, row, text } from '../../platform/discord/components.ts';
import { type Body, messageJson, refusalRows } from '../../platform/discord/reply.ts';
import type { UserError } from '../../platform/errors.ts';
import { say, type Translate } from '../../platform/i18n/index.ts';
import { literal } from '../../platform/text.ts';
import type { Project } from '../../work/projects/rules.ts';
import type { Entered, Watch } from './rules.ts';

/** Somebody who waits hears of one person who fits, with the button that asks them. */
export function freeCard(
  t: Translate,
  news: {
    userId: string;
    personId: string;
    projectId?: number | undefined;
    theirs?: number | undefined;
  },
): MessagePayload {
  const { userId, personId } = news;
  const line = t('waiting:card.free', { member: `<@${userId}>`, person: `<@${personId}>` });
  return card(`${line}\n${t('waiting:card.stay')}`, [askButton(t, news)]);
}

/** With an own project: *Ask*. Without: their project, with *Team up*; without either, who they are. */
function askButton(
  t: Translate,
  { personId, projectId, theirs }: Parameters<typeof freeCard>[1],
): APIButtonComponent {
  if (projectId !== undefined)
    return button(t('partners:button.ask'), ['ask', projectId, personId], 'success');
  if (theirs !== undefined) return button(t('projects:button.team-up'), ['team-up', theirs], 'success');
  return button(t('projects:button.details'), ['profile.show', personId]);
}

/** There is room again for a request that was refused. */
export function roomCard(
  t: Translate,
  watch: Omit<Watch, 'id' | 'cohortId'>,
  project: Project,
): MessagePayload {
  const params = {
    member: `<@${watch.userId}>`,
    person: `<@${watch.personId}>`,
    title: literal(project.title),
  };
  const ask =
    watch.kind === 'ask'
      ? button(t('partners:button.ask'), ['ask', watch.projectId, watch.personId], 'success')
      : button(t('projects:button.team-up'), ['team-up', watch.projectId], 'success');
  return card(t(`waiting:card.room.${watch.kind}`, params), [ask]);
}

function card(line: string, buttons: readonly APIButtonComponent[]): MessagePayload {
  return messageJson({ card: true, components: [container([text(line), row(...buttons)], 0x57f287)] });
}

/** After joining the list, pressing twice, or asking for it in vain: then with what would help. */
export function waitingBody(t: Translate, cohortId: number, entered: Entered): Body {
  if (entered === 'joined' || entered === 'already')
    return { content: t(`waiting:${entered}`), components: [row(leaveButton(t, cohortId))] };
  const content = t(`waiting:cannot.${entered}`);
  const helps =
    entered === 'documents' ? [button(t('cohorts:joined.undo-docs'), ['join', cohortId, 'build'])] : [];
  return { content, ...(helps.length === 0 ? {} : { components: [row(...helps)] }) };
}

export function leaveButton(t: Translate, cohortId: number): APIButtonComponent {
  return button(t('waiting:button.leave'), ['waiting.leave', cohortId]);
}

/** A refusal for want of room, with the way to hear when there is some, and back to what was typed. */
export function refusedBody(
  t: Translate,
  why: UserError,
  watch: Pick<Watch, 'kind' | 'projectId' | 'personId'>,
): Body {
  const to = ['watch', watch.kind, watch.projectId, watch.personId] as const;
  const tellMe = row(button(t('waiting:button.tell-me'), to, 'primary'));
  return { content: say(t, why.text), components: [tellMe, ...refusalRows(t, why)] };
}

/** That one waits, in a line; undefined for somebody who does not. */
export function waitingLine(t: Translate, state: { waiting: boolean; watches: number }): string | undefined {
  const lines = [
    ...(state.waiting ? [t('waiting:line.list')] : []),
    ...(state.watches > 0 ? [t('waiting:line.watches', { count: state.watches })] : []),
  ];
  return lines.length === 0 ? undefined : lines.join('\n');
}
