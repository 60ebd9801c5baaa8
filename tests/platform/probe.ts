import { type Channel, type GuildDriver, type Member, type Reply, Simulator } from '@nexus/simulator';
import { migrations } from '../../migrations/index.ts';
import { type Db, migrate, openDatabase } from '../../src/platform/database/index.ts';
import { type Command, definition } from '../../src/platform/discord/command.ts';
import type { Directory } from '../../src/platform/discord/directory.ts';
import { createDispatcher, type Dispatcher } from '../../src/platform/discord/dispatcher.ts';
import { createGateway, type Gateway } from '../../src/platform/discord/gateway.ts';
import { registerCommands } from '../../src/platform/discord/registration.ts';
import { createResponder } from '../../src/platform/discord/responder.ts';
import { createDrafts } from '../../src/platform/drafts/service.ts';
import { createLogger } from '../../src/platform/log.ts';
import { noMetrics } from '../../src/platform/metrics/metrics.ts';
import { createOnce } from '../../src/platform/once/service.ts';

/** A handler that takes longer than this (ms) is deferred; 2 s in the real bot. */
export const PATIENCE = 60;

/** The ground without the house: gateway, dispatcher and responder with a test's own commands, on the simulator. */
export interface Probe {
  readonly sim: Simulator;
  readonly db: Db;
  readonly guild: GuildDriver;
  readonly channel: Channel;
  readonly member: Member;
  readonly gateway: Gateway;
  readonly dispatcher: Dispatcher;
  readonly keepDraft: Directory['keepDraft'];
  /** What was logged, one object a line. */
  readonly logged: Record<string, unknown>[];
  /** Interactions by command and by how they ended. */
  readonly counted: string[];
  /** How long Discord's client made a request wait, in ms. */
  readonly waits: number[];
  /** Settings of the server, as /setup would change them. */
  readonly community: { language: 'en' | 'fr'; staffRoleId: string | null };
  /** The server a member means in a direct message. */
  home: string | undefined;
  stop(): Promise<void>;
}

export async function createProbe(
  commands: readonly Command[],
  /** Registered with Discord, but not known to the program. */
  ghosts: readonly string[] = [],
): Promise<Probe> {
  const sim = await Simulator.start();
  const guild = sim.createGuild({ name: 'Probe' });
  const channel = guild.createChannel({ name: 'general' });
  const db = openDatabase(':memory:');
  await migrate(db, migrations);
  const drafts = createDrafts({ db, clock: sim.clock });
  const logged: Record<string, unknown>[] = [];
  const counted: string[] = [];
  const waits: number[] = [];
  const log = createLogger('debug', {
    destination: { write: (line) => void logged.push(JSON.parse(line) as Record<string, unknown>) },
  });

  const community: Probe['community'] = { language: 'en', staffRoleId: null };
  const directory: Directory = {
    present: () => Promise.resolve(),
    withheld: () => Promise.resolve(undefined),
    arrive: () => Promise.resolve({ ...community }),
    serverOf: () =>
      Promise.resolve(
        probe.home === undefined ? undefined : { guildId: probe.home, community: { ...community } },
      ),
    keepDraft: (draft) => drafts.keep(draft),
    draft: (id, userId) => drafts.find(id, userId),
    news: () => () => Promise.resolve([]),
  };
  const gateway = createGateway({
    api: sim.api,
    token: sim.token,
    shards: 'auto',
    log,
    onInteraction: (interaction) => void dispatcher.dispatch(interaction),
    onFatal: (error) => {
      throw error;
    },
    metrics: { ...noMetrics, rateLimited: (_client, ms) => void waits.push(ms) },
  });
  const responder = createResponder({ rest: gateway.answers, log, deferAfter: PATIENCE });
  const dispatcher = createDispatcher({
    commands,
    directory,
    once: createOnce({ db, clock: sim.clock }),
    responder,
    ways: { out: {} },
    posting: new Set(),
    clock: sim.clock,
    log,
    metrics: { ...noMetrics, interaction: (command, outcome) => void counted.push(`${command} ${outcome}`) },
  });
  await gateway.connect(new AbortController().signal);
  const definitions = commands.map((command) => definition(command));
  await registerCommands({
    rest: gateway.client.rest,
    applicationId: sim.applicationId,
    guildId: undefined,
    commands: [...definitions, ...ghosts.map((name) => ({ name, description: 'Gone from the program' }))],
    memory: { get: () => Promise.resolve(undefined), set: () => Promise.resolve() },
    log,
  });

  const probe: Probe = {
    sim,
    db,
    guild,
    channel,
    member: guild.addMember({ name: 'Ada' }),
    gateway,
    dispatcher,
    counted,
    waits,
    keepDraft: (draft) => drafts.keep(draft),
    logged,
    community,
    home: undefined,
    async stop() {
      await dispatcher.stop(1_000);
      await gateway.close();
      await sim.stop();
      await db.destroy();
    },
  };
  return probe;
}

/** A promise that a test fulfils when it likes. */
export function gate(): { readonly opened: Promise<void>; open(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
}

/** The requests about one interaction, in order. */
export function requestsOf(probe: Probe, reply: Reply): string[] {
  const { id, token } = reply.interaction;
  return probe.sim.requests
    .filter(({ path }) => path.includes(id) || path.includes(token))
    .map(
      ({ method, path, body }) =>
        `${method} ${path.split('/').at(-1)} ${(body as { type?: number }).type ?? ''}`,
    );
}
