import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Bench, RawBot, type Received } from './support.ts';

let bench: Bench;

beforeEach(async () => {
  bench = await Bench.start();
  await bench.register({
    name: 'go',
    description: 'd',
    options: [{ type: 3, name: 'word', description: 'd', required: true }],
  });
});

afterEach(async () => bench.stop());

async function door(
  method: string,
  path: string,
  body?: object,
  headers: object = {},
): Promise<[number, Record<string, unknown>]> {
  const response = await fetch(`${bench.sim.world.origin}/simulator${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  return [response.status, text === '' ? {} : (JSON.parse(text) as Record<string, unknown>)];
}

const run = (options: object[]): object => ({
  type: 2,
  guild_id: bench.guild.id,
  channel_id: bench.channel.id,
  data: { type: 1, name: 'go', options },
});

test('a member runs a command with the body a client sends', async () => {
  const answer = door(
    'POST',
    `/members/${bench.alice.id}/interactions`,
    run([{ type: 3, name: 'word', value: 'hi' }]),
  );
  const got = await bench.bot.interaction();
  expect(got.data).toMatchObject({ name: 'go', options: [{ name: 'word', value: 'hi' }] });
  const components = [{ type: 1, components: [{ type: 2, style: 1, custom_id: 'b', label: 'x' }] }];
  await bench.respond(got, { type: 4, data: { content: 'hello', flags: 64, components } });
  const [status, body] = await answer;
  expect([status, body]).toMatchObject([200, { response: 'message', message: { content: 'hello' } }]);
  const { id } = body['message'] as { id: string };
  const press = {
    type: 3,
    channel_id: bench.channel.id,
    message_id: id,
    data: { component_type: 2, custom_id: 'b' },
  };
  const pressed = door('POST', `/members/${bench.alice.id}/interactions`, press);
  await bench.respond(await bench.bot.interaction(), { type: 7, data: { content: 'pressed' } });
  expect((await pressed)[1]).toMatchObject({ response: 'update', message: { content: 'pressed' } });
  const path = `/channels/${bench.channel.id}/messages`;
  expect((await door('GET', `/members/${bench.alice.id}${path}`))[1]).toMatchObject({ messages: [{ id }] });
  expect((await door('GET', `/members/${bench.guild.owner.id}${path}`))[1]).toEqual({ messages: [] });
});

test('what a client would refuse is 400 with the reason, no answer in time is 504', async () => {
  const [status, body] = await door('POST', `/members/${bench.alice.id}/interactions`, run([]));
  expect([status, body['error']]).toEqual([400, '/go: the option "word" is required.']);
  expect((await door('POST', '/members/1/interactions', run([])))[0]).toBe(400);
  const late = door(
    'POST',
    `/members/${bench.alice.id}/interactions`,
    run([{ type: 3, name: 'word', value: 'x' }]),
  );
  await bench.bot.interaction();
  await door('POST', '/clock', { advance: 3_001 });
  expect((await late)[0]).toBe(504);
});

test('state, commands, requests, faults and the stream of changes', async () => {
  expect((await door('GET', '/state'))[1]).toMatchObject({
    guilds: [{ id: bench.guild.id, channels: [{ id: bench.channel.id }] }],
  });
  expect((await door('GET', `/members/${bench.alice.id}/commands`))[1]).toMatchObject({
    commands: [{ name: 'go' }],
  });
  await door('POST', '/faults', {
    method: 'POST',
    route: 'messages$',
    fault: { kind: 'status', status: 500 },
  });
  expect((await bench.send({ content: 'x' })).status).toBe(500);
  const [, { requests }] = await door('GET', '/requests');
  expect(requests).toMatchObject([{ method: 'PUT' }, { method: 'POST', status: 500, fault: 'status' }]);
  const stream = await fetch(`${bench.sim.world.origin}/simulator/events`);
  const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
  await reader?.read();
  await door('POST', `/members/${bench.alice.id}/messages`, {
    channel_id: bench.channel.id,
    content: 'said',
  });
  expect((await reader?.read())?.value).toContain('event: change');
  await reader?.cancel();
});

test('another web page cannot act for the members', async () => {
  const [status] = await door('GET', '/state', undefined, { origin: 'https://evil.example' });
  expect(status).toBe(403);
});

test('npm run simulator -- --json prints one line that another program can go by', async () => {
  const args = ['simulator/main.ts', '--port', '0', '--json', '--intents', 'GUILD_MEMBERS,messageContent'];
  const child: ChildProcess = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [line] = await new Promise<string[]>((resolve) => {
      if (child.stdout) createInterface(child.stdout).once('line', (text) => resolve([text]));
    });
    const facts = JSON.parse(line ?? '{}') as {
      api: string;
      token: string;
      applicationId: string;
      guildId: string;
      channels: Record<string, string>;
      members: Record<string, string>;
    };
    expect(Object.keys(facts.channels)).toContain('general');
    const headers = { authorization: `Bot ${facts.token}`, 'content-type': 'application/json' };
    await fetch(`${facts.api}/v10/applications/${facts.applicationId}/commands`, {
      method: 'PUT',
      headers,
      body: JSON.stringify([{ name: 'ping', description: 'd' }]),
    });
    const bot = new RawBot(`${facts.api.replace('http', 'ws').replace('/api', '')}/gateway`);
    await bot.packet(({ op }) => op === 10);
    // With the two privileged intents that were switched on.
    bot.identify(facts.token, 1 | (1 << 1) | (1 << 15));
    await bot.event('READY');
    const answer = fetch(
      `${facts.api.replace('/api', '')}/simulator/members/${facts.members['Alice']}/interactions`,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ type: 2, channel_id: facts.channels['general'], data: { name: 'ping' } }),
      },
    );
    const got: Received = await bot.interaction();
    await fetch(`${facts.api}/v10/interactions/${got.id}/${got.token}/callback`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ type: 4, data: { content: 'pong' } }),
    });
    expect(await (await answer).json()).toMatchObject({ response: 'message', message: { content: 'pong' } });
    bot.close();
  } finally {
    child.kill();
  }
});
