/** The bot's own handlers, with nothing of Discord around them. */
import type { APIInteraction } from 'discord.js';
import { createCommands, posting, ways } from '../commands/index.ts';
import type { Services } from '../commands/services.ts';
import { createDirectory } from '../src/directory.ts';
import { createFeatures } from '../src/features.ts';
import type { Clock } from '../src/platform/clock.ts';
import { readConfig } from '../src/platform/config.ts';
import type { Db } from '../src/platform/database/index.ts';
import type { Transport } from '../src/platform/delivery/types.ts';
import { createDispatcher } from '../src/platform/discord/dispatcher.ts';
import type { Inspector } from '../src/platform/discord/inspector.ts';
import type { Reply } from '../src/platform/discord/reply.ts';
import type { Roster } from '../src/platform/discord/roster.ts';
import { createLogger } from '../src/platform/log.ts';
import { noMetrics } from '../src/platform/metrics/metrics.ts';
import { createOnce } from '../src/platform/once/service.ts';

const CHANNEL = '700000000000000002';
const log = createLogger('fatal');

export interface Handled {
  /** From the interaction to the answer, ms, and the processor time of it. */
  readonly wall: number;
  readonly cpu: number;
  readonly reply: Reply;
}

type Options = Readonly<Record<string, string | number | boolean>>;

/** A slash command as a member sends it. */
export interface Sent {
  readonly guildId: string;
  readonly userId: string;
  /** "find-partner", "knowledge search". */
  readonly name: string;
  readonly options?: Options;
}

/** Runs a slash command of a member and throws when it fails. */
export type Slash = (sent: Sent) => Promise<Handled>;

export function servicesOn(db: Db, address: string, clock: Clock): Services {
  const { features } = createFeatures({
    db,
    clock,
    log,
    config: readConfig({ DISCORD_TOKEN: 'none', DATABASE_URL: address }),
    transport: {} as Transport,
    inspector: {} as Inspector,
    roster: {
      holds: () => true,
      find: () => Promise.resolve('there'),
      missing: () => Promise.resolve(new Set()),
      rolesOf: () => Promise.resolve(undefined),
    } satisfies Roster,
  });
  return features;
}

export function createSlash(db: Db, services: Services, clock: Clock): Slash {
  let answered: (reply: Reply) => void = () => undefined;
  const exchange = {
    reply: (reply: Reply) => Promise.resolve(answered(reply)),
    fail: (reply: Reply) => Promise.resolve(answered(reply)),
    suggest: () => Promise.resolve(),
    leave: () => undefined,
  };
  let failures = 0;
  const dispatcher = createDispatcher({
    commands: createCommands(services),
    directory: createDirectory(services),
    once: createOnce({ db, clock }),
    responder: { open: () => exchange, idle: () => Promise.resolve() },
    ways,
    posting,
    clock,
    log,
    metrics: {
      ...noMetrics,
      interaction: (_, outcome) => void (failures += Number(outcome === 'failed')),
    },
  });
  let sent = 0;
  return async (command) => {
    const interaction = interactionOf(String(800_000_000_000_000_000n + BigInt(++sent)), command);
    const { promise, resolve } = Promise.withResolvers<Reply>();
    answered = resolve;
    const used = process.threadCpuUsage();
    const start = performance.now();
    const done = dispatcher.dispatch(interaction);
    const reply = await promise;
    const wall = performance.now() - start;
    const { user, system } = process.threadCpuUsage(used);
    await done;
    if (failures > 0) throw new Error(`${command.name} failed: ${JSON.stringify(reply)}`);
    return { wall, cpu: (user + system) / 1000, reply };
  };
}

/** As Discord sends it (https://docs.discord.com/developers/interactions/receiving-and-responding). */
function interactionOf(id: string, { guildId, userId, name, options = {} }: Sent): APIInteraction {
  const types = { string: 3, number: 4, boolean: 5 } as const;
  const given = Object.entries(options).map(([option, value]) => ({
    name: option,
    type: types[typeof value as keyof typeof types],
    value,
  }));
  const [command, subcommand] = name.split(' ');
  return {
    id,
    application_id: '1',
    type: 2,
    token: id,
    version: 1,
    guild_id: guildId,
    channel: { id: CHANNEL, type: 0 },
    channel_id: CHANNEL,
    locale: 'en-US',
    member: {
      user: { id: userId, username: `u${userId}`, global_name: `Learner ${userId}` },
      roles: [],
      permissions: '0',
    },
    data: {
      id: '1',
      type: 1,
      name: command,
      options: subcommand === undefined ? given : [{ name: subcommand, type: 1, options: given }],
    },
    entitlements: [],
  } as unknown as APIInteraction;
}
