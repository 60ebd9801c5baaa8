import type { MessagePayload } from '../../platform/delivery/types.ts';
import { button, row } from '../../platform/discord/components.ts';
import { messageJson } from '../../platform/discord/reply.ts';
import { type Message, say, type Translate } from '../../platform/i18n/index.ts';
import type { FollowNews } from './rules.ts';

export function followNews(
  t: Translate,
  line: Message,
  { projectId, what }: { projectId: number; what: FollowNews },
): MessagePayload {
  const join =
    what === 'free' ? [button(t('projects:button.team-up'), ['team-up', projectId], 'success')] : [];
  const details = button(t('projects:button.details'), ['project.details', projectId]);
  const stop = button(t('projects:button.unfollow'), ['project.unfollow', projectId]);
  return messageJson({ content: say(t, line), components: [row(...join, details, stop)] });
}
