import type { Channel, MessageRecord } from '../channel.ts';
import type { Context } from '../context.ts';
import type { Json } from '../form.ts';
import type { Guild } from '../guild.ts';
import { isPermitted } from '../interactions/commands.ts';
import type { Deadlines } from '../interactions/deadlines.ts';
import { refuseClient } from '../interactions/refused.ts';
import { submitInteraction } from '../interactions/submit.ts';
import { Permission } from '../permissions.ts';
import { addMember, dispatchMember, removeMember } from '../platform/guilds.ts';
import { createMessage, deleteMessage, type Place, placeOf } from '../platform/messages.ts';
import { addReaction, removeReaction } from '../platform/reactions.ts';
import { joinMentioned, wake } from '../rest/messages.ts';
import { dmChannel } from '../rest/users.ts';
import { readMessage } from '../validation/message.ts';
import type { Modal } from '../validation/modal.ts';
import {
  type Command,
  type CommandChoice,
  CommandType,
  type GuildMember,
  InteractionType,
  type Message,
  MessageFlag,
  MessageType,
  type User,
} from '../wire.ts';
import { commandBody, type FileInput, type Identified, type OptionValues } from './body.ts';
import { findButton, findSelect, type Within } from './find.ts';
import { choose, type FieldValue, modalBody } from './modal-body.ts';
import { Reply, type Until } from './reply.ts';

export interface DriverContext {
  context: Context;
  deadlines: Deadlines;
  until: Until;
}

export interface MemberInit {
  name: string;
  /** Discord's locale of their client, for example "fr". */
  locale?: string;
  roles?: readonly (Identified | string)[];
  /** false: direct messages from this server's bots are refused. */
  dmsOpen?: boolean;
  nick?: string;
}

export interface In {
  channel?: Channel | string;
}

/** A person at a Discord client: does what a client lets its user do, and sees what they would see. */
export class Member {
  readonly user: User;
  readonly guild: Guild;
  readonly #driver: DriverContext;

  constructor(driver: DriverContext, guild: Guild, user: User) {
    this.#driver = driver;
    this.guild = guild;
    this.user = user;
  }

  get id(): string {
    return this.user.id;
  }

  get name(): string {
    return this.user.global_name ?? this.user.username;
  }

  get mention(): string {
    return `<@${this.id}>`;
  }

  get locale(): string {
    return this.#world.locales.get(this.id) ?? 'en-US';
  }

  set locale(locale: string) {
    this.#world.locales.set(this.id, locale);
  }

  set dmsOpen(open: boolean) {
    if (open) this.#world.closedDms.delete(this.id);
    else this.#world.closedDms.add(this.id);
  }

