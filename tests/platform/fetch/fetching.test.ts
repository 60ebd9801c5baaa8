import { rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Db, openDatabase } from '../../../src/platform/database/index.ts';
import { hostLimit } from '../../../src/platform/fetch/rules.ts';
import { createFetches, type Fetches, type Resolve } from '../../../src/platform/fetch/service.ts';
import { databaseDirectory } from '../../support/directory.ts';
import { putDatabase } from '../../support/migrated.ts';
import { fakeClock, open } from '../delivery/support.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ADA = '600000000000000001';
const BINTA = '600000000000000002';

/** A host of the web, on this machine: its names are known to the test's own resolver alone. */
let server: Server;
let port: number;
/** How it answers by path; what it was asked. */
const answers = new Map<string, (request: IncomingMessage, response: ServerResponse) => void>();
let asked: string[] = [];

beforeAll(async () => {
  await putDatabase(path);
  db = openDatabase(path);
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.headers.host?.split(':')[0]}${request.url}`);
    const answer = answers.get(request.url ?? '');
    if (answer === undefined) response.writeHead(404).end();
    else answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(async () => {
  await db.destroy();
  rmSync(directory, { recursive: true, force: true });
  server.closeAllConnections();
  server.close();
});

const directory = databaseDirectory();
const path = join(directory, 'nexus.db');
const clock = fakeClock();
let db: Db;
let fetches: Fetches;
let lookedUp: string[];
let names: Map<string, string[]>;

const resolve: Resolve = async (name) => {
  lookedUp.push(name);
  return names.get(name) ?? [];
};

function at(host: string, where: string): string {
  return `http://${host}:${port}${where}`;
}

function create(on: Db): Fetches {
  const contractAllow = ['shop.example', 'other.example', 'third.example'].map(
    (host) => `http://${host}:${port}`,
  );
  return createFetches({ db: on, clock, config: { contractAllow }, resolve });
}

beforeEach(() => {
  // What the test before has asked is long ago.
  clock.advance(3 * HOUR);
  lookedUp = [];
  asked = [];
  answers.clear();
  names = new Map(['shop.example', 'other.example', 'third.example'].map((host) => [host, ['127.0.0.1']]));
  fetches = create(db);
});

it('reads an answer with its type and its tag', async () => {
  answers.set('/openapi.json', (request, response) => {
    const known = request.headers['if-none-match'] === '"one"';
    response.writeHead(known ? 304 : 200, {
      etag: '"one"',
      'content-type': 'Application/JSON; charset=utf-8',
    });
    response.end(known ? undefined : '{"openapi":"3.1.0"}');
  });
  const url = at('shop.example', '/openapi.json');
  const first = await fetches.fetch({ url });
  expect(first).toMatchObject({
    kind: 'answered',
    status: 200,
    contentType: 'application/json',
    etag: '"one"',
    url,
  });
  expect(String(first.kind === 'answered' && first.body)).toBe('{"openapi":"3.1.0"}');
  expect(await fetches.fetch({ url, headers: { 'if-none-match': '"one"' } })).toMatchObject({ status: 304 });
});

it('asks the very address that was checked: a name server that answers otherwise a moment later is not heard', async () => {
  answers.set('/schema', (_, response) => void response.end('{}'));
  let turn = 0;
  const rebinding: Resolve = async () => (turn++ === 0 ? ['127.0.0.1'] : ['169.254.169.254']);
  const pinned = createFetches({
    db,
    clock,
    config: { contractAllow: [`http://shop.example:${port}`] },
    resolve: rebinding,
  });
  expect(await pinned.fetch({ url: at('shop.example', '/schema') })).toMatchObject({
    kind: 'answered',
    status: 200,
  });
  expect(turn).toBe(1);
});

