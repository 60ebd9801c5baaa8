import type { Db } from '../database/index.ts';
import type { Locale } from '../i18n/index.ts';

/**
 * A rendered message as Discord's API takes it: content or components or embeds; never `nonce` or `allowed_mentions`.
 * Files go in `files` (see {@link StoredFile}), next to the `attachments` that describe them.
 */
export type MessagePayload = Readonly<Record<string, unknown>>;

/** A file of a payload, kept in the row. */
export interface StoredFile {
  readonly name: string;
  readonly contentType: string;
  readonly base64: string;
}

/** What a server's channels are for. */
export type ChannelPurpose = 'projects' | 'announcements' | 'mentors' | 'staff';

/** Where staff read what is technical and names nobody, the best place first. */
export const STAFF_PLACES = ['staff', 'mentors', 'projects', 'announcements'] as const;

/**
 * A channel of a server by what it is for: the first of these purposes that is set when the row is sent, whatever was
 * set when it was enqueued.
 */
export function channelFor(guildId: string, ...purposes: readonly ChannelPurpose[]): Target {
  return { kind: 'channel', id: `${purposes.join(',')}@${guildId}` };
}

/** The purposes and the server of a target made by {@link channelFor}; undefined for the id of a channel. */
export function purposesOf(
  targetId: string,
): { readonly guildId: string; readonly purposes: readonly ChannelPurpose[] } | undefined {
  const [names = '', guildId] = targetId.split('@');
  return guildId === undefined ? undefined : { guildId, purposes: names.split(',') as ChannelPurpose[] };
}

/** Where the places of one kind are, as the feature that owns them knows. */
export interface PlaceKind {
  /** `server`: a channel by what it is for, with an id of {@link channelFor}; else the thread of a project or team. */
  readonly kind: 'server' | 'project' | 'team';
  /** The channel to send to now; undefined while there is none. */
  readonly channelOf: (db: Db, id: string) => Promise<string | undefined>;
  /** It was deleted in Discord. */
  readonly forget?: (trx: Db, id: string) => Promise<void>;
}

/**
 * Where a row goes: a channel (its id, or what it is for), a member's direct messages, or the thread of a project or
 * team, which may not exist yet. `thread` is the thread on the message of another row, whose dedupeKey is its id; it is
 * started with `name`.
 */
export type Target =
  | { readonly kind: 'channel' | 'member' | 'project' | 'team'; readonly id: string }
  | { readonly kind: 'thread'; readonly id: string; readonly name: string };

export interface Entry {
  readonly kind: string;
  readonly guildId: string;
  readonly target: Target;
  /**
   * Where a message to a member goes who takes no direct messages; they are mentioned there. Default: the thread of
   * their project, else of their team. 'none' where only the member may read it.
   */
  readonly fallback?: { readonly kind: 'channel' | 'project' | 'team'; readonly id: string } | 'none';
  /** The message, or, for a kind with `render` or `run`, whatever that needs. */
  readonly payload: MessagePayload;
  /** Members who are notified, and roles as `&id`; everybody else is only named. At most 100 members. */
  readonly mentions?: readonly string[];
  /** The same cause enqueues once. */
  readonly dedupeKey: string;
  /** The id of what it is about (project, request, step ...), for the kind's own hooks and the ledger. */
  readonly subject?: string;
  /** ms UTC; default now. */
  readonly dueAt?: number;
  /** ms UTC; after it the message is no longer useful and is marked expired. */
  readonly expiresAt?: number;
  /**
   * A line put above the message when it leaves more than ten minutes after `dueAt`; 'usual': the usual one, in the
   * language of the place it goes to.
   */
  readonly lateNote?: string;
}

export interface OutboxRow {
  readonly id: number;
  readonly kind: string;
  readonly guildId: string;
  readonly targetKind: Target['kind'];
  readonly targetId: string;
  readonly payload: MessagePayload;
  readonly mentions: readonly string[];
  readonly subject: string | null;
  readonly dedupeKey: string;
  /** ms UTC. */
  readonly dueAt: number;
}

/** Where a message really goes, which decides in which language it is and who else reads it. */
export interface SentTo {
  /** A direct message; else a channel or thread, where others read it. */
  readonly isDirect: boolean;
  /** The member's in a direct message, else the server's. */
  readonly locale: Locale;
}

/** What Discord answered. A task that made no message leaves messageId out. */
export interface Sent {
  readonly channelId: string;
  readonly messageId?: string;
}

