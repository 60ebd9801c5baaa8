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
  /** What helps, at most four buttons. */
  readonly help: readonly HelpButton[];

  constructor(text: Message, options: { draftId?: string; help?: readonly HelpButton[] } = {}) {
    super(text.key);
    this.text = text;
    this.draftId = options.draftId;
    this.help = options.help ?? [];
  }

  /** The same, with what was typed. */
  kept(draftId: string): UserError {
    return new UserError(this.text, { draftId, help: this.help });
  }
}

/** A button under a refusal: where it leads, as the routes of the commands are called. */
export interface HelpButton {
  readonly label: Message;
  readonly to: readonly [route: string, ...args: (string | number)[]];
}
