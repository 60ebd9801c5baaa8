import type { Reply } from '@nexus/simulator';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Bench, codes, long, type Received } from './support.ts';

let bench: Bench;

beforeEach(async () => {
  bench = await Bench.start();
  await bench.register({ name: 'go', description: 'd' });
});

afterEach(async () => bench.stop());

async function go(): Promise<{ got: Received; answer: Promise<Reply> }> {
  const answer = bench.alice.slash('/go');
  answer.catch(() => undefined);
  return { got: await bench.bot.interaction(), answer };
}

const label = (component: object, more: object = {}): object => ({
  type: 18,
  label: 'Name',
  component,
  ...more,
});
const input = (more: object = {}): object => ({ type: 4, custom_id: 'i', style: 1, ...more });
const options = (n: number): object[] =>
  Array.from({ length: n }, (_, i) => ({ label: `L${i}`, value: `v${i}` }));
const body = (components: object[], more: object = {}): object => ({
  type: 9,
  data: { custom_id: 'm', title: 'Form', components, ...more },
});

async function refused(given: object): Promise<Record<string, string[]>> {
  const { got } = await go();
  const answer = await bench.respond(got, given);
  expect([answer.status, answer.body.code]).toEqual([400, 50035]);
  bench.forgiven();
  return codes(answer.body);
}

async function opened(...components: object[]): Promise<Reply> {
  const { got, answer } = await go();
  expect((await bench.respond(got, body(components))).status).toBe(204);
  return answer;
}

describe('the definition of a modal', () => {
  test('title 45, custom_id 100, 1 to 5 components', async () => {
    const five = Array.from({ length: 5 }, (_, n) => label(input({ custom_id: `${n}` })));
    const { got } = await go();
    expect((await bench.respond(got, body(five, { title: long(45), custom_id: long(100) }))).status).toBe(
      204,
    );
    expect(await refused(body([...five, label(input())]))).toEqual({
      'data.components': ['BASE_TYPE_BAD_LENGTH'],
    });
    expect(await refused(body([]))).toEqual({ 'data.components': ['BASE_TYPE_BAD_LENGTH'] });
    expect(await refused(body(five, { title: long(46), custom_id: long(101) }))).toEqual({
      'data.custom_id': ['BASE_TYPE_BAD_LENGTH'],
      'data.title': ['BASE_TYPE_BAD_LENGTH'],
    });
  });

  test('label 45, description 100, text lengths up to 4000', async () => {
    expect(await refused(body([label(input(), { label: long(46), description: long(101) })]))).toEqual({
      'data.components.0.label': ['BASE_TYPE_BAD_LENGTH'],
      'data.components.0.description': ['BASE_TYPE_BAD_LENGTH'],
    });
    expect(await refused(body([label(input({ max_length: 4001 }))]))).toEqual({
      'data.components.0.component.max_length': ['NUMBER_TYPE_MAX'],
    });
    expect(await refused(body([label(input({ value: 'abc', max_length: 2 }))]))).toEqual({
      'data.components.0.component.value': ['BASE_TYPE_MAX_LENGTH'],
    });
    expect(await refused(body([label(input({ style: 3 }))]))).toEqual({
      'data.components.0.component.style': ['BASE_TYPE_CHOICES'],
    });
  });

  test('custom_ids are unique', async () => {
    expect(await refused(body([label(input()), label(input())]))).toEqual({
      'data.components.1.component.custom_id': ['COMPONENT_CUSTOM_ID_DUPLICATED'],
    });
  });

  test('min_values 0 needs required false; disabled is an error', async () => {
    const select = (more: object): object => ({ type: 3, custom_id: 's', options: options(2), ...more });
    await opened(label(select({ min_values: 0, required: false })));
    expect(await refused(body([label(select({ min_values: 0 }))]))).toEqual({
      'data.components.0.component.required': ['COMPONENT_REQUIRED_MIN_VALUES_MISMATCH'],
    });
    expect(await refused(body([label(select({ disabled: true }))]))).toEqual({
      'data.components.0.component.disabled': ['COMPONENT_DISABLED_IN_MODAL'],
    });
  });

  test('groups: 2 to 10 radio buttons, 1 to 10 checkboxes; 0 to 10 files', async () => {
    await opened(label({ type: 21, custom_id: 'r', options: options(10) }));
    expect(await refused(body([label({ type: 21, custom_id: 'r', options: options(1) })]))).toEqual({
      'data.components.0.component.options': ['BASE_TYPE_BAD_LENGTH'],
    });
    expect(await refused(body([label({ type: 22, custom_id: 'c', options: options(11) })]))).toEqual({
      'data.components.0.component.options': ['BASE_TYPE_BAD_LENGTH'],
    });
    expect(await refused(body([label({ type: 19, custom_id: 'f', max_values: 11 })]))).toEqual({
      'data.components.0.component.max_values': ['NUMBER_TYPE_MAX'],
    });
  });

  test('no buttons, and no message component at the top', async () => {
    expect(await refused(body([label({ type: 2, style: 1, custom_id: 'b', label: 'x' })]))).toEqual({
      'data.components.0.component.type': ['UNION_TYPE_CHOICES'],
    });
    expect(await refused(body([{ type: 17, components: [] }]))).toEqual({
      'data.components.0.type': ['UNION_TYPE_CHOICES'],
    });
  });

  test('a text input in a row has its own label, one in a label has none', async () => {
    await opened({ type: 1, components: [input({ label: 'Own' })] });
    expect(await refused(body([{ type: 1, components: [input()] }]))).toEqual({
      'data.components.0.components.0.label': ['BASE_TYPE_REQUIRED'],
    });
    expect(await refused(body([label(input({ label: 'Own' }))]))).toEqual({
      'data.components.0.component.label': ['COMPONENT_LABEL_IN_LABEL'],
    });
  });
});

