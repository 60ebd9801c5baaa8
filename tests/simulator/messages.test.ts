import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Bench, codes, long } from './support.ts';

let bench: Bench;

beforeEach(async () => {
  bench = await Bench.start();
});

afterEach(async () => {
  await bench.stop();
});

describe('creating a message', () => {
  test('content may have 2000 characters, counted in code points', async () => {
    const sent = await bench.send({ content: long(2000, '😀') });
    expect(sent.status).toBe(200);
    expect(sent.body['content']).toBe(long(2000, '😀'));
    const tooLong = await bench.send({ content: long(2001) });
    expect(tooLong.status).toBe(400);
    expect(tooLong.body.code).toBe(50035);
    expect(codes(tooLong.body)).toEqual({ content: ['BASE_TYPE_MAX_LENGTH'] });
  });

  test('an empty one is refused', async () => {
    for (const body of [{}, { content: '' }, { content: ' \n ' }, { embeds: [] }]) {
      const { status, body: answer } = await bench.send(body);
      expect([status, answer.code]).toEqual([400, 50006]);
    }
  });

  test('what is no JSON is refused with 50109', async () => {
    const response = await fetch(`${bench.sim.api}/v10/channels/${bench.channel.id}/messages`, {
      method: 'POST',
      headers: { authorization: `Bot ${bench.sim.token}`, 'content-type': 'application/json' },
      body: '{"content":',
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 50109 });
  });

  test('without the token: 401', async () => {
    const { status, body } = await bench.call(
      'POST',
      `/channels/${bench.channel.id}/messages`,
      { content: 'x' },
      'Bot wrong',
    );
    expect([status, body]).toEqual([401, { message: '401: Unauthorized', code: 0 }]);
  });

  test('an unknown channel: 10003', async () => {
    const { status, body } = await bench.call('POST', '/channels/1/messages', { content: 'x' });
    expect([status, body.code]).toEqual([404, 10003]);
  });
});

describe('nonces', () => {
  const nonce = 'a'.repeat(25);

  test('enforced, a second create by the same nonce returns the first message, in any channel', async () => {
    const first = await bench.send({ content: 'one', nonce, enforce_nonce: true });
    expect(first.body['nonce']).toBe(nonce);
    const second = await bench.send({ content: 'two', nonce, enforce_nonce: true });
    expect(second.body).toMatchObject({ id: first.body.id, content: 'one' });
    const other = bench.guild.createChannel({ name: 'other' });
    const third = await bench.send({ content: 'three', nonce, enforce_nonce: true }, other);
    expect(third.body).toMatchObject({ id: first.body.id, channel_id: bench.channel.id });
    expect(bench.channel.messages).toHaveLength(1);
    expect(other.messages).toHaveLength(0);
  });

  test('not enforced, it creates a second message', async () => {
    await bench.send({ content: 'one', nonce });
    await bench.send({ content: 'two', nonce });
    expect(bench.channel.messages).toHaveLength(2);
  });

  test('is forgotten after some minutes', async () => {
    await bench.send({ content: 'one', nonce, enforce_nonce: true });
    bench.sim.clock.advance(4 * 60_000);
    await bench.send({ content: 'two', nonce, enforce_nonce: true });
    expect(bench.channel.messages).toHaveLength(1);
    bench.sim.clock.advance(61_000);
    await bench.send({ content: 'three', nonce, enforce_nonce: true });
    expect(bench.channel.messages).toHaveLength(2);
  });

  test('when the first message is deleted: 10008', async () => {
    const first = await bench.send({ content: 'one', nonce, enforce_nonce: true });
    await bench.call('DELETE', `/channels/${bench.channel.id}/messages/${first.body.id ?? ''}`);
    expect((await bench.send({ content: 'two', nonce, enforce_nonce: true })).body.code).toBe(10008);
  });

  test('has at most 25 characters', async () => {
    const sent = await bench.send({ content: 'x', nonce: `${nonce}a` });
    expect(codes(sent.body)).toEqual({ nonce: ['BASE_TYPE_MAX_LENGTH'] });
    bench.forgiven();
  });
});

