import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Bench, codes, long } from './support.ts';

let bench: Bench;

beforeEach(async () => {
  bench = await Bench.start();
});

afterEach(async () => bench.stop());

const button = (id: string, more: object = {}): object => ({
  type: 2,
  style: 1,
  custom_id: id,
  label: 'x',
  ...more,
});
const row = (...components: object[]): object => ({ type: 1, components });
const option = (value: string, more: object = {}): object => ({ label: 'x', value, ...more });
const select = (more: object = {}): object => ({ type: 3, custom_id: 's', options: [option('a')], ...more });
const many = <T>(n: number, make: (index: number) => T): T[] =>
  Array.from({ length: n }, (_, index) => make(index));
const textDisplay = (content: string): object => ({ type: 10, content });

/** The status of sending it. */
async function accepted(body: object): Promise<number> {
  return (await bench.send(body)).status;
}

/** The complaints of a 50035. */
async function refused(body: object): Promise<Record<string, string[]>> {
  const sent = await bench.send(body);
  expect([sent.status, sent.body.code]).toEqual([400, 50035]);
  bench.forgiven();
  return codes(sent.body);
}

describe('rows, buttons and selects', () => {
  const rows = (...list: object[]): object => ({ content: 'x', components: list });

  test('5 rows of 5 buttons, not 6', async () => {
    const five = many(5, (r) => row(...many(5, (b) => button(`${r}-${b}`))));
    expect(await accepted(rows(...five))).toBe(200);
    expect(await refused(rows(...five, row(button('more'))))).toEqual({
      components: ['BASE_TYPE_MAX_LENGTH'],
    });
    expect(await refused(rows(row(...many(6, (b) => button(`${b}`)))))).toEqual({
      'components.0.components': ['BASE_TYPE_BAD_LENGTH'],
    });
    expect(await refused(rows(row()))).toEqual({ 'components.0.components': ['BASE_TYPE_BAD_LENGTH'] });
  });

  test('a select has its row to itself', async () => {
    expect(await accepted(rows(row(select())))).toBe(200);
    expect(await refused(rows(row(select(), button('b'))))).toEqual({
      'components.0.components': ['COMPONENT_LAYOUT_WIDTH_EXCEEDED'],
    });
  });

  test('custom_id: 1 to 100 characters, unique in the message', async () => {
    expect(await accepted(rows(row(button(long(100)), button('b'))))).toBe(200);
    expect(await refused(rows(row(button(long(101)))))).toEqual({
      'components.0.components.0.custom_id': ['BASE_TYPE_BAD_LENGTH'],
    });
    expect(await refused(rows(row(button(''))))).toEqual({
      'components.0.components.0.custom_id': ['BASE_TYPE_REQUIRED'],
    });
    expect(await refused(rows(row(button('a')), row(button('a'))))).toEqual({
      'components.1.components.0.custom_id': ['COMPONENT_CUSTOM_ID_DUPLICATED'],
    });
  });

  test('labels have up to 80 characters; a label or an emoji is needed', async () => {
    expect(
      await accepted(
        rows(row(button('a', { label: long(80) }), button('b', { label: null, emoji: { name: '👍' } }))),
      ),
    ).toBe(200);
    expect(await refused(rows(row(button('a', { label: long(81) }))))).toEqual({
      'components.0.components.0.label': ['BASE_TYPE_MAX_LENGTH'],
    });
    expect(await refused(rows(row({ type: 2, style: 1, custom_id: 'a' })))).toEqual({
      'components.0.components.0.label': ['BUTTON_COMPONENT_LABEL_REQUIRED'],
    });
    expect(await refused(rows(row(button('a', { emoji: { name: 'thumbsup' } }))))).toEqual({
      'components.0.components.0.emoji.name': ['BUTTON_COMPONENT_INVALID_EMOJI'],
    });
  });

  test('a link button has a url and no custom_id, the others the reverse', async () => {
    expect(await accepted(rows(row({ type: 2, style: 5, label: 'x', url: 'https://example.com' })))).toBe(
      200,
    );
    expect(await refused(rows(row({ type: 2, style: 5, label: 'x' })))).toEqual({
      'components.0.components.0.url': ['BASE_TYPE_REQUIRED'],
    });
    expect(await refused(rows(row({ type: 2, style: 5, label: 'x', url: 'javascript:alert(1)' })))).toEqual({
      'components.0.components.0.url': ['URL_TYPE_INVALID_SCHEME'],
    });
    expect(
      await refused(rows(row({ type: 2, style: 5, label: 'x', url: 'https://e.com', custom_id: 'a' }))),
    ).toEqual({
      'components.0.components.0.custom_id': ['BUTTON_COMPONENT_CUSTOM_ID_AND_URL'],
    });
    expect(await refused(rows(row(button('a', { url: 'https://e.com' }))))).toEqual({
      'components.0.components.0.url': ['BUTTON_COMPONENT_CUSTOM_ID_AND_URL'],
    });
    expect(await refused(rows(row({ type: 2, style: 1, label: 'x' })))).toEqual({
      'components.0.components.0.custom_id': ['BASE_TYPE_REQUIRED'],
    });
    expect(await refused(rows(row(button('a', { style: 7 }))))).toEqual({
      'components.0.components.0.style': ['NUMBER_TYPE_MAX'],
    });
  });

  test('a select has 1 to 25 options with unique values', async () => {
    expect(
      await accepted(rows(row(select({ options: many(25, (n) => option(`${n}`)), max_values: 25 })))),
    ).toBe(200);
    expect(await refused(rows(row(select({ options: many(26, (n) => option(`${n}`)) }))))).toEqual({
      'components.0.components.0.options': ['BASE_TYPE_BAD_LENGTH'],
    });
    expect(await refused(rows(row(select({ options: [] }))))).toEqual({
      'components.0.components.0.options': ['BASE_TYPE_BAD_LENGTH'],
    });
    expect(await refused(rows(row(select({ options: [option('a'), option('a')] }))))).toEqual({
      'components.0.components.0.options.1.value': ['SELECT_COMPONENT_OPTION_VALUE_DUPLICATED'],
    });
    expect(await refused(rows(row(select({ max_values: 2 }))))).toEqual({
      'components.0.components.0.options': ['BASE_TYPE_BAD_LENGTH'],
    });
    expect(
      await refused(rows(row(select({ options: [option('a'), option('b')], min_values: 2, max_values: 1 })))),
    ).toEqual({
      'components.0.components.0.min_values': ['SELECT_COMPONENT_MIN_MAX'],
    });
  });

  test('placeholder 150, option label, value and description 100', async () => {
    expect(
      await accepted(
        rows(
          row(
            select({
              placeholder: long(150),
              options: [{ label: long(100), value: long(100), description: long(100) }],
            }),
          ),
        ),
      ),
    ).toBe(200);
    expect(
      await refused(
        rows(
          row(
            select({
              placeholder: long(151),
              options: [{ label: long(101), value: long(101), description: long(101) }],
            }),
          ),
        ),
      ),
    ).toEqual({
      'components.0.components.0.placeholder': ['BASE_TYPE_MAX_LENGTH'],
      'components.0.components.0.options.0.label': ['BASE_TYPE_BAD_LENGTH'],
      'components.0.components.0.options.0.value': ['BASE_TYPE_BAD_LENGTH'],
      'components.0.components.0.options.0.description': ['BASE_TYPE_MAX_LENGTH'],
    });
  });

  test('default values of a select are of its kind and within its counts', async () => {
    const user = bench.alice.id;
    const users = (values: object[]): object => ({ type: 5, custom_id: 'u', default_values: values });
    expect(await accepted(rows(row(users([{ id: user, type: 'user' }]))))).toBe(200);
    expect(await refused(rows(row(users([{ id: user, type: 'role' }]))))).toEqual({
      'components.0.components.0.default_values.0.type': ['BASE_TYPE_CHOICES'],
    });
    expect(
      await refused(
        rows(
          row(
            users([
              { id: user, type: 'user' },
              { id: '1', type: 'user' },
            ]),
          ),
        ),
      ),
    ).toEqual({
      'components.0.components.0.default_values': ['BASE_TYPE_BAD_LENGTH'],
    });
  });

  test('without the V2 flag only rows stand at the top', async () => {
    expect(await refused({ components: [textDisplay('x')] })).toEqual({
      'components.0.type': ['UNION_TYPE_CHOICES'],
    });
    expect(await refused({ content: 'x', components: [button('a')] })).toEqual({
      'components.0.type': ['UNION_TYPE_CHOICES'],
    });
    expect(await refused({ content: 'x', components: [row({ type: 4, custom_id: 'a', style: 1 })] })).toEqual(
      {
        'components.0.components.0.type': ['UNION_TYPE_CHOICES'],
      },
    );
  });
});

