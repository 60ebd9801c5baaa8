import { compareSnowflakes } from './snowflake.ts';
import { type Attachment, type ChannelData, ChannelType, type Message, type ThreadMember } from './wire.ts';

/** A message with what does not travel: who sees it, whom it notified, who reacted. */
export interface MessageRecord {
  message: Message;
  /** The one member who sees an ephemeral message; undefined: everybody in the channel. */
  visibleTo: string | undefined;
  /** Users whom this message notified. */
  pinged: ReadonlySet<string>;
  /** The interaction whose answer this is. */
  interactionId: string | undefined;
  /** User ids by emoji key, in order of reaction. */
  reactions: Map<string, Set<string>>;
  /** Files that an embed shows through attachment:// and that therefore are not listed as attachments. */
  embedded: Attachment[];
  pinnedAt: string | undefined;
}

/** A text channel, forum, thread or DM with its messages, oldest first. */
export class Channel {
  readonly data: ChannelData;
  readonly records: MessageRecord[] = [];
  readonly threadMembers = new Map<string, ThreadMember>();
  /** DMs only: the member at the other end. */
  readonly recipientId: string | undefined;
  lastActivity: number;
  readonly #byId = new Map<string, MessageRecord>();
  readonly #keep: number;

  constructor(data: ChannelData, options: { keepMessages: number; now: number; recipientId?: string }) {
    this.data = data;
    this.#keep = options.keepMessages;
    this.lastActivity = options.now;
    this.recipientId = options.recipientId;
  }

  get id(): string {
    return this.data.id;
  }

  get name(): string {
    return this.data.name ?? '';
  }

  get type(): number {
    return this.data.type;
  }

  get isThread(): boolean {
    return isThreadType(this.data.type);
  }

  get isDm(): boolean {
    return this.data.type === ChannelType.dm;
  }

  get isArchived(): boolean {
    return this.data.thread_metadata?.archived === true;
  }

  /** All messages anybody could see, oldest first, ephemeral ones left out. */
  get messages(): Message[] {
    return this.records.filter((record) => record.visibleTo === undefined).map((record) => record.message);
  }

  find(messageId: string): MessageRecord | undefined {
    return this.#byId.get(messageId);
  }

  /** Returns the records that had to go because the channel keeps only so many. */
  add(record: MessageRecord): MessageRecord[] {
    this.records.push(record);
    this.#byId.set(record.message.id, record);
    if (this.records.length <= this.#keep * 1.25) return [];
    const dropped = this.records.splice(0, this.records.length - this.#keep);
    for (const old of dropped) this.#byId.delete(old.message.id);
    return dropped;
  }

  remove(messageId: string): boolean {
    if (!this.#byId.delete(messageId)) return false;
    this.records.splice(this.indexOf(messageId), 1);
    return true;
  }

  /** Position of the first message that is not older than the id. */
  indexOf(messageId: string): number {
    let low = 0;
    let high = this.records.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const record = this.records[middle];
      if (record && compareSnowflakes(record.message.id, messageId) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function isThreadType(type: number): boolean {
  return (
    type === ChannelType.publicThread ||
    type === ChannelType.privateThread ||
    type === ChannelType.announcementThread
  );
}
