import type { Channel } from '../channel.ts';
import { DiscordError, refuse } from '../errors.ts';
import { type Fields, Form } from '../form.ts';
import type { Guild } from '../guild.ts';
import { Permission } from '../permissions.ts';
import { presentThread } from '../platform/guilds.ts';
import { createMessage, dispatchMessage, presentMessage } from '../platform/messages.ts';
import {
  AUTO_ARCHIVE_MINUTES,
  addThreadMember,
  createThread,
  markStarter,
  removeThreadMember,
  type ThreadInit,
} from '../platform/threads.ts';
import { compareSnowflakes } from '../snowflake.ts';
import { checkTags } from '../validation/channel.ts';
import { EMPTY_DRAFT, isEmpty, readMessage } from '../validation/message.ts';
import { ChannelType, MessageType } from '../wire.ts';
import { joinMentioned } from './messages.ts';
import { type Answer, type Call, NO_CONTENT, ok, type Route } from './route.ts';

export const threadRoutes: readonly Route[] = [
  { method: 'POST', path: '/channels/{channel_id}/messages/{message_id}/threads', handle: fromMessage },
  { method: 'POST', path: '/channels/{channel_id}/threads', handle: withoutMessage },
  { method: 'GET', path: '/channels/{channel_id}/thread-members', handle: listMembers },
  { method: 'GET', path: '/channels/{channel_id}/thread-members/{user_id}', handle: getMember },
  { method: 'PUT', path: '/channels/{channel_id}/thread-members/@me', handle: addMember },
  { method: 'PUT', path: '/channels/{channel_id}/thread-members/{user_id}', handle: addMember },
  { method: 'DELETE', path: '/channels/{channel_id}/thread-members/@me', handle: removeMember },
  { method: 'DELETE', path: '/channels/{channel_id}/thread-members/{user_id}', handle: removeMember },
  { method: 'GET', path: '/guilds/{guild_id}/threads/active', handle: listActive },
  { method: 'GET', path: '/channels/{channel_id}/threads/archived/public', handle: archivedPublic },
  { method: 'GET', path: '/channels/{channel_id}/threads/archived/private', handle: archivedPrivate },
  {
    method: 'GET',
    path: '/channels/{channel_id}/users/@me/threads/archived/private',
    handle: archivedJoined,
  },
];

/** https://discord.com/developers/docs/resources/channel#start-thread-from-message */
function fromMessage(call: Call): Answer {
  const { guild, channel } = call.guildPlace();
  const record = call.message({ guild, channel });
  if (channel.type !== ChannelType.text && channel.type !== ChannelType.announcement) refuse('channelType');
  call.need({ guild, channel }, Permission.CREATE_PUBLIC_THREADS);
  const fields = call.fields();
  const settings = readSettings(fields);
  fields.form.end();
  const { world } = call;
  if (world.channels.has(record.message.id)) refuse('threadExists');
  const thread = createThread(world, guild, channel, {
    ...settings,
    id: record.message.id,
    type: channel.type === ChannelType.text ? ChannelType.publicThread : ChannelType.announcementThread,
    ownerId: world.bot.id,
  });
  markStarter(record);
  dispatchMessage(world, { guild, channel }, 'MESSAGE_UPDATE', record);
  createMessage(
    world,
    call.context.cdn,
    { guild, channel: thread },
    {
      author: record.message.author,
      draft: EMPTY_DRAFT,
      type: MessageType.threadStarter,
      reference: { type: 0, channel_id: channel.id, message_id: record.message.id, guild_id: guild.id },
      referenced: record.message,
    },
  );
  return { status: 201, body: presentThread(world, thread) };
}

function readSettings(fields: Fields): Pick<ThreadInit, 'name' | 'autoArchiveMinutes' | 'rateLimitPerUser'> {
  const name = fields.text('name', { min: 1, max: 100, required: true }) ?? '';
  if (name !== '' && name.trim() === '') fields.fail('name', 'BASE_TYPE_REQUIRED', 'This field is required');
  return {
    name: name.trim(),
    autoArchiveMinutes: fields.choice('auto_archive_duration', AUTO_ARCHIVE_MINUTES) ?? 4320,
    rateLimitPerUser: fields.integer('rate_limit_per_user', { min: 0, max: 21_600 }) ?? 0,
  };
}