describe('Components V2', () => {
  const V2 = 1 << 15;
  const v2 = (...components: object[]): object => ({ flags: V2, components });

  test('a layout of everything', async () => {
    expect(
      await accepted(
        v2(
          textDisplay('title'),
          {
            type: 17,
            accent_color: 0x00ff00,
            components: [
              { type: 9, components: [textDisplay('a')], accessory: button('a') },
              {
                type: 9,
                components: [textDisplay('b')],
                accessory: { type: 11, media: { url: 'https://e.com/x.png' } },
              },
              { type: 14, divider: true, spacing: 2 },
              { type: 12, items: [{ media: { url: 'https://e.com/x.png' }, description: 'd' }] },
              row(button('b')),
            ],
          },
          row(select()),
        ),
      ),
    ).toBe(200);
  });

  test('bars content and embeds', async () => {
    expect(await refused({ ...v2(textDisplay('x')), content: 'x' })).toEqual({
      content: ['MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2'],
    });
    expect(await refused({ ...v2(textDisplay('x')), embeds: [{ title: 'x' }] })).toEqual({
      embeds: ['MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2'],
    });
  });

  test('at most 40 components in all, nested ones counted', async () => {
    const sections = many(13, () => ({
      type: 9,
      components: [textDisplay('x')],
      accessory: { type: 11, media: { url: 'https://e.com/x' } },
    }));
    expect(await accepted(v2(...sections, textDisplay('x')))).toBe(200);
    expect(await refused(v2(...sections, textDisplay('x'), textDisplay('x')))).toEqual({
      components: ['COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED'],
    });
  });

  test('at most 4000 characters of text in all', async () => {
    expect(
      await accepted(v2(textDisplay(long(2000)), { type: 17, components: [textDisplay(long(2000))] })),
    ).toBe(200);
    expect(await refused(v2(textDisplay(long(2000)), textDisplay(long(2001))))).toEqual({
      components: ['COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED'],
    });
    expect(await refused(v2(textDisplay('')))).toEqual({ 'components.0.content': ['BASE_TYPE_REQUIRED'] });
  });

  test('more than 10,170 bytes of text break Discord itself', async () => {
    expect(await accepted(v2(textDisplay(long(2539, '😀'))))).toBe(200);
    expect(await accepted(v2(textDisplay(long(2540, '😀'))))).toBe(500);
  });

  test('what may stand where', async () => {
    expect(
      await refused(v2({ type: 17, components: [{ type: 17, components: [textDisplay('x')] }] })),
    ).toEqual({
      'components.0.components.0.type': ['UNION_TYPE_CHOICES'],
    });
    expect(await refused(v2({ type: 9, components: [textDisplay('x')] }))).toEqual({
      'components.0.accessory': ['BASE_TYPE_REQUIRED'],
    });
    expect(await refused(v2({ type: 9, components: [row(button('a'))], accessory: button('b') }))).toEqual({
      'components.0.components.0.type': ['UNION_TYPE_CHOICES'],
    });
    expect(await refused(v2({ type: 13, file: { url: 'https://e.com/x' } }))).toEqual({
      'components.0.file': ['UNFURLED_MEDIA_ATTACHMENT_REQUIRED'],
    });
    expect(await refused(v2({ type: 12, items: [] }))).toEqual({
      'components.0.items': ['BASE_TYPE_BAD_LENGTH'],
    });
    expect(await refused(v2({ ...textDisplay('x'), id: 5 }, { ...textDisplay('x'), id: 5 }))).toEqual({
      'components.1.id': ['COMPONENT_ID_DUPLICATED'],
    });
  });

  test('the flag needs components, and is never taken back', async () => {
    expect(await refused({ flags: V2 })).toEqual({ components: ['BASE_TYPE_REQUIRED'] });
    const sent = await bench.send(v2(textDisplay('x')));
    const path = `/channels/${bench.channel.id}/messages/${sent.body.id ?? ''}`;
    const edited = await bench.call('PATCH', path, { flags: 0, components: [textDisplay('y')] });
    expect(edited.status).toBe(200);
    expect(Number(edited.body['flags']) & V2).toBe(V2);
    const legacy = await bench.call('PATCH', path, { content: 'x' });
    expect(codes(legacy.body)).toEqual({ content: ['MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2'] });
  });

  test('an edit turns an old message into a V2 one only when it drops content and embeds', async () => {
    const sent = await bench.send({ content: 'x' });
    const path = `/channels/${bench.channel.id}/messages/${sent.body.id ?? ''}`;
    const kept = await bench.call('PATCH', path, { ...v2(textDisplay('y')) });
    expect(codes(kept.body)).toEqual({ content: ['MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2'] });
    const dropped = await bench.call('PATCH', path, { ...v2(textDisplay('y')), content: null });
    expect(dropped.status).toBe(200);
    expect(Number(dropped.body['flags']) & V2).toBe(V2);
  });
});