it.each([
  ['a name of this machine', ['127.0.0.1']],
  ['one of two addresses that is private', ['93.184.215.14', '10.0.0.8']],
  ['a private address of the sixth version', ['2606:2800:21f::1', 'fd00::1']],
  ['one in the clothes of the sixth version', ['::ffff:169.254.169.254']],
])('asks nobody for %s', async (_, found) => {
  names.set('innocent.example', found);
  expect(await fetches.fetch({ url: 'https://innocent.example/openapi.json' })).toEqual({
    kind: 'refused',
    why: 'private',
  });
  expect(asked).toEqual([]);
});

it.each([
  ['https://127.0.0.1/latest', { kind: 'refused', why: 'private' }],
  ['https://169.254.169.254/latest/meta-data/', { kind: 'refused', why: 'private' }],
  ['http://127.0.0.1:1/', { kind: 'refused', why: 'scheme' }],
  ['file:///etc/passwd', { kind: 'refused', why: 'address' }],
  ['https://user:secret@example.com/', { kind: 'refused', why: 'credentials' }],
  ['https://inner.example/', { kind: 'refused', why: 'private' }],
  ['//127.0.0.1/openapi.json', { kind: 'refused', why: 'scheme' }],
])('judges where it is sent on to like what was typed: %s', async (to, outcome) => {
  names.set('inner.example', ['192.168.0.10']);
  answers.set('/moved', (_, response) => void response.writeHead(302, { location: to }).end());
  expect(await fetches.fetch({ url: at('shop.example', '/moved') })).toEqual(outcome);
  expect(asked).toEqual(['GET shop.example/moved']);
});

it('follows a few redirects, looks every name up once, and ends a circle', async () => {
  answers.set(
    '/a',
    (_, response) => void response.writeHead(301, { location: at('other.example', '/b') }).end(),
  );
  answers.set('/b', (_, response) => void response.writeHead(308, { location: '/c' }).end());
  answers.set('/c', (_, response) => void response.end('here'));
  answers.set('/circle', (_, response) => void response.writeHead(302, { location: '/circle' }).end());
  expect(await fetches.fetch({ url: at('shop.example', '/a') })).toMatchObject({
    url: at('other.example', '/c'),
  });
  expect(lookedUp).toEqual(['shop.example', 'other.example', 'other.example']);
  expect(await fetches.fetch({ url: at('third.example', '/circle') })).toEqual({
    kind: 'unreachable',
    why: 'too-many-redirects',
  });
});

it('takes no more than it was told to, compressed or not', async () => {
  const large = Buffer.alloc(300_000, 'a');
  answers.set('/large', (_, response) => void response.end(large));
  answers.set('/bomb', (_, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' });
    response.end(gzipSync(large));
  });
  answers.set('/endless', (_, response) => {
    const more = (): unknown => response.destroyed || (response.write(large), setImmediate(more));
    more();
  });
  for (const where of ['/large', '/bomb', '/endless'])
    expect(await fetches.fetch({ url: at('shop.example', where), maxBytes: 200_000 })).toEqual({
      kind: 'unreachable',
      why: 'too-large',
    });
  expect(await fetches.fetch({ url: at('shop.example', '/bomb'), maxBytes: 300_000 })).toMatchObject({
    status: 200,
  });
});

it('waits no longer than it was told to, for the answer or for the rest of it', async () => {
  answers.set('/silent', () => {});
  answers.set('/slow', (_, response) => void response.write('{'));
  for (const where of ['/silent', '/slow'])
    expect(await fetches.fetch({ url: at('shop.example', where), timeoutMs: 60 })).toEqual({
      kind: 'unreachable',
      why: 'too-slow',
    });
  names.delete('shop.example');
  expect(await fetches.fetch({ url: at('shop.example', '/') })).toEqual({
    kind: 'unreachable',
    why: 'unknown-host',
  });
});

