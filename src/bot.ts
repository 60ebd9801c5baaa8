import { dirname, join } from 'node:path';
import type { ClientOptions } from 'discord.js';
import { createCommands } from '../commands/index.ts';
import type { Services } from '../commands/services.ts';
import { migrations } from '../migrations/index.ts';
import { ChartRenderer } from './charts/renderer.ts';
import { type Clock, systemClock } from './clock.ts';
import { createCohorts } from './cohorts/service.ts';
import { type Community, createCommunities } from './communities/service.ts';
import type { Config } from './config.ts';
import {
  type Db,
  migrate,
  openDatabase,
  ping,
  readSetting,
  refuseNewer,
  writeSetting,
} from './database/index.ts';
import { createDeadlineEvents } from './deadlines/service.ts';
import { createOutbox } from './delivery/outbox.ts';
import { createLedger } from './delivery/service.ts';
import type { Deliverer, DeliveryKind, Transport } from './delivery/types.ts';
import type { CommunityView } from './discord/call.ts';
import { definition } from './discord/command.ts';
import { createCourier } from './discord/courier.ts';
import { createDispatcher, type Directory } from './discord/dispatcher.ts';
import { createGateway } from './discord/gateway.ts';
import { createInspector, type Inspector } from './discord/inspector.ts';
import { createPace } from './discord/pace.ts';
import { registerCommands } from './discord/registration.ts';
import { createResponder } from './discord/responder.ts';
import { createDrafts } from './drafts/service.ts';
import { createHandovers } from './handovers/service.ts';
import { type HealthEndpoint, startHealth } from './health.ts';
import { createLearners } from './learners/service.ts';
import { createLetters } from './letters/service.ts';
import { createLogger, type Logger } from './log.ts';
import { createMeetings } from './meetings/service.ts';
import { createNotices } from './notices/service.ts';
import { createOverview } from './overview/service.ts';
import { createPartners } from './partners/service.ts';
import { createProjects, type Projects } from './projects/service.ts';
import { createWeekPicture } from './reminders/picture.ts';
import { createReminders, type Reminders } from './reminders/service.ts';
import { createReplacements } from './replacements/service.ts';
import { createRequests } from './requests/service.ts';
import { createRounds } from './rounds/service.ts';
import { createSameSide } from './same-side/service.ts';
import { noteOutage } from './schedule/absence.ts';
import { createScheduler } from './schedule/scheduler.ts';
import { createSilences, type Silences } from './silences/service.ts';
import { createTeams, type Teams, teamMemberIds } from './teams/service.ts';
import { createWaitingList } from './waiting/service.ts';

export interface Bot {
  readonly services: Services;
  /** Does at once what the schedule would do by itself within seconds: for tests and the demo's fast clock. */
  tick(): Promise<void>;
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

/** Parts of the time a stop may take, in ms: 5 s in all. */
const STOP_DISPATCHER = 2_000;
const STOP_REST = 1_000;
const SECOND = 1_000;

/**
 * The composition root: configuration -> database -> features -> gateway -> schedule. Resolves when the bot is ready.
 * Throws NewerDatabaseError or RefusedByDiscordError; an unreachable Discord is waited for.
 */
export async function startBot(options: BotOptions): Promise<Bot> {
  const { config } = options;
  const clock = options.clock ?? systemClock;
  const log = options.log ?? createLogger(config.logLevel);

  refuseNewer(config.databasePath, migrations);
  const db = openDatabase(config.databasePath);
  const applied = await migrate(db, migrations);
  if (applied.length > 0) log.info({ applied }, 'database migrated');

  const limit =
    options.requestsPerSecond === undefined ? {} : { requestsPerSecond: options.requestsPerSecond };
  // What else the bot asks Discord for takes places from the outbox, never the other way round.
  const pace = createPace(options.requestsPerSecond);
  const transport = createCourier({ token: config.token, api: config.api, pace, ...limit });
  const inspector = createInspector(() => gateway.client);
  const { services, outbox } = createServices({ db, clock, log, config, transport, inspector });
  const commands = createCommands(services);
  const stopping = new AbortController();

  const gateway = createGateway({
    api: config.api,
    token: config.token,
    shards: config.shards,
    log,
    onInteraction: (interaction) => void dispatcher.dispatch(interaction),
    onFatal: options.onFatal,
    onRequest: () => pace.note(),
    ...limit,
    ...(options.client === undefined ? {} : { overrides: options.client }),
  });
  const responder = createResponder(gateway.client.rest, log);
  const dispatcher = createDispatcher({
    commands,
    directory: createDirectory(services),
    responder,
    clock,
    log,
  });

  const scheduler = createScheduler({
    clock,
    log,
    pollers: [
      { name: 'outbox', every: SECOND, run: () => outbox.tick() },
      { name: 'requests', every: 30 * SECOND, run: () => services.requests.runDue() },
      { name: 'same-side', every: 30 * SECOND, run: () => services.sameSide.runDue() },
      { name: 'partners', every: 60 * SECOND, run: () => services.partners.keepWarm() },
      { name: 'waiting', every: SECOND, run: () => services.waiting.runDue() },
      ...services.reminders.pollers,
      // After the others: they write down how long the bot was away.
      { name: 'silences', every: 60 * SECOND, run: () => services.silences.runDue() },
      ...services.rounds.pollers,
    ],
  });

  let health: HealthEndpoint | undefined;

  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopped ??= close());

