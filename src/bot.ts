import type { ClientOptions } from 'discord.js';
import { createCommands, posting, ways } from '../commands/index.ts';
import type { Services } from '../commands/services.ts';
import { migrations } from '../migrations/index.ts';
import { createDirectory } from './directory.ts';
import { createFeatures } from './features.ts';
import { aborted, within } from './platform/async.ts';
import { type Clock, systemClock } from './platform/clock.ts';
import { type Config, secretsOf } from './platform/config.ts';
import {
  type Checkpoints,
  type Db,
  explainingFaults,
  FAULT_SENTENCES,
  isPostgres,
  migrate,
  openDatabase,
  ping,
  prepareFolder,
  readSetting,
  refuseNewer,
  startCheckpoints,
  watchDatabase,
  write,
  writeSetting,
} from './platform/database/index.ts';
import { definition } from './platform/discord/command.ts';
import { createCommandMentions } from './platform/discord/command-mentions.ts';
import { createCourier } from './platform/discord/courier.ts';
import { createDispatcher } from './platform/discord/dispatcher.ts';
import { createGateway } from './platform/discord/gateway.ts';
import { createInspector } from './platform/discord/inspector.ts';
import { createNews, type News } from './platform/discord/news.ts';
import { createPace, DISCORD_LIMIT } from './platform/discord/pace.ts';
import { createReach } from './platform/discord/reach.ts';
import { createRegistration, type RegistrationMemory } from './platform/discord/registration.ts';
import { createResponder } from './platform/discord/responder.ts';
import { createRoster } from './platform/discord/roster.ts';
import { type HealthEndpoint, readiness, startHealth } from './platform/health.ts';
import { heartbeatPoller } from './platform/heartbeat.ts';
import { createLogger, type Logger } from './platform/log.ts';
import { noMetrics } from './platform/metrics/metrics.ts';
import { createOnce } from './platform/once/service.ts';
import { createProcesses } from './platform/processes/service.ts';
import { createScheduler, type Poller } from './platform/schedule/scheduler.ts';

export interface Bot {
  readonly services: Services;
  /** Does at once, after `before`, what the schedule would do by itself within seconds: for tests and the demo's fast clock. */
  tick(before?: () => Promise<void>): Promise<void>;
  /** Takes nothing more, finishes what is under way (at most 4 s), closes the database. */
  stop(): Promise<void>;
}

export interface BotOptions {
  readonly config: Config;
  readonly clock?: Clock;
  readonly log?: Logger;
  /** The session with Discord ended for good. */
  readonly onFatal: (error: Error) => void;
  /** Discord's limit for one account, 50, unless its time runs faster: the demo's does. */
  readonly requestsPerSecond?: number;
  /** Aborted when the bot is to stop while it still starts: startBot then closes what it opened and throws the reason. */
  readonly signal?: AbortSignal;
  /** discord.js options for tests. */
  readonly client?: Partial<ClientOptions>;
}

/** How long a start waits for what Discord is asked: the schedule waits behind it (ms). */
const STARTING = 5_000;
/** Parts of the time a stop may take, in ms: 5 s in all. */
const STOP_DISPATCHER = 2_000;
const STOP_REST = 1_000;
const SECOND = 1_000;

/**
 * The composition root: configuration -> database -> features -> gateway -> schedule. Resolves when the bot is ready.
 * Throws NewerDatabaseError, DatabaseFaultError or RefusedByDiscordError; an unreachable Discord is waited for.
 */
