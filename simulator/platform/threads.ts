import { Channel, type MessageRecord } from '../channel.ts';
import { DiscordError, refuse } from '../errors.ts';
import type { Guild } from '../guild.ts';
import { Intent } from '../intents.ts';
import { type ChannelData, ChannelType, MessageFlag, type ThreadMember } from '../wire.ts';
import type { World } from '../world.ts';
import { presentThread } from './guilds.ts';

export const AUTO_ARCHIVE_MINUTES: readonly number[] = [60, 1440, 4320, 10080];

export interface ThreadInit {
  /** A thread on a message has the message's id. */
  id?: string;
  type: number;
  name: string;
  ownerId: string;
  autoArchiveMinutes: number;
  rateLimitPerUser: number;
  invitable?: boolean;
  appliedTags?: string[];
}

/** Opens a thread with its owner as first member. Throws 160006 when the server has too many active ones. */
export function createThread(world: World, guild: Guild, parent: Channel, init: ThreadInit): Channel {
  requireRoom(world, guild);
  const now = world.timestamp();
  const data: ChannelData = {
    id: init.id ?? world.ids.next(),
    type: init.type,
    flags: 0,
    guild_id: guild.id,
    parent_id: parent.id,
    owner_id: init.ownerId,
    name: init.name,
    last_message_id: null,
    rate_limit_per_user: init.rateLimitPerUser,
    message_count: 0,
    total_message_sent: 0,
    member_count: 0,
    thread_metadata: {
      archived: false,
      archive_timestamp: now,
      auto_archive_duration: init.autoArchiveMinutes,
      locked: false,
      create_timestamp: now,
    },
  };
  if (data.thread_metadata && init.type === ChannelType.privateThread) {
    data.thread_metadata.invitable = init.invitable ?? true;
  }
  if (init.appliedTags) data.applied_tags = init.appliedTags;
  const options = { keepMessages: world.limits.keepMessages, now: world.clock.now() };
  const thread = new Channel(data, options);
  guild.channels.set(thread.id, thread);
  world.channels.set(thread.id, thread);
  join(world, thread, init.ownerId);
  if (guild.sees(world.bot.id, thread)) dispatchThread(world, guild, 'THREAD_CREATE', thread, true);
  return thread;
}

/** Marks the message a thread hangs on. */
export function markStarter(record: MessageRecord): void {
  record.message.flags |= MessageFlag.hasThread;
}

function requireRoom(world: World, guild: Guild): void {
  if (guild.activeThreads().length >= world.limits.activeThreads) refuse('maxActiveThreads');
}

function join(world: World, thread: Channel, userId: string): ThreadMember {
  const member: ThreadMember = {
    id: thread.id,
    user_id: userId,
    join_timestamp: world.timestamp(),
    flags: 1,
  };
  thread.threadMembers.set(userId, member);
  thread.data.member_count = Math.min(50, thread.threadMembers.size);
  return member;
}

/** Adds a member; false when they are in it already. */
export function addThreadMember(world: World, guild: Guild, thread: Channel, userId: string): boolean {
  if (thread.threadMembers.has(userId)) return false;
  if (thread.threadMembers.size >= 1000) throw new DiscordError('maxThreadMembers');
  const member = join(world, thread, userId);
  // With the member, and a presence for who has the intent: events/gateway-events#thread-members-update
  const added = { ...member, member: guild.members.get(userId), presence: null };
  dispatchMembers(world, guild, thread, userId, { added_members: [added] });
  if (userId === world.bot.id && thread.type === ChannelType.privateThread) {
    dispatchThread(world, guild, 'THREAD_CREATE', thread, false);
  }
  return true;
}

export function removeThreadMember(world: World, guild: Guild, thread: Channel, userId: string): void {
  if (!thread.threadMembers.delete(userId)) return;
  thread.data.member_count = Math.min(50, thread.threadMembers.size);
  dispatchMembers(world, guild, thread, userId, { removed_member_ids: [userId] });
}

function dispatchMembers(
  world: World,
  guild: Guild,
  thread: Channel,
  userId: string,
  change: { added_members?: ThreadMember[]; removed_member_ids?: string[] },
): void {
  world.dispatch({
    event: 'THREAD_MEMBERS_UPDATE',
    data: { id: thread.id, guild_id: guild.id, member_count: thread.data.member_count, ...change },
    // Without the members intent only changes of the bot's own membership are sent.
    intents: userId === world.bot.id ? Intent.guilds : Intent.guildMembers,
    guildId: guild.id,
  });
}

export function setArchived(world: World, guild: Guild, thread: Channel, archived: boolean): void {
  const metadata = thread.data.thread_metadata;
  if (!metadata || metadata.archived === archived) return;
  if (!archived) requireRoom(world, guild);
  metadata.archived = archived;
  metadata.archive_timestamp = world.timestamp();
  thread.lastActivity = world.clock.now();
}

export function dispatchThread(
  world: World,
  guild: Guild,
  event: string,
  thread: Channel,
  isNew: boolean,
): void {
  world.dispatch({
    event,
    data: isNew ? { ...presentThread(world, thread), newly_created: true } : presentThread(world, thread),
    intents: Intent.guilds,
    guildId: guild.id,
  });
}

/** Archives threads in which nothing happened for their auto_archive_duration. */
export function archiveQuietThreads(world: World): void {
  const now = world.clock.now();
  for (const guild of world.guilds.values()) {
    for (const thread of guild.activeThreads()) {
      const minutes = thread.data.thread_metadata?.auto_archive_duration ?? 10_080;
      if (now - thread.lastActivity < minutes * 60_000) continue;
      setArchived(world, guild, thread, true);
      dispatchThread(world, guild, 'THREAD_UPDATE', thread, false);
    }
  }
}
