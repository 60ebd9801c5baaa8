import type { Message } from './i18n/index.ts';

/**
 * What a member did or typed cannot be done as it stands. The text is theirs to read: translated, friendly, and it says
 * what to do next. Everything else that is thrown is our fault: the member reads an apology with a reference.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly text: Message;
  /** Identifies a kept draft that *Edit* reopens filled in; undefined where nothing was typed. */
  readonly draftId: string | undefined;

  constructor(text: Message, options: { draftId?: string } = {}) {
    super(text.key);
    this.text = text;
    this.draftId = options.draftId;
  }
}
