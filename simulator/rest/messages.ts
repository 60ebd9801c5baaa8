import type { Channel, MessageRecord } from '../channel.ts';
import { DiscordError, refuse } from '../errors.ts';
import { Intent } from '../intents.ts';
import { Permission } from '../permissions.ts';
import {
  createMessage,
  deleteMessage,
  editMessage,
  type Place,
  presentMessage,
} from '../platform/messages.ts';
import { addThreadMember, dispatchThread, setArchived } from '../platform/threads.ts';
import { snowflakeTime } from '../snowflake.ts';
import { isEmpty, type MessageDraft, readMessage } from '../validation/message.ts';
import { ChannelType, type Message, MessageFlag, MessageType } from '../wire.ts';
import type { World } from '../world.ts';
import { type Answer, type Call, NO_CONTENT, ok, type Route } from './route.ts';

export const messageRoutes: readonly Route[] = [
  { method: 'GET', path: '/channels/{channel_id}/messages', handle: list },
  { method: 'POST', path: '/channels/{channel_id}/messages', handle: create },
  { method: 'POST', path: '/channels/{channel_id}/messages/bulk-delete', handle: bulkDelete },
  { method: 'GET', path: '/channels/{channel_id}/messages/{message_id}', handle: get },
  { method: 'PATCH', path: '/channels/{channel_id}/messages/{message_id}', handle: edit },
  { method: 'DELETE', path: '/channels/{channel_id}/messages/{message_id}', handle: remove },
  { method: 'POST', path: '/channels/{channel_id}/messages/{message_id}/crosspost', handle: crosspost },
  { method: 'POST', path: '/channels/{channel_id}/typing', handle: typing },
];

/** https://discord.com/developers/docs/resources/message#create-message */
function create(call: Call): Answer {
  const { world } = call;
  const place = call.place();
  const draft = readMessage(call.body, call.files);
  call.approve();
  requireSendable(call, place);
  const known = rememberedNonce(world, draft);
  if (known) return known;
  if (isEmpty({ ...draft, attachments: draft.files })) refuse('emptyMessage');
  requireParts(call, place, draft);
  const quoted = quotedMessage(call, place, draft);
  wake(world, place);
  const record = createMessage(world, call.context.cdn, place, {
    author: world.bot,
    draft,
    flags:
      (draft.flags ?? 0) &
      (MessageFlag.suppressEmbeds | MessageFlag.suppressNotifications | MessageFlag.componentsV2),
    ...quoted,
  });
  joinMentioned(world, place, record);
  rememberNonce(world, draft, record.message);
  return ok(withNonce(presentMessage(world, place, record.message), draft.nonce));
}

const SENDABLE: readonly number[] = [
  ChannelType.text,
  ChannelType.dm,
  ChannelType.voice,
  ChannelType.announcement,
  ChannelType.announcementThread,
  ChannelType.publicThread,
  ChannelType.privateThread,
  ChannelType.stage,
];

/** May the bot speak here at all? */
function requireSendable(call: Call, place: Place): void {
  const { channel } = place;
  const { world } = call;
  if (channel.type === ChannelType.forum || channel.type === ChannelType.media) refuse('forumChannel');
  if (!SENDABLE.includes(channel.type)) refuse('nonTextChannel');
  if (channel.recipientId !== undefined) {
    if (!world.sharesGuild(channel.recipientId)) refuse('noMutualGuilds');
    if (world.closedDms.has(channel.recipientId)) refuse('cannotDm');
    return;
  }
  call.need(place, channel.isThread ? Permission.SEND_MESSAGES_IN_THREADS : Permission.SEND_MESSAGES);
  // A message wakes an archived thread unless it is locked, whoever sends it: topics/threads#active-&-archived-threads
  if (channel.isArchived && channel.data.thread_metadata?.locked) refuse('archivedThread');
  call.needUnlocked(place);
}

function requireParts(call: Call, place: Place, draft: MessageDraft): void {
  if (draft.files.length > 0) call.need(place, Permission.ATTACH_FILES);
  if (draft.embeds?.length) call.need(place, Permission.EMBED_LINKS);
  if (draft.tts) call.need(place, Permission.SEND_TTS_MESSAGES);
}

