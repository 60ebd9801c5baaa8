import { Channel } from '../channel.ts';
import { Guild } from '../guild.ts';
import { Intent } from '../intents.ts';
import { BOT_DEFAULT, EVERYONE_DEFAULT, type PermissionInput, permissionBits } from '../permissions.ts';
import { type ChannelData, ChannelType, type GuildMember, type Overwrite, type Role } from '../wire.ts';
import type { World } from '../world.ts';

export interface GuildInit {
  name: string;
  locale?: string;
  ownerId?: string;
  /** Permissions of the bot's own role. */
  botPermissions?: PermissionInput;
  /** Permissions of @everyone. */
  everyonePermissions?: PermissionInput;
  /** The name of a text channel in which Discord greets who comes; without it there is none. */
  systemChannel?: string;
  /** The bot sees it as unavailable until setAvailable(). */
  unavailable?: boolean;
}

/** Makes a server in which the bot already is. */
export function createGuild(world: World, init: GuildInit): Guild {
  const guild = new Guild({
    id: world.ids.next(),
    name: init.name,
    locale: init.locale ?? 'en-US',
    ownerId: init.ownerId ?? world.addUser(`${init.name} owner`, 'en-US').id,
    joinedAt: world.timestamp(),
    clock: world.clock,
  });
  guild.available = init.unavailable !== true;
  const everyone = newRole(guild.id, '@everyone', 0);
  everyone.permissions = permissionBits(init.everyonePermissions ?? EVERYONE_DEFAULT).toString();
  guild.roles.set(everyone.id, everyone);
  const managed = newRole(world.ids.next(), world.bot.username, 1);
  managed.permissions = permissionBits(init.botPermissions ?? BOT_DEFAULT).toString();
  managed.managed = true;
  managed.tags = { bot_id: world.bot.id };
  guild.roles.set(managed.id, managed);
  world.guilds.set(guild.id, guild);
  addMember(world, guild, guild.ownerId, []);
  guild.members.set(world.bot.id, newMember(world, world.bot.id, [managed.id]));
  if (init.systemChannel !== undefined)
    guild.systemChannelId = newChannel(world, guild, { name: init.systemChannel }).id;
  world.dispatch({
    event: 'GUILD_CREATE',
    data: guildCreate(world, guild),
    intents: Intent.guilds,
    guildId: guild.id,
  });
  return guild;
}

export function newRole(id: string, name: string, position: number): Role {
  return {
    id,
    name,
    permissions: '0',
    position,
    color: 0,
    colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
    hoist: false,
    managed: false,
    mentionable: false,
    icon: null,
    unicode_emoji: null,
    flags: 0,
  };
}

/** New roles stand above @everyone and below the roles there are, as on Discord; `position` says otherwise. */
export function addRole(world: World, guild: Guild, role: Role): Role {
  for (const other of guild.roles.values()) if (other.position >= role.position) other.position++;
  guild.roles.set(role.id, role);
  const everyone = guild.roles.get(guild.id);
  if (everyone) everyone.position = 0;
  dispatchRole(world, guild, 'GUILD_ROLE_CREATE', role);
  return role;
}

export function deleteRole(world: World, guild: Guild, roleId: string): void {
  if (!guild.roles.delete(roleId)) return;
  for (const member of guild.members.values()) member.roles = member.roles.filter((id) => id !== roleId);
  world.dispatch({
    event: 'GUILD_ROLE_DELETE',
    data: { guild_id: guild.id, role_id: roleId },
    intents: Intent.guilds,
    guildId: guild.id,
  });
}

export function dispatchRole(world: World, guild: Guild, event: string, role: Role): void {
  world.dispatch({
    event,
    data: { guild_id: guild.id, role },
    intents: Intent.guilds,
    guildId: guild.id,
  });
}

export function addMember(world: World, guild: Guild, userId: string, roles: string[]): GuildMember {
  const member = newMember(world, userId, roles);
  guild.members.set(userId, member);
  world.dispatch({
    event: 'GUILD_MEMBER_ADD',
    data: { guild_id: guild.id, ...member },
    intents: Intent.guildMembers,
    guildId: guild.id,
  });
  return member;
}

export function removeMember(world: World, guild: Guild, userId: string): void {
  const member = guild.members.get(userId);
  if (!member) return;
  guild.members.delete(userId);
  for (const thread of guild.threads()) thread.threadMembers.delete(userId);
  world.dispatch({
    event: 'GUILD_MEMBER_REMOVE',
    data: { guild_id: guild.id, user: member.user },
    intents: Intent.guildMembers,
    guildId: guild.id,
  });
}

function newMember(world: World, userId: string, roles: string[]): GuildMember {
  const user = world.users.get(userId);
  if (!user) throw new Error(`There is no user ${userId}.`);
  return {
    user,
    nick: null,
    avatar: null,
    banner: null,
    roles,
    joined_at: world.timestamp(),
    premium_since: null,
    deaf: false,
    mute: false,
    flags: 0,
    pending: false,
    communication_disabled_until: null,
  };
}

export function dispatchMember(world: World, guild: Guild, member: GuildMember): void {
  world.dispatch({
    event: 'GUILD_MEMBER_UPDATE',
    data: { guild_id: guild.id, ...member },
    intents: member.user.id === world.bot.id ? 0 : Intent.guildMembers,
    guildId: guild.id,
  });
}

export interface ChannelInit {
  name: string;
  type?: number;
  topic?: string | null;
  parentId?: string | null;
  overwrites?: Overwrite[];
  nsfw?: boolean;
  position?: number;
  rateLimitPerUser?: number;
  tags?: string[];
  /** Anything else, as it travels. */
  settings?: Partial<ChannelData>;
}