export async function startBot(options: BotOptions): Promise<Bot> {
  const { config, requestsPerSecond = DISCORD_LIMIT } = options;
  const { token, api } = config;
  const clock = options.clock ?? systemClock;
  const log = options.log ?? createLogger(config.logLevel, { secrets: secretsOf(config) });

  const { db, applied } = await explainingFaults(config.database, () => openMigrated(config));
  if (applied.length > 0) log.info({ applied }, 'database migrated');

  const hears = config.role !== 'worker';
  let isStarted = false;
  const vitals = {
    isStarted: () => isStarted,
    // A worker asks Discord and hears nothing from it.
    isConnected: () => (hears ? gateway.isConnected() : reach.isReached()),
    pingDatabase: () => ping(db),
    refusal: () => outbox.fault() ?? processes.fault(),
    fault: () => (watch.fault === undefined ? undefined : FAULT_SENTENCES[watch.fault]),
  };
  const isReady = async () => (await readiness(vitals)).ok;
  const exposition =
    config.httpPort === undefined
      ? undefined
      : // Loaded only where somebody reads them.
        (await import('./platform/metrics/prometheus.ts')).createExposition({
          isReady,
          shards: () => gateway.shards(),
          outbox: () => outbox.vitals(),
          backupAgeMs: () => services.backups.ageMs(),
        });
  const metrics = exposition?.metrics ?? noMetrics;
  const watch = watchDatabase(db, config.databasePath, {
    onWait: (ms) => metrics.databaseWaited(ms),
    onRetry: () => metrics.databaseRetried(),
    onConnection: (ms) => metrics.databaseConnected(ms),
    onChange: (fault) =>
      fault === undefined
        ? log.info('the database can be changed again')
        : log.error({ fault }, FAULT_SENTENCES[fault]),
  });
  const checkpoints = checkpointing(db, config.database, log);

  // What else the bot asks Discord for takes places from the outbox, never the other way round.
  const pace = createPace(requestsPerSecond);
  const mentions = createCommandMentions();
  const transport = createCourier({ token, api, pace, mentions, requestsPerSecond });
  const reach = createReach(transport);
  const processes = await createProcesses({
    db,
    address: config.directDatabase ?? config.database,
    onHeard: () => outbox.wake(),
    onGone: (trx) => outbox.takeOver(trx),
    clock,
    role: config.role,
    limit: requestsPerSecond,
    pace,
  });
  const inspector = createInspector(() => gateway.client);
  const roster = createRoster(() => gateway.client);
  const {
    features: services,
    list,
    outbox,
  } = createFeatures({
    db,
    clock,
    log,
    metrics,
    config,
    transport,
    inspector,
    roster,
    onWork: () => processes.ring(),
  });
  const commands = createCommands(services);
  const once = createOnce({ db, clock });
  const stopping = new AbortController();
  const shards = typeof config.shards === 'object' ? config.shards : undefined;

  const news = createNews(log);
  const gateway = createGateway({
    api,
    token,
    shards: config.shards,
    log,
    onInteraction: (interaction) => void dispatcher.dispatch(interaction),
    ...listeners(db, services, news),
    onFatal: options.onFatal,
    onRequest: () => pace.note(),
    metrics,
    requestsPerSecond,
    ...(options.client === undefined ? {} : { overrides: options.client }),
  });
  const responder = createResponder({ rest: gateway.answers, log, mentions, metrics });
  const dispatcher = createDispatcher({
    commands,
    directory: createDirectory(services),
    once,
    responder,
    ways,
    posting,
    clock,
    log,
    metrics,
  });

  const registration = createRegistration({
    rest: gateway.client.rest,
    async applicationId() {
      if (hears) return gateway.client.application?.id ?? '';
      const id = await gateway.applicationId();
      reach.answered();
      return id;
    },
    guildId: config.guildId,
    commands: commands.map((command) => definition(command)),
    memory: memoryIn(db),
    onRegistered: (ids) => mentions.learn(commands, ids),
    log,
    signal: stopping.signal,
  });

  const scheduler = createScheduler({
    clock,
    log,
    leads: () => processes.leads(),
    pollers: [
      processes.poller,
      registration.poller(options.onFatal),
      { name: 'outbox', every: SECOND, everywhere: true, run: () => outbox.tick() },
      once.poller,
      ...(hears ? [] : [reach.poller]),
      ...heartbeat(config, isReady, log),
      ...list.flatMap(({ pollers }) => pollers ?? []),
    ],
  });

  let health: HealthEndpoint | undefined;
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopped ??= close());

  async function close(): Promise<void> {
    stopping.abort();
    await health?.close();
    // Answers that wait for a round would hold the dispatcher up.
    const closing = list.map((feature) => feature.close?.());
    await Promise.all([...closing, dispatcher.stop(STOP_DISPATCHER)]);
    await Promise.all([scheduler.stop(STOP_REST), outbox.stop(STOP_REST)]);
    await services.charts.close();
    await gateway.close();
    await within(STOP_REST, news.settled());
    await processes.stop();
    await checkpoints?.stop();
    await db.destroy();
  }

  try {
    if (config.httpPort !== undefined && exposition !== undefined)
      health = await startHealth(
        { host: config.httpHost, port: config.httpPort },
        { ...vitals, metrics: exposition },
      );
    const { signal = stopping.signal } = options;
    await explainingFaults(config.database, async () => {
      await services.privacy.replay();
      await processes.beat();
    });
    if (hears) {
      await gateway.connect(signal);
      signal.throwIfAborted();
      await services.privacy.serversAre([...gateway.client.guilds.cache.keys()], shards);
    }
    await within(STARTING, Promise.race([registration.register(), aborted(signal)]));
    signal.throwIfAborted();
  } catch (error) {
    await stop();
    throw error;
  }
  scheduler.start();
  outbox.wake();
  isStarted = true;
  log.info('ready');

  return {
    services,
    stop,
    async tick(before) {
      await scheduler.tick(async () => {
        await before?.();
        await news.settled();
      });
      for (const feature of list) await feature.settled?.();
      await outbox.tick();
    },
  };
}

async function openMigrated({ database, databasePath }: Config): Promise<{ db: Db; applied: string[] }> {
  refuseNewer(database, migrations);
  if (isPostgres(database)) prepareFolder(databasePath);
  const db = openDatabase(database, { changesOnlyInWrites: true });
  return { db, applied: await migrate(db, migrations) };
}

function heartbeat({ heartbeatUrl: url }: Config, isReady: () => Promise<boolean>, log: Logger): Poller[] {
  return url === undefined ? [] : [heartbeatPoller({ url, isReady, log })];
}

function memoryIn(db: Db): RegistrationMemory {
  return {
    get: (key) => readSetting(db, key),
    set: (key, value) => write(db, (trx) => writeSetting(trx, key, value)),
  };
}

/** SQLite's alone; the thread fails without harm. */
function checkpointing(db: Db, path: string, log: Logger): Checkpoints | undefined {
  const onError = (error: unknown): void =>
    log.warn({ err: error }, 'the thread that checkpoints the database failed');
  return isPostgres(path) ? undefined : startCheckpoints({ db, path, onError });
}

/** Who works on what Discord tells outside interactions. */
function listeners(db: Db, { privacy, welcome, blockers, events }: Services, news: News) {
  const arrived = async (guildId: string): Promise<void> => {
    await privacy.serverThere(guildId);
    await welcome.serverThere(guildId);
  };
  return {
    onChannelDeleted: (guildId: string, channelId: string) =>
      news.take(
        write(db, (trx) => events.emit(trx, 'channel.deleted', { guildId, channelId })),
        'a deleted channel could not be noted',
      ),
    onServer: (guildId: string, isThere: boolean) =>
      news.take(
        isThere ? arrived(guildId) : privacy.serverLeft(guildId),
        'a server that came or went could not be noted',
      ),
    onThreadOpen: (guildId: string, threadId: string) =>
      news.take(blockers.opened(guildId, threadId), 'an opened thread could not be looked at'),
  };
}
