import {
  type APIChannel,
  type APIGuild,
  type APIGuildMember,
  type APIOverwrite,
  OverwriteType,
  PermissionFlagsBits,
  type RouteLike,
  Routes,
} from 'discord.js';

type Call = <T>(method: 'get', route: RouteLike) => Promise<T>;

/**
 * Whether we may read a channel's history. Asked only after an empty page, which Discord also gives to those who may
 * not (https://docs.discord.com/developers/topics/permissions#permission-overwrites).
 */
export async function mayReadHistory(call: Call, channelId: string, selfId: string): Promise<boolean> {
  const channel = await call<APIChannel>('get', Routes.channel(channelId));
  if (!('guild_id' in channel) || channel.guild_id === undefined) return true; // a direct message
  // Threads have the permissions of the channel they hang under.
  const parentId = 'thread_metadata' in channel ? channel.parent_id : undefined;
  const place =
    typeof parentId === 'string' ? await call<APIChannel>('get', Routes.channel(parentId)) : channel;
  const guild = await call<APIGuild>('get', Routes.guild(channel.guild_id));
  const member = await call<APIGuildMember>('get', Routes.guildMember(channel.guild_id, selfId));
  const overwrites = 'permission_overwrites' in place ? (place.permission_overwrites ?? []) : [];
  const permissions = permissionsIn(guild, member.roles, selfId, overwrites);
  const needed = PermissionFlagsBits.ViewChannel | PermissionFlagsBits.ReadMessageHistory;
  return (permissions & needed) === needed;
}

export function permissionsIn(
  guild: Pick<APIGuild, 'id' | 'roles' | 'owner_id'>,
  roleIds: readonly string[],
  userId: string,
  overwrites: readonly APIOverwrite[],
): bigint {
  const all = ~0n;
  if (guild.owner_id === userId) return all;
  const roles = guild.roles.filter((role) => role.id === guild.id || roleIds.includes(role.id));
  const base = roles.reduce((sum, role) => sum | BigInt(role.permissions), 0n);
  if ((base & PermissionFlagsBits.Administrator) !== 0n) return all;
  const everyone = overwrites.filter((overwrite) => overwrite.id === guild.id);
  const byRole = overwrites.filter(
    (overwrite) =>
      overwrite.type === OverwriteType.Role && overwrite.id !== guild.id && roleIds.includes(overwrite.id),
  );
  const own = overwrites.filter(
    (overwrite) => overwrite.type === OverwriteType.Member && overwrite.id === userId,
  );
  return [everyone, byRole, own].reduce((permissions, group) => {
    const deny = group.reduce((sum, overwrite) => sum | BigInt(overwrite.deny), 0n);
    const allow = group.reduce((sum, overwrite) => sum | BigInt(overwrite.allow), 0n);
    return (permissions & ~deny) | allow;
  }, base);
}
