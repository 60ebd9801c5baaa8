import type { Reply } from '@nexus/simulator';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Bench, codes, long, type Received } from './support.ts';

let bench: Bench;

beforeEach(async () => {
  bench = await Bench.start();
  await bench.register(
    {
      name: 'go',
      description: 'd',
      options: [{ type: 3, name: 'word', description: 'd', autocomplete: true }],
    },
    { type: 2, name: 'Profile' },
    { type: 3, name: 'Save' },
  );
});

afterEach(async () => bench.stop());

/** Alice runs /go; the bot has it and has not answered. */
async function go(): Promise<{ got: Received; answer: Promise<Reply> }> {
  const answer = bench.alice.slash('/go');
  answer.catch(() => undefined);
  return { got: await bench.bot.interaction(), answer };
}

const hello = { type: 4, data: { content: 'hello' } };
const withButton = {
  type: 4,
  data: {
    content: 'hello',
    components: [{ type: 1, components: [{ type: 2, style: 1, custom_id: 'b', label: 'Press' }] }],
  },
};
const modal = {
  type: 9,
  data: {
    custom_id: 'm',
    title: 'Form',
    components: [{ type: 18, label: 'Name', component: { type: 4, custom_id: 'name', style: 1 } }],
  },
};

describe('the payload', () => {
  test('has all that clients need', async () => {
    bench.alice.locale = 'fr';
    const { got } = await go();
    expect(got).toMatchObject({
      type: 2,
      version: 1,
      application_id: bench.sim.applicationId,
      guild_id: bench.guild.id,
      guild_locale: 'en-US',
      locale: 'fr',
      context: 0,
      attachment_size_limit: 10 * 1024 * 1024,
      entitlements: [],
      authorizing_integration_owners: { 0: bench.guild.id },
      channel: { id: bench.channel.id, type: 0 },
      member: { user: { id: bench.alice.id } },
      data: { name: 'go', type: 1 },
    });
    expect(got['app_permissions']).toMatch(/^\d+$/);
    expect(got).not.toHaveProperty('user');
    expect(got.id).toMatch(/^\d{17,19}$/);
    await bench.respond(got, hello);
  });

  test('context menus carry their target, its content readable', async () => {
    const said = bench.alice.say(bench.channel, 'a secret');
    const answer = bench.alice.contextMenu('Save', said);
    const got = await bench.bot.interaction();
    expect(got.data).toMatchObject({
      target_id: said.id,
      resolved: { messages: { [said.id]: { content: 'a secret' } } },
    });
    await bench.respond(got, hello);
    expect((await answer).message.type).toBe(23);
    const bob = bench.guild.addMember({ name: 'Bob' });
    const second = bench.alice.contextMenu('Profile', bob);
    const target = await bench.bot.interaction();
    expect(target.data).toMatchObject({ resolved: { users: { [bob.id]: {} }, members: { [bob.id]: {} } } });
    await bench.respond(target, hello);
    await second;
  });

  test('a component in a DM comes with a user and without member and server', async () => {
    const dm = await bench.call('POST', '/users/@me/channels', { recipient_id: bench.alice.id });
    await bench.send(withButton.data, { id: dm.body.id ?? '' });
    const [message] = bench.alice.dms();
    expect(message?.content).toBe('hello');
    if (!message) return;
    const answer = bench.alice.click(message, 'Press');
    const got = await bench.bot.interaction();
    expect(got).toMatchObject({
      type: 3,
      context: 1,
      user: { id: bench.alice.id },
      message: { id: message.id },
    });
    expect(got).not.toHaveProperty('member');
    expect(got).not.toHaveProperty('guild_id');
    await bench.respond(got, { type: 7, data: { content: 'pressed', components: [] } });
    expect((await answer).message.content).toBe('pressed');
  });
});

