import { createHash } from 'node:crypto';
import type { REST } from '@discordjs/rest';
import { type RESTPostAPIApplicationCommandsJSONBody, Routes } from 'discord.js';
import type { Logger } from '../log.ts';

/** Where the hash of the registered set is kept. */
export interface RegistrationMemory {
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string): Promise<void>;
}

/**
 * Registers the whole set with one PUT, and only when it changed since the last time: Discord allows 200 creations a
 * day. The hash is kept per application and scope, so that another bot or server on the same database registers too.
 */
export async function registerCommands(parts: {
  rest: REST;
  applicationId: string;
  guildId: string | undefined;
  commands: readonly RESTPostAPIApplicationCommandsJSONBody[];
  memory: RegistrationMemory;
  log: Logger;
}): Promise<void> {
  const { applicationId, guildId, commands, memory } = parts;
  const key = `commands:${applicationId}:${guildId ?? 'global'}`;
  const hash = createHash('sha256').update(JSON.stringify(commands)).digest('hex');
  if ((await memory.get(key)) === hash) return;
  const route =
    guildId === undefined
      ? Routes.applicationCommands(applicationId)
      : Routes.applicationGuildCommands(applicationId, guildId);
  await parts.rest.put(route, { body: commands });
  await memory.set(key, hash);
  parts.log.info({ count: commands.length, scope: guildId ?? 'global' }, 'commands registered');
}
