import { RateLimitError, REST, Routes } from 'discord.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SimulatedClock } from '../../simulator/clock.ts';
import { RateLimits } from '../../simulator/rate-limits.ts';
import { type Answered, Bench } from './support.ts';

let bench: Bench;

beforeEach(async () => {
  bench = await Bench.start({ rateLimits: true });
});

afterEach(async () => bench.stop());

test('5 messages in 5 seconds and channel, told by headers and by 429', async () => {
  for (let left = 4; left >= 0; left--) {
    const { status, headers } = await bench.send({ content: 'x' });
    expect([status, headers.get('x-ratelimit-limit'), headers.get('x-ratelimit-remaining')]).toEqual([
      200,
      '5',
      `${left}`,
    ]);
    expect(Number(headers.get('x-ratelimit-reset-after'))).toBeGreaterThan(0);
    expect(headers.get('x-ratelimit-bucket')).toMatch(/^[0-9a-f]{32}$/);
  }
  const { status, body, headers } = await bench.send({ content: 'x' });
  expect(status).toBe(429);
  expect(body).toMatchObject({ message: 'You are being rate limited.', global: false });
  expect(Number(body['retry_after'])).toBeGreaterThan(0);
  expect([headers.get('x-ratelimit-scope'), Number(headers.get('retry-after')) > 0]).toEqual(['user', true]);
  const other = bench.guild.createChannel({ name: 'other' });
  expect((await bench.send({ content: 'x' }, other)).status).toBe(200);
  bench.sim.clock.advance(5_000);
  expect((await bench.send({ content: 'x' })).status).toBe(200);
});

describe('50 requests a second in all', () => {
  test('for what carries the token', () => {
    const limits = new RateLimits(new SimulatedClock(), true);
    const take = (n: number): number | undefined =>
      limits.take(`GET /${n % 2}`, '', { global: true }).retryAfter;
    expect(Array.from({ length: 50 }, (_, n) => take(n))).not.toContainEqual(expect.anything());
    const refused = limits.take('GET /2', '', { global: true });
    expect(refused).toMatchObject({ global: true, headers: { 'x-ratelimit-scope': 'global' } });
    expect(limits.take('POST /interactions', '', { global: false }).retryAfter).toBeUndefined();
  });

  test('not for callbacks', async () => {
    await bench.register({ name: 'go', description: 'd' });
    for (let n = 0; n < 60; n++) {
      const answer = bench.alice.slash('/go');
      const { status } = await bench.respond(await bench.bot.interaction(), {
        type: 4,
        data: { content: 'x' },
      });
      expect(status).toBe(204);
      await answer;
    }
  });

  test('scripted: global 429s', async () => {
    bench.sim.faults.next({ route: /users/ }, { kind: 'rate-limit', retryAfter: 0.5, global: true });
    const { status, body, headers } = await bench.call('GET', '/users/@me');
    expect([status, body['global'], body['retry_after'], headers.get('x-ratelimit-global')]).toEqual([
      429,
      true,
      0.5,
      'true',
    ]);
  });
});

test('a channel or thread is renamed twice in 10 minutes, whatever the headers say', async () => {
  bench.guild.setBotPermissions(['ADMINISTRATOR']);
  const rename = async (body: object): Promise<Answered> =>
    bench.call('PATCH', `/channels/${bench.channel.id}`, body);
  expect((await rename({ name: 'a' })).status).toBe(200);
  expect((await rename({ name: 'b' })).status).toBe(200);
  const { status, body, headers } = await rename({ name: 'c' });
  expect([status, Number(headers.get('x-ratelimit-remaining')) > 0]).toEqual([429, true]);
  expect(Number(body['retry_after'])).toBeGreaterThan(590);
  expect((await rename({ topic: 'topic' })).status).toBe(200);
  bench.sim.clock.advance(10 * 60_000);
  expect((await rename({ name: 'c' })).status).toBe(200);
});

test('messages older than an hour: 3 edits in 6 seconds and channel, then 30046', async () => {
  const ids: string[] = [];
  for (const content of ['a', 'b', 'c', 'd']) ids.push((await bench.send({ content })).body.id ?? '');
  const edit = async (id = ''): Promise<Answered> =>
    bench.call('PATCH', `/channels/${bench.channel.id}/messages/${id}`, { content: 'x' });
  for (const id of ids) expect((await edit(id)).status).toBe(200);
  bench.sim.clock.advance(61 * 60_000);
  for (const id of ids.slice(0, 3)) expect((await edit(id)).status).toBe(200);
  const refused = await edit(ids[3]);
  expect([refused.status, refused.body.code]).toEqual([429, 30046]);
  bench.sim.clock.advance(6_000);
  expect((await edit(ids[3])).status).toBe(200);
});

test('switched off, there are no headers that would make a client wait', async () => {
  await bench.stop();
  bench = await Bench.start({ rateLimits: false });
  for (let n = 0; n < 7; n++) {
    const { status, headers } = await bench.send({ content: 'x' });
    expect([status, headers.get('x-ratelimit-remaining')]).toEqual([200, null]);
  }
});

test('discord.js hands a 429 over when asked to', async () => {
  const rest = new REST({ api: bench.sim.api, rejectOnRateLimit: () => true, retries: 0 }).setToken(
    bench.sim.token,
  );
  const send = async (): Promise<unknown> =>
    rest.post(Routes.channelMessages(bench.channel.id), { body: { content: 'x' } });
  for (let n = 0; n < 5; n++) await send();
  await expect(send()).rejects.toBeInstanceOf(RateLimitError);
});

test('10,000 refused requests in 10 minutes ban the address', () => {
  const clock = new SimulatedClock();
  const counted = new RateLimits(clock, true);
  for (let n = 0; n < 9_999; n++) counted.countInvalid(403);
  counted.countInvalid(404);
  expect(counted.banned).toBe(false);
  counted.countInvalid(429);
  expect(counted.banned).toBe(true);
  clock.advance(10 * 60_000);
  expect(counted.banned).toBe(false);
});
