import type { Channel, Member, Message, Modal, OptionValues, Reply } from '@nexus/simulator';
import { truncated } from '../src/platform/text.ts';
import type { Picture } from './picture.ts';
import type { Stage } from './stage.ts';

/** Members acting through their clients; what those in the picture do, and what they alone see, is written down. */
export class Acting {
  readonly #stage: Stage;
  readonly #picture: Picture;

  constructor(stage: Stage, picture: Picture) {
    this.#stage = stage;
    this.#picture = picture;
  }

  /** In the project channel, unless another is named. */
  async slash(
    member: Member,
    line: string,
    options: OptionValues = {},
    channel = this.#stage.projects,
  ): Promise<Reply> {
    this.#say(member, `types ${line}${this.#typed(member, line, options)}`);
    return this.#shown(member, await member.slash(line, options, { channel }));
  }

  /** `value`: of the choice, as the message offers it. */
  async select(member: Member, message: Message, placeholder: string, value: string): Promise<Reply> {
    this.#say(member, `chooses from [${placeholder}]`);
    return this.#shown(member, await member.select(message, placeholder, value));
  }

  async click(member: Member, message: Message, label: string, nth?: number): Promise<Reply> {
    this.#say(member, `presses [${label}]`);
    return this.#shown(member, await member.click(message, label, nth === undefined ? {} : { in: nth }));
  }

  /** What somebody writes themselves. */
  write(member: Member, words: string, channel: Channel): Message {
    this.#say(member, `writes in “${channel.name ?? ''}”: ${words}`);
    return member.say(channel, words);
  }

  /** A command of the menu on a message. */
  async menu(member: Member, name: string, message: Message): Promise<Reply> {
    this.#say(member, `chooses Apps › ${name} on “${truncated(message.content, 60)}”`);
    return this.#shown(member, await member.contextMenu(name, message));
  }

  async submit(member: Member, form: Modal, values: Readonly<Record<string, string>>): Promise<Reply> {
    const typed = Object.entries(values).map(([label, value]) => `${label}: “${value}”`);
    this.#say(member, `fills in “${form.title}” · ${typed.join(' · ')}`);
    return this.#shown(member, await member.submitModal(form, values));
  }

  #say(member: Member, what: string): void {
    if (this.#picture.has(member))
      this.#picture.transcript.action(this.#stage.sim.clock.now(), member.name, what);
  }

  async #shown(member: Member, reply: Reply): Promise<Reply> {
    if (!this.#picture.has(member) || reply.response === 'modal') return reply;
    // The private answer may change once more, when what it speaks of stands in the channel.
    await this.#stage.settle();
    this.#picture.transcript.whisper(member.name, reply.message);
    return reply;
  }

  /** Options as a client shows them: choices by their name, channels by theirs; long texts stand in full on the card. */
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
      if ('filename' in value) return value.filename;
      return 'name' in value ? `#${value.name}` : '(a person)';
    };
    return Object.entries(options)
      .flatMap(([key, value]) =>
        value === undefined ? [] : [`  ${key}: ${truncated(words(key, value), 60)}`],
      )
      .join('');
  }
}
