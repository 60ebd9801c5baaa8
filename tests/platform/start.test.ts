import { text } from '@nexus/simulator';
import { afterEach, expect, it } from 'vitest';
import { startBot } from '../../src/bot.ts';
import { readConfig } from '../../src/platform/config.ts';
import { createLogger } from '../../src/platform/log.ts';
import { freePort } from '../support/port.ts';
import { badManners } from '../support/requests.ts';
import { sqlOf } from '../support/sql.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
afterEach(() => world.stop());

function registrations(): string[] {
  return world.sim.requests
    .filter(({ method, path }) => method !== 'GET' && path.includes('/commands'))
    .map(({ method, path }) => `${method} ${path.replace(world.sim.applicationId, '<app>')}`);
}

it('registers the whole set with one request, and again only when it changed', async () => {
  world = await createWorld({ bare: true });
  expect(registrations()).toEqual(['PUT /applications/<app>/commands']);
  await world.restart();
  expect(registrations()).toHaveLength(1);

  const db = sqlOf(world);
  const { changes } = db
    .prepare(`update settings set value = 'of other commands' where key like 'commands:%'`)
    .run();
  db.close();
  expect(changes).toBe(1);
  await world.restart();
  expect(registrations()).toHaveLength(2);
  await world.restart();
  expect(registrations()).toHaveLength(2);
});

/** discord.js asks three times more when Discord is in trouble. */
const TRIES = 4;

it.each([
  ['is in trouble', { kind: 'status', status: 500 }, TRIES],
  ['hangs up', { kind: 'reset-before' }, TRIES],
  ['refuses', { kind: 'status', status: 403, body: { message: 'Missing Access', code: 50001 } }, 1],
  ['answers something else', { kind: 'status', status: 200, body: {} }, 1],
] as const)(
  'serves the commands of before when Discord %s as they are registered, and tries again',
  async (_, fault, times) => {
    const logged: string[] = [];
    const log = createLogger('error', { destination: { write: (line) => void logged.push(line) } });
    world = await createWorld({ log });
    const { sim, guild, bot } = world;
    await bot.stop();
    const db = sqlOf(world);
    db.prepare(`update settings set value = 'of other commands' where key like 'commands:%'`).run();
    db.close();
    const before = registrations().length;
    sim.faults.next({ method: 'PUT', route: /commands$/ }, fault, times);
    await world.restart();
    expect(sim.faults.pending).toBe(0);
    expect(logged.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { msg: expect.stringContaining('could not be registered') as string, retryInMs: 30_000 },
    ]);
    const shown = await guild.addMember({ name: 'Ada' }).slash('/project browse');
    expect(text(shown.message)).toContain('No project fits');
    await world.advance(30_000);
    await world.advance(30_000);
    expect(registrations()).toHaveLength(before + times + 1);
    await world.advance(60_000);
    expect(registrations()).toHaveLength(before + times + 1);
    expect(logged).toHaveLength(1);
  },
);

it('works for others as soon as Discord can be reached, and says until then that it cannot', async () => {
  const httpPort = await freePort();
  const log = createLogger('fatal');
  world = await createWorld({ log });
  const { sim, databasePath } = world;
  const config = readConfig({
    DISCORD_TOKEN: sim.token,
    DISCORD_API: sim.api,
    DATABASE_URL: databasePath.includes('://') ? databasePath : `sqlite:${databasePath}`,
    NEXUS_ROLE: 'worker',
    HTTP_PORT: String(httpPort),
    LOG_LEVEL: 'fatal',
  });
  sim.faults.next({ method: 'GET', route: /applications\/@me$/ }, { kind: 'status', status: 503 }, TRIES);
  const worker = await startBot({ config, log, clock: sim.clock, onFatal: () => {} });
  try {
    const ready = async () => await (await fetch(`http://127.0.0.1:${httpPort}/readyz`)).json();
    expect(await ready()).toMatchObject({ started: true, discord: false });
    expect(sim.faults.pending).toBe(0);
    for (const _ of [1, 2]) {
      sim.clock.advance(30_000);
      await worker.tick();
    }
    expect(await ready()).toMatchObject({ started: true, discord: true });
  } finally {
    await worker.stop();
  }
});

it('registers in one server alone where that is configured', async () => {
  world = await createWorld({ bare: true });
  const { sim, guild, databasePath } = world;
  await world.bot.stop();
  const config = readConfig({
    DISCORD_TOKEN: sim.token,
    DISCORD_API: sim.api,
    DATABASE_URL: `sqlite:${databasePath}`,
    DISCORD_GUILD_ID: guild.id,
    LOG_LEVEL: 'fatal',
  });
  world.bot = await startBot({ config, clock: sim.clock, onFatal: () => {} });
  expect(registrations().at(-1)).toBe(`PUT /applications/<app>/guilds/${guild.id}/commands`);
});

it('answers while a server is unavailable, before it is ready itself', async () => {
  world = await createWorld();
  const { sim, guild } = world;
  const ada = guild.addMember({ name: 'Ada' });
  const other = sim.createGuild({ name: 'Struck by an outage' });
  await world.bot.stop();
  other.setAvailable(false);
  const started = world.restart();
  let isReady = false;
  void started.then(() => {
    isReady = true;
  });
  await sim.until(() => sim.gateway.sessions.length > 0);
  const shown = await ada.slash('/project browse');
  expect(text(shown.message)).toContain('No project fits');
  expect(isReady).toBe(false);
  await started;
});

it('survives a broken connection: what was pressed meanwhile is answered', async () => {
  world = await createWorld();
  const { sim, guild } = world;
  const ada = guild.addMember({ name: 'Ada' });
  for (const interrupt of [
    () => sim.gateway.drop(),
    () => sim.gateway.reconnect(),
    () => sim.gateway.close(4000),
    () => sim.gateway.invalidate(true),
  ]) {
    interrupt();
    const shown = await ada.slash('/project browse');
    expect(text(shown.message)).toContain('No project fits');
  }
  expect(badManners(sim)).toEqual([]);
});
