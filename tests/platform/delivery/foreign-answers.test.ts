import { createServer, type OutgoingHttpHeaders } from 'node:http';
import { type AddressInfo, createServer as createSocketServer } from 'node:net';
import { REST } from 'discord.js';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createRest } from '../../../src/platform/discord/courier/rest.ts';
import { send } from '../../../src/platform/discord/sending.ts';
import { post } from './real.ts';

const PAGE = '<html><title>Attention required!</title></html>';

/** A server that answers every request so; how often it was asked. */
async function answering(status: number, headers: OutgoingHttpHeaders, body: string) {
  let asked = 0;
  const server = createServer((_, response) => {
    asked += 1;
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    api: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`,
    asked: () => asked,
  };
}

describe('what answers in the place of Discord', () => {
  it.each([
    [200, 'text/html', PAGE],
    [400, 'text/html', PAGE],
    [403, 'text/html', PAGE],
    [404, 'text/html', PAGE],
    [403, 'application/json', '{"error":"blocked"}'],
    [400, 'application/json', '"no"'],
    [301, 'text/html', ''],
    [200, 'application/json', '{"id": "1'],
    [200, 'application/json', '{}'],
    [200, 'application/json', 'null'],
    [200, 'application/json', ''],
  ])(
    'says nothing of the channel: %i %s %s is tried again, and may have arrived',
    async (status, type, body) => {
      const { api } = await answering(status, { 'content-type': type }, body);
      const { create } = createRest({ token: 'token', api });
      await expect(create('/channels/1/messages', { body: { content: 'Hello' } })).rejects.toMatchObject({
        name: 'DeliveryError',
        failure: 'retry',
        maybeDone: true,
      });
    },
  );

  it.each(['{}', 'null', '[]', '{"id":7}'])(
    'is not who we are: %s is no user, or none of our messages would be found again',
    async (body) => {
      const { api, asked } = await answering(200, { 'content-type': 'application/json' }, body);
      const { selfId } = createRest({ token: 'token', api });
      for (const _ of [1, 2])
        await expect(selfId()).rejects.toMatchObject({ failure: 'retry', maybeDone: false });
      expect(asked()).toBe(2);
    },
  );

  it.each([
    [204, 'text/html; charset=utf-8'],
    [200, 'text/html; charset=utf-8'],
    [200, 'text/plain'],
  ])('is not Discord itself, which answers with %i, nothing, and %s', async (status, type) => {
    const { api, asked } = await answering(status, { 'content-type': type }, '');
    const rest = new REST({ version: '10', api, makeRequest: send });
    await rest.post('/interactions/1/a/callback', { auth: false, body: { type: 4 } });
    expect(asked()).toBe(1);
  });

  it.each([
    [404, '{"message":"404: Not Found","code":0}', 'gone'],
    [403, '{"message":"Missing Permissions","code":50013}', 'forbidden'],
    [404, '{"code":10003}', 'gone'],
  ])('is not Discord itself: %i %s is %s', async (status, body, failure) => {
    const { api } = await answering(status, { 'content-type': 'application/json' }, body);
    await expect(createRest({ token: 'token', api }).call('get', '/channels/1')).rejects.toMatchObject({
      failure,
    });
  });

  it('a file that is too large for it is too large the next time as well', async () => {
    const { api } = await answering(413, { 'content-type': 'text/html' }, PAGE);
    await expect(createRest({ token: 'token', api }).call('get', '/channels/1')).rejects.toMatchObject({
      failure: 'refused',
    });
  });

  it('loses no message: each stands once, in order', async () => {
    const { sim, enqueue, note, outbox, advance, contents } = await post();
    const create = { method: 'POST', route: /^\/channels\/\d+\/messages$/ };
    sim.faults.next(create, { kind: 'status', status: 403, body: {} });
    sim.faults.next(create, { kind: 'status', status: 404, body: {}, after: true });
    await enqueue(note('a'), note('b'));
    await outbox.tick();
    for (let round = 0; round < 4; round += 1) await advance(20_000);
    expect(contents()).toEqual(['message a', 'message b']);
  });
});

it.each([
  ['a page', 'HTTP/1.1 403 Forbidden\r\ncontent-type: text/html\r\ncontent-length: 4\r\n\r\nNo!!'],
  ['nothing', ''],
])('a member is answered again where %s came in the place of Discord', async (_what, first) => {
  let asked = 0;
  const server = createSocketServer((socket) => {
    socket.once('data', () => {
      asked += 1;
      socket.end(asked === 1 ? first : 'HTTP/1.1 204 No Content\r\n\r\n');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const api = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
  const rest = new REST({ version: '10', api, makeRequest: send });
  await rest.post('/interactions/1/a/callback', { auth: false, body: { type: 4 } });
  expect(asked).toBe(2);
});

it.each([{}, { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' }, { 'retry-after': '-1' }])(
  'whoever says to wait, but not how long (%j), is not asked again at once',
  async (headers) => {
    const { api, asked } = await answering(429, headers, PAGE);
    const rest = new REST({ version: '10', api, makeRequest: send, retries: 0 });
    const signal = AbortSignal.timeout(400);
    await expect(rest.post('/interactions/1/a/callback', { auth: false, signal })).rejects.toThrow(/aborted/);
    expect(asked()).toBe(1);
  },
);