it('asks for the head alone, and posts nothing but the question for a schema', async () => {
  let posted = '';
  answers.set('/graphql', (request, response) => {
    request.on('data', (part: Buffer) => (posted += String(part)));
    request.on('end', () => response.end('{"data":{}}'));
  });
  answers.set('/head', (_, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end());
  answers.set('/elsewhere', (_, response) => void response.writeHead(302, { location: '/graphql' }).end());
  expect(await fetches.fetch({ url: at('third.example', '/head'), method: 'HEAD' })).toMatchObject({
    contentType: 'text/html',
  });
  expect(await fetches.fetch({ url: at('third.example', '/graphql'), method: 'introspect' })).toMatchObject({
    status: 200,
  });
  expect(Object.keys(JSON.parse(posted) as object)).toEqual(['operationName', 'query']);
  expect(posted).toContain('__schema');
  expect(await fetches.fetch({ url: at('third.example', '/elsewhere'), method: 'introspect' })).toMatchObject(
    {
      status: 302,
    },
  );
  expect(asked.filter((line) => line.includes('third.example'))).toEqual([
    'HEAD third.example/head',
    'POST third.example/graphql',
    'POST third.example/elsewhere',
  ]);
});

it('fetches ten times an hour for a member, whatever the hosts, and says when again', async () => {
  for (const host of ['shop.example', 'other.example'])
    for (let n = 0; n < 5; n++)
      expect(await fetches.fetch({ url: at(host, '/'), userId: ADA })).toMatchObject({ status: 404 });
  const again = clock.now() + HOUR;
  clock.advance(MINUTE);
  const refused = { kind: 'wait', of: 'member', again };
  expect(await fetches.fetch({ url: at('third.example', '/'), userId: ADA })).toEqual(refused);
  // A process that was started anew, or another one, knows it too.
  const other = create(open(path));
  expect(await other.fetch({ url: at('third.example', '/'), userId: ADA })).toEqual(refused);
  expect(await other.fetch({ url: at('third.example', '/'), userId: BINTA })).toMatchObject({ status: 404 });
  clock.advance(HOUR);
  expect(await fetches.fetch({ url: at('third.example', '/'), userId: ADA })).toMatchObject({ status: 404 });
});

it('asks a host thirty times an hour, whoever wants it, and one at a time', async () => {
  let finish = (): void => {};
  answers.set('/held', (_, response) => {
    finish = () => void response.end();
  });
  const held = fetches.fetch({ url: at('shop.example', '/held') });
  await expect.poll(() => asked).toEqual(['GET shop.example/held']);
  const other = create(open(path));
  expect(await other.fetch({ url: at('shop.example', '/') })).toEqual({
    kind: 'wait',
    of: 'host',
    again: clock.now() + 5_000,
  });
  expect(await other.fetch({ url: at('other.example', '/') })).toMatchObject({ status: 404 });
  finish();
  await held;
  for (let n = 1; n < 30; n++)
    expect(await fetches.fetch({ url: at('shop.example', '/') })).toMatchObject({ status: 404 });
  expect(await fetches.fetch({ url: at('shop.example', '/') })).toEqual({
    kind: 'wait',
    of: 'host',
    again: clock.now() + HOUR,
  });
  expect(asked.filter((line) => line.includes('shop.example'))).toHaveLength(30);
});

it('asks a site with pages of very many people six hundred times an hour, and no name that only looks like it', () => {
  expect(['github.com', 'www.youtube.com'].map(hostLimit)).toEqual([600, 600]);
  expect(['shop.example', 'github.com.example', 'api.github.com'].map(hostLimit)).toEqual([30, 30, 30]);
});

it('is held up for two minutes by a process that died while it fetched, no longer', async () => {
  const url = at('shop.example', '/');
  await db
    .insertInto('fetches')
    .values({ host: `shop.example:${port}`, user_id: null, started_at: clock.now(), ended_at: null })
    .execute();
  expect(await fetches.fetch({ url })).toMatchObject({ kind: 'wait', of: 'host' });
  clock.advance(2 * MINUTE);
  expect(await fetches.fetch({ url })).toMatchObject({ status: 404 });
});