describe('the first response', () => {
  test('204, or 200 with the message when asked', async () => {
    const first = await go();
    expect((await bench.respond(first.got, hello)).status).toBe(204);
    const second = await go();
    const { status, body } = await bench.respond(second.got, hello, '?with_response=true');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      interaction: { id: second.got.id, type: 2, response_message_ephemeral: false },
      resource: {
        type: 4,
        message: { content: 'hello', type: 20, interaction_metadata: { id: second.got.id } },
      },
    });
  });

  test('a deferred one shows no message, even when asked', async () => {
    const { got } = await go();
    const { body } = await bench.respond(got, { type: 5 }, '?with_response=true');
    expect(body).toMatchObject({ interaction: { response_message_loading: true } });
    expect(body).not.toHaveProperty('resource');
  });

  test('after 3 seconds: 10062, and the member reads that the application did not respond', async () => {
    const { got, answer } = await go();
    bench.sim.clock.advance(3_001);
    const { status, body } = await bench.respond(got, hello);
    expect([status, body.code]).toEqual([404, 10062]);
    await expect(answer).rejects.toThrow('did not respond');
    expect((await bench.hook('POST', got, '', { content: 'x' })).body.code).toBe(10015);
  });

  test('nobody waits longer than 3 seconds for a bot that says nothing', async () => {
    const started = performance.now();
    const { answer } = await go();
    await expect(answer).rejects.toThrow('did not respond');
    expect(performance.now() - started).toBeLessThan(8_000);
  });

  test('within 3 seconds is in time', async () => {
    const { got } = await go();
    bench.sim.clock.advance(2_000);
    expect((await bench.respond(got, hello)).status).toBe(204);
  });

  test('a second one: 40060', async () => {
    const { got } = await go();
    await bench.respond(got, hello);
    const { status, body } = await bench.respond(got, hello);
    expect([status, body.code]).toEqual([400, 40060]);
  });

  test('an unknown interaction or a wrong token: 10062', async () => {
    const { got } = await go();
    expect((await bench.respond({ ...got, id: '1' }, hello)).body.code).toBe(10062);
    expect((await bench.respond({ ...got, token: 'wrong' }, hello)).body.code).toBe(10062);
    await bench.respond(got, hello);
  });

  test('a refused one does not count: the bot may try again', async () => {
    const { got, answer } = await go();
    const bad = await bench.respond(got, { type: 4, data: { content: long(2001) } });
    expect(codes(bad.body)).toEqual({ 'data.content': ['BASE_TYPE_MAX_LENGTH'] });
    bench.forgiven();
    expect((await bench.respond(got, { type: 4, data: {} })).body.code).toBe(50006);
    expect((await bench.respond(got, hello)).status).toBe(204);
    expect((await answer).message.content).toBe('hello');
  });
});

describe('which answer fits which interaction', () => {
  const wrongType = { type: ['BASE_TYPE_CHOICES'] };

  test('a command: 4, 5 or 9, not 6, 7 or 8', async () => {
    const { got } = await go();
    for (const type of [1, 6, 7, 8, 10, 99]) {
      expect(codes((await bench.respond(got, { type, data: { content: 'x' } })).body)).toEqual(wrongType);
    }
    bench.forgiven();
    expect((await bench.respond(got, modal)).status).toBe(204);
  });

  test('autocomplete: only 8', async () => {
    const choices = bench.alice.autocomplete('/go', 'word', 'x');
    const got = await bench.bot.interaction();
    expect(got).toMatchObject({ type: 4, data: { options: [{ name: 'word', value: 'x', focused: true }] } });
    expect(codes((await bench.respond(got, hello)).body)).toEqual(wrongType);
    await bench.respond(got, { type: 8, data: { choices: [{ name: 'X', value: 'x' }] } });
    expect(await choices).toMatchObject([{ name: 'X', value: 'x' }]);
    expect((await bench.hook('POST', got, '', { content: 'x' })).body.code).toBe(10015);
  });

  test('autocomplete: at most 25 choices of 1 to 100 characters', async () => {
    const choices = bench.alice.autocomplete('/go', 'word', '');
    const got = await bench.bot.interaction();
    const list = Array.from({ length: 25 }, (_, n) => ({ name: long(100), value: `${n}` }));
    const respond = async (given: object[]): Promise<Record<string, string[]>> =>
      codes((await bench.respond(got, { type: 8, data: { choices: given } })).body);
    expect(await respond([...list, { name: 'm', value: 'm' }])).toEqual({
      'data.choices': ['BASE_TYPE_MAX_LENGTH'],
    });
    expect(await respond([{ name: long(101), value: long(101) }])).toEqual({
      'data.choices.0.name': ['BASE_TYPE_BAD_LENGTH'],
      'data.choices.0.value': ['BASE_TYPE_MAX_LENGTH'],
    });
    bench.forgiven();
    expect(await respond(list)).toEqual({});
    expect(await choices).toHaveLength(25);
  });

  test('a component: 4, 5, 6, 7 and 9', async () => {
    const { got, answer } = await go();
    await bench.respond(got, withButton);
    const { message } = await answer;
    const press = async (body: object): Promise<Reply> => {
      const pressed = bench.alice.click(message, 'Press');
      pressed.catch(() => undefined);
      expect((await bench.respond(await bench.bot.interaction(), body)).status).toBe(204);
      return pressed;
    };
    expect((await press({ type: 6 })).response).toBe('deferred-update');
    expect((await press({ type: 7, data: { content: 'new' } })).response).toBe('update');
    expect(message.content).toBe('new');
    const separate = await press(hello);
    expect(separate.message.id).not.toBe(message.id);
    expect(separate.message.message_reference).toMatchObject({ message_id: message.id });
    expect((await press({ type: 5 })).response).toBe('deferred');
    expect((await press(modal)).response).toBe('modal');
  });

  test('a modal cannot answer a modal; 6 and 7 only when a component opened it', async () => {
    const { got, answer } = await go();
    await bench.respond(got, modal);
    const fromCommand = bench.alice.submitModal(await answer, { Name: 'Al' });
    const submitted = await bench.bot.interaction();
    expect(submitted).toMatchObject({
      type: 5,
      data: { custom_id: 'm', components: [{ type: 18, component: { custom_id: 'name', value: 'Al' } }] },
    });
    for (const body of [modal, { type: 6 }]) {
      expect(codes((await bench.respond(submitted, body)).body)).toEqual(wrongType);
    }
    const noMessage = await bench.respond(submitted, { type: 7, data: { content: 'x' } });
    expect([noMessage.status, noMessage.body.code]).toEqual([404, 10008]);
    await bench.respond(submitted, withButton);
    const { message } = await fromCommand;
    const press = bench.alice.click(message, 'Press');
    await bench.respond(await bench.bot.interaction(), modal);
    const fromComponent = bench.alice.submitModal(await press, { Name: 'Al' });
    const second = await bench.bot.interaction();
    expect(second['message']).toMatchObject({ id: message.id });
    expect((await bench.respond(second, { type: 7, data: { content: 'done' } })).status).toBe(204);
    await fromComponent;
    expect(message.content).toBe('done');
  });
});

