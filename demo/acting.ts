import type { Channel, Member, Message, Modal, OptionValues, Reply } from '../simulator/index.ts';
import type { Stage } from './stage.ts';
import { Transcript } from './transcript/transcript.ts';

/** A message somebody could see for the first time. */
export interface News {
  readonly channel: Channel;
  readonly message: Message;
  /** Members whom it notified. */
  readonly pinged: ReadonlySet<string>;
}

/** Members acting through their clients; what those in the picture do and see is written down. */
export class Acting {
  readonly transcript: Transcript;
  /** The members the story is about. */
  readonly inPicture = new Set<string>();
  readonly #stage: Stage;
  readonly #seen = new Map<string, number>();

  constructor(stage: Stage, write: (line: string) => void) {
    this.#stage = stage;
    const { sim } = stage;
    const reader = {
      nameOf: (id: string) =>
        sim.world.users.get(id)?.global_name ?? sim.world.users.get(id)?.username ?? 'somebody',
      channelName: (id: string) => sim.channel(id)?.name ?? 'a channel',
      zone: 'Africa/Lagos',
      now: () => sim.clock.now(),
    };
    this.transcript = new Transcript(reader, write);
  }

  async slash(member: Member, line: string, options: OptionValues = {}): Promise<Reply> {
    this.#say(member, `types ${line}${this.#typed(member, line, options)}`);
    const channel =
      line.startsWith('/setup') || line.startsWith('/cohort') ? {} : { channel: this.#stage.projects };
    return this.#shown(member, await member.slash(line, options, channel));
  }

  async click(member: Member, message: Message, label: string, nth?: number): Promise<Reply> {
    this.#say(member, `presses [${label}]`);
    return this.#shown(member, await member.click(message, label, nth === undefined ? {} : { in: nth }));
  }

  async submit(member: Member, form: Modal, values: Readonly<Record<string, string>>): Promise<Reply> {
    const typed = Object.entries(values).map(([label, value]) => `${label}: “${value}”`);
    this.#say(member, `fills in “${form.title}” · ${typed.join(' · ')}`);
    return this.#shown(member, await member.submitModal(form, values));
  }

  /** Messages in channels, threads and direct messages since the last time this was asked, oldest first. */
  news(): News[] {
    const fresh: News[] = [];
    for (const channel of this.#stage.sim.world.channels.values()) {
      const { records } = channel;
      for (let at = this.#seen.get(channel.id) ?? 0; at < records.length; at++) {
        const record = records[at];
        if (record === undefined || record.visibleTo !== undefined) continue;
        if (record.message.author.id !== this.#stage.sim.botUserId) continue;
        fresh.push({ channel, message: record.message, pinged: record.pinged });
      }
      this.#seen.set(channel.id, records.length);
    }
    return fresh.sort((a, b) => (BigInt(a.message.id) < BigInt(b.message.id) ? -1 : 1));
  }

  /** Writes down a message where it stands. */
  show({ channel, message }: Pick<News, 'channel' | 'message'>): void {
    this.transcript.post(placeOf(channel, this.#stage), message);
  }

  shows(member: Member): boolean {
    return this.inPicture.has(member.id);
  }

  #say(member: Member, what: string): void {
    if (this.shows(member)) this.transcript.action(member.name, what);
  }

  async #shown(member: Member, reply: Reply): Promise<Reply> {
    if (!this.shows(member) || reply.response === 'modal') return reply;
    // The private answer may change once more, when what it speaks of stands in the channel.
    await this.#stage.settle();
    this.transcript.whisper(member.name, reply.message);
    return reply;
  }

  /** Options as a client shows them: choices by their name, channels and people by theirs. */
  #typed(member: Member, line: string, options: OptionValues): string {
    const [name, sub] = line.replace('/', '').split(' ');
    const command = member.commands().find((each) => each.name === name);
    const known = command?.options?.find((option) => option.name === sub)?.options ?? command?.options ?? [];
    const words = (key: string, value: NonNullable<OptionValues[string]>): string => {
      const choice = known
        .find((option) => option.name === key)
        ?.choices?.find((each) => each.value === value);
      if (choice !== undefined) return choice.name;
      if (typeof value !== 'object') return String(value);
      return 'name' in value ? `#${value.name}` : '(a person)';
    };
    return Object.entries(options)
      .flatMap(([key, value]) => (value === undefined ? [] : [`  ${key}: ${shortened(words(key, value))}`]))
      .join('');
  }
}

function placeOf(channel: Channel, { sim, guild }: Stage): string {
  if (channel.isDm) return `Direct message to ${guild.member(channel.recipientId ?? '').name}`;
  if (!channel.isThread) return `#${channel.name}`;
  const isPrivate = channel.type === 12;
  const parent = sim.channel(channel.data.parent_id ?? '')?.name ?? '';
  return isPrivate ? `Private thread “${channel.name}”` : `#${parent} › thread “${channel.name}”`;
}

/** Long texts stand in full on the card below. */
function shortened(words: string): string {
  return words.length <= 60 ? words : `${words.slice(0, 59)}…`;
}
