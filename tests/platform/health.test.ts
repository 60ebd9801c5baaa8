import { createServer } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { type HealthEndpoint, PortTakenError, startHealth, type Vitals } from '../../src/platform/health.ts';
import { createWorld } from '../support/world.ts';

let endpoint: HealthEndpoint | undefined;
afterEach(async () => {
  await endpoint?.close();
  endpoint = undefined;
});

const HERE = { host: '127.0.0.1', port: 0 };
const WELL: Vitals = {
  isConnected: () => true,
  pingDatabase: () => Promise.resolve(),
  interactions: () => ({ handled: 7, failed: 1 }),
  outbox: () => Promise.resolve({ pending: 3, sent: 40, failed: 2 }),
};

async function get(port: number, path: string): Promise<{ status: number; text: string }> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`);
  return { status: response.status, text: await response.text() };
}

it.each([
  ['everything is there', {}, 200],
  ['Discord is gone', { isConnected: () => false }, 503],
  ['the database fails', { pingDatabase: () => Promise.reject(new Error('disk')) }, 503],
] satisfies [string, Partial<Vitals>, number][])('answers /health when %s', async (_, change, status) => {
  endpoint = await startHealth(HERE, { ...WELL, ...change });
  const answer = await get(endpoint.port, '/health');
  expect(answer.status).toBe(status);
  expect(JSON.parse(answer.text)).toMatchObject({ ok: status === 200 });
});

it('writes metrics as Prometheus reads them, also when the database does not answer', async () => {
  endpoint = await startHealth(HERE, WELL);
  const { text } = await get(endpoint.port, '/metrics');
  expect(text).toMatch(/^# TYPE nexus_interactions_total counter\nnexus_interactions_total 7$/m);
  expect(text).toMatch(/^nexus_outbox_pending 3$/m);
  expect(text).toMatch(/^nexus_outbox_failed_total 2$/m);
  for (const line of text.trimEnd().split('\n')) expect(line).toMatch(/^(# (HELP|TYPE) .+|nexus_\w+ \d+)$/);
  await endpoint.close();

  endpoint = await startHealth(HERE, { ...WELL, outbox: () => Promise.reject(new Error('disk')) });
  expect((await get(endpoint.port, '/metrics')).text).toContain('nexus_interactions_total 7');
  expect((await get(endpoint.port, '/nothing')).status).toBe(404);
});

it('is reached at its own address only', async () => {
  endpoint = await startHealth(HERE, WELL);
  // Another address of the same machine.
  await expect(fetch(`http://127.0.0.2:${endpoint.port}/health`)).rejects.toThrow('fetch failed');
});

it('says that the address is not of this machine', async () => {
  await expect(startHealth({ ...HERE, host: '192.0.2.1' }, WELL)).rejects.toThrow('HTTP_HOST 192.0.2.1');
});

it('says which port is taken', async () => {
  endpoint = await startHealth(HERE, WELL);
  await expect(startHealth({ ...HERE, port: endpoint.port }, WELL)).rejects.toThrow(PortTakenError);
});

it('follows the bot: well, cut off from Discord, stopped', async () => {
  const port = await freePort();
  const world = await createWorld({ env: { HTTP_PORT: String(port) } });
  try {
    expect(await get(port, '/health')).toMatchObject({ status: 200 });
    const { text } = await get(port, '/metrics');
    expect(text).toMatch(/^nexus_interactions_total 2$/m);
    expect(text).toMatch(/^nexus_interaction_failures_total 0$/m);

    world.sim.offline(true);
    await expect.poll(async () => (await get(port, '/health')).status).toBe(503);
    world.sim.offline(false);
  } finally {
    await world.stop();
  }
  await expect(get(port, '/health')).rejects.toThrow('fetch failed');
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, () => resolve()));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}
