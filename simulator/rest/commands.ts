import { DiscordError, refuse } from '../errors.ts';
import type { Guild } from '../guild.ts';
import { type CommandDraft, readCommand, readCommands } from '../validation/commands.ts';
import { type Command, CommandType } from '../wire.ts';
import type { World } from '../world.ts';
import { type Answer, type Call, NO_CONTENT, ok, type Route } from './route.ts';

const GLOBAL = '/applications/{application_id}/commands';
const IN_GUILD = '/applications/{application_id}/guilds/{guild_id}/commands';

/** https://discord.com/developers/docs/interactions/application-commands */
export const commandRoutes: readonly Route[] = [
  { method: 'GET', path: `${IN_GUILD}/permissions`, handle: listPermissions },
  { method: 'GET', path: `${IN_GUILD}/{command_id}/permissions`, handle: getPermissions },
  ...[GLOBAL, IN_GUILD].flatMap(routesOf),
];

function routesOf(path: string): Route[] {
  return [
    { method: 'GET', path, handle: list },
    { method: 'PUT', path, handle: replaceAll },
    { method: 'POST', path, handle: create },
    { method: 'GET', path: `${path}/{command_id}`, handle: get },
    { method: 'PATCH', path: `${path}/{command_id}`, handle: update },
    { method: 'DELETE', path: `${path}/{command_id}`, handle: remove },
  ];
}

const MOST: Record<number, number> = {
  [CommandType.chatInput]: 100,
  [CommandType.user]: 15,
  [CommandType.message]: 15,
};

/** The server of the path, if it is a path of a server; the application must be the bot's own. */
function scope(call: Call): string | undefined {
  if (call.param('application_id') !== call.world.application.id) refuse('unknownApplication');
  return call.params['guild_id'] === undefined ? undefined : call.guild().id;
}

function commandsOf(world: World, guildId: string | undefined): Command[] {
  return [...world.commands.values()].filter((command) => command.guild_id === guildId);
}

function list(call: Call): Answer {
  const commands = commandsOf(call.world, scope(call));
  if (call.queryFlag('with_localizations')) return ok(commands);
  return ok(commands.map(withoutLocalizations));
}

function withoutLocalizations(command: Command): unknown {
  const { name_localizations: _names, description_localizations: _descriptions, ...rest } = command;
  return rest;
}

/** Replaces the whole set; a command that keeps type and name keeps its id. */
function replaceAll(call: Call): Answer {
  const guildId = scope(call);
  const { world } = call;
  const drafts = readCommands(call.body);
  requireCounts(drafts);
  call.approve();
  const before = commandsOf(world, guildId);
  countCreates(
    world,
    guildId,
    drafts.filter((draft) => !before.some((old) => sameCommand(old, draft))).length,
  );
  for (const old of before) world.commands.delete(old.id);
  const after = drafts.map((draft) => {
    const old = before.find((candidate) => sameCommand(candidate, draft));
    return store(world, guildId, draft, old);
  });
  world.changed('commands');
  return ok(after);
}

function sameCommand(a: { type: number; name: string }, b: { type: number; name: string }): boolean {
  return a.type === b.type && a.name === b.name;
}

function requireCounts(commands: readonly { type: number }[]): void {
  for (const [type, most] of Object.entries(MOST)) {
    if (commands.filter((command) => command.type === Number(type)).length > most) refuse('maxCommands');
  }
}

function store(
  world: World,
  guildId: string | undefined,
  draft: CommandDraft,
  old: Command | undefined,
): Command {
  const command: Command = {
    ...draft,
    id: old?.id ?? world.ids.next(),
    application_id: world.application.id,
    version: world.ids.next(),
    ...(guildId === undefined
      ? { dm_permission: draft.contexts?.includes(1) ?? true }
      : { guild_id: guildId }),
  };
  world.commands.set(command.id, command);
  return command;
}

/** 200 creates per day and server: https://discord.com/developers/docs/interactions/application-commands#registering-a-command */
const created = new WeakMap<World, Map<string, number[]>>();
const DAY_MS = 24 * 60 * 60_000;

function countCreates(world: World, guildId: string | undefined, count: number): void {
  const byScope = created.get(world) ?? new Map<string, number[]>();
  created.set(world, byScope);
  const now = world.clock.elapsed();
  const recent = (byScope.get(guildId ?? '') ?? []).filter((at) => now - at < DAY_MS);
  if (recent.length + count > 200) throw new DiscordError('dailyCommandCreates');
  byScope.set(guildId ?? '', [...recent, ...Array.from({ length: count }, () => now)]);
}

function create(call: Call): Answer {
  const guildId = scope(call);
  const { world } = call;
  const fields = call.fields();
  const draft = readCommand(fields);
  fields.form.end();
  call.approve();
  const existing = commandsOf(world, guildId);
  const old = existing.find((candidate) => sameCommand(candidate, draft));
  requireCounts(old ? existing : [...existing, draft]);
  if (!old) countCreates(world, guildId, 1);
  const command = store(world, guildId, draft, old);
  world.changed('commands');
  return { status: old ? 200 : 201, body: command };
}

function find(call: Call): Command {
  const guildId = scope(call);
  const command = call.world.commands.get(call.param('command_id'));
  return command && command.guild_id === guildId ? command : refuse('unknownCommand');
}

function get(call: Call): Answer {
  return ok(find(call));
}

function update(call: Call): Answer {
  const old = find(call);
  const { world } = call;
  const changes = call.fields();
  const fields = changes.over({ ...old }, { type: old.type });
  const draft = readCommand(fields);
  fields.form.end();
  call.approve();
  const twin = commandsOf(world, old.guild_id).find(
    (other) => other.id !== old.id && sameCommand(other, draft),
  );
  if (twin) {
    const error = {
      code: 'APPLICATION_COMMANDS_DUPLICATE_NAME',
      message: 'Application command names must be unique',
    };
    throw new DiscordError('invalidFormBody', { name: { _errors: [error] } });
  }
  const command = store(world, old.guild_id, draft, old);
  world.changed('commands');
  return ok(command);
}

function remove(call: Call): Answer {
  call.world.commands.delete(find(call).id);
  call.world.changed('commands');
  return NO_CONTENT;
}

/** What admins set in Server Settings, Integrations: #get-guild-application-command-permissions */
function listPermissions(call: Call): Answer {
  scope(call);
  const guild = call.guild();
  return ok([...guild.commandPermissions.keys()].map((id) => describePermissions(call.world, guild, id)));
}

function getPermissions(call: Call): Answer {
  scope(call);
  const guild = call.guild();
  const id = call.param('command_id');
  if (!call.world.commands.has(id)) refuse('unknownCommand');
  if (!guild.commandPermissions.has(id)) refuse('unknownCommandPermissions');
  return ok(describePermissions(call.world, guild, id));
}

function describePermissions(world: World, guild: Guild, id: string): unknown {
  const overwrites = guild.commandPermissions.get(id) ?? new Map<string, boolean>();
  const permissions = Array.from(overwrites, ([whom, permission]) => ({
    id: whom,
    type: guild.roles.has(whom) ? 1 : 2,
    permission,
  }));
  return { id, application_id: world.application.id, guild_id: guild.id, permissions };
}
