import { text } from '@nexus/simulator';
import { afterEach, expect, it } from 'vitest';
import { startBot } from '../../src/bot.ts';
import { readConfig } from '../../src/platform/config.ts';
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
