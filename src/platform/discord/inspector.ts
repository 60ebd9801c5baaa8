import {
  ChannelType,
  type Client,
  DiscordAPIError,
  DiscordjsError,
  DiscordjsErrorCodes,
  type Guild,
  type GuildBasedChannel,
  type GuildMember,
  HTTPError,
  PermissionFlagsBits,
  RESTJSONErrorCodes,
  type Role,
} from 'discord.js';
import type { ChannelPurpose } from '../delivery/types.ts';
import { PERMISSIONS, type Permission } from './permissions.ts';

export type RolePurpose = 'staff' | 'mentor' | 'backend' | 'frontend';

/** The kinds of channel that each purpose takes. Private threads exist only under text channels. */
export const CHANNEL_TYPES = {
  projects: [ChannelType.GuildText],
  announcements: [ChannelType.GuildText, ChannelType.GuildAnnouncement],
  mentors: [ChannelType.GuildText],
  staff: [ChannelType.GuildText],
} as const satisfies Record<ChannelPurpose, readonly ChannelType[]>;

/** Team threads stand in the projects channel only. */
const NEEDS: Record<ChannelPurpose, readonly Permission[]> = {
  projects: PERMISSIONS,
  announcements: PERMISSIONS.filter((permission) => permission !== 'CreatePrivateThreads'),
  mentors: PERMISSIONS.filter((permission) => permission !== 'CreatePrivateThreads'),
  staff: PERMISSIONS.filter((permission) => permission !== 'CreatePrivateThreads'),
};

export interface ChannelReport {
  readonly purpose: ChannelPurpose;
  readonly id: string;
  readonly state: 'fine' | 'gone' | 'wrong-type' | 'refused';
  /** Refused by the channel's own settings: to be allowed there. */
  readonly inChannel: readonly Permission[];
  /** Not given to the bot's role at all: to be switched on in the server's settings. */
  readonly inServer: readonly Permission[];
  /** It is for staff, and everybody in the server may read it. */
  readonly isOpen: boolean;
}

export interface RoleReport {
  readonly purpose: RolePurpose;
  readonly id: string;
  /** Members of a role that is not mentionable are not notified by the bot. */
  readonly state: 'fine' | 'gone' | 'not-mentionable';
}

export interface Inspection {
  readonly channels: readonly ChannelReport[];
  readonly roles: readonly RoleReport[];
  /** The bot's own role, whose permissions the server's settings show. */
  readonly botRole: string;
  /** The bot may do everything: more than it should. */
  readonly isAdministrator: boolean;
  /** May put deadlines into the server's events, which is asked for only where staff want that. */
  readonly mayCreateEvents: boolean;
  /** May pin what it posts where projects are announced, which is asked for only for *Start here*. */
  readonly mayPin: boolean;
  /** May give roles to who joins, which is asked for only where staff want that. */
  readonly mayGiveRoles: boolean;
  /** Roles that allow more than everybody may do: nobody gets them by joining. */
  readonly powerful: readonly string[];
  /** The bot may manage roles, yet these stand above its own, so that it could not give them. */
  readonly aboveBot: readonly string[];
}

interface Settings {
  readonly channels: Readonly<Record<ChannelPurpose, string | null>>;
  readonly roles: Readonly<Record<RolePurpose, string | null>>;
}

/** What it says of a server; each answer is that of knowing nothing while Discord does not say. */
export interface Inspector {
  /** What the bot may do where it is to work. Undefined while Discord does not show it the server. */
  inspect(guildId: string, settings: Settings): Promise<Inspection | undefined>;
  /** Whether the bot may put deadlines into a server's events, and the role that would have to allow it. */
  events(guildId: string): Promise<{ readonly allowed: boolean; readonly botRole: string } | undefined>;
  /** Where Discord greets who comes, in a server the bot was added to less than `within` ms before `now`, if it may write. */
  greeting(
    guildId: string,
    now: number,
    within: number,
  ): Promise<{ readonly channelId: string; readonly locale: string } | undefined>;
  /** Which of these channels a server has no more; none while Discord does not say. */
  gone(guildId: string, channelIds: readonly string[]): Promise<string[]>;
  /** Whether everybody in the server may read a channel; false while Discord does not say. */
  isReadByAll(guildId: string, channelId: string): Promise<boolean>;
  /** Whether other servers can follow a channel, and the bot may hand messages to them. */
  canPublish(guildId: string, channelId: string): Promise<boolean>;
}

