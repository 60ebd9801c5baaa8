import { readFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { Simulator } from '@nexus/simulator';
import { afterEach, expect, it } from 'vitest';
import { createCourier } from '../../src/platform/discord/courier.ts';
import { createReach } from '../../src/platform/discord/reach.ts';
import { type HealthEndpoint, PortTakenError, startHealth, type Vitals } from '../../src/platform/health.ts';
import { createExposition } from '../../src/platform/metrics/prometheus.ts';
import { POSTGRES } from '../support/engine.ts';
import { freePort } from '../support/port.ts';
import { createWorld } from '../support/world.ts';

let endpoint: HealthEndpoint | undefined;
afterEach(async () => {
  await endpoint?.close();
  endpoint = undefined;
});

const HERE = { host: '127.0.0.1', port: 0 };
const WELL: Vitals = {
  isStarted: () => true,
  isConnected: () => true,
  pingDatabase: () => Promise.resolve(),
  fault: () => undefined,
  refusal: () => undefined,
  metrics: { contentType: 'text/plain', read: () => Promise.resolve('nexus_ready 1\n') },
};

async function get(port: number, path: string): Promise<{ status: number; text: string }> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`);
  return { status: response.status, text: await response.text() };
}

it.each([
  ['everything is there', {}, { ok: true }],
  ['it still starts', { isStarted: () => false }, { ok: false, started: false }],
  ['Discord is gone', { isConnected: () => false }, { ok: false, discord: false }],
  [
    'the database fails',
    { pingDatabase: () => Promise.reject(new Error('disk')) },
    { ok: false, database: false },
  ],
  [
    'nothing can be saved',
    { fault: () => 'Make room.' },
    { ok: false, database: false, fault: 'Make room.' },
  ],
  [
    'Discord refuses the token',
    { refusal: () => 'Set the new one.' },
    { ok: false, discord: false, database: true, fault: 'Set the new one.' },
  ],
] satisfies [string, Partial<Vitals>, object][])('answers /readyz when %s', async (_, change, said) => {
  endpoint = await startHealth(HERE, { ...WELL, ...change });
  const answer = await get(endpoint.port, '/readyz');
  expect((await get(endpoint.port, '/health')).status).toBe(answer.status);
  expect(answer.status).toBe(said.ok ? 200 : 503);
  expect(JSON.parse(answer.text)).toMatchObject(said);
  // Whoever restarts what does not live asks another page: a restart mends none of these.
  expect((await get(endpoint.port, '/healthz')).status).toBe(200);
  expect((await get(endpoint.port, '/nothing')).status).toBe(404);
});

it('says of a worker, which hears nothing from Discord, whether Discord answers it', async () => {
  const sim = await Simulator.start();
  const said = async (how: { token?: string; api?: string }) => {
    const reach = createReach(createCourier({ token: sim.token, api: sim.api, ...how }));
    expect(reach.isReached()).toBe(false);
    reach.answered();
    expect(reach.isReached()).toBe(true);
    await reach.poller.run();
    return reach.isReached();
  };
  try {
    expect(await said({})).toBe(true);
    expect(await said({ token: 'another' })).toBe(false);
    expect(await said({ api: 'http://127.0.0.1:1' })).toBe(false);
  } finally {
    await sim.stop();
  }
});

it('names metrics for the clock, the gateway and the outbox also when the database does not answer', async () => {
  const exposition = createExposition({
    isReady: () => Promise.resolve(false),
    shards: () => ({ all: 2, connected: 1 }),
    outbox: () => Promise.reject(new Error('disk')),
    backupAgeMs: () => Promise.resolve(undefined),
  });
  const { metrics } = exposition;
  metrics.interaction('/help', 'refused');
  metrics.retried('500');
  metrics.rateLimited('outbox', 1_500);
  metrics.databaseWaited(40);
  const text = await exposition.read();
  expect(text).toContain('nexus_interactions_total{command="/help",outcome="refused"} 1');
  expect(text).toContain('nexus_outbox_retries_total{code="500"} 1');
  expect(text).toContain('nexus_rate_limit_wait_seconds_total{client="outbox"} 1.5');
  expect(text).toContain('nexus_database_wait_seconds_bucket{le="0.1"} 1');
  expect(text).toContain('nexus_gateway_shards{state="connected"} 1');
  expect(text).not.toMatch(/^nexus_(outbox_pending|outbox_lateness_seconds|backup_age_seconds) /m);
});

it('is reached at its own address only', async () => {
  endpoint = await startHealth(HERE, WELL);
  // Another address of the same machine.
  await expect(fetch(`http://127.0.0.2:${endpoint.port}/healthz`)).rejects.toThrow('fetch failed');
});

