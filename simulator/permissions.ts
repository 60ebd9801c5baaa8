import type { Overwrite, Role } from './wire.ts';

// https://discord.com/developers/docs/topics/permissions#permissions-bitwise-permission-flags
export const Permission = {
  CREATE_INSTANT_INVITE: 1n << 0n,
  KICK_MEMBERS: 1n << 1n,
  BAN_MEMBERS: 1n << 2n,
  ADMINISTRATOR: 1n << 3n,
  MANAGE_CHANNELS: 1n << 4n,
  MANAGE_GUILD: 1n << 5n,
  ADD_REACTIONS: 1n << 6n,
  VIEW_AUDIT_LOG: 1n << 7n,
  VIEW_CHANNEL: 1n << 10n,
  SEND_MESSAGES: 1n << 11n,
  SEND_TTS_MESSAGES: 1n << 12n,
  MANAGE_MESSAGES: 1n << 13n,
  EMBED_LINKS: 1n << 14n,
  ATTACH_FILES: 1n << 15n,
  READ_MESSAGE_HISTORY: 1n << 16n,
  MENTION_EVERYONE: 1n << 17n,
  USE_EXTERNAL_EMOJIS: 1n << 18n,
  CONNECT: 1n << 20n,
  SPEAK: 1n << 21n,
  CHANGE_NICKNAME: 1n << 26n,
  MANAGE_NICKNAMES: 1n << 27n,
  MANAGE_ROLES: 1n << 28n,
  MANAGE_WEBHOOKS: 1n << 29n,
  USE_APPLICATION_COMMANDS: 1n << 31n,
  MANAGE_EVENTS: 1n << 33n,
  MANAGE_THREADS: 1n << 34n,
  CREATE_PUBLIC_THREADS: 1n << 35n,
  CREATE_PRIVATE_THREADS: 1n << 36n,
  SEND_MESSAGES_IN_THREADS: 1n << 38n,
  MODERATE_MEMBERS: 1n << 40n,
  CREATE_EVENTS: 1n << 44n,
  SEND_POLLS: 1n << 49n,
  PIN_MESSAGES: 1n << 51n,
} as const;

export type PermissionName = keyof typeof Permission;
export type PermissionInput = bigint | string | readonly PermissionName[];

export const ALL_PERMISSIONS = (1n << 53n) - 1n;

export function permissionBits(input: PermissionInput): bigint {
  if (typeof input === 'bigint') return input;
  if (typeof input === 'string') return BigInt(input);
  return input.reduce((bits, name) => bits | Permission[name], 0n);
}

/** What Discord grants @everyone in a new server, without MENTION_EVERYONE so that a role ping has to be earned. */
export const EVERYONE_DEFAULT = permissionBits([
  'CREATE_INSTANT_INVITE',
  'ADD_REACTIONS',
  'VIEW_CHANNEL',
  'SEND_MESSAGES',
  'EMBED_LINKS',
  'ATTACH_FILES',
  'READ_MESSAGE_HISTORY',
  'USE_EXTERNAL_EMOJIS',
  'CONNECT',
  'SPEAK',
  'CHANGE_NICKNAME',
  'USE_APPLICATION_COMMANDS',
  'CREATE_PUBLIC_THREADS',
  'CREATE_PRIVATE_THREADS',
  'SEND_MESSAGES_IN_THREADS',
  'SEND_POLLS',
]);

/** What a bot's managed role gets unless the test says otherwise; neither MENTION_EVERYONE nor MANAGE_ROLES. */
export const BOT_DEFAULT = permissionBits([
  'VIEW_CHANNEL',
  'SEND_MESSAGES',
  'SEND_MESSAGES_IN_THREADS',
  'CREATE_PUBLIC_THREADS',
  'CREATE_PRIVATE_THREADS',
  'MANAGE_THREADS',
  'MANAGE_MESSAGES',
  'PIN_MESSAGES',
  'EMBED_LINKS',
  'ATTACH_FILES',
  'READ_MESSAGE_HISTORY',
  'ADD_REACTIONS',
]);

export interface PermissionSubject {
  userId: string;
  roleIds: readonly string[];
}

/** https://discord.com/developers/docs/topics/permissions#permission-hierarchy */
export function guildPermissions(
  guild: { id: string; ownerId: string; roles: ReadonlyMap<string, Role> },
  subject: PermissionSubject,
): bigint {
  if (subject.userId === guild.ownerId) return ALL_PERMISSIONS;
  let bits = BigInt(guild.roles.get(guild.id)?.permissions ?? '0');
  for (const id of subject.roleIds) bits |= BigInt(guild.roles.get(id)?.permissions ?? '0');
  return bits & Permission.ADMINISTRATOR ? ALL_PERMISSIONS : bits;
}

/** https://discord.com/developers/docs/topics/permissions#permission-overwrites */
export function applyOverwrites(
  base: bigint,
  guildId: string,
  overwrites: readonly Overwrite[],
  subject: PermissionSubject,
): bigint {
  if (base === ALL_PERMISSIONS) return base;
  const everyone = overwrites.find((overwrite) => overwrite.id === guildId);
  let bits = everyone ? (base & ~BigInt(everyone.deny)) | BigInt(everyone.allow) : base;
  let allow = 0n;
  let deny = 0n;
  for (const overwrite of overwrites) {
    if (overwrite.type !== 0 || overwrite.id === guildId || !subject.roleIds.includes(overwrite.id)) continue;
    allow |= BigInt(overwrite.allow);
    deny |= BigInt(overwrite.deny);
  }
  bits = (bits & ~deny) | allow;
  const own = overwrites.find((overwrite) => overwrite.type === 1 && overwrite.id === subject.userId);
  if (own) bits = (bits & ~BigInt(own.deny)) | BigInt(own.allow);
  return implied(bits);
}

/** https://discord.com/developers/docs/topics/permissions#implicit-permissions */
function implied(bits: bigint): bigint {
  return bits & Permission.VIEW_CHANNEL ? bits : 0n;
}
