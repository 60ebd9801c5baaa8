import type { Channel } from '../channel.ts';
import { isObject, type Json, scalar } from '../form.ts';
import type { Guild } from '../guild.ts';
import { Permission } from '../permissions.ts';
import { type Command, type CommandOption, CommandType, OptionType, type User } from '../wire.ts';
import type { World } from '../world.ts';
import { checkOptions, type OptionScope, readSentOptions, resolveUser, type SentOption } from './options.ts';
import { refuseClient } from './refused.ts';

/** What a command interaction tells the bot, checked as a client would. */
export interface PreparedCommand {
  data: Json;
  name: string;
  contextMenu: boolean;
  focusedType: number | undefined;
  target: { user?: User; messageId?: string };
}

export function prepareCommand(
  scope: OptionScope,
  user: User,
  sent: Json,
  autocomplete: boolean,
): PreparedCommand {
  const command = findCommand(scope.context.world, scope.guild, sent);
  requireUsable(scope, user, command);
  const data: Json = { id: command.id, name: command.name, type: command.type };
  if (command.guild_id !== undefined) data['guild_id'] = command.guild_id;
  if (command.type !== CommandType.chatInput) {
    const target = prepareTarget(scope, user, command, scalar(sent['target_id']));
    Object.assign(data, { target_id: sent['target_id'], resolved: scope.resolved });
    return { data, name: command.name, contextMenu: true, focusedType: undefined, target };
  }
  const options = checkOptions(scope, command, readSentOptions(sent['options']), autocomplete);
  if (options.length > 0) data['options'] = options;
  if (Object.keys(scope.resolved).length > 0) data['resolved'] = scope.resolved;
  const focused = autocomplete ? findFocused(command.options ?? [], options) : undefined;
  if (autocomplete && !focused) refuseClient(`/${command.name}: no option has the focus.`);
  const name = [command.name, ...subcommandNames(options)].join(' ');
  return { data, name, contextMenu: false, focusedType: focused?.type, target: {} };
}

/** By id, or by type and name; a server's own command stands before a global one. */
function findCommand(world: World, guild: Guild | undefined, sent: Json): Command {
  const visible = [...world.commands.values()].filter(
    (command) => command.guild_id === undefined || command.guild_id === guild?.id,
  );
  const { id, name } = sent;
  const type = Number(sent['type'] ?? CommandType.chatInput);
  const matches = visible.filter((command) =>
    id === undefined ? command.name === name && command.type === type : command.id === id,
  );
  const found = matches.find((command) => command.guild_id !== undefined) ?? matches[0];
  if (found) return found;
  const names = visible.map((command) => command.name).join(', ') || 'none';
  return refuseClient(`No command "${String(name ?? id)}" is registered here (registered: ${names}).`);
}

/** Would this member be offered the command in this place? */
function requireUsable({ guild, channel }: OptionScope, user: User, command: Command): void {
  const here = guild ? 0 : 1;
  const contexts = command.contexts ?? (command.guild_id === undefined ? [0, 1] : [0]);
  if (!contexts.includes(here)) {
    refuseClient(`"${command.name}" is not offered ${guild ? 'in servers' : 'in DMs'}.`);
  }
  if (!guild) return;
  if (!guild.can(user.id, channel, Permission.USE_APPLICATION_COMMANDS)) {
    refuseClient(`${user.username} may not use commands in #${channel.name}.`);
  }
  if (!isPermitted(guild, channel, user.id, command)) {
    refuseClient(`"${command.name}" is hidden from ${user.username} by the command's permissions.`);
  }
}

/** https://discord.com/developers/docs/interactions/application-commands#permissions */
export function isPermitted(guild: Guild, channel: Channel, userId: string, command: Command): boolean {
  const permissions = guild.permissionsIn(channel, userId) | guild.permissionsOf(userId);
  if (permissions & Permission.ADMINISTRATOR) return true;
  const overwrites = guild.commandPermissions.get(command.id);
  const own = overwrites?.get(userId);
  if (own !== undefined) return own;
  const byRole = (guild.members.get(userId)?.roles ?? []).flatMap((id) => overwrites?.get(id) ?? []);
  if (byRole.length > 0) return byRole.some(Boolean);
  const everyone = overwrites?.get(guild.id);
  if (everyone !== undefined) return everyone;
  if (command.default_member_permissions === null) return true;
  const needed = BigInt(command.default_member_permissions);
  return needed !== 0n && (permissions & needed) === needed;
}

function prepareTarget(
  scope: OptionScope,
  user: User,
  command: Command,
  id: string,
): { user?: User; messageId?: string } {
  if (command.type === CommandType.user) {
    if (!resolveUser(scope, id)) refuseClient(`There is no user ${id} to open the menu on.`);
    const target = scope.context.world.users.get(id);
    return target ? { user: target } : {};
  }
  const record = scope.channel.find(id);
  const visible = record && (record.visibleTo === undefined || record.visibleTo === user.id);
  if (!visible)
    return refuseClient(`There is no message ${id} in #${scope.channel.name} to open the menu on.`);
  // The target of a menu is readable without the message content intent.
  scope.resolved.messages = { [id]: record.message };
  return { messageId: id };
}

function findFocused(
  known: readonly CommandOption[],
  sent: readonly SentOption[],
): CommandOption | undefined {
  for (const option of sent) {
    const definition = known.find((candidate) => candidate.name === option.name);
    if (option.focused) return definition;
    const below = findFocused(definition?.options ?? [], option.options ?? []);
    if (below) return below;
  }
  return undefined;
}

function subcommandNames(options: readonly SentOption[]): string[] {
  const [only] = options;
  if (!only || only.type > OptionType.subcommandGroup) return [];
  return [only.name, ...subcommandNames(only.options ?? [])];
}

/** Files a client sends along: base64 over HTTP, bytes from the driver. */
export function readSentFiles(value: unknown): OptionScope['files'] {
  const files = new Map<string, { filename: string; bytes: Buffer; contentType: string | undefined }>();
  if (!Array.isArray(value)) return files;
  for (const file of value.filter(isObject)) {
    const content = file['content'];
    const bytes = Buffer.isBuffer(content)
      ? content
      : typeof content === 'string'
        ? Buffer.from(content)
        : Buffer.from(scalar(file['content_base64']), 'base64');
    const contentType = typeof file['content_type'] === 'string' ? file['content_type'] : undefined;
    files.set(scalar(file['id']), { filename: scalar(file['filename']), bytes, contentType });
  }
  return files;
}
