import { createHash } from 'node:crypto';
import { type REST, type RESTPostAPIApplicationCommandsJSONBody, Routes } from 'discord.js';
import { z } from 'zod';
import type { Logger } from '../log.ts';
import type { Poller } from '../schedule/scheduler.ts';
import { RefusedByDiscordError } from './gateway.ts';

/** Where the hash of the registered set is kept. */
export interface RegistrationMemory {
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string): Promise<void>;
}

interface Parts {
  readonly rest: REST;
  readonly guildId: string | undefined;
  readonly commands: readonly RESTPostAPIApplicationCommandsJSONBody[];
  readonly memory: RegistrationMemory;
  readonly log: Logger;
}

/** What Discord answers a PUT of the whole set with. */
const THERE = z.array(z.object({ id: z.string(), name: z.string() }));
/** How long until it is tried again, in ms. */
const AGAIN_AFTER = 30_000;

/**
 * The commands as Discord knows them. Where it cannot be asked when Nexus starts, members use what was registered before,
 * reminders go out, and it is tried again.
 */
export function createRegistration(
  parts: Parts & {
    /** @throws RefusedByDiscordError where the token is refused. */
    readonly applicationId: () => Promise<string>;
    readonly onRegistered: (ids: Readonly<Record<string, string>>) => void;
    /** Aborted when nothing more is to be asked. */
    readonly signal: AbortSignal;
  },
): {
  /** One try, or the one that is under way. Throws RefusedByDiscordError alone. */
  register(): Promise<void>;
  readonly poller: (onRefused: (error: Error) => void) => Poller;
} {
  const { log, signal } = parts;
  let isDone = false;
  let underWay: Promise<void> | undefined;
  let isFirstTurn = true;

  async function attempt(): Promise<void> {
    try {
      parts.onRegistered(await registerCommands({ ...parts, applicationId: await parts.applicationId() }));
      isDone = true;
    } catch (error) {
      if (error instanceof RefusedByDiscordError) throw error;
      if (signal.aborted) return;
      log.error(
        { err: error, retryInMs: AGAIN_AFTER, scope: scopeOf(parts.guildId) },
        'the commands could not be registered; those of before are served, and it is tried again. ' +
          'Where access is missing, invite Nexus with the link that npm run doctor prints',
      );
    } finally {
      underWay = undefined;
    }
  }

  async function register(): Promise<void> {
    if (!isDone) await (underWay ??= attempt());
  }

  return {
    register,
    poller: (onRefused) => ({
      name: 'registration',
      every: AGAIN_AFTER,
      everywhere: true,
      async run() {
        // Right behind the start's own try.
        if (isFirstTurn) return void (isFirstTurn = false);
        await register().catch((error: unknown) => {
          if (!(error instanceof RefusedByDiscordError)) throw error;
          onRefused(error);
        });
      },
    }),
  };
}

/**
 * Registers the whole set with one PUT, and only when it changed since the last time: Discord allows 200 creations a
 * day. What was registered is kept per application and scope, so that another bot or server on the same database registers
 * too. Returns the commands' ids by name.
 */
export async function registerCommands(
  parts: Parts & { readonly applicationId: string; readonly signal?: AbortSignal },
): Promise<Readonly<Record<string, string>>> {
  const { applicationId, guildId, commands, memory, signal } = parts;
  const key = registeredKey(applicationId, guildId);
  const hash = createHash('sha256').update(JSON.stringify(commands)).digest('hex');
  const known = registered(await memory.get(key));
  if (known?.hash === hash) return known.ids;
  const route =
    guildId === undefined
      ? Routes.applicationCommands(applicationId)
      : Routes.applicationGuildCommands(applicationId, guildId);
  const request = { body: commands, ...(signal === undefined ? {} : { signal }) };
  const there = THERE.safeParse(await parts.rest.put(route, request));
  if (!there.success) throw new Error('what was answered is no list of commands');
  const ids = Object.fromEntries(there.data.map(({ id, name }) => [name, id]));
  await memory.set(key, JSON.stringify({ hash, ids } satisfies Registered));
  parts.log.info({ count: commands.length, scope: scopeOf(guildId) }, 'commands registered');
  return ids;
}

function scopeOf(guildId: string | undefined): string {
  return guildId ?? 'global';
}

/** Under which setting it stands what was registered. */
export function registeredKey(applicationId: string, guildId: string | undefined): string {
  return `commands:${applicationId}:${scopeOf(guildId)}`;
}

interface Registered {
  readonly hash: string;
  readonly ids: Readonly<Record<string, string>>;
}

/** What a setting says was registered; undefined for what an earlier version kept, which did not know the ids. */
export function registered(kept: string | undefined): Registered | undefined {
  return kept?.startsWith('{') === true ? (JSON.parse(kept) as Registered) : undefined;
}