it('says that the address is not of this machine', async () => {
  await expect(startHealth({ ...HERE, host: '192.0.2.1' }, WELL)).rejects.toThrow('HTTP_HOST 192.0.2.1');
});

it('says which port is taken', async () => {
  endpoint = await startHealth(HERE, WELL);
  await expect(startHealth({ ...HERE, port: endpoint.port }, WELL)).rejects.toThrow(PortTakenError);
});

it('follows the bot: what it counts is what the dashboard draws; cut off from Discord; stopped', async () => {
  const port = await freePort();
  const beats: string[] = [];
  const watcher = createHttpServer((request, response) => {
    beats.push(request.url ?? '');
    response.end('OK');
  });
  await new Promise<void>((resolve) => watcher.listen(0, '127.0.0.1', () => resolve()));
  const address = watcher.address();
  const heartbeat = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/ping/abc`;
  const world = await createWorld({ env: { HTTP_PORT: String(port), HEARTBEAT_URL: heartbeat } });
  try {
    const ready = await get(port, '/readyz');
    expect(ready).toMatchObject({ status: 200 });
    const ada = world.guild.addMember({ name: 'Ada' });
    await ada.slash('/project browse');
    await ada.slash('/contract agree').catch(() => {});
    const { text } = await get(port, '/metrics');
    expect(text).toMatch(/^nexus_ready 1$/m);
    expect(text).toMatch(/^nexus_interactions_total\{command="\/project browse",outcome="answered"\} 1$/m);
    expect(text).toMatch(/^nexus_interactions_total\{command="\/contract agree",outcome="refused"\} 1$/m);
    expect(text).toMatch(/^nexus_interaction_acknowledgement_seconds_count [4-9]$/m);
    expect(text).toMatch(/^nexus_outbox_deliveries_total\{outcome="sent"\} [1-9]$/m);
    expect(text).toMatch(/^nexus_gateway_shards\{state="connected"\} 1$/m);
    // Connections are PostgreSQL's alone.
    const waits = POSTGRES === undefined ? '0' : '[1-9]\\d*';
    expect(text).toMatch(new RegExp(`^nexus_database_connection_wait_seconds_count ${waits}$`, 'm'));
    // Nobody is named: neither members nor servers nor channels.
    for (const { id } of [ada, world.guild, world.projects]) expect(text).not.toContain(id);

    const dashboard = readFileSync(new URL('../../deploy/grafana.json', import.meta.url), 'utf8');
    const exposed = new Set(Array.from(text.matchAll(/^# TYPE (\w+)/gm), ([, name]) => name));
    // It is exposed once there is a backup.
    exposed.add('nexus_backup_age_seconds').add('nexus_outbox_retries_total');
    const drawn = Array.from(
      dashboard.matchAll(/\b((?:nexus|nodejs|process)_\w+)/g),
      ([, name = '']) => name,
    );
    expect(drawn.length).toBeGreaterThan(8);
    const known = (name: string) =>
      exposed.has(name) || exposed.has(name.replace(/_(bucket|count|sum)$/, ''));
    expect(drawn.filter((name) => !known(name))).toEqual([]);

    await world.advance(5 * 60_000);
    const before = beats.length;
    expect(beats[0]).toBe('/ping/abc');
    world.sim.offline(true);
    await expect.poll(async () => (await get(port, '/readyz')).status).toBe(503);
    world.sim.clock.advance(5 * 60_000);
    await world.bot.tick();
    expect(beats).toHaveLength(before);
    world.sim.offline(false);
  } finally {
    await world.stop();
    watcher.close();
  }
  await expect(get(port, '/readyz')).rejects.toThrow('fetch failed');
});