  /** Runs a command: `alice.slash('/project show', { project: '3' })`. */
  async slash(line: string, options: OptionValues = {}, where: In = {}): Promise<Reply> {
    const data = commandBody(this.#world, this.guild, line, options);
    return this.#send(InteractionType.command, this.#channel(where.channel), { data }, line);
  }

  /** What the bot offers while this member types into an option. */
  async autocomplete(
    line: string,
    option: string,
    typed: string,
    otherOptions: OptionValues = {},
    where: In = {},
  ): Promise<CommandChoice[]> {
    const focused = { name: option, value: typed };
    const data = commandBody(this.#world, this.guild, line, otherOptions, focused);
    const channel = this.#channel(where.channel);
    const reply = await this.#send(InteractionType.autocomplete, channel, { data }, `${line} ${option}`);
    return reply.choices;
  }

  /** Opens a context menu on a member or a message. */
  async contextMenu(name: string, target: Identified | Message, where: In = {}): Promise<Reply> {
    const onMessage = 'channel_id' in target;
    const type = onMessage ? CommandType.message : CommandType.user;
    const channel = onMessage ? this.#channel(target.channel_id) : this.#channel(where.channel);
    const data = { name, type, target_id: target.id };
    return this.#send(InteractionType.command, channel, { data }, `"${name}"`);
  }

  /** Presses a button by label or custom_id. */
  async click(message: Message, labelOrCustomId: string, where: { in?: Within } = {}): Promise<Reply> {
    const button = findButton(message, labelOrCustomId, where.in);
    if (button.url !== undefined)
      refuseClient(`"${labelOrCustomId}" is a link, the bot hears nothing of it.`);
    const data = { component_type: button.type, custom_id: button.custom_id };
    return this.#onComponent(message, data, `"${labelOrCustomId}"`);
  }

  /** Chooses in a select, found by custom_id or placeholder; values by value or label, or things with an id. */
  async select(
    message: Message,
    name: string,
    values: string | Identified | readonly (string | Identified)[],
    where: { in?: Within } = {},
  ): Promise<Reply> {
    const select = findSelect(message, name, where.in);
    const list = Array.isArray(values) ? (values as readonly (string | Identified)[]) : [values as string];
    const chosen = list.map((value) => (typeof value === 'string' ? choose(select, value) : value.id));
    const data = { component_type: select.type, custom_id: select.custom_id, values: chosen };
    return this.#onComponent(message, data, `"${name}"`);
  }

  /** Submits the modal that is open; fields that are not named keep what the bot filled in. */
  async submitModal(
    opened: Reply | Modal,
    values: Readonly<Record<string, FieldValue>> = {},
  ): Promise<Reply> {
    const modal = opened instanceof Reply ? opened.modal : opened;
    const opener = this.#driver.context.interactions.openModals.get(this.id);
    if (!opener || opener.modal !== modal) {
      return refuseClient(`${this.name} does not have the modal "${modal.title}" open.`);
    }
    const data = modalBody(modal, values);
    return this.#send(InteractionType.modalSubmit, opener.channel, { data }, `modal "${modal.title}"`);
  }

  /** Sends exactly this body, as the HTTP door does. */
  async interact(body: Json): Promise<Reply> {
    const reply = new Reply('the interaction', this.#driver.until);
    this.#world.acted({ kind: 'interaction', userId: this.id, body });
    const interaction = submitInteraction(this.#driver.context, this.user, body, reply);
    this.#driver.deadlines.watch(interaction);
    return reply.first(interaction);
  }

  /** Writes a message. */
  say(
    where: Channel | string,
    content: string,
    options: { replyTo?: Message; files?: readonly FileInput[] } = {},
  ): Message {
    const channel = this.#channel(where);
    const place = placeOf(this.#world, channel);
    this.#requireSpeech(place);
    this.#world.acted({ kind: 'say', userId: this.id, body: { channel_id: channel.id, content } });
    const draft = readMessage(
      { content },
      (options.files ?? []).map((file, index) => ({
        index: String(index),
        filename: file.filename,
        contentType: file.contentType,
        bytes: Buffer.from(file.content),
      })),
    );
    wake(this.#world, place);
    const record = createMessage(this.#world, this.#driver.context.cdn, place, {
      author: this.user,
      draft,
      ...(options.replyTo
        ? {
            type: MessageType.reply,
            reference: { type: 0, channel_id: channel.id, message_id: options.replyTo.id },
            referenced: options.replyTo,
          }
        : {}),
    });
    joinMentioned(this.#world, place, record);
    return record.message;
  }

  /** Puts a reaction on a message, or takes their own off it. */
  react(message: Message, emoji: string, on = true): void {
    const place = placeOf(this.#world, this.#channel(message.channel_id));
    const record = place.channel.find(message.id);
    if (!record || !this.#isVisible(record)) return refuseClient(`${this.name} does not see the message.`);
    const isNew = !record.reactions.has(emoji);
    if (on && isNew && place.guild?.can(this.id, place.channel, Permission.ADD_REACTIONS) === false) {
      refuseClient(`${this.name} may not add reactions in #${place.channel.name}.`);
    }
    const body = { channel_id: message.channel_id, message_id: message.id, emoji, on };
    this.#world.acted({ kind: 'react', userId: this.id, body });
    (on ? addReaction : removeReaction)(this.#world, place, record, emoji, this.id);
  }

  /** Deletes a message of their own. */
  deleteMessage(message: Message): void {
    const place = placeOf(this.#world, this.#channel(message.channel_id));
    const record = place.channel.find(message.id) ?? refuseClient('The message is gone.');
    const may =
      message.author.id === this.id ||
      (place.guild?.can(this.id, place.channel, Permission.MANAGE_MESSAGES) ?? false) ||
      record.visibleTo === this.id;
    if (!may) refuseClient(`${this.name} may not delete this message.`);
    deleteMessage(this.#world, this.#driver.context.cdn, place, record);
  }

  /** The messages of a channel or thread that this member sees, oldest first. */
  sees(where: Channel | string): Message[] {
    const channel = typeof where === 'string' ? this.#world.channels.get(where) : where;
    if (!channel || !this.canSee(channel)) return [];
    return channel.records.filter((record) => this.#isVisible(record)).map((record) => record.message);
  }

  canSee(channel: Channel): boolean {
    const { guild } = placeOf(this.#world, channel);
    return guild ? guild.sees(this.id, channel) : channel.recipientId === this.id;
  }

  /** The direct messages between this member and the bot. */
  dms(): Message[] {
    const channel = this.#world.dmChannels.get(this.id);
    return channel ? this.sees(channel) : [];
  }

  /** The DM channel with the bot, opened if need be. */
  dmChannel(): Channel {
    return dmChannel(this.#world, this.user);
  }

  /** Threads that this member can open; archived ones too. */
  threads(): Channel[] {
    return this.guild.threads().filter((thread) => this.canSee(thread));
  }

  /** Messages that notified this member, in order: mentions, and everything in their DMs. */
  pings(): Message[] {
    const notifies = (channel: Channel, { message, pinged }: MessageRecord): boolean => {
      if (pinged.has(this.id)) return true;
      const silent = (message.flags & MessageFlag.suppressNotifications) !== 0;
      return channel.recipientId === this.id && message.author.id !== this.id && !silent;
    };
    return [...this.#world.channels.values()]
      .flatMap((channel) => channel.records.filter((record) => notifies(channel, record)))
      .map((record) => record.message)
      .sort((a, b) => Number(BigInt(a.id) - BigInt(b.id)));
  }

  /** Commands this member's client would offer in the channel. */
  commands(where?: Channel | string): Command[] {
    const channel = this.#channel(where);
    return [...this.#world.commands.values()].filter(
      (command) =>
        (command.guild_id === undefined || command.guild_id === this.guild.id) &&
        isPermitted(this.guild, channel, this.id, command),
    );
  }

  get data(): GuildMember | undefined {
    return this.guild.members.get(this.id);
  }

  addRole(role: Identified): void {
    this.#setRoles([...(this.data?.roles ?? []), role.id]);
  }

  removeRole(role: Identified): void {
    this.#setRoles((this.data?.roles ?? []).filter((id) => id !== role.id));
  }

  leave(): void {
    removeMember(this.#world, this.guild, this.id);
  }

  rejoin(): void {
    addMember(this.#world, this.guild, this.id, []);
  }

  #setRoles(roles: string[]): void {
    const member = this.data ?? refuseClient(`${this.name} is not in the server.`);
    member.roles = [...new Set(roles)];
    dispatchMember(this.#world, this.guild, member);
  }

  #isVisible({ visibleTo }: MessageRecord): boolean {
    return visibleTo === undefined || visibleTo === this.id;
  }

  #requireSpeech({ guild, channel }: Place): void {
    if (!guild) return;
    const permission = channel.isThread ? Permission.SEND_MESSAGES_IN_THREADS : Permission.SEND_MESSAGES;
    if (!guild.can(this.id, channel, permission))
      refuseClient(`${this.name} may not write in #${channel.name}.`);
    const locked = channel.data.thread_metadata?.locked === true;
    if (locked && !guild.can(this.id, channel, Permission.MANAGE_THREADS)) {
      refuseClient(`#${channel.name} is locked.`);
    }
  }

  /** The channel meant, or the first text channel in which this member may use commands. */
  #channel(where: Channel | string | undefined): Channel {
    if (typeof where === 'string') {
      return this.#world.channels.get(where) ?? refuseClient(`There is no channel ${where}.`);
    }
    if (where) return where;
    const found = [...this.guild.channels.values()].find(
      (channel) => channel.type === 0 && this.guild.can(this.id, channel, Permission.VIEW_CHANNEL),
    );
    return found ?? refuseClient(`${this.guild.name} has no text channel that ${this.name} sees.`);
  }

  async #onComponent(message: Message, data: Json, name: string): Promise<Reply> {
    const channel = this.#channel(message.channel_id);
    const body = { message_id: message.id, data };
    return this.#send(InteractionType.component, channel, body, name);
  }

  async #send(type: number, channel: Channel, body: Json, name: string): Promise<Reply> {
    const reply = new Reply(name, this.#driver.until);
    const full = { type, channel_id: channel.id, guild_id: channel.data.guild_id, ...body };
    this.#world.acted({ kind: 'interaction', userId: this.id, body: full });
    const interaction = submitInteraction(this.#driver.context, this.user, full, reply);
    this.#driver.deadlines.watch(interaction);
    return reply.first(interaction);
  }

  get #world(): Context['world'] {
    return this.#driver.context.world;
  }
}