/**
 * How one kind of row behaves. Features export theirs, the composition root hands all of them to the outbox.
 * Messages are kept in order per target; rows with `run` are kept in order per kind and target, apart from messages.
 */
export interface DeliveryKind {
  readonly kind: string;
  /**
   * A task about what a row of that kind brings, whose dedupeKey is `<kind>:<subject>`: it waits while that one is on its
   * way.
   */
  readonly after?: string;
  /** The thread of a project or team comes to be through rows of this kind; their dedupeKey is `<kind>:<its id>`. */
  readonly bringsThreadOf?: 'project' | 'team';
  /**
   * Asked just before sending: is it still wanted? False ends the row as obsolete, so that what was taken back during an
   * outage, or before staff try again, pings nobody.
   */
  readonly wanted?: (db: Db, row: OutboxRow) => Promise<boolean>;
  /**
   * The message, for the place it really goes to, made when it is sent. The row's payload is data then; rows of before
   * whose payload is a message are sent as they are. 'obsolete': what it is about is gone.
   */
  readonly render?: (db: Db, row: OutboxRow, to: SentTo) => Promise<MessagePayload | 'obsolete'>;
  /**
   * Does something idempotent other than creating the row's message: edit a card, start a thread, add a member. `later`:
   * its thread is missing; after some hours that is a fault.
   */
  readonly run?: (row: OutboxRow, transport: Transport, db: Db) => Promise<Sent | 'later' | 'obsolete'>;
  /** What staff are told when Discord refuses it for good, where that is not about writing in a channel. */
  readonly trouble?: { readonly cause: 'events'; readonly place: string };
  /** In the transaction that marks the row sent. */
  readonly sent?: (trx: Db, row: OutboxRow, sent: Sent) => Promise<void>;
  /** In the transaction that marks the row failed (or expired) for good. */
  readonly failed?: (trx: Db, row: OutboxRow, reason: string) => Promise<void>;
}

/** An active thread that we started. */
export interface OwnThread {
  readonly id: string;
  /** Team threads are private, threads on cards and messages are not. */
  readonly isPrivate: boolean;
  /** ms UTC of the latest message, or of its beginning. */
  readonly lastActiveAt: number;
}

/** An event in a server's list that happens outside of Discord. Instants are ms UTC. */
export interface ServerEvent {
  /** At most 100 characters, plain text. */
  readonly name: string;
  /** At most 1000 characters. */
  readonly description: string;
  /** At most 100 characters; an address can be followed. */
  readonly location: string;
  readonly startsAt: number;
  readonly endsAt: number;
}

