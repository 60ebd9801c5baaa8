import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Bench, codes, long } from './support.ts';

let bench: Bench;
let message: string;

beforeEach(async () => {
  bench = await Bench.start({ intents: 1 | (1 << 10) | (1 << 16) });
  const sent = await bench.send({ content: 'x' });
  message = `/channels/${bench.channel.id}/messages/${sent.body.id ?? ''}`;
});

afterEach(async () => bench.stop());

describe('reactions', () => {
  const thumb = encodeURIComponent('👍');

  test('are added once, counted, listed and removed', async () => {
    const path = `${message}/reactions/${thumb}`;
    expect((await bench.call('PUT', `${path}/@me`)).status).toBe(204);
    expect((await bench.call('PUT', `${path}/@me`)).status).toBe(204);
    expect((await bench.call('GET', message)).body['reactions']).toMatchObject([{ count: 1, me: true }]);
    expect((await bench.call('GET', path)).body).toMatchObject([{ id: bench.sim.botUserId }]);
    await bench.bot.event('MESSAGE_REACTION_ADD');
    expect((await bench.call('DELETE', `${path}/@me`)).status).toBe(204);
    expect((await bench.call('GET', message)).body).not.toHaveProperty('reactions');
  });

  test('an unknown emoji: 10014; more than 20 different ones: 30010', async () => {
    expect((await bench.call('PUT', `${message}/reactions/thumbsup/@me`)).body.code).toBe(10014);
    for (let n = 0; n < 20; n++) {
      const emoji = encodeURIComponent(String.fromCodePoint(0x1f600 + n));
      expect((await bench.call('PUT', `${message}/reactions/${emoji}/@me`)).status).toBe(204);
    }
    expect((await bench.call('PUT', `${message}/reactions/${thumb}/@me`)).body.code).toBe(30010);
  });

  test('members react, and the bot hears of it', async () => {
    const record = bench.channel.messages[0];
    if (!record) throw new Error('There is no message.');
    bench.alice.react(record, '👍');
    expect(await bench.bot.event('MESSAGE_REACTION_ADD')).toMatchObject({ user_id: bench.alice.id });
    expect(record.reactions).toMatchObject([{ count: 1, me: false }]);
    bench.alice.react(record, '👍', false);
    expect(record).not.toHaveProperty('reactions');
  });

  test('removing all or one kind needs MANAGE_MESSAGES', async () => {
    await bench.call('PUT', `${message}/reactions/${thumb}/@me`);
    expect((await bench.call('DELETE', `${message}/reactions/${thumb}`)).status).toBe(204);
    expect((await bench.call('DELETE', `${message}/reactions`)).status).toBe(204);
    bench.guild.setBotPermissions(['VIEW_CHANNEL']);
    expect((await bench.call('DELETE', `${message}/reactions`)).body.code).toBe(50013);
  });
});

describe('pins', () => {
  test('are listed newest first and announced in the channel', async () => {
    const second = await bench.send({ content: 'y' });
    const pin = (id: string): string => `/channels/${bench.channel.id}/messages/pins/${id}`;
    expect((await bench.call('PUT', pin(message.split('/').at(-1) ?? ''))).status).toBe(204);
    bench.sim.clock.advance(1000);
    expect((await bench.call('PUT', pin(second.body.id ?? ''))).status).toBe(204);
    const { body } = await bench.call('GET', `/channels/${bench.channel.id}/messages/pins`);
    expect(body).toMatchObject({
      items: [{ message: { content: 'y', pinned: true } }, { message: { content: 'x' } }],
      has_more: false,
    });
    expect(bench.channel.messages.map(({ type }) => type)).toEqual([0, 0, 6, 6]);
    expect((await bench.call('DELETE', pin(second.body.id ?? ''))).status).toBe(204);
    expect((await bench.call('GET', `/channels/${bench.channel.id}/pins`)).body).toMatchObject([
      { content: 'x' },
    ]);
    expect((await bench.call('PUT', pin('1'))).body.code).toBe(10008);
  });
});

describe('scheduled events', () => {
  const path = (): string => `/guilds/${bench.guild.id}/scheduled-events`;
  const event = (more: object = {}): object => ({
    name: 'Demo day',
    privacy_level: 2,
    entity_type: 3,
    entity_metadata: { location: 'Room 1' },
    scheduled_start_time: '2100-01-01T10:00:00Z',
    scheduled_end_time: '2100-01-01T12:00:00Z',
    ...more,
  });

  beforeEach(() => bench.guild.setBotPermissions(['CREATE_EVENTS']));

  test('an external one needs a place and an end', async () => {
    const made = await bench.call('POST', path(), event());
    expect(made.body).toMatchObject({ name: 'Demo day', status: 1, entity_metadata: { location: 'Room 1' } });
    await bench.bot.event('GUILD_SCHEDULED_EVENT_CREATE');
    const refused = async (more: object): Promise<string[]> => {
      const answer = await bench.call('POST', path(), event(more));
      expect([answer.status, answer.body.code]).toEqual([400, 50035]);
      bench.forgiven();
      return Object.keys(codes(answer.body));
    };
    expect(await refused({ entity_metadata: null })).toEqual(['entity_metadata']);
    expect(await refused({ scheduled_end_time: null })).toEqual(['scheduled_end_time']);
    expect(await refused({ scheduled_end_time: '2099-01-01T10:00:00Z' })).toEqual(['scheduled_end_time']);
    expect(await refused({ scheduled_start_time: '2000-01-01T10:00:00Z' })).toEqual(['scheduled_start_time']);
    expect(await refused({ name: long(101) })).toEqual(['name']);
    expect(await refused({ description: long(1001) })).toEqual(['description']);
  });

  test('a hundred at once are the most', async () => {
    for (let number = 0; number < 100; number += 1)
      expect((await bench.call('POST', path(), event())).status).toBe(200);
    const refused = await bench.call('POST', path(), event());
    expect([refused.status, refused.body.code]).toEqual([400, 30038]);
    bench.forgiven();
  });

  test('is changed, started, ended and deleted', async () => {
    const made = await bench.call('POST', path(), event());
    const one = `${path()}/${made.body.id ?? ''}`;
    expect((await bench.call('PATCH', one, { name: 'New' })).body).toMatchObject({ name: 'New' });
    expect(codes((await bench.call('PATCH', one, { status: 3 })).body)).toHaveProperty('status');
    expect((await bench.call('PATCH', one, { status: 2 })).body).toMatchObject({ status: 2 });
    expect((await bench.call('GET', path())).body).toMatchObject([{ id: made.body.id }]);
    expect((await bench.call('DELETE', one)).status).toBe(204);
    expect((await bench.call('GET', one)).body.code).toBe(10070);
  });

  test('needs CREATE_EVENTS', async () => {
    bench.guild.setBotPermissions(['VIEW_CHANNEL']);
    expect((await bench.call('POST', path(), event())).body.code).toBe(50013);
  });
});
