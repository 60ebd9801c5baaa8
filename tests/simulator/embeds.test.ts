import { afterEach, beforeEach, expect, test } from 'vitest';
import { Bench, codes, long } from './support.ts';

let bench: Bench;

beforeEach(async () => {
  bench = await Bench.start();
});

afterEach(async () => bench.stop());

async function refusal(embeds: object[]): Promise<Record<string, string[]>> {
  const sent = await bench.send({ embeds });
  expect([sent.status, sent.body.code]).toEqual([400, 50035]);
  bench.forgiven();
  return codes(sent.body);
}

test('every limit at its edge', async () => {
  const edges = [
    { title: long(256), description: long(4096) },
    { footer: { text: long(2048) } },
    { author: { name: long(256) }, url: 'https://example.com' },
    { fields: Array.from({ length: 25 }, () => ({ name: 'n', value: 'v' })) },
    { fields: [{ name: long(256), value: long(1024), inline: true }] },
    { description: 'x', color: 0xffffff, timestamp: '2026-01-01T10:00:00Z' },
  ];
  for (const embed of edges) expect((await bench.send({ embeds: [embed] })).status).toBe(200);
  const ten = Array.from({ length: 10 }, () => ({ title: 'x' }));
  expect((await bench.send({ embeds: ten })).status).toBe(200);
});

test('every limit one further', async () => {
  expect(await refusal([{ title: long(257) }])).toEqual({ 'embeds.0.title': ['BASE_TYPE_MAX_LENGTH'] });
  expect(await refusal([{ description: long(4097) }])).toEqual({
    'embeds.0.description': ['BASE_TYPE_MAX_LENGTH'],
  });
  expect(await refusal([{ footer: { text: long(2049) } }])).toEqual({
    'embeds.0.footer.text': ['BASE_TYPE_MAX_LENGTH'],
  });
  expect(await refusal([{ author: { name: long(257) } }])).toEqual({
    'embeds.0.author.name': ['BASE_TYPE_MAX_LENGTH'],
  });
  expect(await refusal([{ fields: Array.from({ length: 26 }, () => ({ name: 'n', value: 'v' })) }])).toEqual({
    'embeds.0.fields': ['BASE_TYPE_MAX_LENGTH'],
  });
  expect(await refusal([{ fields: [{ name: long(257), value: long(1025) }] }])).toEqual({
    'embeds.0.fields.0.name': ['BASE_TYPE_MAX_LENGTH'],
    'embeds.0.fields.0.value': ['BASE_TYPE_MAX_LENGTH'],
  });
  expect(await refusal([{ title: 'x', color: 0x1000000 }])).toEqual({
    'embeds.0.color': ['NUMBER_TYPE_MAX'],
  });
  expect(await refusal([{ title: 'x', timestamp: 'tomorrow' }])).toEqual({
    'embeds.0.timestamp': ['DATETIME_TYPE_PARSE'],
  });
  expect(await refusal(Array.from({ length: 11 }, () => ({ title: 'x' })))).toEqual({
    embeds: ['BASE_TYPE_MAX_LENGTH'],
  });
});

test('a field has a name and a value that is not empty', async () => {
  expect(await refusal([{ fields: [{ name: '', value: ' ' }] }])).toEqual({
    'embeds.0.fields.0.name': ['BASE_TYPE_REQUIRED'],
    'embeds.0.fields.0.value': ['BASE_TYPE_REQUIRED'],
  });
  expect(await refusal([{ fields: [{ name: 'n' }] }])).toEqual({
    'embeds.0.fields.0.value': ['BASE_TYPE_REQUIRED'],
  });
});

test('an embed that shows nothing is refused', async () => {
  expect(await refusal([{ color: 1 }])).toEqual({ 'embeds.0.description': ['BASE_TYPE_REQUIRED'] });
});

test('6000 characters over all embeds together', async () => {
  const body = (rest: number): object[] => [{ description: long(4000) }, { description: long(rest) }];
  expect((await bench.send({ embeds: body(2000) })).status).toBe(200);
  expect(await refusal(body(2001))).toEqual({ embeds: ['MAX_EMBED_SIZE_EXCEEDED'] });
});

test('addresses are http(s), pictures may be attachments', async () => {
  expect(await refusal([{ title: 'x', url: 'ftp://example.com' }])).toEqual({
    'embeds.0.url': ['URL_TYPE_INVALID_SCHEME'],
  });
  expect(await refusal([{ title: 'x', image: { url: 'nonsense' } }])).toEqual({
    'embeds.0.image.url': ['URL_TYPE_INVALID_URL'],
  });
  expect(await refusal([{ title: 'x', image: { url: 'attachment://missing.png' } }])).toEqual({
    attachments: ['ATTACHMENT_NOT_FOUND'],
  });
});