export function createInspector(client: () => Client): Inspector {
  async function find(guildId: string): Promise<Here | undefined> {
    const guild = client().guilds.cache.get(guildId);
    if (guild === undefined || !guild.available) return undefined;
    // Without the role of everybody nothing can be said of what anybody may do.
    if (!guild.roles.cache.has(guildId) && !(await guild.roles.fetch()).has(guildId)) return undefined;
    return { guild, me: guild.members.me ?? (await guild.members.fetchMe()) };
  }

  /** Undefined while Discord does not show the server, or does not answer what is asked. */
  async function look<T>(guildId: string, at: (here: Here) => Promise<T> | T): Promise<T | undefined> {
    try {
      const here = await find(guildId);
      return here === undefined ? undefined : await at(here);
    } catch (error) {
      if (isOfDiscord(error)) return undefined;
      throw error;
    }
  }

  return {
    events: (guildId) => look(guildId, ({ me }) => ({ allowed: mayCreateEvents(me), botRole: roleOf(me) })),
    greeting: (guildId, now, within) =>
      look(guildId, async ({ guild, me }) => {
        const { joinedTimestamp, systemChannelId, preferredLocale } = guild;
        // A server may be shown without it.
        if (now - joinedTimestamp > within || systemChannelId == null) return undefined;
        const channel = await findChannel(guild, systemChannelId);
        if (typeof channel === 'string' || !mayWrite(channel, me)) return undefined;
        return { channelId: channel.id, locale: preferredLocale };
      }),
    async gone(guildId, channelIds) {
      const gone = await look(guildId, async ({ guild }) => {
        const found = await Promise.all(channelIds.map((id) => findChannel(guild, id)));
        return channelIds.filter((_, index) => found[index] === 'gone');
      });
      return gone ?? [];
    },
    async isReadByAll(guildId, channelId) {
      const channel = await look(guildId, ({ guild }) => findChannel(guild, channelId));
      return typeof channel === 'object' && isReadByAll(channel);
    },
    async canPublish(guildId, channelId) {
      const channel = await look(guildId, ({ guild }) => findChannel(guild, channelId));
      return typeof channel === 'object' && channel.type === ChannelType.GuildAnnouncement;
    },
    inspect: (guildId, settings) => look(guildId, (here) => inspection(here, settings)),
  };
}

interface Here {
  readonly guild: Guild;
  readonly me: GuildMember;
}

/** It refuses, is in trouble, or cannot be reached: no fault of ours. */
function isOfDiscord(error: unknown): boolean {
  if (error instanceof DiscordAPIError || error instanceof HTTPError) return true;
  if (!(error instanceof Error) || error instanceof TypeError) return false;
  return 'code' in error || error.name === 'AbortError';
}

async function inspection({ guild, me }: Here, { channels, roles }: Settings): Promise<Inspection> {
  const found = await Promise.all(
    set(roles).map(async ([purpose, id]) => ({ purpose, id, role: await guild.roles.fetch(id) })),
  );
  return {
    channels: await Promise.all(set(channels).map(([purpose, id]) => channelReport(guild, me, purpose, id))),
    roles: found.map(({ purpose, id, role }) => ({ purpose, id, state: roleState(role) })),
    botRole: roleOf(me),
    isAdministrator: me.permissions.has(PermissionFlagsBits.Administrator),
    mayCreateEvents: mayCreateEvents(me),
    mayPin: await mayPin(guild, me, channels.projects),
    mayGiveRoles: me.permissions.has(PermissionFlagsBits.ManageRoles),
    powerful: found.flatMap(({ id, purpose, role }) =>
      purpose !== 'staff' && role !== null && isPowerful(role) ? [id] : [],
    ),
    aboveBot: found.flatMap(({ id, role }) => (role !== null && isOutOfReach(me, role) ? [id] : [])),
  };
}

