import type { APIUser, ChannelType } from 'discord.js';
import type { Locale, Translate } from '../i18n/index.ts';

/** The settings of a server that every interaction needs. */
export interface CommunityView {
  readonly language: Locale;
  readonly staffRoleId: string | null;
}

/** Who acts. Roles and permissions come with each interaction, so they are never stale. */
export interface Caller {
  readonly id: string;
  readonly displayName: string;
  readonly roles: readonly string[];
  readonly isStaff: boolean;
}

/** One interaction in a server, as handlers see it. */
export interface Call {
  readonly guildId: string;
  /** The channel or thread it happened in. */
  readonly channelId: string;
  readonly caller: Caller;
  /** The member's own Discord language: private answers are in it. */
  readonly locale: Locale;
  readonly t: Translate;
  /** The server's language: public messages are in it. */
  readonly publicLocale: Locale;
  /** ms UTC when it was dispatched. */
  readonly now: number;
  /** What the member answered when the bot had to ask back (see question.ts), by the question's name. */
  readonly answers: Readonly<Record<string, string>>;
  /** Whether it tells anything of what its options name. Discord always does; of others an id is taken as it is. */
  readonly isResolved: boolean;
  /** Users named in options, as Discord resolved them. */
  readonly users: Readonly<Record<string, APIUser>>;
  /** Users named in options who are members of this server. */
  readonly memberIds: ReadonlySet<string>;
  /** Channels named in options, as Discord resolved them. */
  readonly channels: Readonly<Record<string, { readonly type: ChannelType }>>;
  /** Roles of this server that are named in options. */
  readonly roleIds: ReadonlySet<string>;
  /** The largest file that can be attached to an answer here, in bytes. */
  readonly attachmentLimit: number;
}

/** A press on a button, perhaps in a direct message: it acts in the member's own server there, where they have one. */
export interface Press extends Omit<Call, 'guildId'> {
  readonly guildId: string | undefined;
}