function quotedMessage(
  call: Call,
  place: Place,
  draft: MessageDraft,
): { type?: number; reference?: Message['message_reference']; referenced?: Message } {
  const { reference } = draft;
  if (!reference) return {};
  if (!call.botCan(place, Permission.READ_MESSAGE_HISTORY)) refuse('cannotReply');
  const { channel } = place;
  const elsewhere = reference.channelId !== undefined && reference.channelId !== channel.id;
  const record = elsewhere ? undefined : channel.find(reference.messageId);
  if (!record || record.visibleTo !== undefined) {
    if (!reference.failIfNotExists) return {};
    const code = { code: 'REPLIES_UNKNOWN_MESSAGE', message: 'Unknown message' };
    throw new DiscordError('invalidFormBody', { message_reference: { _errors: [code] } });
  }
  if (isSystem(record.message)) {
    const code = {
      code: 'REPLIES_CANNOT_REPLY_TO_SYSTEM_MESSAGE',
      message: 'Cannot reply to a system message',
    };
    throw new DiscordError('invalidFormBody', { message_reference: { _errors: [code] } });
  }
  const guildId = channel.data.guild_id;
  return {
    type: MessageType.reply,
    reference: {
      type: 0,
      channel_id: channel.id,
      message_id: reference.messageId,
      ...(guildId === undefined ? {} : { guild_id: guildId }),
    },
    referenced: record.message,
  };
}

/** A message into an archived thread that is not locked wakes it; that needs room among the active ones. */
export function wake(world: World, { guild, channel }: Place): void {
  if (!guild || !channel.isArchived) return;
  setArchived(world, guild, channel, false);
  dispatchThread(world, guild, 'THREAD_UPDATE', channel, false);
}

/** Who is mentioned in a thread becomes a member of it; who writes, too. */
export function joinMentioned(world: World, { guild, channel }: Place, record: MessageRecord): void {
  if (!guild || !channel.isThread) return;
  const { author, mentions } = record.message;
  addThreadMember(world, guild, channel, author.id);
  const parent = guild.parentOf(channel);
  for (const user of mentions) {
    if (parent && guild.sees(user.id, parent)) {
      addThreadMember(world, guild, channel, user.id);
      (record.pinged as Set<string>).add(user.id);
    }
  }
}

/** The nonces of the past few minutes, with the message each made; per bot account, over all channels. */
const nonces = new WeakMap<World, Map<string, { message: Message; channel: Channel; at: number }>>();

function rememberedNonce(world: World, draft: MessageDraft): Answer | undefined {
  if (!draft.enforceNonce || draft.nonce === undefined) return undefined;
  const known = nonces.get(world)?.get(String(draft.nonce));
  if (!known || world.clock.elapsed() - known.at > world.limits.nonceWindowMs) return undefined;
  const record = known.channel.find(known.message.id);
  if (!record) return refuse('unknownMessage');
  const place = { channel: known.channel, guild: world.guilds.get(known.channel.data.guild_id ?? '') };
  return ok(withNonce(presentMessage(world, place, record.message), draft.nonce));
}

function rememberNonce(world: World, draft: MessageDraft, message: Message): void {
  const channel = world.channels.get(message.channel_id);
  if (draft.nonce === undefined || !channel) return;
  const known = nonces.get(world) ?? new Map<string, { message: Message; channel: Channel; at: number }>();
  nonces.set(world, known);
  const now = world.clock.elapsed();
  for (const [nonce, { at }] of known) {
    if (now - at <= world.limits.nonceWindowMs) break;
    known.delete(nonce);
  }
  known.delete(String(draft.nonce));
  known.set(String(draft.nonce), { message, channel, at: now });
}

function withNonce(message: Message, nonce: string | number | undefined): Message {
  return nonce === undefined ? message : { ...message, nonce };
}

/** https://discord.com/developers/docs/resources/message#get-channel-messages */
function list(call: Call): Answer {
  const place = call.place();
  const limit = call.queryInteger('limit', 50, 1, 100);
  const [around, earlier, after] = readPosition(call);
  if (!call.botCan(place, Permission.READ_MESSAGE_HISTORY)) return ok([]);
  const { channel } = place;
  let page: MessageRecord[];
  if (around !== undefined) {
    const middle = channel.indexOf(around);
    const older = before(channel, middle, Math.floor(limit / 2));
    page = [...older, ...from(channel, middle, limit - older.length)];
  } else if (after !== undefined) {
    page = from(channel, channel.indexOf(after) + (channel.find(after) ? 1 : 0), limit);
  } else {
    page = before(channel, earlier === undefined ? channel.records.length : channel.indexOf(earlier), limit);
  }
  return ok(page.reverse().map((record) => presentMessage(call.world, place, record.message)));
}

/** "The before, after, and around parameters are mutually exclusive, only one may be passed at a time." */
function readPosition(call: Call): (string | undefined)[] {
  const names = ['around', 'before', 'after'];
  const given = names.filter((name) => call.query[name] !== undefined);
  if (given.length > 1) {
    const error = { code: 'MUTUALLY_EXCLUSIVE', message: `Only one of ${given.join(', ')} may be passed` };
    throw new DiscordError('invalidFormBody', { [given[1] ?? '']: { _errors: [error] } });
  }
  return names.map((name) => call.querySnowflake(name));
}

