import type { Cdn } from '../cdn.ts';
import type { Channel, MessageRecord } from '../channel.ts';
import { DiscordError } from '../errors.ts';
import type { Guild } from '../guild.ts';
import { Intent } from '../intents.ts';
import { type AllowedMentions, PARSE_EVERYTHING } from '../validation/mentions.ts';
import { type AttachmentEntry, isEmpty, type MessageDraft, mentionText } from '../validation/message.ts';
import {
  type Attachment,
  type InteractionMetadata,
  type Message,
  MessageFlag,
  MessageType,
  type User,
} from '../wire.ts';
import type { World } from '../world.ts';
import { presentThread } from './guilds.ts';
import { placeMedia } from './media.ts';
import { resolveMentions } from './mentions.ts';

export interface Place {
  guild: Guild | undefined;
  channel: Channel;
}

export interface NewMessage {
  author: User;
  draft: MessageDraft;
  /** The first message of a forum post has the post's id. */
  id?: string;
  type?: number;
  flags?: number;
  visibleTo?: string | undefined;
  defaults?: AllowedMentions;
  interaction?: { id: string; metadata: InteractionMetadata; name: string | undefined; token: string };
  /** Who is mentioned by the message itself and not by its text. */
  mentioned?: User[];
  reference?: Message['message_reference'];
  referenced?: Message | undefined;
}

export function placeOf(world: World, channel: Channel): Place {
  const id = channel.data.guild_id;
  return { guild: id === undefined ? undefined : world.guilds.get(id), channel };
}

/** Puts a message into a channel, tells the bot, and notes whom it notified. */
export function createMessage(world: World, cdn: Cdn, place: Place, init: NewMessage): MessageRecord {
  const { channel, guild } = place;
  const { draft, author } = init;
  const ephemeral = init.visibleTo !== undefined;
  const files = storeFiles(world, cdn, channel.id, draft, ephemeral);
  const embeds = draft.embeds ?? [];
  const components = draft.components ?? [];
  const media = placeMedia(files, embeds, components);
  const message: Message = {
    id: init.id ?? world.ids.next(),
    type: init.type ?? MessageType.default,
    channel_id: channel.id,
    author,
    content: draft.content ?? '',
    timestamp: world.timestamp(),
    edited_timestamp: null,
    tts: draft.tts,
    mention_everyone: false,
    mentions: [],
    mention_roles: [],
    attachments: media.attachments,
    embeds,
    components,
    pinned: false,
    flags: (init.flags ?? 0) | (ephemeral ? MessageFlag.ephemeral : 0),
  };
  describeOrigin(world, message, init);
  const record: MessageRecord = {
    message,
    visibleTo: init.visibleTo,
    pinged: new Set(),
    interactionId: init.interaction?.id,
    reactions: new Map(),
    embedded: media.embedded,
    pinnedAt: undefined,
  };
  applyMentions(world, place, record, draft.allowedMentions ?? init.defaults ?? PARSE_EVERYTHING, true);
  if (init.mentioned) {
    message.mentions = init.mentioned;
    record.pinged = new Set(init.mentioned.map((user) => user.id));
  }
  for (const old of channel.add(record)) cdn.delete([...old.message.attachments, ...old.embedded]);
  if (!ephemeral) {
    channel.data.last_message_id = message.id;
    channel.lastActivity = world.clock.now();
    countInThread(channel, message);
  }
  dispatchMessage(world, place, 'MESSAGE_CREATE', record);
  if (guild) world.changed('message');
  return record;
}

function describeOrigin(world: World, message: Message, init: NewMessage): void {
  if (init.reference) message.message_reference = init.reference;
  if (init.referenced !== undefined) message.referenced_message = withoutReference(init.referenced);
  if (init.draft.nonce !== undefined) message.nonce = init.draft.nonce;
  if (!init.interaction) return;
  message.application_id = world.application.id;
  message.webhook_id = world.application.id;
  message.interaction_metadata = init.interaction.metadata;
  if (init.interaction.name !== undefined) {
    const { id, type, user } = init.interaction.metadata;
    message.interaction = { id, type, name: init.interaction.name, user };
  }
}

