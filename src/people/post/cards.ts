import type { MessagePayload } from '../../platform/delivery/types.ts';
import { isCard, text } from '../../platform/discord/components.ts';
import type { Translate } from '../../platform/i18n/index.ts';

/** Something waits for them, and nobody else reads what. */
export function knock(t: Translate, userId: string): MessagePayload {
  return { content: t('common:knock', { person: `<@${userId}>` }) };
}

/** A message in a place others read says whom it is for, once. */
export function addressed(said: MessagePayload, userId: string): MessagePayload {
  const mention = `<@${userId}>`;
  if (JSON.stringify(said).includes(mention)) return said;
  if (isCard(said)) return { ...said, components: [text(mention), ...(said['components'] as unknown[])] };
  const content = typeof said['content'] === 'string' ? said['content'] : '';
  return { ...said, content: `${mention} ${content}`.trim() };
}
