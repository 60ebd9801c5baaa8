import type { Channel } from '../../channel.ts';
import type { Member } from '../../driver/member.ts';
import { compareSnowflakes } from '../../snowflake.ts';
import { MessageFlag } from '../../wire.ts';

/** How far back unread messages are counted; more shows as this many. */
const LOOK_BACK = 200;

/** What each member has read and put away. Discord keeps it per account; the simulator's members have it here. */
export class Marks {
  /** Messages older than the page's first visitor are nobody's news; pings are, until they are read. */
  readonly #since: string;
  readonly #read = new Map<string, string>();
  readonly #dismissed = new Set<string>();

  constructor(since: string) {
    this.#since = since;
  }

  read(memberId: string, channelId: string, messageId: string): boolean {
    const key = `${memberId} ${channelId}`;
    const known = this.#read.get(key);
    if (known !== undefined && compareSnowflakes(messageId, known) <= 0) return false;
    this.#read.set(key, messageId);
    return true;
  }

  dismiss(messageId: string): void {
    this.#dismissed.add(messageId);
  }

  isDismissed(messageId: string): boolean {
    return this.#dismissed.has(messageId);
  }

  /** News in a channel for somebody: any at all, and how many that notified them. */
  count(member: Member, channel: Channel): { unread: boolean; pings: number } {
    const read = this.#read.get(`${member.id} ${channel.id}`);
    const { records } = channel;
    let unread = false;
    let pings = 0;
    for (let i = records.length - 1; i >= Math.max(0, records.length - LOOK_BACK); i--) {
      const record = records[i];
      if (!record || (read !== undefined && compareSnowflakes(record.message.id, read) <= 0)) break;
      const { message, visibleTo, pinged } = record;
      // What only they see comes as the answer to what they just did.
      if (message.author.id === member.id || visibleTo !== undefined) continue;
      const silent = (message.flags & MessageFlag.suppressNotifications) !== 0;
      if (pinged.has(member.id) || (channel.recipientId === member.id && !silent)) pings++;
      if (compareSnowflakes(message.id, read ?? this.#since) > 0) unread = true;
    }
    return { unread: unread || pings > 0, pings };
  }
}
