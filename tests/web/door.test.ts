import { request } from 'node:http';
import { Simulator } from '@nexus/simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** The status of a request with exactly these headers; fetch would not let a test lie about Host and Origin. */
async function status(
  sim: Simulator,
  path: string,
  headers: Record<string, string>,
  method = 'GET',
): Promise<number> {
  const { port } = new URL(sim.world.origin);
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.on('error', reject);
    sent.end();
  });
}

describe('who may use the page', () => {
  let sim: Simulator;
  beforeAll(async () => {
    sim = await Simulator.start({ page: true });
  });
  afterAll(async () => sim.stop());

  it('is at home on 127.0.0.1 and localhost only', async () => {
    const { host, port } = new URL(sim.world.origin);
    expect(await status(sim, '/', { host })).toBe(200);
    expect(await status(sim, '/', { host: `localhost:${port}` })).toBe(200);
    // A foreign name that resolves to this machine: DNS rebinding.
    expect(await status(sim, '/', { host: `evil.example:${port}` })).toBe(403);
    expect(await status(sim, '/simulator/state', { host: `evil.example:${port}` })).toBe(403);
    expect(await status(sim, '/cdn/attachments/1/2/a.png', { host: `evil.example:${port}` })).toBe(403);
  });

  it('takes no actions from other pages', async () => {
    const { host, origin } = new URL(sim.world.origin);
    const foreign = { host, origin: 'http://evil.example' };
    expect(await status(sim, '/simulator/page/clock', foreign, 'POST')).toBe(403);
    expect(await status(sim, '/simulator/state', { host, 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await status(sim, '/simulator/state', { host, origin, 'sec-fetch-site': 'same-origin' })).toBe(
      200,
    );
    // Following a link to the page is no action.
    expect(
      await status(sim, '/', { host, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }),
    ).toBe(200);
  });

  it('moves the clock no further than ids reach, and says so', async () => {
    const { origin } = new URL(sim.world.origin);
    const before = sim.clock.now();
    for (const path of ['/simulator/page/clock', '/simulator/clock']) {
      const body = '{"ms": 1e309, "advance": 1e309}';
      const headers = { origin, 'content-type': 'application/json' };
      const response = await fetch(`${origin}${path}`, { method: 'POST', headers, body });
      expect(await response.text()).toContain('The clock cannot be moved by Infinity ms');
    }
    expect(sim.clock.now() - before).toBeLessThan(60_000);
  });

  it('allows the page nothing but itself', async () => {
    const page = await fetch(sim.pageAddress);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(page.headers.get('content-security-policy')).not.toContain('http');
    const script = await fetch(`${sim.pageAddress}page/app.js`);
    expect(script.headers.get('content-type')).toContain('text/javascript');
    const again = await fetch(`${sim.pageAddress}page/app.js`, {
      headers: { 'if-none-match': script.headers.get('etag') ?? '' },
    });
    expect(again.status).toBe(304);
  });
});

it('is not there unless it was asked for', async () => {
  const sim = await Simulator.start();
  expect((await fetch(sim.pageAddress)).status).toBe(404);
  await sim.stop();
});
