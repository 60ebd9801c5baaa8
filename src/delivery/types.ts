import type { Db } from '../database/index.ts';

/** A rendered message as Discord's API takes it: content or components or embeds; never `nonce` or `allowed_mentions`. */
export type MessagePayload = Readonly<Record<string, unknown>>;

export interface Entry {
  readonly kind: string;
  readonly guildId: string;
  /** Where it goes; `project` and `team` stand for their thread, which may not exist yet. */
  readonly target: { readonly kind: 'channel' | 'member' | 'project' | 'team'; readonly id: string };
  /** The message, rendered once. A kind with `run` may keep anything it needs here instead. */
  readonly payload: MessagePayload;
  /** Members who are notified; everybody else is only named. */
  readonly mentions?: readonly string[];
  /** The same cause enqueues once. */
  readonly dedupeKey: string;
  /** The id of what it is about (project, request, step ...), for the kind's own hooks and the ledger. */
  readonly subject?: string;
  /** ms UTC; default now. */
  readonly dueAt?: number;
  /** ms UTC; after it the message is no longer useful and is marked expired. */
  readonly expiresAt?: number;
}

export interface OutboxRow {
  readonly id: number;
  readonly kind: string;
  readonly guildId: string;
  readonly targetKind: Entry['target']['kind'];
  readonly targetId: string;
  readonly payload: MessagePayload;
  readonly subject: string | null;
}

/** What Discord answered. A task that made no message leaves messageId out. */
export interface Sent {
  readonly channelId: string;
  readonly messageId?: string;
}

/** How one kind of row behaves. Features export theirs, the composition root hands all of them to the outbox. */
export interface DeliveryKind {
  readonly kind: string;
  /** Does something idempotent other than creating the row's message: edit a card, start a thread, add a member. */
  readonly run?: (row: OutboxRow, transport: Transport, db: Db) => Promise<Sent | 'later' | 'obsolete'>;
  /** In the transaction that marks the row sent. */
  readonly sent?: (trx: Db, row: OutboxRow, sent: Sent) => Promise<void>;
  /** In the transaction that marks the row failed for good. */
  readonly failed?: (trx: Db, row: OutboxRow, reason: string) => Promise<void>;
}

/** Discord as the outbox sees it; src/discord/courier.ts is the real one. All methods throw {@link DeliveryError}. */
export interface Transport {
  createMessage(
    channelId: string,
    payload: MessagePayload,
    options: { nonce: string; mentions: readonly string[] },
  ): Promise<{ id: string }>;
  editMessage(channelId: string, messageId: string, payload: MessagePayload): Promise<void>;
  /** Thread on a message. Idempotent: when the message has one already, that one is returned. */
  startThread(
    channelId: string,
    messageId: string,
    options: { name: string; autoArchiveMinutes: number },
  ): Promise<{ id: string }>;
  /** Private thread without a message: looks for our own of this name and marker first. */
  startPrivateThread(
    channelId: string,
    options: { name: string; autoArchiveMinutes: number },
  ): Promise<{ id: string }>;
  addThreadMember(threadId: string, userId: string): Promise<void>;
  removeThreadMember(threadId: string, userId: string): Promise<void>;
  openDm(userId: string): Promise<{ id: string }>;
}

/** Enqueueing, as features see the outbox. */
export interface Outbox {
  /** Adds rows in the transaction that causes them; an entry whose dedupeKey is known adds nothing. */
  enqueue(trx: Db, ...entries: readonly Entry[]): Promise<void>;
  /** Tells the sender after the commit that something is due. Cheap; call it after every transaction that enqueued. */
  wake(): void;
  /** Resolves when the row is sent, or with undefined when it failed or `timeoutMs` went by. */
  settled(dedupeKey: string, timeoutMs: number): Promise<Sent | undefined>;
}
