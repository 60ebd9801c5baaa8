import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Message, text } from '@nexus/simulator';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { brokenInvariants } from '../../support/invariants.ts';
import { badManners } from '../../support/requests.ts';
import { learner, type Team, team } from '../../support/teams.ts';
import { createWorld, type World } from '../../support/world.ts';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const DAY = 24 * HOUR;

const doc = (fields: object): string =>
  JSON.stringify({
    openapi: '3.0.3',
    info: { title: 'Shop API', version: '1.0.0' },
    paths: {
      '/products': {
        get: {
          responses: {
            200: {
              description: 'ok',
              content: { 'application/json': { schema: { type: 'object', properties: fields } } },
            },
          },
        },
      },
    },
  });

const FIELDS = { id: { type: 'integer' }, price: { type: 'number' } };

/** The API of a team: how it answers now, and what it was asked. */
let server: Server;
let origin: string;
let reply: { status: number; body: string; type?: string; etag?: string };
let asked: string[] = [];
let world: World;
let names = 0;

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const isKnown = reply.etag !== undefined && request.headers['if-none-match'] === reply.etag;
    response.writeHead(isKnown ? 304 : reply.status, {
      'content-type': reply.type ?? 'application/json',
      ...(reply.etag === undefined ? {} : { etag: reply.etag }),
    });
    response.end(isKnown ? undefined : reply.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  world = await createWorld({ simulator: { rateLimits: false }, env: { CONTRACT_ALLOW: origin } });
}, 60_000);
afterEach(async () => {
  await world.settle();
  expect([...brokenInvariants(world.databasePath), ...badManners(world.sim)]).toEqual([]);
});
afterAll(async () => {
  await world.stop();
  server.closeAllConnections();
  server.close();
});

/** A team, and the address of its API. */
async function pair(): Promise<Team & { url: string }> {
  names += 1;
  asked = [];
  // What the team before it asked of this host is long ago.
  await world.advance(2 * HOUR);
  const ada = await learner(world, `Ada ${names}`, 'backend');
  const binta = await learner(world, `Binta ${names}`, 'frontend');
  return { ...(await team(world, ada, binta, `Shop ${names}`)), url: `${origin}/${names}/openapi.json` };
}

function heard({ owner, thread }: Team, part: string): Message | undefined {
  return owner.sees(thread).findLast((message) => text(message).includes(part));
}

async function propose(both: Team & { url: string }): Promise<string> {
  const answer = await both.owner.slash('/contract propose', { url: both.url }, { channel: both.thread });
  await world.advance(2 * SECOND);
  return text(answer.message);
}

it('answers at once, waits for a host that wakes up, and survives a restart meanwhile', async () => {
  const both = await pair();
  reply = { status: 503, body: 'waking' };
  expect(await propose(both)).toContain('The result stands in');
  expect(heard(both, 'Contract, version')).toBeUndefined();
  await world.restart();
  reply = { status: 200, body: doc(FIELDS) };
  await world.advance(11 * SECOND);
  await world.settle();
  expect(text(heard(both, 'Contract, version 1: proposed') as Message)).toContain(both.url);
  expect(asked).toEqual([`GET /${names}/openapi.json`, `GET /${names}/openapi.json`]);
});

it('says in the thread what an address gave instead, and tries it again', async () => {
  const both = await pair();
  reply = { status: 404, body: '' };
  await propose(both);
  const missing = heard(both, 'nothing at that address');
  if (missing === undefined) throw new Error('nothing was said');
  expect(both.owner.pings().some(({ id }) => id === missing.id)).toBe(true);
  reply = { status: 200, body: '<!doctype html><html><title>Swagger</title></html>', type: 'text/html' };
  await both.owner.click(missing, 'Try again');
  await world.advance(2 * SECOND);
  expect(both.owner.sees(both.thread).length).toBeGreaterThan(2);
  expect(heard(both, 'Contract, version')).toBeUndefined();
  for (const [url, why] of [
    ['https://127.0.0.1/openapi.json', 'not public'],
    ['https://169.254.169.254/latest', 'not public'],
    // As people type them: without the scheme.
    ['127.0.0.1/openapi.json', 'not public'],
    ['10.0.0.1:8443/openapi.json', 'not public'],
    ['http://example.com/openapi.json', 'Only https'],
    ['https://a:b@example.com/', 'name and password'],
  ])
    expect(
      text((await both.owner.slash('/contract propose', { url }, { channel: both.thread })).message),
    ).toContain(why);
});

/** A team that agreed on what its API serves. */
async function agreed(): Promise<Team & { url: string }> {
  const both = await pair();
  reply = { status: 200, body: doc(FIELDS), etag: '"1"' };
  await propose(both);
  await both.guest.slash('/contract agree', {}, { channel: both.thread });
  await world.settle();
  return both;
}

it('tells a drift once, whom it concerns first, and offers to propose it', async () => {
  const both = await agreed();
  const check = async (): Promise<void> => {
    await both.owner.slash('/contract check', {}, { channel: both.thread });
    await world.advance(2 * SECOND);
  };
  await check();
  expect(heard(both, 'still serves what you agreed on')).toBeDefined();
  reply = { status: 200, body: doc({ id: FIELDS.id }), etag: '"2"' };
  await check();
  const drift = heard(both, 'no longer serves what you agreed on');
  if (drift === undefined) throw new Error('the drift was not told');
  expect(text(drift)).toContain('1 breaking');
  expect(text(drift)).toContain(`<@${both.guest.id}>`);
  await world.advance(2 * DAY);
  await world.settle();
  expect(both.owner.sees(both.thread).filter((each) => text(each).includes('no longer serves'))).toHaveLength(
    1,
  );
  expect(text((await both.guest.click(drift, 'What changes')).message)).toContain('breaking');
  await both.owner.click(drift, 'Propose what it serves now');
  await world.settle();
  expect(heard(both, 'Contract, version 2: proposed')).toBeDefined();
});

it('looks once a day, takes no silence for a change, says it after three days, and ends', async () => {
  const both = await agreed();
  asked = [];
  for (let hours = 0; hours < 48; hours += 6) await world.advance(6 * HOUR);
  const mine = (): string[] => asked.filter((line) => line.endsWith(`/${names}/openapi.json`));
  expect(mine().length).toBeGreaterThanOrEqual(1);
  expect(mine().length).toBeLessThanOrEqual(3);
  reply = { status: 200, body: '<html></html>', type: 'text/html' };
  for (let hours = 0; hours < 4.5 * 24; hours += 3) await world.advance(3 * HOUR);
  const silent = both.owner.sees(both.thread).filter((each) => text(each).includes('has not answered'));
  expect(silent).toHaveLength(1);
  for (let days = 0; days < 30; days++) await world.advance(DAY);
  asked = [];
  await world.advance(3 * DAY);
  expect(mine()).toEqual([]);
  expect(both.owner.sees(both.thread).filter((each) => text(each).includes('has not answered'))).toHaveLength(
    1,
  );
});
