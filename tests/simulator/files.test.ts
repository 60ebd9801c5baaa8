import { afterEach, beforeEach, expect, test } from 'vitest';
import { Bench, codes } from './support.ts';

let bench: Bench;

beforeEach(async () => {
  bench = await Bench.start({ attachmentSizeLimit: 1000 });
});

afterEach(async () => bench.stop());

function form(payload: object, ...files: [name: string, content: string][]): FormData {
  const data = new FormData();
  data.append('payload_json', JSON.stringify(payload));
  files.forEach(([name, content], index) => data.append(`files[${index}]`, new Blob([content]), name));
  return data;
}

interface File {
  id: string;
  filename: string;
  url: string;
  size: number;
  description?: string;
}

test('a file goes up and comes down again', async () => {
  const payload = { content: 'x', attachments: [{ id: 0, description: 'notes' }] };
  const sent = await bench.send(form(payload, ['a b.txt', 'hello']));
  expect(sent.status).toBe(200);
  const [file] = sent.body['attachments'] as File[];
  expect(file).toMatchObject({ filename: 'a_b.txt', size: 5, description: 'notes' });
  const down = await fetch(file?.url ?? '');
  expect([down.status, await down.text()]).toEqual([200, 'hello']);
});

test('links expire after a day', async () => {
  const sent = await bench.send(form({}, ['a.txt', 'hello']));
  const [file] = sent.body['attachments'] as File[];
  bench.sim.clock.advance(25 * 60 * 60_000);
  expect((await fetch(file?.url ?? '')).status).toBe(404);
});

test('a file that an embed shows is not listed as an attachment', async () => {
  const payload = { embeds: [{ title: 'x', image: { url: 'attachment://p.png' } }] };
  const sent = await bench.send(form(payload, ['p.png', 'png']));
  expect(sent.body['attachments']).toEqual([]);
  const [embed] = sent.body['embeds'] as { image: { url: string } }[];
  expect(embed?.image.url).toMatch(/^http.*p\.png/);
  const path = `/channels/${bench.channel.id}/messages/${sent.body.id ?? ''}`;
  const edited = await bench.call('PATCH', path, payload);
  expect(edited.status).toBe(200);
});

test('an edit keeps the files it names and drops the others', async () => {
  const sent = await bench.send(form({ content: 'x' }, ['a.txt', 'a'], ['b.txt', 'b']));
  const [a] = sent.body['attachments'] as File[];
  const path = `/channels/${bench.channel.id}/messages/${sent.body.id ?? ''}`;
  const names = (body: Record<string, unknown>): string[] =>
    (body['attachments'] as File[]).map((file) => file.filename);
  expect(names((await bench.call('PATCH', path, { content: 'y' })).body)).toEqual(['a.txt', 'b.txt']);
  expect(names((await bench.call('PATCH', path, { attachments: [{ id: a?.id }] })).body)).toEqual(['a.txt']);
  const unknown = await bench.call('PATCH', path, { attachments: [{ id: '5' }] });
  expect(codes(unknown.body)).toEqual({ 'attachments.0.id': ['ATTACHMENT_NOT_FOUND'] });
});

test('too large a file: 40005; more than 10: 50035', async () => {
  const large = await bench.send(form({}, ['a.txt', 'x'.repeat(1001)]));
  expect([large.status, large.body.code]).toEqual([413, 40005]);
  const eleven = Array.from({ length: 11 }, (_, n): [string, string] => [`${n}.txt`, 'x']);
  expect((await bench.send(form({}, ...eleven))).body.code).toBe(50035);
});

test('a V2 file component shows an upload', async () => {
  const payload = { flags: 32768, components: [{ type: 13, file: { url: 'attachment://a.txt' } }] };
  const sent = await bench.send(form(payload, ['a.txt', 'hello']));
  expect(sent.body['components']).toMatchObject([{ type: 13, name: 'a.txt', size: 5 }]);
});

test('a command option takes a file of up to the size limit', async () => {
  await bench.register({
    name: 'up',
    description: 'd',
    options: [{ type: 11, name: 'file', description: 'd' }],
  });
  const answer = bench.alice.slash('/up', { file: { filename: 'a.json', content: '{}' } });
  const got = await bench.bot.interaction();
  const { attachments } = got.data['resolved'] as { attachments: Record<string, File> };
  const [file] = Object.values(attachments);
  expect(await (await fetch(file?.url ?? '')).text()).toBe('{}');
  const payload = { type: 4, data: { content: 'here', attachments: [{ id: '0', filename: 'out.txt' }] } };
  expect((await bench.respond(got, form(payload, ['ignored.txt', 'out']))).status).toBe(204);
  const [back] = (await answer).message.attachments;
  expect(back?.filename).toBe('out.txt');
  const large = { filename: 'a.json', content: 'x'.repeat(1001) };
  await expect(bench.alice.slash('/up', { file: large })).rejects.toThrow('too large');
});

test('an option may take only some kinds of file, told by the extension', async () => {
  const option = { type: 11, name: 'file', description: 'd', file_types: ['image', '.yaml'] };
  await bench.register({ name: 'up', description: 'd', options: [option] });
  const up = async (filename: string): Promise<unknown> =>
    bench.alice.slash('/up', { file: { filename, content: 'x' } });
  await expect(up('a.txt')).rejects.toThrow('takes only image, .yaml, not a.txt');
  for (const name of ['a.PNG', 'b.yaml']) {
    const answer = up(name);
    await bench.respond(await bench.bot.interaction(), { type: 4, data: { content: 'ok' } });
    expect(await answer).toMatchObject({ response: 'message' });
  }
  const bad = await bench.register({
    name: 'up',
    description: 'd',
    options: [{ ...option, file_types: ['text'] }],
  });
  expect(codes(bad.body)).toEqual({ '0.options.0.file_types.0': ['BASE_TYPE_CHOICES'] });
});

test('25 MiB in one request', async () => {
  await bench.stop();
  bench = await Bench.start();
  const nine = 'x'.repeat(9 * 1024 * 1024);
  expect((await bench.send(form({}, ['a', nine], ['b', nine]))).status).toBe(200);
  expect((await bench.send(form({}, ['a', nine], ['b', nine], ['c', nine]))).body.code).toBe(40005);
});
