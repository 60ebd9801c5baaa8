import { refuse } from '../errors.ts';
import type { Fields } from '../form.ts';
import type { Guild } from '../guild.ts';
import { Permission } from '../permissions.ts';
import {
  addRole,
  dispatchMember,
  dispatchRole,
  newRole,
  presentGuild,
  deleteRole as removeRole,
} from '../platform/guilds.ts';
import { compareSnowflakes } from '../snowflake.ts';
import type { GuildMember, Role } from '../wire.ts';
import { type Answer, type Call, NO_CONTENT, ok, type Route } from './route.ts';

export const guildRoutes: readonly Route[] = [
  { method: 'GET', path: '/guilds/{guild_id}', handle: get },
  { method: 'GET', path: '/guilds/{guild_id}/members', handle: listMembers },
  { method: 'GET', path: '/guilds/{guild_id}/members/search', handle: searchMembers },
  { method: 'GET', path: '/guilds/{guild_id}/members/{user_id}', handle: getMember },
  { method: 'PATCH', path: '/guilds/{guild_id}/members/{user_id}', handle: updateMember },
  { method: 'PUT', path: '/guilds/{guild_id}/members/{user_id}/roles/{role_id}', handle: giveRole },
  { method: 'DELETE', path: '/guilds/{guild_id}/members/{user_id}/roles/{role_id}', handle: takeRole },
  { method: 'GET', path: '/guilds/{guild_id}/roles', handle: listRoles },
  { method: 'POST', path: '/guilds/{guild_id}/roles', handle: createRole },
  { method: 'GET', path: '/guilds/{guild_id}/roles/{role_id}', handle: getRole },
  { method: 'PATCH', path: '/guilds/{guild_id}/roles/{role_id}', handle: updateRole },
  { method: 'DELETE', path: '/guilds/{guild_id}/roles/{role_id}', handle: deleteRole },
];

function get(call: Call): Answer {
  const guild = call.guild();
  const counts = {
    approximate_member_count: guild.members.size,
    approximate_presence_count: guild.members.size,
  };
  return ok({ ...presentGuild(guild), ...(call.queryFlag('with_counts') ? counts : {}) });
}

function getMember(call: Call): Answer {
  return ok(call.member(call.guild()));
}

/** https://discord.com/developers/docs/resources/guild#list-guild-members: only with the members intent. */
function listMembers(call: Call): Answer {
  const guild = call.guild();
  if (!call.world.privilegedIntents.has('guildMembers')) refuse('missingAccess');
  const limit = call.queryInteger('limit', 1, 1, 1000);
  const after = call.querySnowflake('after') ?? '0';
  const members = [...guild.members.values()]
    .filter((member) => compareSnowflakes(member.user.id, after) > 0)
    .sort((a, b) => compareSnowflakes(a.user.id, b.user.id));
  return ok(members.slice(0, limit));
}

function searchMembers(call: Call): Answer {
  const guild = call.guild();
  const limit = call.queryInteger('limit', 1, 1, 1000);
  const query = (call.query['query'] ?? '').toLowerCase();
  const starts = (name: string | null): boolean => name?.toLowerCase().startsWith(query) ?? false;
  const found = [...guild.members.values()].filter(
    ({ user, nick }) => starts(user.username) || starts(user.global_name) || starts(nick),
  );
  return ok(found.slice(0, limit));
}

function updateMember(call: Call): Answer {
  const guild = call.guild();
  const member = call.member(guild);
  const fields = call.fields();
  const nick = fields.given('nick') === null ? null : fields.text('nick', { max: 32 });
  const roles = fields.snowflakes('roles');
  const timeout = readTimeout(call, fields);
  fields.form.end();
  if (timeout !== undefined) requireTimeout(call, guild, member);
  if (nick !== undefined) {
    const own = member.user.id === call.world.bot.id;
    call.needInGuild(guild, own ? Permission.CHANGE_NICKNAME : Permission.MANAGE_NICKNAMES);
  }
  if (roles) {
    const changed = [
      ...roles.filter((id) => !member.roles.includes(id)),
      ...member.roles.filter((id) => !roles.includes(id)),
    ];
    for (const id of changed) requireRoleBelow(call, guild, guild.roles.get(id) ?? refuse('unknownRole'));
    member.roles = roles;
  }
  if (nick !== undefined) member.nick = nick;
  if (timeout !== undefined) member.communication_disabled_until = timeout;
  dispatchMember(call.world, guild, member);
  return ok(member);
}

const LONGEST_TIMEOUT_MS = 28 * 24 * 60 * 60_000;

/** "when the user's timeout will expire (up to 28 days in the future)": resources/guild#modify-guild-member */
function readTimeout(call: Call, fields: Fields): string | null | undefined {
  if (fields.given('communication_disabled_until') === null) return null;
  const until = fields.timestamp('communication_disabled_until');
  if (until !== undefined && Date.parse(until) > call.world.clock.now() + LONGEST_TIMEOUT_MS) {
    fields.fail(
      'communication_disabled_until',
      'INVALID_COMMUNICATION_DISABLED_TIMESTAMP',
      'Timeout too long',
    );
  }
  return until && new Date(until).toISOString().replace('Z', '000+00:00');
}

