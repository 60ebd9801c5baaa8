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