const MESSAGE_CHANNELS: readonly number[] = [
  ChannelType.text,
  ChannelType.announcement,
  ChannelType.forum,
  ChannelType.media,
  ChannelType.voice,
  ChannelType.stage,
];

export function createChannel(world: World, guild: Guild, init: ChannelInit): Channel {
  const channel = newChannel(world, guild, init);
  dispatchChannel(world, 'CHANNEL_CREATE', channel);
  return channel;
}

function newChannel(world: World, guild: Guild, init: ChannelInit): Channel {
  const type = init.type ?? ChannelType.text;
  const data: ChannelData = {
    id: world.ids.next(),
    type,
    flags: 0,
    guild_id: guild.id,
    name: init.name,
    position: init.position ?? guild.channels.size,
    parent_id: init.parentId ?? null,
    permission_overwrites: init.overwrites ?? [],
    nsfw: init.nsfw ?? false,
  };
  if (MESSAGE_CHANNELS.includes(type)) {
    data.topic = init.topic ?? null;
    data.last_message_id = null;
    data.rate_limit_per_user = init.rateLimitPerUser ?? 0;
  }
  if (type === ChannelType.forum || type === ChannelType.media) {
    data.default_forum_layout = 0;
    data.default_reaction_emoji = null;
    data.default_sort_order = null;
    data.available_tags = (init.tags ?? []).map((name) => ({
      id: world.ids.next(),
      name,
      moderated: false,
      emoji_id: null,
      emoji_name: null,
    }));
  }
  if (type === ChannelType.voice || type === ChannelType.stage) {
    Object.assign(data, { bitrate: 64_000, user_limit: 0, rtc_region: null });
  }
  Object.assign(data, init.settings);
  const channel = new Channel(data, { keepMessages: world.limits.keepMessages, now: world.clock.now() });
  guild.channels.set(channel.id, channel);
  world.channels.set(channel.id, channel);
  return channel;
}

export function dispatchChannel(world: World, event: string, channel: Channel): void {
  world.dispatch({
    event,
    data: channel.data,
    intents: Intent.guilds,
    guildId: channel.data.guild_id,
  });
}

export function deleteChannel(world: World, guild: Guild, channel: Channel): void {
  guild.channels.delete(channel.id);
  world.channels.delete(channel.id);
  if (channel.type === ChannelType.category) orphan(world, guild, channel);
  for (const thread of guild.threads()) {
    if (thread.data.parent_id !== channel.id) continue;
    guild.channels.delete(thread.id);
    world.channels.delete(thread.id);
  }
  dispatchChannel(world, 'CHANNEL_DELETE', channel);
}

/** The channels of a category that goes stay, each with an event of its own: resources/channel#deleteclose-channel */
function orphan(world: World, guild: Guild, category: Channel): void {
  for (const child of guild.channels.values()) {
    if (child.data.parent_id !== category.id) continue;
    child.data.parent_id = null;
    dispatchChannel(world, 'CHANNEL_UPDATE', child);
  }
}

/** The fields of a server that GET /guilds/:id answers: https://discord.com/developers/docs/resources/guild#guild-object */
export function presentGuild(guild: Guild): Record<string, unknown> {
  return {
    id: guild.id,
    name: guild.name,
    icon: null,
    description: null,
    home_header: null,
    splash: null,
    discovery_splash: null,
    features: [],
    banner: null,
    owner_id: guild.ownerId,
    application_id: null,
    region: 'us-east',
    afk_channel_id: null,
    afk_timeout: 300,
    system_channel_id: guild.systemChannelId,
    system_channel_flags: 0,
    widget_enabled: false,
    widget_channel_id: null,
    verification_level: 0,
    roles: [...guild.roles.values()],
    default_message_notifications: 1,
    mfa_level: 0,
    explicit_content_filter: 0,
    max_presences: null,
    max_members: 500_000,
    max_stage_video_channel_users: 50,
    max_video_channel_users: 25,
    vanity_url_code: null,
    premium_tier: 0,
    premium_subscription_count: 0,
    preferred_locale: guild.locale,
    rules_channel_id: null,
    safety_alerts_channel_id: null,
    public_updates_channel_id: null,
    premium_progress_bar_enabled: false,
    nsfw: false,
    nsfw_level: 0,
    emojis: [],
    stickers: [],
    incidents_data: null,
  };
}

/** https://discord.com/developers/docs/events/gateway-events#guild-create */
export function guildCreate(world: World, guild: Guild): Record<string, unknown> {
  const me = guild.members.get(world.bot.id);
  const channels = [...guild.channels.values()];
  return {
    ...presentGuild(guild),
    joined_at: guild.joinedAt,
    large: guild.members.size > 250,
    unavailable: false,
    member_count: guild.members.size,
    voice_states: [],
    members: me ? [me] : [],
    channels: channels.filter((channel) => !channel.isThread).map((channel) => channel.data),
    threads: channels
      .filter((channel) => channel.isThread && !channel.isArchived && guild.sees(world.bot.id, channel))
      .map((thread) => presentThread(world, thread)),
    presences: [],
    stage_instances: [],
    guild_scheduled_events: [...guild.events.values()],
    soundboard_sounds: [],
  };
}

/** A thread as the bot gets it: with its own membership, if it has one. */
export function presentThread(world: World, thread: Channel): ChannelData {
  const member = thread.threadMembers.get(world.bot.id);
  return member ? ({ ...thread.data, member } as ChannelData) : thread.data;
}

/** A channel or thread as an answer to the bot. */
export function presentChannel(world: World, channel: Channel): ChannelData {
  return channel.isThread ? presentThread(world, channel) : channel.data;
}