/** A quoted message does not quote again. */
function withoutReference(message: Message): Message {
  const { referenced_message: _quoted, ...rest } = message;
  return rest;
}

/** Discord's own messages do not count as talk. */
const UNCOUNTED: readonly number[] = [
  MessageType.threadStarter,
  MessageType.recipientAdd,
  MessageType.nameChange,
  MessageType.channelPinned,
];

function countInThread(channel: Channel, message: Message): void {
  if (!channel.isThread) return;
  if (UNCOUNTED.includes(message.type)) return;
  channel.data.message_count = (channel.data.message_count ?? 0) + 1;
  channel.data.total_message_sent = (channel.data.total_message_sent ?? 0) + 1;
  message.position = channel.data.message_count;
}

/** Changes what the draft names. Mentions are parsed again; an edit notifies nobody, finishing a deferred reply does. */
export function editMessage(
  world: World,
  cdn: Cdn,
  place: Place,
  record: MessageRecord,
  draft: MessageDraft,
  options: { defaults?: AllowedMentions; quiet?: boolean } = {},
): void {
  const { message } = record;
  const finishing = (message.flags & MessageFlag.loading) !== 0;
  const keptOrAll = [...message.attachments, ...record.embedded];
  const kept = draft.attachments ? keepNamed(keptOrAll, draft.attachments) : keptOrAll;
  const embeds = draft.embeds ?? message.embeds;
  const components = draft.components ?? message.components;
  const content = draft.content ?? message.content;
  // "The attachments array must contain all attachments that should be present after edit", new ones included.
  const uploads = draft.attachments
    ? draft.files.filter(({ index }) => draft.attachments?.some(({ id }) => id === index))
    : draft.files;
  if (isEmpty({ content, embeds, components, attachments: [...kept, ...uploads] })) {
    throw new DiscordError('emptyMessage');
  }
  const isPrivate = record.visibleTo !== undefined;
  const files = storeFiles(world, cdn, place.channel.id, { ...draft, files: uploads }, isPrivate);
  const media = placeMedia([...kept, ...files], embeds, components);
  Object.assign(message, { content, embeds, components, attachments: media.attachments });
  record.embedded = media.embedded;
  message.flags = editedFlags(message.flags, draft.flags) & ~MessageFlag.loading;
  if (finishing) {
    message.timestamp = world.timestamp();
  } else {
    message.edited_timestamp = world.timestamp();
  }
  const reparse =
    finishing || draft.content !== undefined || draft.components !== undefined || draft.allowedMentions;
  if (reparse) {
    applyMentions(
      world,
      place,
      record,
      draft.allowedMentions ?? options.defaults ?? PARSE_EVERYTHING,
      finishing,
    );
  }
  dispatchMessage(world, place, 'MESSAGE_UPDATE', record);
}

/** Attachments an edit names stay, with the description it gives them. */
function keepNamed(all: readonly Attachment[], entries: readonly AttachmentEntry[]): Attachment[] {
  return all.flatMap((attachment) => {
    const entry = entries.find(({ id }) => id === attachment.id);
    if (!entry) return [];
    if (entry.description !== undefined) attachment.description = entry.description;
    return [attachment];
  });
}

const EDITABLE = MessageFlag.suppressEmbeds;
const ADDABLE = MessageFlag.componentsV2;

/** Only SUPPRESS_EMBEDS can be switched; IS_COMPONENTS_V2 can be set and never be taken back. */
function editedFlags(flags: number, wanted: number | undefined): number {
  if (wanted === undefined) return flags;
  return (flags & ~EDITABLE) | (wanted & (EDITABLE | ADDABLE));
}

/** "The maximum request size when sending a message is 25 MiB" */
const REQUEST_BYTES = 25 * 1024 * 1024;

