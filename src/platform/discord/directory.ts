import type { UserError } from '../errors.ts';
import type { Locale, Translate } from '../i18n/index.ts';
import type { CommunityView } from './call.ts';

/** Which news an answer has room for. */
export interface NewsWanted {
  /** At most so many lines. */
  readonly limit: number;
  /** What the answer itself says already. */
  readonly shown: readonly string[];
  /** It is that of `/help`, to which a line need not point. */
  readonly isHome: boolean;
}

/** What the dispatcher needs to know about servers and members. */
export interface Directory {
  /** Remembers who acts (name, language) where, and tells the server's settings; creates both when new. */
  arrive(
    guildId: string,
    member: { id: string; displayName: string; locale: Locale },
    now: number,
    threadId?: string,
  ): Promise<CommunityView>;
  /**
   * The server that a press in a direct message is about: the one its custom_id names, else the one of the message it
   * stands on, or of the message that one answers; else the member's only one.
   */
  serverOf(press: {
    readonly userId: string;
    readonly guildId: string | undefined;
    readonly messageIds: readonly string[];
  }): Promise<{ guildId: string; community: CommunityView } | undefined>;
  /** What a member reads who may not ask, answer and post for a time; undefined: they may. */
  withheld(guildId: string, userId: string): Promise<UserError | undefined>;
  /** Discord shows these with an interaction as members of the server. */
  present(guildId: string, userIds: readonly string[]): Promise<void>;
  /** Keeps what a member typed for 15 minutes; returns its id. */
  keepDraft(draft: { guildId: string; userId: string; kind: string; content: unknown }): Promise<string>;
  /** A kept draft of this member, or undefined when it is too old. */
  draft(draftId: string, userId: string): Promise<{ kind: string; content: unknown } | undefined>;
  /**
   * News that a member reads once, under the next private answer. It is looked for at once, along with whatever else is
   * asked, and handed out when the answer is known.
   */
  news(
    guildId: string,
    userId: string,
  ): (wanted: NewsWanted) => Promise<readonly ((t: Translate) => string)[]>;
}
