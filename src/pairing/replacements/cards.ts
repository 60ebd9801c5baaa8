import type { APIComponentInContainer } from 'discord.js';
import type { MessagePayload } from '../../platform/delivery/types.ts';
import { button, container, section, text } from '../../platform/discord/components.ts';
import { type Body, messageJson } from '../../platform/discord/reply.ts';
import type { Locale, Translate } from '../../platform/i18n/index.ts';
import { reasonLines } from '../partners/cards.ts';
import type { Found } from '../partners/service.ts';

/** Who fits best now: with a project of one's own one asks them, else one joins theirs. */
export interface Best {
  readonly projectId: number | undefined;
  readonly found: readonly Found[];
}

/** `head` says why; then the people, each with why and a button, or that nobody fits yet. */
export function replacementBody(t: Translate, locale: Locale, head: string, best: Best): Body {
  const parts: APIComponentInContainer[] = [text(head)];
  for (const [index, person] of best.found.entries()) {
    const to = buttonFor(t, best.projectId, person);
    const lines = [
      `**${index + 1}.** <@${person.userId}> · ${t(`projects:card.side.${person.learner.track}`)}`,
      ...reasonLines(t, locale, person),
    ];
    parts.push(section(lines.join('\n'), to));
  }
  if (best.found.length === 0) parts.push(text(t('teams:replacement.nobody')));
  return { card: true, components: [container(parts, 0x57f287)] };
}

function buttonFor(t: Translate, projectId: number | undefined, person: Found) {
  if (projectId !== undefined)
    return button(t('partners:button.ask'), ['ask', projectId, person.userId], 'success');
  return button(t('projects:button.team-up'), ['team-up', person.project?.id ?? 0], 'success');
}

export function replacementCard(t: Translate, locale: Locale, head: string, best: Best): MessagePayload {
  return messageJson(replacementBody(t, locale, head, best));
}