describe('after the first response', () => {
  test('a deferred answer keeps its ephemerality and is completed by the edit', async () => {
    const { got, answer } = await go();
    await bench.respond(got, { type: 5, data: { flags: 64 | 4096, content: 'ignored' } });
    const reply = await answer;
    expect(reply.response).toBe('deferred');
    expect(reply.message.content).toBe('');
    expect(reply.message.flags & 128).toBe(128);
    const edited = await bench.hook('PATCH', got, '/messages/@original', { content: 'done', flags: 0 });
    expect(edited.body).toMatchObject({ content: 'done', flags: 64 });
    expect((await reply.finished()).content).toBe('done');
    const bob = bench.guild.addMember({ name: 'Bob' });
    expect(bob.sees(bench.channel)).toEqual([]);
    expect(bench.alice.sees(bench.channel)).toHaveLength(1);
  });

  test('the first follow-up after a deferred answer completes it', async () => {
    const { got, answer } = await go();
    await bench.respond(got, { type: 5, data: { flags: 64 } });
    const reply = await answer;
    const sent = await bench.hook('POST', got, '', { content: 'done' });
    expect(sent.body.id).toBe(reply.message.id);
    expect(sent.body['flags']).toBe(64);
    const next = await bench.hook('POST', got, '', { content: 'more', flags: 64 });
    expect(next.body.id).not.toBe(reply.message.id);
    expect(reply.followUps.map((message) => message.content)).toEqual(['more']);
  });

  test('@original can be read, edited and deleted, escaped or not', async () => {
    const { got, answer } = await go();
    await bench.respond(got, hello);
    expect((await bench.hook('GET', got, '/messages/%40original')).body).toMatchObject({ content: 'hello' });
    expect((await bench.hook('PATCH', got, '/messages/@original', { content: 'new' })).status).toBe(200);
    const reply = await answer;
    expect((await reply.nextEdit()).content).toBe('new');
    expect((await bench.hook('PATCH', got, '/messages/@original', { content: '' })).body.code).toBe(50006);
    expect((await bench.hook('DELETE', got, '/messages/@original')).status).toBe(204);
    expect((await bench.hook('GET', got, '/messages/@original')).body.code).toBe(10008);
  });

  test('follow-ups can be edited and deleted by id, other messages cannot', async () => {
    const { got } = await go();
    await bench.respond(got, hello);
    const sent = await bench.hook('POST', got, '', { content: 'more' });
    const path = `/messages/${sent.body.id ?? ''}`;
    expect((await bench.hook('PATCH', got, path, { content: 'changed' })).body).toMatchObject({
      content: 'changed',
    });
    expect((await bench.hook('DELETE', got, path)).status).toBe(204);
    const other = await bench.send({ content: 'plain' });
    expect((await bench.hook('GET', got, `/messages/${other.body.id ?? ''}`)).body.code).toBe(10008);
  });

  test('nothing before the first response (10015), nothing after 15 minutes (50027)', async () => {
    const { got } = await go();
    expect((await bench.hook('POST', got, '', { content: 'x' })).body.code).toBe(10015);
    await bench.respond(got, hello);
    bench.sim.clock.advance(14 * 60_000);
    expect((await bench.hook('POST', got, '', { content: 'x' })).status).toBe(200);
    bench.sim.clock.advance(61_000);
    const late = await bench.hook('POST', got, '', { content: 'x' });
    expect([late.status, late.body.code]).toEqual([401, 50027]);
    expect((await bench.hook('PATCH', got, '/messages/@original', { content: 'x' })).body.code).toBe(50027);
  });

  test('ephemeral messages exist for the member alone', async () => {
    const { got, answer } = await go();
    await bench.respond(got, { type: 4, data: { ...withButton.data, flags: 64 } });
    const { message } = await answer;
    const bob = bench.guild.addMember({ name: 'Bob' });
    expect(bench.alice.sees(bench.channel)).toEqual([message]);
    expect(bob.sees(bench.channel)).toEqual([]);
    const path = `/channels/${bench.channel.id}/messages`;
    expect((await bench.call('GET', path)).body).toEqual([]);
    expect((await bench.call('GET', `${path}/${message.id}`)).body.code).toBe(10008);
    expect((await bench.call('PATCH', `${path}/${message.id}`, { content: 'x' })).body.code).toBe(10008);
    await expect(bob.click(message, 'Press')).rejects.toThrow('sees no message');
  });
});

