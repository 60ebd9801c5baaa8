import type { APIComponentInContainer } from 'discord.js';
import type { MessagePayload } from '../../platform/delivery/types.ts';
import { button, container, section, text } from '../../platform/discord/components.ts';
import { messageJson } from '../../platform/discord/reply.ts';
import type { Translate } from '../../platform/i18n/index.ts';
import { itemLines } from '../blockers/cards.ts';
import type { Blocker } from '../blockers/rules.ts';

/** A section with a button counts as three components; 40 fit into a message, 4,000 characters of text too. */
const SHOWN = 8;
const TAKEN = 6;

/** What waits for a mentor, oldest first. `called`: who is mentioned above it, as Discord writes it. */
export function mentorsCard(
  t: Translate,
  blockers: readonly Blocker[],
  called: readonly string[],
): MessagePayload {
  const waiting = blockers.filter(({ takerId }) => takerId === null);
  const taken = blockers.filter(({ takerId }) => takerId !== null);
  const more = waiting.length - SHOWN;
  const head =
    waiting.length === 0 ? t('blockers:mentors.none') : t('blockers:mentors.head', { count: waiting.length });
  const parts: APIComponentInContainer[] = [
    ...(called.length === 0 ? [] : [text(t('blockers:mentors.call', { people: called.join(' ') }))]),
    text(head),
    ...waiting
      .slice(0, SHOWN)
      .map((blocker) =>
        section(
          itemLines(t, blocker),
          button(t('blockers:button.take'), ['blocker.take', blocker.id], 'primary'),
        ),
      ),
    ...(more > 0 ? [text(t('blockers:mentors.more', { count: more }))] : []),
    ...(taken.length === 0
      ? []
      : [
          text(
            [
              t('blockers:mentors.taken', { count: taken.length }),
              ...taken.slice(0, TAKEN).map((blocker) => itemLines(t, blocker)),
            ].join('\n'),
          ),
        ]),
  ];
  return messageJson({ card: true, components: [container(parts, 0x5865f2)] });
}
