import { rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Channel,
  type GuildDriver,
  type Member,
  Simulator,
  type SimulatorOptions,
} from '@nexus/simulator';
import { type Bot, startBot } from '../../src/bot.ts';
import { readConfig } from '../../src/platform/config.ts';
import { createLogger, type Logger } from '../../src/platform/log.ts';
import { databaseDirectory } from './directory.ts';
import { createPostgres, dropPostgres, POSTGRES } from './engine.ts';
import { putDatabase } from './migrated.ts';

/** The instant most tests begin at: a Monday morning, 2026-11-09T08:00:00Z. */
export const MONDAY = Date.UTC(2026, 10, 9, 8);

/** What the bot may do: not pin, which posts a line of its own. */
export const GIVEN = [
  'VIEW_CHANNEL',
  'SEND_MESSAGES',
  'SEND_MESSAGES_IN_THREADS',
  'CREATE_PUBLIC_THREADS',
  'CREATE_PRIVATE_THREADS',
  'MANAGE_THREADS',
  'MANAGE_MESSAGES',
  'EMBED_LINKS',
  'ATTACH_FILES',
  'READ_MESSAGE_HISTORY',
  'ADD_REACTIONS',
] as const;

/** A real bot on a real, migrated database, connected to the simulator over HTTP and WebSocket. */
export interface World {
  readonly sim: Simulator;
  readonly guild: GuildDriver;
  readonly staff: Member;
  readonly projects: Channel;
  readonly announcements: Channel;
  readonly mentors: Channel;
  /** What openDatabase takes: the path of the file, or an address of PostgreSQL (TEST_POSTGRES). */
  readonly databasePath: string;
  bot: Bot;
  /** Stops the bot and starts another one on the same database. */
  restart(): Promise<void>;
  /** Starts a second bot with the same token on the same database; stopped with the world. */
  twin(): Promise<Bot>;
  /** Moves the time and lets the bot do everything that has become due. */
  advance(ms: number): Promise<void>;
  /** Everything the bot has to send by now has arrived. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

export interface WorldOptions {
  readonly start?: number;
  readonly simulator?: SimulatorOptions;
  readonly env?: Record<string, string>;
  /** Where the bot logs; else on the standard output, what is fatal. */
  readonly log?: Logger;
  /** Leaves the server as a new one: nothing set up. */
  readonly bare?: boolean;
  /** For what is SQLite's own, as its file and what it is asked to prepare: there, whatever the other tests run on. */
  readonly onSqlite?: boolean;
  /** Fills the database before the bot starts, as an earlier version would have left it; the rest is set up as `bare`. */
  readonly prepare?: (
    databasePath: string,
    server: { readonly sim: Simulator; readonly guild: GuildDriver; readonly projects: Channel },
  ) => Promise<void>;
}

export async function createWorld(options: WorldOptions = {}): Promise<World> {
  // Time goes on by itself, as it does for people, from the instant the test chose.
  const ahead = (options.start ?? MONDAY) - Date.now();
  const sim = await Simulator.start({ clock: { now: () => Date.now() + ahead }, ...options.simulator });
  const guild = sim.createGuild({ name: 'ALX ProDev', botPermissions: GIVEN });
  const projects = guild.createChannel({ name: 'ProDevProjectNexus' });
  const announcements = guild.createChannel({ name: 'announcements' });
  const mentors = guild.createChannel({ name: 'mentors' });
  const directory = databaseDirectory();
  const databasePath = join(directory, 'nexus.db');
  const isPrepared = options.prepare !== undefined;
  const isElsewhere = POSTGRES !== undefined && !isPrepared && options.onSqlite !== true;
  const postgres = isElsewhere ? await createPostgres() : undefined;
  const config = readConfig({
    DISCORD_TOKEN: sim.token,
    DISCORD_API: sim.api,
    // What members attach is kept where the simulator serves it.
    DISCORD_CDN: new URL(sim.api).origin,
    DATABASE_URL: postgres ?? `sqlite:${databasePath}`,
    DATA_DIRECTORY: directory,
    LOG_LEVEL: process.env.TEST_LOG ?? 'fatal',
    ...options.env,
  });
  const fatal: Error[] = [];
  const start = (): Promise<Bot> =>
    startBot({
      config,
      clock: sim.clock,
      log: options.log ?? createLogger(config.logLevel),
      onFatal: (error) => fatal.push(error),
      // Without the pause between identifications that Discord asks of large bots.
      client: {
        ws: { buildIdentifyThrottler: () => Promise.resolve({ waitForIdentify: () => Promise.resolve() }) },
      },
    });

  if (options.prepare !== undefined) await options.prepare(databasePath, { sim, guild, projects });
  else if (postgres === undefined) await putDatabase(databasePath);
  const twins: Bot[] = [];
  const world: World = {
    sim,
    guild,
    staff: guild.owner,
    projects,
    announcements,
    mentors,
    databasePath: config.database,
    bot: await start(),
    async restart() {
      await world.bot.stop();
      world.bot = await start();
    },
    async twin() {
      const twin = await start();
      twins.push(twin);
      return twin;
    },
    async advance(ms) {
      sim.clock.advance(ms);
      await world.settle();
    },
    async settle() {
      // What members did has reached the bot, it sends what that caused, and that has arrived. Either process may have it in
      // hand. From here on nothing is begun but that: the clock may have been moved just now.
      await Promise.all([world.bot, ...twins].map((bot) => bot.tick(() => sim.settled())));
      await sim.settled();
    },
    async stop() {
      await Promise.all(twins.map((twin) => twin.stop()));
      await world.bot.stop();
      await sim.stop();
      rmSync(directory, { recursive: true, force: true });
      if (postgres !== undefined) await dropPostgres(postgres);
      if (fatal[0] !== undefined) throw fatal[0];
    },
  };
  if (options.bare !== true && !isPrepared) await setUp(world);
  return world;
}

async function setUp(world: World): Promise<void> {
  const { staff, projects, announcements, mentors } = world;
  await staff.slash('/setup channels', { projects, announcements, mentors });
  await staff.slash('/cohort create', {
    name: 'November',
    start: '2026-11-09',
    deadline: '2026-11-29',
    timezone: 'Africa/Lagos',
  });
  await world.settle();
}
