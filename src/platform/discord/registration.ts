import { createHash } from 'node:crypto';
import { type REST, type RESTPostAPIApplicationCommandsJSONBody, Routes } from 'discord.js';
import type { Logger } from '../log.ts';

/** Where the hash of the registered set is kept. */
export interface RegistrationMemory {
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string): Promise<void>;
}

/**
 * Registers the whole set with one PUT, and only when it changed since the last time: Discord allows 200 creations a
 * day. What was registered is kept per application and scope, so that another bot or server on the same database registers
 * too. Returns the commands' ids by name.
 */
export async function registerCommands(parts: {
  rest: REST;
  applicationId: string;
  guildId: string | undefined;
  commands: readonly RESTPostAPIApplicationCommandsJSONBody[];
  memory: RegistrationMemory;
  log: Logger;
}): Promise<Readonly<Record<string, string>>> {
  const { applicationId, guildId, commands, memory } = parts;
  const key = registeredKey(applicationId, guildId);
  const hash = createHash('sha256').update(JSON.stringify(commands)).digest('hex');
  const known = registered(await memory.get(key));
  if (known?.hash === hash) return known.ids;
  const route =
    guildId === undefined
      ? Routes.applicationCommands(applicationId)
      : Routes.applicationGuildCommands(applicationId, guildId);
  const answer = (await parts.rest.put(route, { body: commands })) as readonly { id: string; name: string }[];
  const ids = Object.fromEntries(answer.map(({ id, name }) => [name, id]));
  await memory.set(key, JSON.stringify({ hash, ids } satisfies Registered));
  parts.log.info({ count: commands.length, scope: guildId ?? 'global' }, 'commands registered');
  return ids;
}

/** Under which setting it stands what was registered. */
export function registeredKey(applicationId: string, guildId: string | undefined): string {
  return `commands:${applicationId}:${guildId ?? 'global'}`;
}

interface Registered {
  readonly hash: string;
  readonly ids: Readonly<Record<string, string>>;
}

/** What a setting says was registered; undefined for what an earlier version kept, which did not know the ids. */
export function registered(kept: string | undefined): Registered | undefined {
  return kept?.startsWith('{') === true ? (JSON.parse(kept) as Registered) : undefined;
}
