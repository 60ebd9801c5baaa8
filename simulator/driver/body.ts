import type { Channel } from '../channel.ts';
import type { Json } from '../form.ts';
import type { Guild } from '../guild.ts';
import type { SentOption } from '../interactions/options.ts';
import { refuseClient } from '../interactions/refused.ts';
import { type Command, type CommandOption, CommandType, OptionType, type Role } from '../wire.ts';
import type { World } from '../world.ts';

export interface FileInput {
  filename: string;
  content: string | Buffer;
  contentType?: string;
}

/** Anything with an id: a member, a channel, a role. */
export interface Identified {
  id: string;
}

export type OptionValue =
  | string
  | number
  | boolean
  | FileInput
  | Identified
  | { user: string }
  | Channel
  | Role;

export type OptionValues = Readonly<Record<string, OptionValue | undefined>>;

/** `/project show` with options by name, as the body a client would send. */
export function commandBody(
  world: World,
  guild: Guild | undefined,
  line: string,
  values: OptionValues,
  focused?: { name: string; value: string },
): Json {
  const [name = '', ...path] = line.trim().replace(/^\//, '').split(/\s+/);
  const command = findChatCommand(world, guild, name);
  const files: Json[] = [];
  const options = nest(command, command.options ?? [], path, values, files, focused);
  return {
    id: command.id,
    name: command.name,
    type: CommandType.chatInput,
    version: command.version,
    options,
    attachments: files,
  };
}

function findChatCommand(world: World, guild: Guild | undefined, name: string): Command {
  const commands = [...world.commands.values()].filter(
    (command) =>
      command.type === CommandType.chatInput &&
      (command.guild_id === undefined || command.guild_id === guild?.id),
  );
  const found = commands.filter((command) => command.name === name);
  const best = found.find((command) => command.guild_id !== undefined) ?? found[0];
  const list = commands.map((command) => `/${command.name}`).join(', ') || 'none';
  return best ?? refuseClient(`No command /${name} is registered here (registered: ${list}).`);
}

function nest(
  command: Command,
  known: readonly CommandOption[],
  path: readonly string[],
  values: OptionValues,
  files: Json[],
  focused: { name: string; value: string } | undefined,
): SentOption[] {
  const [step, ...rest] = path;
  if (step !== undefined) {
    const branch = known.find((option) => option.name === step && option.type <= OptionType.subcommandGroup);
    const list = known.map((option) => option.name).join(', ');
    if (!branch) return refuseClient(`/${command.name} has no subcommand "${step}" (it has: ${list}).`);
    const options = nest(command, branch.options ?? [], rest, values, files, focused);
    return [{ name: step, type: branch.type, options }];
  }
  const sent = Object.entries(values).flatMap(([name, value]): SentOption[] => {
    if (value === undefined) return [];
    const type = known.find((option) => option.name === name)?.type ?? OptionType.string;
    return [{ name, type, value: plainValue(type, value, files) }];
  });
  if (!focused) return sent;
  const type = known.find((option) => option.name === focused.name)?.type ?? OptionType.string;
  return [...sent.filter((option) => option.name !== focused.name), { ...focused, type, focused: true }];
}

function plainValue(type: number, value: OptionValue, files: Json[]): string | number | boolean {
  if (typeof value !== 'object') return value;
  if (type === OptionType.attachment && 'filename' in value) return addFile(value, files);
  if ('user' in value && typeof value.user === 'string') return value.user;
  if ('id' in value) return value.id;
  return refuseClient(
    'An option value must be text, a number, true or false, a file, or something with an id.',
  );
}

/** Notes a file to send along; its id is what the option carries. */
export function addFile(file: FileInput, files: Json[]): string {
  const id = String(files.length);
  const content = typeof file.content === 'string' ? Buffer.from(file.content) : file.content;
  files.push({ id, filename: file.filename, content, content_type: file.contentType });
  return id;
}