describe('what a client lets its member press', () => {
  test('only components that are on the message and enabled', async () => {
    const { got, answer } = await go();
    const components = [
      {
        type: 1,
        components: [
          { type: 2, style: 1, custom_id: 'a', label: 'Off', disabled: true },
          { type: 2, style: 5, url: 'https://e.com', label: 'Link' },
          { type: 2, style: 1, custom_id: 'c', label: 'Twice' },
          { type: 2, style: 1, custom_id: 'd', label: 'Twice' },
        ],
      },
    ];
    await bench.respond(got, { type: 4, data: { content: 'x', components } });
    const { message } = await answer;
    await expect(bench.alice.click(message, 'Off')).rejects.toThrow('disabled');
    await expect(bench.alice.click(message, 'Link')).rejects.toThrow('is a link');
    await expect(bench.alice.click(message, 'Gone')).rejects.toThrow('has no button "Gone"');
    await expect(bench.alice.click(message, 'Twice')).rejects.toThrow('say which');
    const second = bench.alice.click(message, 'Twice', { in: 1 });
    expect((await bench.bot.interaction()).data['custom_id']).toBe('d');
    second.catch(() => undefined);
    await bench.hook('DELETE', got, '/messages/@original');
    await expect(bench.alice.click(message, 'd')).rejects.toThrow('sees no message');
  });

  test('only values that a select offers, as many as it takes', async () => {
    const { got, answer } = await go();
    const options = ['a', 'b', 'c'].map((value) => ({ label: value.toUpperCase(), value }));
    const components = [
      {
        type: 1,
        components: [{ type: 3, custom_id: 's', placeholder: 'Pick', options, min_values: 2, max_values: 2 }],
      },
      { type: 1, components: [{ type: 5, custom_id: 'u', placeholder: 'Who' }] },
    ];
    await bench.respond(got, { type: 4, data: { content: 'x', components } });
    const { message } = await answer;
    await expect(bench.alice.select(message, 'Pick', 'A')).rejects.toThrow('takes 2 to 2 values');
    await expect(bench.alice.select(message, 'Pick', ['A', 'D'])).rejects.toThrow('does not offer "D"');
    await expect(bench.alice.select(message, 'Pick', ['A', 'A'])).rejects.toThrow('chosen twice');
    const chosen = bench.alice.select(message, 'Pick', ['A', 'b']);
    const received = await bench.bot.interaction();
    expect(received.data).toMatchObject({ component_type: 3, custom_id: 's', values: ['a', 'b'] });
    await bench.respond(received, { type: 6 });
    await chosen;
    const who = bench.alice.select(message, 'Who', bench.guild.owner);
    const resolved = await bench.bot.interaction();
    expect(resolved.data).toMatchObject({ resolved: { users: { [bench.guild.owner.id]: {} } } });
    await bench.respond(resolved, { type: 6 });
    await who;
  });
});