function storeFiles(
  world: World,
  cdn: Cdn,
  channelId: string,
  draft: MessageDraft,
  ephemeral: boolean,
): Attachment[] {
  const total = draft.files.reduce((sum, file) => sum + file.bytes.length, 0);
  if (total > REQUEST_BYTES) throw new DiscordError('entityTooLarge');
  return draft.files.map((file) => {
    if (file.bytes.length > world.limits.attachmentBytes) throw new DiscordError('entityTooLarge');
    const entry = draft.attachments?.find((candidate) => candidate.id === file.index);
    const { contentType, bytes } = file;
    const filename = entry?.filename ?? file.filename;
    const stored = { filename, bytes, contentType, description: entry?.description, title: entry?.title };
    return cdn.store(channelId, stored, ephemeral);
  });
}

function applyMentions(
  world: World,
  place: Place,
  record: MessageRecord,
  allowed: AllowedMentions,
  notify: boolean,
): void {
  const { message } = record;
  const text = mentionText(message.content, message.components);
  const replied = message.type === MessageType.reply ? (message.referenced_message ?? undefined) : undefined;
  const mentions = resolveMentions(world, place, message.author.id, text, allowed, replied);
  message.mentions = mentions.users;
  message.mention_roles = mentions.roleIds;
  message.mention_everyone = mentions.everyone;
  if (!notify) return;
  const silent = (message.flags & MessageFlag.suppressNotifications) !== 0;
  const audience = record.visibleTo;
  record.pinged = new Set(
    silent ? [] : [...mentions.pinged].filter((id) => audience === undefined || id === audience),
  );
}

export function deleteMessage(world: World, cdn: Cdn, place: Place, record: MessageRecord): void {
  const { channel, guild } = place;
  const { message } = record;
  if (!channel.remove(message.id)) return;
  cdn.delete([...message.attachments, ...record.embedded]);
  if (record.visibleTo !== undefined) {
    world.changed('message');
    return;
  }
  if (channel.isThread && !UNCOUNTED.includes(message.type)) {
    channel.data.message_count = Math.max(0, (channel.data.message_count ?? 0) - 1);
  }
  world.dispatch({
    event: 'MESSAGE_DELETE',
    data: { id: message.id, channel_id: channel.id, ...(guild ? { guild_id: guild.id } : {}) },
    intents: guild ? Intent.guildMessages : Intent.directMessages,
    guildId: guild?.id,
  });
}

/** MESSAGE_CREATE and MESSAGE_UPDATE; an ephemeral message is announced to nobody. */
export function dispatchMessage(world: World, place: Place, event: string, record: MessageRecord): void {
  const { guild } = place;
  if (record.visibleTo !== undefined || !botSees(world, place)) {
    world.changed('message');
    return;
  }
  const { message } = record;
  const member = guild?.members.get(message.author.id);
  const extra = guild ? { guild_id: guild.id, ...(member ? { member: withoutUser(member) } : {}) } : {};
  world.dispatch({
    event,
    data: { ...message, ...extra },
    withoutContent: mayRead(world, place, message) ? undefined : { ...hidden(message), ...extra },
    intents: guild ? Intent.guildMessages : Intent.directMessages,
    guildId: guild?.id,
  });
}

function botSees(world: World, { guild, channel }: Place): boolean {
  return guild ? guild.sees(world.bot.id, channel) : true;
}

export function withoutUser<T extends { user: unknown }>(member: T): Omit<T, 'user'> {
  const { user: _user, ...rest } = member;
  return rest;
}

/**
 * Without the message content intent a bot reads its own messages, DMs and messages that mention it.
 * https://discord.com/developers/docs/events/gateway#message-content-intent
 */
function mayRead(world: World, { guild }: Place, message: Message): boolean {
  const { id } = world.bot;
  return !guild || message.author.id === id || message.mentions.some((user) => user.id === id);
}

function hidden(message: Message): Message {
  return { ...message, content: '', embeds: [], attachments: [], components: [] };
}

/** A message as the bot reads it over REST. */
export function presentMessage(world: World, place: Place, message: Message): Message {
  const { nonce: _nonce, ...rest } = message;
  const readable = mayRead(world, place, message) || world.privilegedIntents.has('messageContent');
  const thread = world.channels.get(message.id);
  const shown: Message = readable ? rest : hidden(rest);
  return thread ? { ...shown, thread: presentThread(world, thread) } : shown;
}