/** Up to `limit` messages before this position that everybody sees, oldest first. */
function before(channel: Channel, end: number, limit: number): MessageRecord[] {
  const page: MessageRecord[] = [];
  for (let at = end - 1; at >= 0 && page.length < limit; at--) {
    const record = channel.records[at];
    if (record?.visibleTo === undefined && record) page.push(record);
  }
  return page.reverse();
}

function from(channel: Channel, start: number, limit: number): MessageRecord[] {
  const page: MessageRecord[] = [];
  for (let at = start; at < channel.records.length && page.length < limit; at++) {
    const record = channel.records[at];
    if (record?.visibleTo === undefined && record) page.push(record);
  }
  return page;
}

function get(call: Call): Answer {
  const place = call.place();
  call.need(place, Permission.READ_MESSAGE_HISTORY);
  return ok(presentMessage(call.world, place, call.message(place).message));
}

/** https://discord.com/developers/docs/resources/message#edit-message */
function edit(call: Call): Answer {
  const { world } = call;
  const place = call.place();
  const record = call.message(place);
  const { message } = record;
  const own = message.author.id === world.bot.id;
  const draft = readMessage(call.body, call.files, message);
  call.approve();
  if (!own) {
    const onlyFlags = Object.keys(call.body ?? {}).every((key) => key === 'flags');
    if (!onlyFlags) refuse('editAnotherUsersMessage');
    call.need(place, Permission.MANAGE_MESSAGES);
  }
  if (isSystem(message)) refuse('systemMessage');
  if (draft.files.length > 0) call.need(place, Permission.ATTACH_FILES);
  if (place.channel.isArchived) refuse('archivedThread');
  call.needUnlocked(place);
  if (world.clock.now() - Date.parse(message.timestamp) > HOUR_MS) {
    call.limitHidden(
      'oldEdit',
      place,
      'Maximum number of edits to messages older than 1 hour reached.',
      30046,
    );
  }
  editMessage(world, call.context.cdn, place, record, draft);
  return ok(presentMessage(world, place, message));
}

const HOUR_MS = 60 * 60_000;

const EDITABLE_TYPES: readonly number[] = [
  MessageType.default,
  MessageType.reply,
  MessageType.chatInputCommand,
  MessageType.contextMenuCommand,
];

function isSystem(message: Message): boolean {
  return !EDITABLE_TYPES.includes(message.type);
}

function remove(call: Call): Answer {
  const place = call.place();
  const record = call.message(place);
  const own = record.message.author.id === call.world.bot.id;
  if (!own && place.channel.isDm) refuse('dmChannelAction');
  if (!own) call.need(place, Permission.MANAGE_MESSAGES);
  if (record.message.type === MessageType.threadStarter) refuse('systemMessage');
  // Deleting is the one thing that can be done in an archived thread, unless it is locked as well.
  if (place.channel.isArchived) call.needUnlocked(place);
  deleteMessage(call.world, call.context.cdn, place, record);
  return NO_CONTENT;
}

const TWO_WEEKS_MS = 14 * 24 * 60 * 60_000;

/** https://discord.com/developers/docs/resources/message#bulk-delete-messages */
function bulkDelete(call: Call): Answer {
  const place = call.guildPlace();
  call.need(place, Permission.MANAGE_MESSAGES);
  const fields = call.fields();
  const ids = fields.snowflakes('messages', { required: true }) ?? [];
  if (!fields.form.failed && (ids.length < 2 || ids.length > 100)) refuse('bulkDeleteCount');
  fields.form.end();
  const oldest = call.world.clock.now() - TWO_WEEKS_MS;
  if (ids.some((id) => snowflakeTime(id) < oldest)) refuse('tooOldToBulkDelete');
  for (const id of ids) {
    const record = place.channel.find(id);
    if (record && record.visibleTo === undefined) {
      place.channel.remove(id);
      call.context.cdn.delete(record.message.attachments);
    }
  }
  call.world.dispatch({
    event: 'MESSAGE_DELETE_BULK',
    data: { ids, channel_id: place.channel.id, guild_id: place.guild.id },
    intents: Intent.guildMessages,
    guildId: place.guild.id,
  });
  return NO_CONTENT;
}

function crosspost(call: Call): Answer {
  const place = call.guildPlace();
  const record = call.message(place);
  if (place.channel.type !== ChannelType.announcement) refuse('channelType');
  call.need(place, Permission.SEND_MESSAGES);
  if (record.message.author.id !== call.world.bot.id) call.need(place, Permission.MANAGE_MESSAGES);
  if (record.message.flags & MessageFlag.crossposted) refuse('alreadyCrossposted');
  record.message.flags |= MessageFlag.crossposted;
  return ok(presentMessage(call.world, place, record.message));
}

function typing(call: Call): Answer {
  const place = call.place();
  requireSendable(call, place);
  return NO_CONTENT;
}