/** https://discord.com/developers/docs/resources/channel#start-thread-without-message and #start-thread-in-forum-or-media-channel */
function withoutMessage(call: Call): Answer {
  const { guild, channel } = call.guildPlace();
  if (channel.type === ChannelType.forum || channel.type === ChannelType.media) {
    return forumPost(call, guild, channel);
  }
  if (channel.type !== ChannelType.text && channel.type !== ChannelType.announcement) refuse('channelType');
  const fields = call.fields();
  const settings = readSettings(fields);
  const invitable = fields.boolean('invitable') ?? true;
  // Without `type` Discord makes it private.
  const type = fields.choice('type', [10, 11, 12]) ?? ChannelType.privateThread;
  const wrongPlace =
    (type === ChannelType.announcementThread) !== (channel.type === ChannelType.announcement);
  if (wrongPlace) fields.fail('type', 'CHANNEL_TYPE_INVALID', 'Invalid channel type');
  fields.form.end();
  call.approve();
  const isPrivate = type === ChannelType.privateThread;
  const place = { guild, channel };
  call.need(place, isPrivate ? Permission.CREATE_PRIVATE_THREADS : Permission.CREATE_PUBLIC_THREADS);
  const { world } = call;
  const thread = createThread(world, guild, channel, { ...settings, type, invitable, ownerId: world.bot.id });
  if (!isPrivate) {
    createMessage(world, call.context.cdn, place, {
      author: world.bot,
      draft: { ...EMPTY_DRAFT, content: settings.name },
      type: MessageType.threadCreated,
      reference: { type: 0, channel_id: thread.id, guild_id: guild.id },
    });
  }
  return { status: 201, body: presentThread(world, thread) };
}

function forumPost(call: Call, guild: Guild, forum: Channel): Answer {
  const { world } = call;
  const place = { guild, channel: forum };
  call.need(place, Permission.SEND_MESSAGES);
  const fields = Form.read(call.body ?? {});
  const settings = readSettings(fields);
  fields.passOver('type', 'invitable');
  const tags = fields.snowflakes('applied_tags', { max: 5 }) ?? [];
  fields.object('message', true);
  const moderated = checkTags(fields, forum, tags);
  fields.form.end();
  if (moderated) call.need(place, Permission.MANAGE_THREADS);
  const draft = readMessage(fields.given('message'), call.files, undefined, ['message']);
  call.approve();
  if (isEmpty({ ...draft, attachments: draft.files })) refuse('emptyMessage');
  if ((forum.data.flags & REQUIRE_TAG) !== 0 && tags.length === 0) refuse('tagRequired');
  const thread = createThread(world, guild, forum, {
    ...settings,
    type: ChannelType.publicThread,
    ownerId: world.bot.id,
    appliedTags: tags,
  });
  const at = { guild, channel: thread };
  const record = createMessage(world, call.context.cdn, at, {
    author: world.bot,
    draft,
    flags: draft.flags ?? 0,
    id: thread.id,
  });
  joinMentioned(world, at, record);
  forum.data.last_message_id = thread.id;
  const body = { ...presentThread(world, thread), message: presentMessage(world, at, record.message) };
  return { status: 201, body };
}

const REQUIRE_TAG = 1 << 4;

function threadOf(call: Call): { guild: Guild; channel: Channel } {
  const place = call.guildPlace();
  return place.channel.isThread ? place : refuse('channelType');
}

function listMembers(call: Call): Answer {
  const { guild, channel } = threadOf(call);
  if (!call.world.privilegedIntents.has('guildMembers')) refuse('missingAccess');
  const limit = call.queryInteger('limit', 100, 1, 100);
  const after = call.querySnowflake('after') ?? '0';
  const members = [...channel.threadMembers.values()];
  // Pages are given only together with the members; without them the list is whole.
  if (!call.queryFlag('with_member')) return ok(members);
  const page = members
    .filter((member) => compareSnowflakes(member.user_id, after) > 0)
    .sort((a, b) => compareSnowflakes(a.user_id, b.user_id))
    .slice(0, limit);
  return ok(page.map((member) => ({ ...member, member: guild.members.get(member.user_id) })));
}

function getMember(call: Call): Answer {
  const { guild, channel } = threadOf(call);
  const member = channel.threadMembers.get(call.userId('user_id')) ?? refuse('unknownMember');
  const whole = guild.members.get(member.user_id);
  return ok(call.queryFlag('with_member') ? { ...member, member: whole } : member);
}

