import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { resolveByServers } from '../../../src/platform/fetch/request.ts';

const [A, AAAA, NO_SUCH_NAME] = [1, 28, 3];

/** A name server on this machine: what it was asked, and how it answers by the kind of question; silent for the others. */
let server: Socket;
let asked: { readonly query: Buffer; readonly from: RemoteInfo }[];
let addresses: Map<number, readonly number[]>;

beforeEach(async () => {
  asked = [];
  addresses = new Map();
  server = createSocket('udp4');
  server.on('message', (query, from) => {
    asked.push({ query, from });
    const address = addresses.get(query.readUInt16BE(query.length - 4));
    if (address !== undefined) server.send(answerTo(query, address), from.port, from.address);
  });
  await new Promise<void>((resolve) => server.bind(0, '127.0.0.1', resolve));
});
afterEach(() => new Promise<void>((resolve) => server.close(() => resolve())));

const resolve = (name: string) => resolveByServers([`127.0.0.1:${server.address().port}`])(name);

/** The question again, as an answer (RFC 1035); without an address: there is no such name. */
function answerTo(query: Buffer, address: readonly number[]): Buffer {
  const isFound = address.length > 0;
  const question = query.subarray(12);
  const head = Buffer.from([0x81, 0x80 + (isFound ? 0 : NO_SUCH_NAME), 0, 1, 0, isFound ? 1 : 0, 0, 0, 0, 0]);
  const kind = query.subarray(query.length - 4);
  const record = [Buffer.from([0xc0, 0x0c]), kind, Buffer.from([0, 0, 0, 60, 0, address.length, ...address])];
  return Buffer.concat([query.subarray(0, 2), head, question, ...(isFound ? record : [])]);
}

it('gives all addresses of a name, so that each is checked', async () => {
  addresses.set(A, [203, 0, 113, 7]).set(AAAA, [0x20, 1, 0x0d, 0xb8, ...Array<number>(11).fill(0), 1]);
  expect(await resolve('shop.example')).toEqual(['203.0.113.7', '2001:db8::1']);
  addresses.set(AAAA, []);
  expect(await resolve('shop.example')).toEqual(['203.0.113.7']);
  addresses.set(A, []);
  await expect(resolve('nowhere.example')).rejects.toMatchObject({ trouble: 'unknown-host' });
});

it('names whose servers are silent hold up no other look-up of the process, such as that of Discord', async () => {
  let ended = 0;
  const names = ['one', 'two', 'three', 'four', 'five'].map((name) =>
    resolve(`${name}.example`)
      .catch((error: unknown) => error)
      .finally(() => {
        ended += 1;
      }),
  );
  expect(await lookup('localhost')).toBeDefined();
  expect(ended).toBe(0);
  addresses.set(A, []).set(AAAA, []);
  for (const { query, from } of asked) server.send(answerTo(query, []), from.port, from.address);
  for (const error of await Promise.all(names)) expect(error).toMatchObject({ trouble: 'unknown-host' });
});
