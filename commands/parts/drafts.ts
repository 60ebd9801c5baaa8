import type { Call } from '../../src/platform/discord/call.ts';
import { UserError } from '../../src/platform/errors.ts';
import type { Services } from '../services.ts';

/** Runs what a form asks for. When it is refused, what was typed is kept: *Edit* opens the form filled in. */
export async function withDraft<T>(
  { drafts }: Services,
  call: Call,
  typed: { kind: string; content: unknown },
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof UserError) || error.draftId !== undefined) throw error;
    const draftId = await drafts.keep({ guildId: call.guildId, userId: call.caller.id, ...typed });
    throw error.kept(draftId);
  }
}