  async function close(): Promise<void> {
    stopping.abort();
    await health?.close();
    // Answers that wait for a round would hold the dispatcher up.
    await Promise.all([services.rounds.close(), dispatcher.stop(STOP_DISPATCHER)]);
    await Promise.all([scheduler.stop(STOP_REST), outbox.stop(STOP_REST)]);
    await services.charts.close();
    await gateway.close();
    await db.destroy();
  }

  try {
    if (config.httpPort !== undefined) {
      health = await startHealth(config.httpPort, {
        isConnected: () => gateway.isConnected(),
        pingDatabase: () => ping(db),
        interactions: () => dispatcher.counts,
        outbox: () => outbox.vitals(),
      });
    }
    const { signal = stopping.signal } = options;
    await gateway.connect(signal);
    signal.throwIfAborted();
    await registerCommands({
      rest: gateway.client.rest,
      applicationId: gateway.client.application?.id ?? '',
      guildId: config.guildId,
      commands: commands.map((command) => definition(command)),
      memory: { get: (key) => readSetting(db, key), set: (key, value) => writeSetting(db, key, value) },
      log,
    });
    signal.throwIfAborted();
  } catch (error) {
    await stop();
    throw error;
  }
  scheduler.start();
  outbox.wake();
  log.info('ready');

  return {
    services,
    stop,
    async tick() {
      await scheduler.tick();
      await outbox.tick();
    },
  };
}

