/** The bot's own handlers on a really migrated database, with nothing of Discord around them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { APIInteraction } from 'discord.js';
import { createCommands, posting, ways } from '../../commands/index.ts';
import type { Services } from '../../commands/services.ts';
import { migrations } from '../../migrations/index.ts';
import { createDirectory } from '../../src/directory.ts';
import { createFeatures } from '../../src/features.ts';
import { moveDatabase } from '../../src/operation/moving/service.ts';
import type { Cohort } from '../../src/people/cohorts/rules.ts';
import { readConfig } from '../../src/platform/config.ts';
import { type Db, migrate, openDatabase } from '../../src/platform/database/index.ts';
import type { Transport } from '../../src/platform/delivery/types.ts';
import { createDispatcher } from '../../src/platform/discord/dispatcher.ts';
import type { Inspector } from '../../src/platform/discord/inspector.ts';
import type { Reply } from '../../src/platform/discord/reply.ts';
import type { Roster } from '../../src/platform/discord/roster.ts';
import { createLogger } from '../../src/platform/log.ts';
import { noMetrics } from '../../src/platform/metrics/metrics.ts';
import { createOnce } from '../../src/platform/once/service.ts';
import { seedCrowd } from '../../tests/pairing/partners/crowd.ts';
import { createPostgres, dropPostgres, POSTGRES } from '../../tests/support/engine.ts';

export const NOW = Date.UTC(2026, 10, 18, 12);
const GUILD = '700000000000000001';
const CHANNEL = '700000000000000002';

export interface Handled {
  /** From the interaction to the answer, ms, and the processor time of it. */
  readonly wall: number;
  readonly cpu: number;
  readonly reply: Reply;
}

export interface BenchBot {
  readonly db: Db;
  readonly services: Services;
  readonly cohort: Cohort;
  /** Runs a slash command of a member and throws when it fails. */
  slash(userId: string, name: string, options?: Record<string, string | number | boolean>): Promise<Handled>;
  close(): Promise<void>;
}

const clock = { now: () => NOW };
const log = createLogger('fatal');

function featuresOn(db: Db, address: string): Services {
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

/** With one cohort of so many learners; on PostgreSQL where TEST_POSTGRES names a server. */
export async function createBenchBot(learners: number): Promise<BenchBot> {
  const folder = mkdtempSync(join(tmpdir(), 'nexus-bench-'));
  const path = join(folder, 'nexus.db');
  const own = openDatabase(path);
  await migrate(own, migrations);
  const first = featuresOn(own, `sqlite:${path}`);
  await first.communities.ensure(GUILD, NOW);
  await first.communities.setChannels(GUILD, { projects: CHANNEL });
  const dates = { start: '2026-11-09', deadline: '2026-11-29' };
  const cohort = await first.cohorts.create({
    guildId: GUILD,
    name: 'Bench',
    ...dates,
    timezone: 'Africa/Lagos',
  });
  await first.charts.close();
  await own.destroy();
  seedCrowd(path, cohort, learners, NOW);
  const postgres = POSTGRES === undefined ? undefined : await createPostgres({ empty: true });
  if (postgres !== undefined) await moveDatabase({ from: path, to: postgres, migrations });
  const db = openDatabase(postgres ?? path);
  const services = featuresOn(db, postgres ?? `sqlite:${path}`);

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
  return {
    db,
    services,
    cohort,
    async slash(userId, name, options = {}) {
      const interaction = command(String(800_000_000_000_000_000n + BigInt(++sent)), userId, name, options);
      const { promise, resolve } = Promise.withResolvers<Reply>();
      answered = resolve;
      const used = process.threadCpuUsage();
      const start = performance.now();
      const done = dispatcher.dispatch(interaction);
      const reply = await promise;
      const wall = performance.now() - start;
      const { user, system } = process.threadCpuUsage(used);
      await done;
      if (failures > 0) throw new Error(`${name} failed: ${JSON.stringify(reply)}`);
      return { wall, cpu: (user + system) / 1000, reply };
    },
    async close() {
      await services.charts.close();
      await db.destroy();
      if (postgres !== undefined) await dropPostgres(postgres);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** As Discord sends it (https://docs.discord.com/developers/interactions/receiving-and-responding). */
function command(
  id: string,
  userId: string,
  name: string,
  options: Record<string, string | number | boolean>,
): APIInteraction {
  const types = { string: 3, number: 4, boolean: 5 } as const;
  const sent = Object.entries(options).map(([option, value]) => ({
    name: option,
    type: types[typeof value as keyof typeof types],
    value,
  }));
  return {
    id,
    application_id: '1',
    type: 2,
    token: id,
    version: 1,
    guild_id: GUILD,
    channel: { id: CHANNEL, type: 0 },
    channel_id: CHANNEL,
    locale: 'en-US',
    member: {
      user: { id: userId, username: `u${userId}`, global_name: `Learner ${userId}` },
      roles: [],
      permissions: '0',
    },
    data: { id: '1', type: 1, name, options: sent },
    entitlements: [],
  } as unknown as APIInteraction;
}
