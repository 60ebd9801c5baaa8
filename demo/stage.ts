import {
  type Channel,
  type GuildDriver,
  type Member,
  type PageOptions,
  type Role,
  Simulator,
} from '@nexus/simulator';
import { type Bot, startBot } from '../src/bot.ts';
import { readConfig } from '../src/platform/config.ts';
import { createLogger } from '../src/platform/log.ts';

/** The cohort of the demo: three weeks from a Monday, in Lagos, where it is one hour later than UTC. */
export const COHORT = {
  name: 'November',
  start: '2026-11-09',
  deadline: '2026-11-29',
  timezone: 'Africa/Lagos',
} as const;
const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
const MIDNIGHT = Date.UTC(2026, 10, 9) - HOUR;

/** An instant of the cohort, ms UTC: day 1 is its first; hours and minutes as clocks in Lagos show them. */
export function at(day: number, hour: number, minute = 0): number {
  return MIDNIGHT + (day - 1) * DAY + hour * HOUR + minute * 60_000;
}

/** When the first reminders go out, ms UTC. */
export function firstMorning(): number {
  return at(1, 9);
}

/** The clock runs in steps this long (ms): a bot that sees more than ten minutes pass at once tells staff it was away. */
const STEP = 9.5 * 60_000;
/** Requests per second: a week passes in seconds here, so Discord's own 50 would be the slowest part of it. */
const REQUESTS_PER_SECOND = 100_000;

/** A simulated Discord with one server, and the real bot in it, with a database in memory. */
export interface Stage {
  readonly sim: Simulator;
  readonly bot: Bot;
  readonly guild: GuildDriver;
  readonly staff: Member;
  readonly mentor: Member;
  readonly mentorRole: Role;
  readonly projects: Channel;
  readonly announcements: Channel;
  readonly mentors: Channel;
  /** Moves the time forward to an instant (never back) and lets the bot do all that became due. */
  goTo(instant: number): Promise<void>;
  /** Everything the bot has to send by now has arrived. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

export interface StageOptions {
  readonly onFatal: (error: Error) => void;
  /** 0: any free port. */
  readonly port: number;
  /** What the web page offers; without it there is no page. */
  readonly page?: PageOptions;
}

export async function openStage(options: StageOptions): Promise<Stage> {
  const ahead = at(1, 8) - Date.now();
  const sim = await Simulator.start({
    clock: { now: () => Date.now() + ahead },
    botName: 'Nexus',
    port: options.port,
    ...(options.page === undefined ? {} : { page: options.page }),
    rateLimits: false,
    openapi: false,
    keepRequests: 100,
  });
  const owner = sim.world.addUser('Sade', 'en-US');
  const guild = sim.createGuild({ name: 'ALX ProDev', ownerId: owner.id });
  const projects = guild.createChannel({ name: 'ProDevProjectNexus' });
  const announcements = guild.createChannel({ name: 'announcements', type: 'announcement' });
  const mentorRole = guild.createRole({ name: 'mentor', mentionable: true });
  const mentor = guild.addMember({ name: 'Grace', roles: [mentorRole] });
  const mentors = guild.createChannel({
    name: 'mentors',
    overwrites: [
      { for: 'everyone', deny: ['VIEW_CHANNEL'] },
      { for: mentorRole, allow: ['VIEW_CHANNEL'] },
      { for: { id: sim.botUserId }, allow: ['VIEW_CHANNEL'] },
    ],
  });

  const config = readConfig({
    DISCORD_TOKEN: sim.token,
    DISCORD_API: sim.api,
    DISCORD_CDN: new URL(sim.api).origin,
    // Nothing outlives the demo, and it need not wait for a disk.
    DATABASE_URL: 'sqlite::memory:',
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'silent',
  });
  const bot = await startBot({
    config,
    clock: sim.clock,
    log: createLogger(config.logLevel),
    onFatal: options.onFatal,
    requestsPerSecond: REQUESTS_PER_SECOND,
    client: {
      // Without the pause between identifications that Discord asks of large bots.
      ws: { buildIdentifyThrottler: () => Promise.resolve({ waitForIdentify: () => Promise.resolve() }) },
    },
  });

  async function settle(): Promise<void> {
    await bot.tick();
    await sim.settled();
  }

  return {
    sim,
    bot,
    guild,
    staff: guild.owner,
    mentor,
    mentorRole,
    projects,
    announcements,
    mentors,
    settle,
    async goTo(instant) {
      for (let left = instant - sim.clock.now(); left > 0; left = instant - sim.clock.now()) {
        sim.clock.advance(Math.min(left, STEP));
        await bot.tick();
      }
      await settle();
    },
    async close() {
      await bot.stop();
      await sim.stop();
    },
  };
}

const PRIVATE_THREAD = 12;

export function isPrivateThread(channel: Channel): boolean {
  return channel.type === PRIVATE_THREAD;
}

/** The private threads of the teams. */
export function teamThreads({ guild }: Stage): Channel[] {
  return guild.state.threads().filter((thread) => isPrivateThread(thread));
}

/** Everybody who is in a team's thread. */
export function inTeams(stage: Stage): Set<string> {
  return new Set(teamThreads(stage).flatMap((thread) => [...thread.threadMembers.keys()]));
}