/** The features, not yet connected to Discord. */
export function createServices(parts: {
  db: Db;
  clock: Clock;
  log: Logger;
  config: Config;
  transport: Transport;
  inspector: Inspector;
}): {
  services: Services;
  outbox: Deliverer;
} {
  const { db, clock, log, config, transport, inspector } = parts;
  const kinds: DeliveryKind[] = [];
  // Kinds come from features, features enqueue: the list is filled before anything is sent.
  const outbox = lateOutbox(() =>
    createOutbox({ db, transport, kinds, clock, log, onOutage: (from, to) => noteOutage(db, from, to) }),
  );

  const drafts = createDrafts({ db, clock });
  const communities = createCommunities({ db });
  const learners = createLearners({ db });
  const notices = createNotices({ db, clock });
  const cohorts = createCohorts({
    db,
    clock,
    outbox,
    communities,
    defaultTimezone: config.defaultTimezone,
    onCreate: (trx, cohort) => reminders.planCohort(trx, cohort),
    async onChange(trx, cohort) {
      await reminders.planCohort(trx, cohort);
      await deadlines.follow(trx, cohort);
    },
    onEvents: (trx, cohort, wanted) => deadlines.set(trx, cohort, wanted),
  });
  const deadlines = createDeadlineEvents({
    db,
    clock,
    outbox,
    communities,
    findCohort: (id) => cohorts.find(id),
  });
  const projects: Projects = createProjects({
    db,
    clock,
    outbox,
    communities,
    cohorts,
    learners,
    teamMembers: teamMemberIds,
    onClosed: (trx, project) => requests.endFor(trx, project),
  });
  const partners = createPartners({ db, clock, communities, cohorts });
  const teams: Teams = createTeams({
    db,
    clock,
    outbox,
    communities,
    projects,
    learners,
    onLeft: (trx, left) => silences.left(trx, left),
  });
  const requests = createRequests({
    db,
    clock,
    outbox,
    communities,
    cohorts,
    learners,
    notices,
    projects,
    teams,
    makeRoom: (trx, project, senderId) => silences.makeRoom(trx, project, senderId),
  });
  const rounds = createRounds({
    db,
    clock,
    outbox,
    cohorts,
    communities,
    learners,
    notices,
    projects,
    requests,
    teams,
    log,
    folder: join(dirname(config.databasePath), 'rounds'),
  });
  const waiting = createWaitingList({
    db,
    clock,
    outbox,
    communities,
    cohorts,
    learners,
    notices,
    partners,
    projects,
    requests,
  });
  const letters = createLetters({ outbox, learners, notices });
  const replacements = createReplacements({
    db,
    clock,
    outbox,
    cohorts,
    learners,
    letters,
    partners,
    projects,
    teams,
    waiting,
  });
  const sameSide = createSameSide({
    db,
    clock,
    outbox,
    communities,
    cohorts,
    learners,
    notices,
    projects,
    requests,
    teams,
  });
  const silences: Silences = createSilences({
    db,
    clock,
    outbox,
    communities,
    learners,
    notices,
    letters,
    projects,
    teams,
    replacements,
  });
  const charts = new ChartRenderer();
  const ledger = createLedger({ db, clock, outbox, kinds });
  const reminders: Reminders = createReminders({
    db,
    clock,
    outbox,
    ledger,
    communities,
    learners,
    notices,
    teams,
    weekPicture: createWeekPicture(charts, log),
  });
  const handovers = createHandovers({ db, outbox, learners, letters, projects, requests, teams });
  const meetings = createMeetings({
    db,
    clock,
    outbox,
    cohorts,
    communities,
    learners,
    teams,
    reminders: reminders.personal,
  });
  const features = [
    cohorts,
    deadlines,
    projects,
    teams,
    requests,
    letters,
    replacements,
    silences,
    meetings,
    waiting,
    rounds,
    sameSide,
    reminders,
  ];
  for (const { deliveries } of features) kinds.push(...deliveries);

  const { defaultTimezone } = config;
  const services = {
    clock,
    outbox,
    drafts,
    notices,
    communities,
    learners,
    cohorts,
    deadlines,
    projects,
    partners,
    requests,
    teams,
    replacements,
    silences,
    handovers,
    meetings,
    rounds,
    overview: createOverview({ db, silences }),
    waiting,
    sameSide,
    reminders,
    inspector,
    charts,
    defaultTimezone,
  };
  return { services, outbox };
}

/** The outbox is built at its first use, when every feature has said which kinds it delivers. */
function lateOutbox(create: () => Deliverer): Deliverer {
  let built: Deliverer | undefined;
  const outbox = (): Deliverer => (built ??= create());
  return {
    enqueue: (trx, ...entries) => outbox().enqueue(trx, ...entries),
    cancel: (trx, dedupeKey) => outbox().cancel(trx, dedupeKey),
    wake: () => outbox().wake(),
    settled: (dedupeKey, timeoutMs) => outbox().settled(dedupeKey, timeoutMs),
    tick: () => outbox().tick(),
    vitals: () => outbox().vitals(),
    stop: (timeoutMs) => outbox().stop(timeoutMs),
  };
}

/** What the dispatcher asks the features before each interaction. */
export function createDirectory({
  cohorts,
  communities,
  learners,
  drafts,
  notices,
  silences,
}: Services): Directory {
  const view = ({ language, roles }: Community): CommunityView => ({ language, staffRoleId: roles.staff });
  return {
    async arrive(guildId, member, now, channelId) {
      const community = await communities.ensure(guildId, now);
      await learners.remember(guildId, member, now);
      if (channelId !== undefined) await silences.acted(channelId, member.id);
      return view(community);
    },
    async home(userId) {
      const guildId = (await cohorts.lastJoined(userId))?.guildId;
      return guildId === undefined ? undefined : { guildId, community: view(await communities.get(guildId)) };
    },
    keepDraft: (draft) => drafts.keep(draft),
    draft: (id, userId) => drafts.find(id, userId),
    news: (guildId, userId) => notices.take(guildId, userId),
  };
}