/** https://discord.com/developers/docs/resources/channel#add-thread-member */
function addMember(call: Call): Answer {
  const { guild, channel } = threadOf(call);
  const { world } = call;
  const userId = call.params['user_id'] === undefined ? world.bot.id : call.param('user_id');
  if (channel.isArchived) refuse('archivedThread');
  if (!guild.members.has(userId)) refuse(world.users.has(userId) ? 'unknownMember' : 'unknownUser');
  const parent = guild.parentOf(channel);
  if (parent && !guild.sees(userId, parent)) throw new DiscordError('missingAccess');
  const place = { guild, channel };
  if (userId !== world.bot.id) call.need(place, Permission.SEND_MESSAGES_IN_THREADS);
  const user = world.users.get(userId);
  if (!addThreadMember(world, guild, channel, userId) || userId === world.bot.id || !user) return NO_CONTENT;
  // "Nexus added Alice to the thread", which notifies her.
  createMessage(world, call.context.cdn, place, {
    author: world.bot,
    draft: EMPTY_DRAFT,
    type: MessageType.recipientAdd,
    mentioned: [user],
  });
  return NO_CONTENT;
}

function removeMember(call: Call): Answer {
  const { guild, channel } = threadOf(call);
  const { world } = call;
  const userId = call.params['user_id'] === undefined ? world.bot.id : call.param('user_id');
  if (channel.isArchived) refuse('archivedThread');
  const ownPrivate = channel.type === ChannelType.privateThread && channel.data.owner_id === world.bot.id;
  if (userId !== world.bot.id && !ownPrivate) call.need({ guild, channel }, Permission.MANAGE_THREADS);
  if (!channel.threadMembers.has(userId)) refuse('unknownMember');
  removeThreadMember(world, guild, channel, userId);
  return NO_CONTENT;
}

function listActive(call: Call): Answer {
  const guild = call.guild();
  const threads = guild
    .activeThreads()
    .filter((thread) => guild.sees(call.world.bot.id, thread))
    .reverse();
  return ok({
    threads: threads.map((thread) => presentThread(call.world, thread)),
    members: ownMemberships(call, threads),
    has_more: false,
  });
}

function toList(call: Call, threads: readonly Channel[]): Answer {
  const limit = call.queryInteger('limit', 50, 2, 100);
  const before = call.query['before'];
  const time = (thread: Channel): string => thread.data.thread_metadata?.archive_timestamp ?? '';
  const sorted = [...threads]
    .filter((thread) => before === undefined || Date.parse(time(thread)) < Date.parse(before))
    .sort((a, b) => time(b).localeCompare(time(a)));
  return list(call, sorted, limit);
}

function list(call: Call, sorted: readonly Channel[], limit: number): Answer {
  const page = sorted.slice(0, limit);
  return ok({
    threads: page.map((thread) => presentThread(call.world, thread)),
    members: ownMemberships(call, page),
    has_more: sorted.length > limit,
  });
}

function ownMemberships(call: Call, threads: readonly Channel[]): unknown[] {
  return threads.flatMap((thread) => thread.threadMembers.get(call.world.bot.id) ?? []);
}

function archivedOf(call: Call, types: readonly number[]): Channel[] {
  const { guild, channel } = call.guildPlace();
  call.need({ guild, channel }, Permission.READ_MESSAGE_HISTORY);
  return guild
    .threads()
    .filter(
      (thread) => thread.data.parent_id === channel.id && thread.isArchived && types.includes(thread.type),
    );
}

function archivedPublic(call: Call): Answer {
  return toList(call, archivedOf(call, [ChannelType.publicThread, ChannelType.announcementThread]));
}

function archivedPrivate(call: Call): Answer {
  call.need(call.guildPlace(), Permission.MANAGE_THREADS);
  return toList(call, archivedOf(call, [ChannelType.privateThread]));
}

/** Unlike the other two these are ordered by id, and `before` is a thread's id: resources/channel#list-joined-private-archived-threads */
function archivedJoined(call: Call): Answer {
  const before = call.querySnowflake('before');
  const limit = call.queryInteger('limit', 50, 2, 100);
  const threads = archivedOf(call, [ChannelType.privateThread])
    .filter((thread) => thread.threadMembers.has(call.world.bot.id))
    .filter((thread) => before === undefined || compareSnowflakes(thread.id, before) < 0)
    .sort((a, b) => compareSnowflakes(b.id, a.id));
  return list(call, threads, limit);
}
