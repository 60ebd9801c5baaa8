import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Bench, long, RawBot } from './support.ts';

let bench: Bench;
const bots: RawBot[] = [];

beforeEach(async () => {
  bench = await Bench.start();
});

afterEach(async () => {
  for (const bot of bots.splice(0)) bot.close();
  await bench.stop();
});

async function connect(): Promise<RawBot> {
  const bot = new RawBot(bench.sim.gateway.url);
  bots.push(bot);
  await bot.packet(({ op }) => op === 10);
  return bot;
}

async function identified(intents = 1, extra: Record<string, unknown> = {}): Promise<RawBot> {
  const bot = await connect();
  bot.identify(bench.sim.token, intents, extra);
  await bot.event('READY');
  return bot;
}

async function resume(sessionId: unknown, seq: number): Promise<RawBot> {
  const bot = await connect();
  bot.write(6, { token: bench.sim.token, session_id: sessionId, seq });
  return bot;
}

describe('connecting', () => {
  test('GET /gateway/bot says where', async () => {
    const { body } = await bench.call('GET', '/gateway/bot');
    expect(body).toMatchObject({
      url: bench.sim.gateway.url,
      shards: 1,
      session_start_limit: { max_concurrency: 1 },
    });
    expect((await bench.call('GET', '/gateway', undefined, '')).status).toBe(200);
  });

  test('HELLO, READY, then each server', async () => {
    const bot = await identified();
    const ready = await bot.event('READY');
    expect(ready).toMatchObject({
      user: { id: bench.sim.botUserId, bot: true },
      guilds: [{ id: bench.guild.id, unavailable: true }],
      application: { id: bench.sim.applicationId },
      resume_gateway_url: bench.sim.gateway.url,
    });
    const guild = await bot.event('GUILD_CREATE');
    expect(guild).toMatchObject({
      id: bench.guild.id,
      unavailable: false,
      channels: [{ id: bench.channel.id }],
    });
    expect(guild['members']).toMatchObject([{ user: { id: bench.sim.botUserId } }]);
    expect(guild['members']).toHaveLength(1);
  });

  test('heartbeats are acknowledged', async () => {
    const bot = await identified();
    bot.write(1, null);
    expect(await bot.packet(({ op }) => op === 11)).toMatchObject({ op: 11 });
  });

  test('heartbeats can be left without an answer, so that the client gives up', async () => {
    bench.sim.gateway.stallHeartbeats();
    const bot = await identified();
    bot.write(1, null);
    bot.write(8, { guild_id: bench.guild.id, query: 'ali', limit: 1 });
    await bot.event('GUILD_MEMBERS_CHUNK');
    expect(bot.packets.some(({ op }) => op === 11)).toBe(false);
  });

  test('a server that is unavailable at the start comes later', async () => {
    bench.guild.setAvailable(false);
    const bot = await identified();
    bench.guild.setAvailable(true);
    await bot.event('GUILD_CREATE');
    expect(bot.packets.map(({ t }) => t)).toEqual([null, 'READY', 'GUILD_CREATE']);
  });

  test('shards share the servers', async () => {
    const first = await identified(1, { shard: [0, 2] });
    const second = await identified(1, { shard: [1, 2] });
    const own = Number((BigInt(bench.guild.id) >> 22n) % 2n);
    const lists = await Promise.all(
      [first, second].map(async (bot) => ((await bot.event('READY'))['guilds'] as unknown[]).length),
    );
    expect(lists[own]).toBe(1);
    expect(lists[1 - own]).toBe(0);
  });
});

describe('close codes', () => {
  const identifying = async (fields: Record<string, unknown>): Promise<number> => {
    const bot = await connect();
    bot.write(2, { token: bench.sim.token, intents: 1, properties: {}, ...fields });
    return bot.closeCode();
  };

  test('4001 unknown opcode', async () => {
    const bot = await identified();
    bot.write(42, null);
    expect(await bot.closeCode()).toBe(4001);
  });

  test('4002 for what is no JSON or longer than 4096 bytes', async () => {
    const bot = await identified();
    bot.socket.send('nonsense');
    expect(await bot.closeCode()).toBe(4002);
    const other = await identified();
    other.write(3, { text: long(4096) });
    expect(await other.closeCode()).toBe(4002);
  });

  test('4003 before identifying, 4005 identifying twice', async () => {
    const bot = await connect();
    bot.write(3, {});
    expect(await bot.closeCode()).toBe(4003);
    const twice = await identified();
    twice.identify(bench.sim.token, 1);
    expect(await twice.closeCode()).toBe(4005);
  });

  test('4004 wrong token', async () => {
    expect(await identifying({ token: 'wrong' })).toBe(4004);
  });

  test('4008 after 120 events in a minute', async () => {
    const bot = await identified();
    for (let n = 0; n < 120; n++) bot.write(1, null);
    expect(await bot.closeCode()).toBe(4008);
  });

  test('4009 when the heartbeat stops', async () => {
    await bench.stop();
    bench = await Bench.start({ heartbeatIntervalMs: 300 });
    expect(await bench.bot.closeCode()).toBe(4009);
  });

  test('4010 invalid shard, 4012 invalid version', async () => {
    expect(await identifying({ shard: [2, 2] })).toBe(4010);
    const bot = new RawBot(`${bench.sim.gateway.url}?v=5&ignored=`);
    expect(await bot.closeCode()).toBe(4012);
  });

  test('4013 invalid intents, 4014 privileged ones that are not switched on', async () => {
    expect(await identifying({ intents: 1 << 30 })).toBe(4013);
    for (const bit of [1, 8, 15]) expect(await identifying({ intents: 1 << bit })).toBe(4014);
    await bench.stop();
    bench = await Bench.start({ privilegedIntents: ['guildMembers'] });
    const bot = await identified(1 << 1);
    bench.guild.addMember({ name: 'Bob' });
    await bot.event('GUILD_MEMBER_ADD');
  });

  test('any code on demand', async () => {
    const bot = await identified();
    bench.sim.gateway.close(4000, 'Unknown error');
    expect(await bot.closeCode()).toBe(4000);
  });
});

