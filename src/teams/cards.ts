import type { MessagePayload } from '../delivery/types.ts';
import { button, container, row, text } from '../discord/components.ts';
import { type Body, messageJson } from '../discord/reply.ts';
import type { Translate } from '../i18n/index.ts';
import { literal } from '../text.ts';
import type { Team } from './rules.ts';

/** The first message in a team's thread: what to do first; each line ticks itself when it happens. */
export function checklistCard(t: Translate, team: Team, memberIds: readonly string[]): MessagePayload {
  const met = team.introducedAt !== null;
  const step = (done: boolean, line: string) =>
    done ? `☑ ~~${line}~~ (${t('teams:checklist.done')})` : `☐ ${line}`;
  const lines = [
    t('teams:checklist.head', { name: literal(team.name) }),
    t('teams:checklist.members', { people: memberIds.map((id) => `<@${id}>`).join(', ') }),
    step(met, t('teams:checklist.introduce')),
    step(false, t('teams:checklist.contract')),
    step(false, t('teams:checklist.progress')),
    t('teams:checklist.foot'),
  ];
  const buttons = met ? [] : [row(button(t('teams:checklist.met'), ['team.met', team.id], 'success'))];
  return messageJson({ card: true, components: [container([text(lines.join('\n')), ...buttons], 0x57f287)] });
}

/** A member's team, in a private answer. */
export function teamBody(t: Translate, team: Team, memberIds: readonly string[]): Body {
  const thread = team.threadId === null ? t('teams:show.thread-coming') : `<#${team.threadId}>`;
  const lines = [
    `**${literal(team.name)}**`,
    t('teams:checklist.members', { people: memberIds.map((id) => `<@${id}>`).join(', ') }),
    `${t('teams:show.thread')}: ${thread}`,
  ];
  return { content: lines.join('\n') };
}

export function leaveBody(t: Translate, team: Team): Body {
  return {
    content: t('teams:leave.ask', { name: literal(team.name) }),
    components: [
      row(
        button(t('teams:leave.yes'), ['team.leave', team.id, 'yes'], 'danger'),
        button(t('teams:leave.no'), ['team.leave', team.id, 'no']),
      ),
    ],
  };
}