describe('filling it in', () => {
  test('all kinds of fields arrive with their values', async () => {
    const reply = await opened(
      label(input({ value: 'before' })),
      label({ type: 3, custom_id: 's', options: options(3), max_values: 2 }, { label: 'Pick' }),
      label({ type: 21, custom_id: 'r', options: options(2) }, { label: 'Radio' }),
      label({ type: 22, custom_id: 'c', options: options(2) }, { label: 'Boxes' }),
      label({ type: 19, custom_id: 'f' }, { label: 'File' }),
    );
    const submitted = bench.alice.submitModal(reply, {
      Pick: ['L0', 'v2'],
      Radio: 'L1',
      Boxes: ['L0'],
      File: [{ filename: 'a.txt', content: 'hello' }],
    });
    const got = await bench.bot.interaction();
    expect(got.data['components']).toMatchObject([
      { type: 18, component: { type: 4, custom_id: 'i', value: 'before' } },
      { component: { type: 3, values: ['v0', 'v2'] } },
      { component: { type: 21, value: 'v1' } },
      { component: { type: 22, values: ['v0'] } },
      { component: { type: 19, values: [expect.stringMatching(/^\d+$/)] } },
    ]);
    const { attachments } = got.data['resolved'] as {
      attachments: Record<string, { url: string; filename: string }>;
    };
    const [file] = Object.values(attachments);
    expect(file?.filename).toBe('a.txt');
    expect(await (await fetch(file?.url ?? '')).text()).toBe('hello');
    await bench.respond(got, { type: 4, data: { content: 'ok' } });
    await submitted;
  });

  test('the client refuses what the modal does not allow', async () => {
    const reply = await opened(
      label(input({ min_length: 3, max_length: 5 })),
      label(
        { type: 3, custom_id: 's', options: options(2), required: false, min_values: 1 },
        { label: 'Pick' },
      ),
    );
    await expect(bench.alice.submitModal(reply, {})).rejects.toThrow('is required');
    await expect(bench.alice.submitModal(reply, { Name: 'ab' })).rejects.toThrow('3 to 5 characters, not 2');
    await expect(bench.alice.submitModal(reply, { Name: 'abcdef' })).rejects.toThrow(
      '3 to 5 characters, not 6',
    );
    await expect(bench.alice.submitModal(reply, { Name: 'abc', Pick: 'L9' })).rejects.toThrow(
      'does not offer',
    );
    await expect(bench.alice.submitModal(reply, { Other: 'x' })).rejects.toThrow('has no field "Other"');
    const bob = bench.guild.addMember({ name: 'Bob' });
    await expect(bob.submitModal(reply, { Name: 'abc' })).rejects.toThrow('does not have the modal');
    const sent = bench.alice.submitModal(reply, { Name: 'abc' });
    const got = await bench.bot.interaction();
    expect(got.data['components']).toMatchObject([{}, { component: { values: [] } }]);
    await bench.respond(got, { type: 4, data: { content: 'ok' } });
    await sent;
    await expect(bench.alice.submitModal(reply, { Name: 'abc' })).rejects.toThrow('does not have the modal');
  });

  test('a modal stays open when its submission failed', async () => {
    const reply = await opened(label(input()));
    const failed = bench.alice.submitModal(reply, { Name: 'x' });
    failed.catch(() => undefined);
    await bench.bot.interaction();
    bench.sim.clock.advance(3_001);
    await expect(failed).rejects.toThrow('did not respond');
    const again = bench.alice.submitModal(reply, { Name: 'x' });
    await bench.respond(await bench.bot.interaction(), { type: 4, data: { content: 'ok' } });
    expect((await again).message.content).toBe('ok');
  });
});
