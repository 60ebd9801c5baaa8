import type { NewFile } from '../cdn.ts';
import type { Channel } from '../channel.ts';
import type { Context } from '../context.ts';
import { isObject, lengthOf } from '../form.ts';
import type { Guild } from '../guild.ts';
import { withoutUser } from '../platform/messages.ts';
import { isFileType } from '../validation/file-types.ts';
import { type Attachment, type Command, type CommandOption, OptionType, type User } from '../wire.ts';
import { refuseClient } from './refused.ts';

/** An option as a client sends it and as the bot gets it. */
export interface SentOption {
  name: string;
  type: number;
  value?: string | number | boolean;
  options?: SentOption[];
  focused?: boolean;
}

export interface Resolved {
  users?: Record<string, unknown>;
  members?: Record<string, unknown>;
  roles?: Record<string, unknown>;
  channels?: Record<string, unknown>;
  attachments?: Record<string, Attachment>;
  messages?: Record<string, unknown>;
}

export interface OptionScope {
  context: Context;
  /** Who acts: what they do not see they cannot choose. */
  user: User;
  guild: Guild | undefined;
  channel: Channel;
  /** Files by the id the client gave them. */
  files: ReadonlyMap<string, NewFile>;
  resolved: Resolved;
}

/**
 * Checks what a client would check before it sends a command: known options, required ones, types, choices, ranges.
 * In autocomplete only what has been typed so far is there, and the focused value is free text.
 */
export function checkOptions(
  scope: OptionScope,
  command: Command,
  sent: readonly SentOption[],
  autocomplete: boolean,
): SentOption[] {
  return checkLevel(scope, command.name, command.options ?? [], sent, autocomplete);
}

function checkLevel(
  scope: OptionScope,
  path: string,
  known: readonly CommandOption[],
  sent: readonly SentOption[],
  autocomplete: boolean,
): SentOption[] {
  const branches = known.some((option) => option.type <= OptionType.subcommandGroup);
  if (branches) return [checkBranch(scope, path, known, sent, autocomplete)];
  const names = sent.map((option) => option.name);
  if (new Set(names).size !== names.length) refuseClient(`/${path}: an option is given twice.`);
  if (!autocomplete) {
    const missing = known.find((option) => option.required && !names.includes(option.name));
    if (missing) refuseClient(`/${path}: the option "${missing.name}" is required.`);
  }
  return sent.map((option) => {
    const definition = known.find((candidate) => candidate.name === option.name);
    if (!definition) {
      const list = known.map((candidate) => candidate.name).join(', ') || 'none';
      return refuseClient(`/${path} has no option "${option.name}" (it has: ${list}).`);
    }
    return checkValue(scope, path, definition, option);
  });
}

function checkBranch(
  scope: OptionScope,
  path: string,
  known: readonly CommandOption[],
  sent: readonly SentOption[],
  autocomplete: boolean,
): SentOption {
  const [only, ...rest] = sent;
  const definition = known.find((option) => option.name === only?.name);
  if (!only || rest.length > 0 || !definition) {
    const list = known.map((option) => option.name).join(', ');
    return refuseClient(`/${path}${only ? ` ${only.name}` : ''}: choose one of its subcommands: ${list}.`);
  }
  const below = checkLevel(
    scope,
    `${path} ${only.name}`,
    definition.options ?? [],
    only.options ?? [],
    autocomplete,
  );
  return { name: only.name, type: definition.type, options: below };
}

function checkValue(
  scope: OptionScope,
  path: string,
  definition: CommandOption,
  { value, focused }: SentOption,
): SentOption {
  const { name, type } = definition;
  const complain = (problem: string): never =>
    refuseClient(`/${path}: option "${name}" ${problem} (got ${JSON.stringify(value)}).`);
  if (focused) {
    if (!definition.autocomplete) complain('has no autocomplete');
    return { name, type, value: String(value ?? ''), focused: true };
  }
  if (value === undefined) return complain('has no value');
  switch (type) {
    case OptionType.string:
      checkText(definition, value, complain);
      break;
    case OptionType.integer:
    case OptionType.number:
      checkNumber(definition, value, complain);
      break;
    case OptionType.boolean:
      if (typeof value !== 'boolean') complain('must be true or false');
      break;
    case OptionType.attachment:
      return { name, type, value: resolveFile(scope, definition, String(value), complain) };
    default:
      if (typeof value !== 'string') complain('must be an id');
      resolveId(scope, definition, String(value), complain);
  }
  return { name, type, value };
}

type Complain = (problem: string) => never;