/** Discord as the outbox sees it; src/platform/discord/courier.ts is the real one. All methods throw DeliveryError (failures.ts). */
export interface Transport {
  createMessage(
    channelId: string,
    payload: MessagePayload,
    options: { nonce: string; mentions: readonly string[] },
  ): Promise<{ id: string }>;
  editMessage(channelId: string, messageId: string, payload: MessagePayload): Promise<void>;
  /** Our own. One that is gone already is no failure. */
  deleteMessage(channelId: string, messageId: string): Promise<void>;
  /** In our own message `by` takes the place of an id, in its words and its buttons. Once more is no failure. */
  replaceId(channelId: string, messageId: string, id: string, by: string): Promise<void>;
  /** Hands a message of an announcement channel to the servers that follow it. Once more is no failure. */
  publishMessage(channelId: string, messageId: string): Promise<void>;
  /** Where the bot may. Once more is no failure. */
  pinMessage(channelId: string, messageId: string): Promise<void>;
  /** Whether everybody in the server may read a channel. */
  isReadByAll(channelId: string): Promise<boolean>;
  /**
   * Gives a member a role that allows nothing that everybody may not do anyway; false, and nothing is done, for any other.
   * Once more is no failure.
   */
  giveRole(guildId: string, userId: string, roleId: string): Promise<boolean>;
  /** Thread on a message. Idempotent: when the message has one already, that one is returned. */
  startThread(
    channelId: string,
    messageId: string,
    options: { name: string; autoArchiveMinutes: number },
  ): Promise<{ id: string }>;
  /**
   * Private thread without a message. `adopt` is asked about our own threads of this name that stand already, newest
   * first: the one it accepts is taken instead of a new one. The outbox fills it in; features leave it out.
   */
  startPrivateThread(
    channelId: string,
    options: {
      name: string;
      autoArchiveMinutes: number;
      adopt?: (threadId: string) => Promise<boolean>;
    },
  ): Promise<{ id: string }>;
  /** All active threads of a server, and which of them are ours. */
  activeThreads(guildId: string): Promise<{ total: number; own: readonly OwnThread[] }>;
  /** `maybeArchived`: it may be archived already, and stays so. */
  archiveThread(threadId: string, options?: { maybeArchived: boolean }): Promise<void>;
  renameThread(threadId: string, name: string): Promise<void>;
  /** A failure of class 'left' names the member. */
  addThreadMember(threadId: string, userId: string): Promise<void>;
  removeThreadMember(threadId: string, userId: string): Promise<void>;
  /** Whether somebody is in a server. */
  isMember(guildId: string, userId: string): Promise<boolean>;
  openDm(userId: string): Promise<{ id: string }>;
  /** Ids of the events we made in a server that are still to come. Discord knows no nonce for them. */
  ownEvents(guildId: string): Promise<readonly string[]>;
  createEvent(guildId: string, event: ServerEvent): Promise<{ id: string }>;
  editEvent(guildId: string, eventId: string, event: ServerEvent): Promise<void>;
  deleteEvent(guildId: string, eventId: string): Promise<void>;
  /**
   * When (ms UTC) each of `authors` last wrote in a channel since `after` (ms UTC); who did not is left out. Nothing else
   * of the messages is kept. 'unreadable': we may not read the channel's history, so nothing is known.
   */
  lastWritten(
    channelId: string,
    after: number,
    authors: readonly string[],
  ): Promise<ReadonlyMap<string, number> | 'unreadable'>;
  /**
   * Who wrote in a channel since `after` (ms UTC), and when last (ms UTC); bots are left out. 'unreadable': we may not
   * read the channel's history, so nothing is known.
   */
  writers(channelId: string, after: number): Promise<ReadonlyMap<string, number> | 'unreadable'>;
  /**
   * Our own message in a channel, among those made since `after` (ms UTC), that `matches`, oldest first. Undefined: it
   * is not there. 'unreadable': we may not read the channel's history, so nothing is known.
   */
  findOwn(
    channelId: string,
    after: number,
    matches: (message: MessagePayload & { readonly id: string }) => Promise<boolean>,
  ): Promise<{ id: string } | 'unreadable' | undefined>;
}

/** Enqueueing, as features see the outbox. */
export interface Outbox {
  /**
   * Adds rows in the write that causes them and wakes the sender after it; a known dedupeKey adds nothing. Resolves with how
   * many were added.
   */
  enqueue(trx: Db, ...entries: readonly Entry[]): Promise<number>;
  /**
   * What stood and was deleted in Discord is made anew: a row that ended is sent once more, as what `payload` says now.
   * False: there is no such row, or it is on its way.
   */
  renew(trx: Db, dedupeKey: string, payload?: MessagePayload): Promise<boolean>;
  /** Takes a row back that was not tried yet, in the transaction that makes it pointless. False: it is too late. */
  cancel(trx: Db, dedupeKey: string): Promise<boolean>;
  /** The row is still on its way, however long that takes: ask before looking for what it brings. */
  isComing(dedupeKey: string): Promise<boolean>;
  /** Takes everything back that was not tried yet and goes to one of these threads. */
  cancelTo(trx: Db, kind: 'project' | 'team', ids: readonly string[]): Promise<void>;
  /** Takes everything back that was not tried yet and whose dedupeKey begins with one of these. */
  cancelKeys(trx: Db, beginnings: readonly string[]): Promise<void>;
  /** Resolves when the row is sent, or with undefined when it failed or `timeoutMs` went by. */
  settled(dedupeKey: string, timeoutMs: number): Promise<Sent | undefined>;
}

/** The sender itself, as the composition root, the schedule and tests see it. */
export interface Deliverer extends Outbox {
  /** Looks for what is due, without waiting for it. */
  wake(): void;
  /** What processes of this machine had in their hands when they died is free at once. */
  takeOver(trx: Db): Promise<void>;
  /** Rows that still have to be sent, and how long the oldest that is due waits. */
  vitals(): Promise<{ readonly pending: number; readonly lateMs: number }>;
  /** Why nothing can be sent until whoever runs Nexus does something; undefined where all is well. */
  fault(): string | undefined;
  /** Sends everything that is due now, and what becomes due by that; resolves when nothing more is under way. */
  tick(): Promise<void>;
  /** Claims nothing more and waits for what is under way, at most `timeoutMs`. What is cut off is taken up later. */
  stop(timeoutMs: number): Promise<void>;
}
