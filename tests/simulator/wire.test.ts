import { once } from 'node:events';
import { constants, createInflate, createZstdDecompress } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readPrivilegedIntents } from '../../simulator/intents.ts';
import { Bench, codes, RawBot } from './support.ts';

let bench: Bench;

beforeEach(async () => {
  bench = await Bench.start();
});

afterEach(async () => bench.stop());

/** A request with a body and headers of its own. */
async function raw(
  method: string,
  path: string,
  body?: string | URLSearchParams | FormData,
  headers: Record<string, string> = {},
): Promise<{ status: number; type: string | null; body: Record<string, unknown> }> {
  const response = await fetch(`${bench.sim.world.origin}${path}`, {
    method,
    headers: { authorization: `Bot ${bench.sim.token}`, ...headers },
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  const type = response.headers.get('content-type');
  return { status: response.status, type, body: text === '' ? {} : JSON.parse(text) };
}

describe('REST', () => {
  test('the type of every answer is exactly application/json', async () => {
    const good = await raw('GET', '/api/v10/users/@me');
    const bad = await raw('GET', '/api/v10/channels/1');
    bench.sim.faults.next({}, { kind: 'status', status: 503 });
    const broken = await raw('GET', '/api/v10/users/@me');
    bench.sim.faults.next({}, { kind: 'rate-limit', retryAfter: 1 });
    const limited = await raw('GET', '/api/v10/users/@me');
    expect([good, bad, broken, limited].map(({ type }) => type)).toEqual(
      Array.from({ length: 4 }, () => 'application/json'),
    );
  });

  test('an id may be an integer and loses no digit', async () => {
    // Ids come from the clock: of four in a thousand a number happens to hold every digit.
    const members = Array.from({ length: 10 }, (_, n) => bench.guild.addMember({ name: `Member ${n}` }));
    const id = members.map((member) => member.id).find((each) => Number(each).toString() !== each) ?? '';
    expect(id).not.toBe('');
    const opened = await raw('POST', '/api/v10/users/@me/channels', `{"recipient_id": ${id}}`, {
      'content-type': 'application/json',
    });
    expect(opened.body).toMatchObject({ recipients: [{ id }] });
    const mentions = `{"content": "<@${id}>", "allowed_mentions": {"users": [${id}]}}`;
    const sent = await raw('POST', `/api/v10/channels/${bench.channel.id}/messages`, mentions, {
      'content-type': 'application/json',
    });
    expect(sent.body).toMatchObject({ mentions: [{ id }] });
    expect(bench.sim.requests.at(-1)?.body).toMatchObject({ allowed_mentions: { users: [id] } });
  });

  test('a long number is still no text', async () => {
    const sent = await raw(
      'POST',
      `/api/v10/channels/${bench.channel.id}/messages`,
      '{"content": 12345678901234567890}',
      {
        'content-type': 'application/json',
      },
    );
    expect(sent.status).toBe(400);
    expect(codes(sent.body)).toEqual({ content: ['STRING_TYPE_CONVERT'] });
  });

  test.each(['application/octet-stream', 'application/x-www-form-urlencoded', 'text/plain'])(
    'a body that is empty has no type, whatever is said: %s',
    async (type) => {
      const { body } = await bench.send({ content: 'x' });
      const path = `/api/v10/channels/${bench.channel.id}/messages/${body.id}/reactions/%E2%9C%85/@me`;
      expect(await raw('PUT', path, '', { 'content-type': type })).toMatchObject({ status: 204 });
    },
  );

  test('a form is read as well', async () => {
    const path = `/api/v10/channels/${bench.channel.id}/messages`;
    const form = await raw('POST', path, new URLSearchParams({ content: 'by form' }));
    expect(form.body).toMatchObject({ content: 'by form' });
  });

  test('payload_json is text, whatever type its part claims', async () => {
    const { id } = bench.alice;
    const payload = `{"content": "<@${id}>", "allowed_mentions": {"users": [${id}]}}`;
    const part = 'Content-Disposition: form-data; name="payload_json"\r\nContent-Type: application/json';
    const form = `\r\n--edge\r\n${part}\r\n\r\n${payload}\r\n--edge--`;
    const sent = await raw('POST', `/api/v10/channels/${bench.channel.id}/messages`, form, {
      'content-type': 'multipart/form-data; boundary=edge',
    });
    expect(sent.body).toMatchObject({ mentions: [{ id }] });
  });

  test('any other type is refused in Discord’s words, and logged', async () => {
    const path = `/channels/${bench.channel.id}/messages`;
    const refused = await raw('POST', `/api/v10${path}`, 'hello', { 'content-type': 'text/plain' });
    expect(refused).toMatchObject({ status: 400, body: { code: 50035 } });
    expect(codes({ errors: { all: (refused.body as { errors: unknown }).errors } })).toEqual({
      all: ['CONTENT_TYPE_INVALID'],
    });
    expect(bench.sim.requests.at(-1)).toMatchObject({ path, status: 400 });
  });

  test('what the web framework refuses has Discord’s shape and is logged', async () => {
    const path = `/channels/${bench.channel.id}/messages`;
    const large = await raw('POST', `/api/v10${path}`, `"${'x'.repeat(31 * 2 ** 20)}"`, {
      'content-type': 'application/json',
    });
    expect(large).toMatchObject({ status: 413, body: { code: 40005 }, type: 'application/json' });
    const file = new FormData();
    file.append('files[0]', new Blob([new Uint8Array(27 * 2 ** 20)]), 'large.bin');
    expect(await raw('POST', `/api/v10${path}`, file)).toMatchObject({ status: 413, body: { code: 40005 } });
    const escape = await raw('GET', '/api/v10/channels/%E0%A4%A');
    expect(escape).toMatchObject({ status: 400, body: { code: 0, message: '400: Bad Request' } });
    expect(bench.sim.requests.slice(-3).map(({ status }) => status)).toEqual([413, 413, 400]);
  });

  test('version 9 is answered too', async () => {
    expect(await raw('GET', '/api/v9/users/@me')).toMatchObject({ status: 200 });
    expect(bench.sim.requests.at(-1)).toMatchObject({ route: '/users/@me', path: '/users/@me' });
  });
});

describe('gateway', () => {
  test('RESUME takes the token with "Bot " as IDENTIFY does', async () => {
    const { session_id: session } = await bench.bot.event('READY');
    bench.sim.gateway.close(4000);
    await bench.bot.closeCode();
    const bot = new RawBot(bench.sim.gateway.url);
    await bot.packet(({ op }) => op === 10);
    bot.write(6, { token: `Bot ${bench.sim.token}`, session_id: session, seq: 1 });
    expect(await bot.event('RESUMED')).toBeDefined();
    bot.close();
  });

  test('privileged intents by name, ours or Discord’s, and nothing else', () => {
    expect(readPrivilegedIntents('GUILD_MEMBERS,messageContent')).toEqual(['guildMembers', 'messageContent']);
    expect(readPrivilegedIntents('all')).toHaveLength(3);
    expect(() => readPrivilegedIntents('guilds')).toThrow(RangeError);
  });

  test('op 8 takes ids as integers', async () => {
    const { id } = bench.alice;
    bench.bot.socket.send(`{"op":8,"d":{"guild_id":${bench.guild.id},"user_ids":[${id}],"limit":0}}`);
    expect(await bench.bot.event('GUILD_MEMBERS_CHUNK')).toMatchObject({ members: [{ user: { id } }] });
  });

  test.each([
    ['zlib-stream', () => createInflate({ finishFlush: constants.Z_SYNC_FLUSH })],
    ['zstd-stream', createZstdDecompress],
  ])('%s: one stream, readable after each message', async (name, unpacker) => {
    const socket = new WebSocket(`${bench.sim.gateway.url}?v=10&encoding=json&compress=${name}`);
    socket.binaryType = 'arraybuffer';
    const stream = unpacker();
    socket.addEventListener('message', ({ data }) => stream.write(new Uint8Array(data as ArrayBuffer)));
    const next = async (): Promise<{ op: number; t: string | null }> => {
      const [chunk] = (await once(stream, 'data')) as [Buffer];
      return JSON.parse(chunk.toString()) as { op: number; t: string | null };
    };
    expect(await next()).toMatchObject({ op: 10 });
    const ready = next();
    socket.send(JSON.stringify({ op: 2, d: { token: bench.sim.token, intents: 0, properties: {} } }));
    expect(await ready).toMatchObject({ t: 'READY' });
    const ack = next();
    socket.send(JSON.stringify({ op: 1, d: 1 }));
    expect(await ack).toMatchObject({ op: 11 });
    bench.sim.gateway.close(4000);
    await once(socket, 'close');
    await bench.sim.settled();
  });

  test('another compression is refused', async () => {
    const bot = new RawBot(`${bench.sim.gateway.url}?compress=brotli&x=`);
    expect(await bot.closeCode()).toBe(4002);
  });
});
