import { openModal } from '../../src/journal/blockers/cards.ts';
import type { Stand } from '../../src/journal/entries/rules.ts';
import type { Call } from '../../src/platform/discord/call.ts';
import { modal, type Reply } from '../../src/platform/discord/reply.ts';
import type { Services } from '../services.ts';
import { requireCohort, standArgs, standHint } from './stand.ts';

export const BLOCKER_DRAFT = 'blocker';

export interface BlockerDraft {
  readonly title?: string | undefined;
  readonly details?: string | undefined;
  readonly tech?: string | undefined;
  readonly stand: readonly (string | number)[];
  /** The message it is made of. */
  readonly from?: { readonly ownerId: string; readonly source: string };
}

export function keepBlocker({ drafts }: Services, call: Call, content: BlockerDraft): Promise<string> {
  return drafts.keep({ guildId: call.guildId, userId: call.caller.id, kind: BLOCKER_DRAFT, content });
}

/** Opens the form; `content` is what is known of it. Of somebody else's words it belongs to their cohort, if any. */
export async function blockerForm(
  services: Services,
  call: Call,
  stand: Stand,
  content: Omit<BlockerDraft, 'stand'> = {},
): Promise<Reply> {
  const isOwn = content.from === undefined || content.from.ownerId === call.caller.id;
  if (isOwn) await requireCohort(services, call, stand);
  const draftId = await keepBlocker(services, call, { ...content, stand: standArgs(stand) });
  const hint = await standHint(services, call, stand.kind === 'project' ? { kind: 'channel' } : stand);
  return modal(openModal(call.t, hint, ['blocker.opening', draftId], content));
}