function checkText(definition: CommandOption, value: unknown, complain: Complain): void {
  if (typeof value !== 'string') return complain('must be text');
  const { min_length: min = 1, max_length: max = 6000, choices } = definition;
  const length = lengthOf(value);
  if (length < min || length > max) complain(`must have ${min} to ${max} characters, not ${length}`);
  if (choices?.length && !choices.some((choice) => choice.value === value)) {
    complain(`must be one of ${choices.map((choice) => choice.value).join(', ')}`);
  }
}

function checkNumber(definition: CommandOption, value: unknown, complain: Complain): void {
  if (typeof value !== 'number' || !Number.isFinite(value)) return complain('must be a number');
  if (definition.type === OptionType.integer && !Number.isSafeInteger(value))
    complain('must be a whole number');
  const { min_value: min = -Infinity, max_value: max = Infinity, choices } = definition;
  if (value < min || value > max) complain(`must be from ${min} to ${max}`);
  if (choices?.length && !choices.some((choice) => choice.value === value)) {
    complain(`must be one of ${choices.map((choice) => choice.value).join(', ')}`);
  }
}

function resolveFile(scope: OptionScope, definition: CommandOption, id: string, complain: Complain): string {
  const file = scope.files.get(id) ?? complain('names no file');
  const { cdn, world } = scope.context;
  if (!isFileType(file.filename, definition.file_types)) {
    complain(`takes only ${definition.file_types?.join(', ')}, not ${file.filename}`);
  }
  if (file.bytes.length > world.limits.attachmentBytes) {
    complain(`is too large (${file.bytes.length} of ${world.limits.attachmentBytes} bytes)`);
  }
  const attachment = cdn.store(scope.channel.id, file, true, true);
  scope.resolved.attachments = { ...scope.resolved.attachments, [attachment.id]: attachment };
  return attachment.id;
}

function resolveId(scope: OptionScope, definition: CommandOption, id: string, complain: Complain): void {
  const { type } = definition;
  const user = type === OptionType.user || type === OptionType.mentionable;
  if (user && resolveUser(scope, id)) return;
  const role = type === OptionType.role || type === OptionType.mentionable;
  if (role && resolveRole(scope, id)) return;
  if (type !== OptionType.channel) complain('names nobody the client could offer');
  const found = resolveChannel(scope, id);
  if (found === undefined) complain('names no channel of this server');
  else if (definition.channel_types?.length && !definition.channel_types.includes(found)) {
    complain(`must be a channel of type ${definition.channel_types.join(', ')}`);
  }
}

/** Adds a user, and the member if they are in the server, to what the bot is told. */
export function resolveUser({ context, guild, resolved, channel }: OptionScope, id: string): boolean {
  const user = context.world.users.get(id);
  if (!user) return false;
  resolved.users = { ...resolved.users, [id]: user };
  const member = guild?.members.get(id);
  if (guild && member) {
    const permissions = guild.permissionsIn(channel, id).toString();
    resolved.members = { ...resolved.members, [id]: { ...withoutUser(member), permissions } };
  }
  return true;
}

export function resolveRole({ guild, resolved }: OptionScope, id: string): boolean {
  const role = guild?.roles.get(id);
  if (!role) return false;
  resolved.roles = { ...resolved.roles, [id]: role };
  return true;
}

/**
 * The type of the channel, or undefined when there is none that the acting member sees. `permissions` are theirs:
 * interactions/receiving-and-responding#interaction-object-resolved-data-structure
 */
export function resolveChannel(scope: OptionScope, id: string): number | undefined {
  const { guild, resolved, context, user } = scope;
  const channel = guild?.channels.get(id);
  if (!guild || !channel || !guild.sees(user.id, channel)) return undefined;
  const { data } = channel;
  const permissions = guild.permissionsIn(channel, user.id).toString();
  const app_permissions = guild.permissionsIn(channel, context.world.bot.id).toString();
  resolved.channels = { ...resolved.channels, [id]: { ...data, permissions, app_permissions } };
  return channel.type;
}

/** Reads options from the body a client sends. */
export function readSentOptions(value: unknown): SentOption[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isObject).map((option) => {
    const sent: SentOption = { name: String(option['name']), type: Number(option['type'] ?? 0) };
    const given = option['value'];
    if (typeof given === 'string' || typeof given === 'number' || typeof given === 'boolean')
      sent.value = given;
    if (option['focused'] === true) sent.focused = true;
    if (Array.isArray(option['options'])) sent.options = readSentOptions(option['options']);
    return sent;
  });
}