/** MODERATE_MEMBERS, over members who stand below and are no administrators. */
function requireTimeout(call: Call, guild: Guild, member: GuildMember): void {
  call.needInGuild(guild, Permission.MODERATE_MEMBERS);
  const { id } = member.user;
  const isAdmin = (guild.permissionsOf(id) & Permission.ADMINISTRATOR) !== 0n;
  if (isAdmin || guild.rankOf(id) >= guild.rankOf(call.world.bot.id)) refuse('missingPermissions');
}

/** MANAGE_ROLES, and the role stands below the bot's highest; managed roles and @everyone cannot be given. */
function requireRoleBelow(call: Call, guild: Guild, role: Role): void {
  call.needInGuild(guild, Permission.MANAGE_ROLES);
  if (role.managed || role.id === guild.id) refuse('invalidRole');
  if (role.position >= guild.rankOf(call.world.bot.id)) refuse('missingPermissions');
}

function giveRole(call: Call): Answer {
  const guild = call.guild();
  const member = call.member(guild);
  const role = call.role(guild);
  requireRoleBelow(call, guild, role);
  if (!member.roles.includes(role.id)) {
    member.roles = [...member.roles, role.id];
    dispatchMember(call.world, guild, member);
  }
  return NO_CONTENT;
}

function takeRole(call: Call): Answer {
  const guild = call.guild();
  const member = call.member(guild);
  const role = call.role(guild);
  requireRoleBelow(call, guild, role);
  if (member.roles.includes(role.id)) {
    member.roles = member.roles.filter((id) => id !== role.id);
    dispatchMember(call.world, guild, member);
  }
  return NO_CONTENT;
}

function listRoles(call: Call): Answer {
  return ok([...call.guild().roles.values()]);
}

function getRole(call: Call): Answer {
  return ok(call.role(call.guild()));
}

function readRole(fields: Fields): Partial<Role> {
  const name = fields.text('name', { min: 1, max: 100 });
  const permissions = fields.bits('permissions');
  const colors = readColors(fields);
  const hoist = fields.boolean('hoist');
  const mentionable = fields.boolean('mentionable');
  return {
    ...(name === undefined ? {} : { name }),
    ...(permissions === undefined ? {} : { permissions }),
    ...(colors === undefined ? {} : { color: colors.primary_color, colors }),
    ...(hoist === undefined ? {} : { hoist }),
    ...(mentionable === undefined ? {} : { mentionable }),
  };
}

/** `colors` says more than the deprecated `color`, and stands before it: resources/guild#create-guild-role */
function readColors(fields: Fields): Role['colors'] | undefined {
  const range = { min: 0, max: 0xffffff };
  const color = fields.integer('color', range);
  const colors = fields.object('colors');
  if (!colors) {
    return color === undefined
      ? undefined
      : { primary_color: color, secondary_color: null, tertiary_color: null };
  }
  const read = {
    primary_color: colors.integer('primary_color', range) ?? 0,
    secondary_color: colors.integer('secondary_color', range) ?? null,
    tertiary_color: colors.integer('tertiary_color', range) ?? null,
  };
  // A server needs the feature ENHANCED_ROLE_COLORS for more than one colour, and none here has it.
  if (read.secondary_color !== null || read.tertiary_color !== null) refuse('missingFeature');
  return read;
}

function createRole(call: Call): Answer {
  const guild = call.guild();
  call.needInGuild(guild, Permission.MANAGE_ROLES);
  const fields = call.fields();
  const changes = readRole(fields);
  fields.form.end();
  requireOwned(call, guild, changes.permissions);
  const role = { ...newRole(call.world.ids.next(), 'new role', 1), ...changes };
  return ok(addRole(call.world, guild, role));
}

/** Nobody can grant what they do not have. */
function requireOwned(call: Call, guild: Guild, permissions: string | undefined): void {
  if (permissions === undefined) return;
  if ((BigInt(permissions) & ~guild.permissionsOf(call.world.bot.id)) !== 0n) refuse('missingPermissions');
}

function updateRole(call: Call): Answer {
  const guild = call.guild();
  const role = call.role(guild);
  call.needInGuild(guild, Permission.MANAGE_ROLES);
  if (role.position >= guild.rankOf(call.world.bot.id)) refuse('missingPermissions');
  const fields = call.fields();
  const changes = readRole(fields);
  fields.form.end();
  requireOwned(call, guild, changes.permissions);
  Object.assign(role, changes);
  dispatchRole(call.world, guild, 'GUILD_ROLE_UPDATE', role);
  return ok(role);
}

function deleteRole(call: Call): Answer {
  const guild = call.guild();
  const role = call.role(guild);
  requireRoleBelow(call, guild, role);
  removeRole(call.world, guild, role.id);
  return NO_CONTENT;
}
