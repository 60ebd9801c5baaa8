import type { Channel, Member, Message } from '@nexus/simulator';
import { isPrivateThread, type Stage } from './stage.ts';
import { Transcript } from './transcript/transcript.ts';

/** A message of the bot that members can see, for the first time. */
export interface News {
  readonly channel: Channel;
  readonly message: Message;
  /** Members whom it notified. */
  readonly pinged: ReadonlySet<string>;
}

/** What the transcript shows of everything that happens: the members the story is about, and what concerns them. */
export class Picture {
  readonly transcript: Transcript;
  readonly #stage: Stage;
  readonly #members = new Set<string>();
  /** Messages of each channel that news() has told. */
  readonly #told = new Map<string, number>();
  /** Cards that were shown, as they looked. */
  readonly #cards = new Map<Message, string>();

  constructor(stage: Stage, write: (line: string) => void) {
    const { sim } = stage;
    this.#stage = stage;
    this.transcript = new Transcript(
      {
        nameOf: (id) =>
          sim.world.users.get(id)?.global_name ?? sim.world.users.get(id)?.username ?? 'somebody',
        channelName: (id) => sim.channel(id)?.name ?? 'a channel',
        zone: 'Africa/Lagos',
        now: () => sim.clock.now(),
      },
      write,
    );
  }

  add(member: Pick<Member, 'id'>): void {
    this.#members.add(member.id);
  }

  remove(member: Pick<Member, 'id'>): void {
    this.#members.delete(member.id);
  }

  has(member: Pick<Member, 'id'>): boolean {
    return this.#members.has(member.id);
  }

  /** What the bot wrote into channels, threads and direct messages since the last call, oldest first. */
  news(): News[] {
    const fresh: News[] = [];
    for (const channel of this.#stage.sim.world.channels.values()) {
      for (const { message, pinged, visibleTo } of channel.records.slice(this.#told.get(channel.id) ?? 0)) {
        const isOurs = message.author.id === this.#stage.sim.botUserId && WRITTEN.has(message.type);
        if (visibleTo === undefined && isOurs) fresh.push({ channel, message, pinged });
      }
      this.#told.set(channel.id, channel.records.length);
    }
    return fresh.sort((a, b) => (BigInt(a.message.id) < BigInt(b.message.id) ? -1 : 1));
  }

  show({ channel, message }: News): void {
    this.transcript.post(Date.parse(message.timestamp), placeOf(channel, this.#stage), message);
    this.#cards.set(message, looks(message));
  }

  /** Whether it is about, or for, somebody in the picture. */
  concerns({ channel, message, pinged }: News): boolean {
    const ids = [...this.#members];
    if (ids.some((id) => pinged.has(id) || channel.recipientId === id)) return true;
    if (isPrivateThread(channel)) return ids.some((id) => channel.threadMembers.has(id));
    const words = looks(message);
    return ids.some((id) => words.includes(`<@${id}>`));
  }

  /** Cards of the project channel that were shown and look different now. */
  showChanges(): void {
    const { projects } = this.#stage;
    for (const [message, before] of this.#cards) {
      if (message.channel_id !== projects.id || looks(message) === before) continue;
      this.transcript.post(
        this.#stage.sim.clock.now(),
        `#${projects.name}, where the card now reads`,
        message,
      );
      this.#cards.set(message, looks(message));
    }
  }
}

/** Message types that somebody wrote: others say that a member was added to a thread and the like. */
const WRITTEN = new Set([0, 19, 20, 23]);

function looks(message: Message): string {
  return JSON.stringify([message.content, message.components]);
}

function placeOf(channel: Channel, { sim, guild }: Stage): string {
  if (channel.isDm) return `Direct message to ${guild.member(channel.recipientId ?? '').name}`;
  if (!channel.isThread) return `#${channel.name}`;
  if (isPrivateThread(channel)) return `Private thread “${channel.name}”`;
  return `#${sim.channel(channel.data.parent_id ?? '')?.name ?? ''} › thread “${channel.name}”`;
}