describe('editing and deleting', () => {
  test('an edit changes what it names and keeps the rest', async () => {
    const sent = await bench.send({ content: 'a', embeds: [{ title: 't' }] });
    const path = `/channels/${bench.channel.id}/messages/${sent.body.id ?? ''}`;
    const edited = await bench.call('PATCH', path, { content: 'b' });
    expect(edited.body).toMatchObject({ content: 'b', embeds: [{ title: 't' }] });
    expect(edited.body['edited_timestamp']).not.toBeNull();
    expect((await bench.call('PATCH', path, { content: null })).body).toMatchObject({ content: '' });
    expect((await bench.call('PATCH', path, { embeds: [] })).body.code).toBe(50006);
    expect(codes((await bench.call('PATCH', path, { content: long(2001) })).body)).toEqual({
      content: ['BASE_TYPE_MAX_LENGTH'],
    });
  });

  test('nobody edits what somebody else wrote: 50005', async () => {
    const said = bench.alice.say(bench.channel, 'mine');
    const path = `/channels/${bench.channel.id}/messages/${said.id}`;
    const { status, body } = await bench.call('PATCH', path, { content: 'yours' });
    expect([status, body.code]).toEqual([403, 50005]);
    expect((await bench.call('DELETE', path)).status).toBe(204);
  });

  test('deleting somebody else’s needs MANAGE_MESSAGES', async () => {
    bench.guild.setBotPermissions(['VIEW_CHANNEL', 'SEND_MESSAGES', 'READ_MESSAGE_HISTORY']);
    const said = bench.alice.say(bench.channel, 'mine');
    const path = `/channels/${bench.channel.id}/messages/${said.id}`;
    const { status, body } = await bench.call('DELETE', path);
    expect([status, body.code]).toEqual([403, 50013]);
    const own = await bench.send({ content: 'x' });
    expect(
      (await bench.call('DELETE', `/channels/${bench.channel.id}/messages/${own.body.id ?? ''}`)).status,
    ).toBe(204);
    expect(
      (await bench.call('DELETE', `/channels/${bench.channel.id}/messages/${own.body.id ?? ''}`)).body.code,
    ).toBe(10008);
  });

  test('bulk delete: 2 to 100 messages of the last two weeks', async () => {
    const path = `/channels/${bench.channel.id}/messages/bulk-delete`;
    const ids = await Promise.all(['a', 'b'].map(async (content) => (await bench.send({ content })).body.id));
    expect((await bench.call('POST', path, { messages: [ids[0]] })).body.code).toBe(50016);
    bench.forgiven();
    expect((await bench.call('POST', path, { messages: ids })).status).toBe(204);
    expect(bench.channel.messages).toEqual([]);
    const old = await Promise.all(['a', 'b'].map(async (content) => (await bench.send({ content })).body.id));
    bench.sim.clock.advance(15 * 24 * 60 * 60_000);
    expect((await bench.call('POST', path, { messages: old })).body.code).toBe(50034);
  });

  test('a reply quotes; an unknown message cannot be quoted unless that is allowed', async () => {
    const said = bench.alice.say(bench.channel, 'question');
    const reply = { content: 'answer', message_reference: { message_id: said.id } };
    expect((await bench.send(reply)).body).toMatchObject({
      type: 19,
      referenced_message: { id: said.id },
      mentions: [{ id: bench.alice.id }],
    });
    const missing = { content: 'x', message_reference: { message_id: '1' } };
    expect(codes((await bench.send(missing)).body)).toEqual({
      message_reference: ['REPLIES_UNKNOWN_MESSAGE'],
    });
    await bench.call('POST', `/channels/${bench.channel.id}/threads`, { name: 'x', type: 11 });
    const notice = bench.channel.messages.find(({ type }) => type === 18);
    const toSystem = await bench.send({ content: 'x', message_reference: { message_id: notice?.id } });
    expect(codes(toSystem.body)).toEqual({ message_reference: ['REPLIES_CANNOT_REPLY_TO_SYSTEM_MESSAGE'] });
    const tolerant = { content: 'x', message_reference: { message_id: '1', fail_if_not_exists: false } };
    expect((await bench.send(tolerant)).body).toMatchObject({ type: 0 });
    bench.guild.setOverwrites(bench.channel, [{ for: 'everyone', deny: ['READ_MESSAGE_HISTORY'] }]);
    bench.guild.setBotPermissions(['SEND_MESSAGES']);
    expect((await bench.send(reply)).body.code).toBe(160002);
  });
});

describe('listing', () => {
  test('newest first, with before, after, around and limit', async () => {
    const ids: string[] = [];
    for (const content of ['1', '2', '3', '4', '5']) ids.push((await bench.send({ content })).body.id ?? '');
    const list = async (query: string): Promise<unknown> => {
      const { body } = await bench.call('GET', `/channels/${bench.channel.id}/messages${query}`);
      return (body as unknown as { content: string }[]).map((message) => message.content).join('');
    };
    expect(await list('')).toBe('54321');
    expect(await list('?limit=2')).toBe('54');
    expect(await list(`?before=${ids[2]}&limit=1`)).toBe('2');
    expect(await list(`?after=${ids[2]}`)).toBe('54');
    expect(await list(`?after=${ids[0]}&limit=2`)).toBe('32');
    expect(await list(`?around=${ids[2]}&limit=3`)).toBe('432');
    const { body } = await bench.call('GET', `/channels/${bench.channel.id}/messages?limit=101`);
    expect(codes(body)).toEqual({ limit: ['NUMBER_TYPE_MAX'] });
  });

  test('without READ_MESSAGE_HISTORY the list is empty and says nothing; one message is 50013', async () => {
    const sent = await bench.send({ content: 'x' });
    bench.guild.setOverwrites(bench.channel, [{ for: 'everyone', deny: ['READ_MESSAGE_HISTORY'] }]);
    bench.guild.setBotPermissions(['VIEW_CHANNEL', 'SEND_MESSAGES']);
    const path = `/channels/${bench.channel.id}/messages`;
    expect(await bench.call('GET', path)).toMatchObject({ status: 200, body: [] });
    const one = await bench.call('GET', `${path}/${sent.body.id ?? ''}`);
    expect([one.status, one.body.code]).toEqual([403, 50013]);
  });

  test('others’ words are hidden without the message content intent, unless they mention the bot', async () => {
    bench.alice.say(bench.channel, 'private words');
    bench.alice.say(bench.channel, `<@${bench.sim.botUserId}> hello`);
    const { body } = await bench.call('GET', `/channels/${bench.channel.id}/messages`);
    expect((body as unknown as { content: string }[]).map((message) => message.content)).toEqual([
      `<@${bench.sim.botUserId}> hello`,
      '',
    ]);
  });
});