function roleOf(me: GuildMember): string {
  return me.roles.botRole?.name ?? me.displayName;
}

function mayCreateEvents(me: GuildMember): boolean {
  return me.permissions.has(PermissionFlagsBits.CreateEvents);
}

function isReadByAll(channel: GuildBasedChannel): boolean {
  return channel.permissionsFor(channel.guild.roles.everyone).has(PermissionFlagsBits.ViewChannel);
}

function mayWrite(channel: GuildBasedChannel, me: GuildMember): boolean {
  return channel.permissionsFor(me).has([PermissionFlagsBits.ViewChannel, PermissionFlagsBits.SendMessages]);
}

async function mayPin(guild: Guild, me: GuildMember, channelId: string | null): Promise<boolean> {
  const channel = channelId === null ? 'gone' : await findChannel(guild, channelId);
  return typeof channel !== 'string' && channel.permissionsFor(me).has(PermissionFlagsBits.PinMessages);
}

function isPowerful(role: Role): boolean {
  return role.managed || role.permissions.remove(role.guild.roles.everyone.permissions).bitfield !== 0n;
}

async function channelReport(
  guild: Guild,
  me: GuildMember,
  purpose: ChannelPurpose,
  id: string,
): Promise<ChannelReport> {
  const nothing = { purpose, id, inChannel: [], inServer: [], isOpen: false };
  const channel = await findChannel(guild, id);
  if (channel === 'gone') return { ...nothing, state: 'gone' };
  if (channel === 'hidden') return { ...nothing, state: 'refused', inChannel: ['ViewChannel'] };
  if (!CHANNEL_TYPES[purpose].some((type) => type === channel.type))
    return { ...nothing, state: 'wrong-type' };
  const here = channel.permissionsFor(me);
  const missing = NEEDS[purpose].filter((permission) => !here.has(PermissionFlagsBits[permission]));
  const isGiven = (permission: Permission) => me.permissions.has(PermissionFlagsBits[permission]);
  return {
    ...nothing,
    state: missing.length === 0 ? 'fine' : 'refused',
    inChannel: missing.filter(isGiven),
    inServer: missing.filter((permission) => !isGiven(permission)),
    isOpen: purpose === 'staff' && isReadByAll(channel),
  };
}

async function findChannel(guild: Guild, id: string): Promise<GuildBasedChannel | 'gone' | 'hidden'> {
  const known = guild.channels.cache.get(id);
  if (known !== undefined) return known;
  try {
    return (await guild.channels.fetch(id)) ?? 'gone';
  } catch (error) {
    if (isCode(error, RESTJSONErrorCodes.MissingAccess)) return 'hidden';
    if (isCode(error, RESTJSONErrorCodes.UnknownChannel)) return 'gone';
    // A channel of another server.
    if (error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.GuildChannelUnowned)
      return 'gone';
    throw error;
  }
}

/** A role that everybody may mention, or a bot that may mention everybody: only then does a mention notify. */
function roleState(role: Role | null): RoleReport['state'] {
  if (role === null) return 'gone';
  const mayMentionAll = role.guild.members.me?.permissions.has(PermissionFlagsBits.MentionEveryone) ?? false;
  return role.mentionable || mayMentionAll ? 'fine' : 'not-mentionable';
}

function isOutOfReach(me: GuildMember, role: Role): boolean {
  return me.permissions.has(PermissionFlagsBits.ManageRoles) && me.roles.highest.comparePositionTo(role) <= 0;
}

function set<K extends string>(ids: Readonly<Record<K, string | null>>): [K, string][] {
  return (Object.entries(ids) as [K, string | null][]).flatMap(([key, id]) =>
    id === null ? [] : [[key, id]],
  );
}

function isCode(error: unknown, code: number): boolean {
  return error instanceof DiscordAPIError && error.code === code;
}
