import { findOpenApi } from '@nexus/simulator';
import { REST, Routes } from 'discord.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Bench } from './support.ts';

let bench: Bench;

beforeEach(async () => {
  bench = await Bench.start();
});

afterEach(async () => bench.stop());

const messages = (): string[] => bench.channel.messages.map((message) => message.content);

describe('faults', () => {
  const route = /\/messages$/;

  test('reset before: nothing happened; reset after: it did', async () => {
    bench.sim.faults.next({ method: 'POST', route }, { kind: 'reset-before' });
    await expect(bench.send({ content: 'before' })).rejects.toThrow('fetch failed');
    expect(messages()).toEqual([]);
    bench.sim.faults.next({ route }, { kind: 'reset-after' });
    await expect(bench.send({ content: 'after' })).rejects.toThrow('fetch failed');
    expect(messages()).toEqual(['after']);
    expect(bench.sim.requests.map(({ fault }) => fault)).toEqual(['reset-before', 'reset-after']);
  });

  test('drop: no answer ever', async () => {
    const patience = async (kind: 'drop-before' | 'drop-after'): Promise<unknown> => {
      bench.sim.faults.next({ route }, { kind });
      const impatient = new AbortController();
      const answer = fetch(`${bench.sim.api}/v10/channels/${bench.channel.id}/messages`, {
        method: 'POST',
        headers: { authorization: `Bot ${bench.sim.token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ content: kind }),
        signal: impatient.signal,
      });
      const met = bench.sim.until(() => bench.sim.requests.some((entry) => entry.fault === kind));
      const first = await Promise.race([answer, met]);
      impatient.abort();
      await expect(answer).rejects.toThrow('aborted');
      return first;
    };
    expect(await patience('drop-before')).toBe(true);
    expect(await patience('drop-after')).toBe(true);
    expect(messages()).toEqual(['drop-after']);
  });

  test('a status, before or after the effect, as often as asked', async () => {
    bench.sim.faults.next({ method: 'POST', route }, { kind: 'status', status: 503 }, 2);
    expect((await bench.send({ content: 'x' })).status).toBe(503);
    expect((await bench.send({ content: 'x' })).status).toBe(503);
    expect((await bench.send({ content: 'x' })).status).toBe(200);
    bench.sim.faults.next({ route }, { kind: 'status', status: 500, after: true });
    expect((await bench.send({ content: 'y' })).status).toBe(500);
    expect(messages()).toEqual(['x', 'y']);
  });

  test('only what matches, once', async () => {
    bench.sim.faults.next({ method: 'DELETE' }, { kind: 'status', status: 500 });
    expect((await bench.send({ content: 'x' })).status).toBe(200);
    expect(bench.sim.faults.pending).toBe(1);
    bench.sim.faults.clear();
    expect(bench.sim.faults.pending).toBe(0);
  });

  test('a delay', async () => {
    bench.sim.faults.next({ route }, { kind: 'delay', ms: 60 });
    const start = performance.now();
    await bench.send({ content: 'x' });
    expect(performance.now() - start).toBeGreaterThanOrEqual(55);
  });

  test('Discord is down and comes back', async () => {
    bench.sim.offline(true);
    await expect(bench.send({ content: 'x' })).rejects.toThrow('fetch failed');
    await bench.bot.closeCode();
    bench.sim.offline(false);
    expect((await bench.send({ content: 'x' })).status).toBe(200);
  });

  test('an unmodified client repeats a POST on 5xx: without enforce_nonce that doubles the message', async () => {
    const rest = new REST({ api: bench.sim.api }).setToken(bench.sim.token);
    const fault = { kind: 'status', status: 502, after: true } as const;
    bench.sim.faults.next({ route }, fault);
    await rest.post(Routes.channelMessages(bench.channel.id), { body: { content: 'doubled' } });
    expect(messages()).toEqual(['doubled', 'doubled']);
    bench.sim.faults.next({ route }, fault);
    const body = { content: 'once', nonce: 'n1', enforce_nonce: true };
    await rest.post(Routes.channelMessages(bench.channel.id), { body });
    expect(messages()).toEqual(['doubled', 'doubled', 'once']);
  });
});

describe('waiting', () => {
  test('until() tells the latest requests when it waits in vain', async () => {
    await bench.call('GET', '/channels/1');
    await expect(bench.sim.until(() => false, { timeoutMs: 20 })).rejects.toThrow('GET /channels/1 -> 404');
  });

  test('a route that the simulator has not got is a violation', async () => {
    expect((await bench.call('GET', '/nonsense')).status).toBe(404);
    expect(bench.forgiven()).toEqual(['The simulator has no route GET /nonsense.']);
  });

  test.skipIf(findOpenApi() === undefined)(
    'a body against the OpenAPI description is refused and noted',
    async () => {
      bench.guild.setBotPermissions(['ADMINISTRATOR']);
      const roles = `/guilds/${bench.guild.id}/roles`;
      const { status, body } = await bench.call('POST', roles, { name: 'x', unicode_emoji: 5 });
      expect([status, body.code]).toEqual([400, 50035]);
      expect(bench.forgiven()).toHaveLength(1);
    },
  );
});