describe('resuming', () => {
  test('replays what was missed, in order, and nothing else', async () => {
    const bot = await identified();
    const { session_id: session } = await bot.event('READY');
    await bot.event('GUILD_CREATE');
    const seen = Math.max(...bot.packets.map(({ s }) => s ?? 0));
    bot.close();
    await bot.closeCode();
    const one = bench.guild.createChannel({ name: 'one' });
    const two = bench.guild.createChannel({ name: 'two' });
    const again = await resume(session, seen);
    await again.event('RESUMED');
    expect(again.packets.map(({ t, d }) => [t, (d as { id?: string }).id])).toEqual([
      [null, undefined],
      ['CHANNEL_CREATE', one.id],
      ['CHANNEL_CREATE', two.id],
      ['RESUMED', undefined],
    ]);
    bench.guild.createChannel({ name: 'three' });
    await again.event('CHANNEL_CREATE', (data: { name?: string }) => data.name === 'three');
  });

  test('an unknown session: op 9, not resumable; a wrong sequence: 4007', async () => {
    const bot = await resume('nobody', 1);
    expect(await bot.packet(({ op }) => op === 9)).toMatchObject({ d: false });
    const other = await identified();
    const { session_id: session } = await other.event('READY');
    other.close();
    const ahead = await resume(session, 999);
    expect(await ahead.closeCode()).toBe(4007);
  });

  test('a session is forgotten after some minutes', async () => {
    const bot = await identified();
    const { session_id: session } = await bot.event('READY');
    bot.close();
    await bench.sim.until(() => bench.sim.gateway.sessions.length === 1);
    bench.sim.clock.advance(6 * 60_000);
    const late = await resume(session, 2);
    expect(await late.packet(({ op }) => op === 9)).toMatchObject({ d: false });
  });

  test('op 7 asks to reconnect, op 9 ends the session or not', async () => {
    bench.sim.gateway.reconnect();
    await bench.bot.packet(({ op }) => op === 7);
    bench.sim.gateway.invalidate(true);
    expect(await bench.bot.packet(({ op }) => op === 9)).toMatchObject({ d: true });
    const { session_id: session } = await bench.bot.event('READY');
    const seen = Math.max(...bench.bot.packets.map(({ s }) => s ?? 0));
    bench.bot.write(6, { token: bench.sim.token, session_id: session, seq: seen });
    await bench.bot.event('RESUMED');
  });
});

describe('intents', () => {
  test('without a message intent no messages, with it not their content', async () => {
    const deaf = await identified(1);
    const hearing = await identified(1 | (1 << 9));
    bench.alice.say(bench.channel, 'secret');
    expect(await hearing.event('MESSAGE_CREATE')).toMatchObject({
      content: '',
      author: { id: bench.alice.id },
    });
    bench.guild.createChannel({ name: 'later' });
    await deaf.event('CHANNEL_CREATE');
    expect(deaf.events('MESSAGE_CREATE')).toEqual([]);
  });

  test('interactions need none', async () => {
    await bench.register({ name: 'go', description: 'd' });
    const bot = await identified(0);
    bench.alice.slash('/go').catch(() => undefined);
    expect(await bot.event('INTERACTION_CREATE')).toMatchObject({ data: { name: 'go' } });
  });

  test('private threads are not announced to a bot that is not in them', async () => {
    bench.guild.setBotPermissions(['VIEW_CHANNEL']);
    const sent = bench.alice.say(bench.channel, 'x');
    expect(sent.content).toBe('x');
    bench.guild.setOverwrites(bench.channel, [
      { for: 'everyone', deny: ['VIEW_CHANNEL'] },
      { for: bench.alice, allow: ['VIEW_CHANNEL'] },
    ]);
    const bot = await identified(1 | (1 << 9));
    bench.alice.say(bench.channel, 'y');
    bench.guild.createChannel({ name: 'after' });
    await bot.event('CHANNEL_CREATE');
    expect(bot.events('MESSAGE_CREATE')).toEqual([]);
  });
});

describe('op 8', () => {
  test('by prefix and by ids without the members intent; not the whole list', async () => {
    const bob = bench.guild.addMember({ name: 'Bob' });
    const base = { guild_id: bench.guild.id, limit: 10 };
    bench.bot.write(8, { ...base, query: 'ali', nonce: 'a' });
    expect(await bench.bot.event('GUILD_MEMBERS_CHUNK')).toMatchObject({
      members: [{ user: { id: bench.alice.id } }],
      nonce: 'a',
    });
    bench.bot.write(8, { guild_id: bench.guild.id, query: '', limit: 0, nonce: 'all' });
    bench.bot.write(8, { guild_id: bench.guild.id, user_ids: [bob.id, '1'], limit: 0, nonce: 'ids' });
    const chunk = await bench.bot.event(
      'GUILD_MEMBERS_CHUNK',
      (data: Record<string, unknown>) => data['nonce'] !== 'a',
    );
    expect(chunk).toMatchObject({ nonce: 'ids', members: [{ user: { id: bob.id } }], not_found: ['1'] });
  });
});
