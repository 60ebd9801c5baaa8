import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Bench, codes, long } from './support.ts';

let bench: Bench;

beforeEach(async () => {
  bench = await Bench.start();
});

afterEach(async () => bench.stop());

const command = (more: object = {}): object => ({ name: 'go', description: 'Goes', ...more });
const option = (more: object = {}): object => ({ type: 3, name: 'word', description: 'A word', ...more });

async function refused(...commands: object[]): Promise<Record<string, string[]>> {
  const { status, body } = await bench.register(...commands);
  expect([status, body.code]).toEqual([400, 50035]);
  bench.forgiven();
  return codes(body);
}

async function accepted(...commands: object[]): Promise<number> {
  return (await bench.register(...commands)).status;
}

describe('the definition of a command', () => {
  test('names: 1 to 32 lower-case letters, digits, - and _ of any script', async () => {
    for (const name of ['a', 'annoncer-projet', 'проект', 'परियोजना', long(32), 'x_1']) {
      expect([name, await accepted(command({ name }))]).toEqual([name, 200]);
    }
    for (const name of ['Upper', 'two words', 'dot.ted', 'élan!', "d'or"]) {
      expect([name, await refused(command({ name }))]).toEqual([
        name,
        { '0.name': ['APPLICATION_COMMAND_INVALID_NAME'] },
      ]);
    }
    expect(await refused(command({ name: long(33) }))).toEqual({
      '0.name': ['BASE_TYPE_BAD_LENGTH', 'APPLICATION_COMMAND_INVALID_NAME'],
    });
  });

  test('context menus may have spaces and capitals, no description and no options', async () => {
    expect(await accepted({ type: 2, name: 'Show profile' }, { type: 3, name: 'Save it' })).toBe(200);
    expect(await refused({ type: 2, name: 'x', description: 'd' })).toEqual({
      '0.description': ['APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION_CANNOT_BE_SET'],
    });
    expect(await refused({ type: 2, name: 'x', options: [option()] })).toEqual({
      '0.options': ['APPLICATION_COMMAND_MENU_OPTIONS'],
    });
  });

  test('descriptions have 1 to 100 characters', async () => {
    expect(await accepted(command({ description: long(100) }))).toBe(200);
    expect(await refused(command({ description: long(101) }))).toEqual({
      '0.description': ['BASE_TYPE_BAD_LENGTH'],
    });
    expect(await refused({ name: 'go' })).toEqual({ '0.description': ['BASE_TYPE_REQUIRED'] });
  });

  test('at most 25 options, required ones first, names unique', async () => {
    const options = Array.from({ length: 25 }, (_, n) => option({ name: `w${n}` }));
    expect(await accepted(command({ options }))).toBe(200);
    expect(await refused(command({ options: [...options, option()] }))).toEqual({
      '0.options': ['BASE_TYPE_MAX_LENGTH'],
    });
    expect(await refused(command({ options: [option(), option({ name: 'b', required: true })] }))).toEqual({
      '0.options.1': ['APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID'],
    });
    expect(await refused(command({ options: [option(), option()] }))).toEqual({
      '0.options.1.name': ['APPLICATION_COMMAND_OPTIONS_NAME_DUPLICATE'],
    });
  });

  test('lengths and ranges of options', async () => {
    expect(await accepted(command({ options: [option({ min_length: 0, max_length: 6000 })] }))).toBe(200);
    expect(await refused(command({ options: [option({ max_length: 6001 })] }))).toEqual({
      '0.options.0.max_length': ['NUMBER_TYPE_MAX'],
    });
    expect(await refused(command({ options: [option({ min_length: 5, max_length: 4 })] }))).toEqual({
      '0.options.0.min_length': ['APPLICATION_COMMAND_OPTIONS_MIN_MAX'],
    });
    expect(await refused(command({ options: [option({ type: 4, min_value: 5, max_value: 4 })] }))).toEqual({
      '0.options.0.min_value': ['APPLICATION_COMMAND_OPTIONS_MIN_MAX'],
    });
  });

  test('at most 25 choices of 1 to 100 characters, and not together with autocomplete', async () => {
    const choices = Array.from({ length: 25 }, (_, n) => ({ name: `c${n}`, value: `v${n}` }));
    expect(await accepted(command({ options: [option({ choices })] }))).toBe(200);
    expect(
      await refused(command({ options: [option({ choices: [...choices, { name: 'm', value: 'm' }] })] })),
    ).toEqual({
      '0.options.0.choices': ['BASE_TYPE_MAX_LENGTH'],
    });
    expect(
      await refused(command({ options: [option({ choices: [{ name: long(101), value: 'v' }] })] })),
    ).toEqual({
      '0.options.0.choices.0.name': ['BASE_TYPE_BAD_LENGTH'],
    });
    expect(await refused(command({ options: [option({ choices, autocomplete: true })] }))).toEqual({
      '0.options.0.autocomplete': ['APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_INVALID'],
    });
    expect(await refused(command({ options: [option({ type: 5, autocomplete: true })] }))).toEqual({
      '0.options.0.autocomplete': ['APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_INVALID'],
    });
  });

  test('one level of groups; subcommands and plain options do not mix', async () => {
    const sub = (name: string, options: object[] = []): object => ({
      type: 1,
      name,
      description: 'd',
      options,
    });
    const group = (options: object[]): object => ({ type: 2, name: 'group', description: 'd', options });
    expect(await accepted(command({ options: [group([sub('a', [option()])]), sub('b')] }))).toBe(200);
    expect(await refused(command({ options: [group([group([sub('a')])])] }))).toHaveProperty([
      '0.options.0.options.0.type',
    ]);
    bench.forgiven();
    expect(await refused(command({ options: [sub('a', [sub('b')])] }))).toHaveProperty([
      '0.options.0.options.0.type',
    ]);
    expect(await refused(command({ options: [sub('a'), option()] }))).toEqual({
      '0.options': ['APPLICATION_COMMAND_OPTIONS_TYPE_INVALID'],
    });
  });

  test('at most 8000 characters, counting the longest translation', async () => {
    const options = (length: number): object[] =>
      Array.from({ length: 25 }, (_, n) => ({
        ...option({ name: `w${n}`, description: 'd', description_localizations: { fr: long(length) } }),
        choices: Array.from({ length: 2 }, (_, c) => ({ name: `${c}${long(90)}`, value: `${c}${long(10)}` })),
      }));
    expect(await accepted(command({ options: options(90) }))).toBe(200);
    expect(
      await refused(
        command({
          options: options(100).map((item) => ({
            ...item,
            choices: [
              { name: long(100), value: long(100) },
              { name: `b${long(99)}`, value: 'b' },
            ],
          })),
        }),
      ),
    ).toEqual({ '0': ['APPLICATION_COMMAND_TOO_LARGE'] });
  });

  test('translations are of known locales and follow the same rules', async () => {
    expect(await accepted(command({ name_localizations: { fr: 'aller' } }))).toBe(200);
    expect(await refused(command({ name_localizations: { xx: 'aller' } }))).toEqual({
      '0.name_localizations.xx': ['BASE_TYPE_CHOICES'],
    });
    expect(await refused(command({ name_localizations: { fr: 'Aller' } }))).toEqual({
      '0.name_localizations.fr': ['APPLICATION_COMMAND_INVALID_NAME'],
    });
  });
});

describe('the set of commands', () => {
  test('100 chat commands and 15 of each menu, with unique names', async () => {
    const chat = Array.from({ length: 100 }, (_, n) => command({ name: `c${n}` }));
    expect(await accepted(...chat)).toBe(200);
    const { status, body } = await bench.register(...chat, command({ name: 'more' }));
    expect([status, body.code]).toEqual([400, 30032]);
    const menus = Array.from({ length: 16 }, (_, n) => ({ type: 2, name: `m${n}` }));
    expect((await bench.register(...menus)).body.code).toBe(30032);
    expect(await refused(command(), command())).toEqual({
      '1.name': ['APPLICATION_COMMANDS_DUPLICATE_NAME'],
    });
    expect(await accepted(command(), { type: 2, name: 'go' })).toBe(200);
  });

  test('PUT keeps ids by name, drops the rest, and shows in GET', async () => {
    const first = await bench.register(command(), command({ name: 'old' }));
    const again = await bench.register(command({ description: 'Other' }));
    const [before] = first.body as unknown as { id: string; version: string }[];
    const [after] = again.body as unknown as { id: string; version: string }[];
    expect(after?.id).toBe(before?.id);
    expect(after?.version).not.toBe(before?.version);
    const listed = await bench.call('GET', `/applications/${bench.sim.applicationId}/commands`);
    expect(listed.body).toMatchObject([{ name: 'go', description: 'Other' }]);
  });

  test('200 creates a day', async () => {
    const set = (prefix: string): object[] =>
      Array.from({ length: 100 }, (_, n) => command({ name: `${prefix}${n}` }));
    expect(await accepted(...set('a'))).toBe(200);
    expect(await accepted(...set('b'))).toBe(200);
    expect((await bench.register(command({ name: 'c' }))).body.code).toBe(30034);
    bench.sim.clock.advance(25 * 60 * 60_000);
    expect(await accepted(command({ name: 'c' }))).toBe(200);
  });

  test('single commands: create, read, change, delete', async () => {
    const base = `/applications/${bench.sim.applicationId}/guilds/${bench.guild.id}/commands`;
    const created = await bench.call('POST', base, command());
    expect(created.status).toBe(201);
    expect((await bench.call('POST', base, command())).status).toBe(200);
    const path = `${base}/${created.body.id ?? ''}`;
    expect((await bench.call('PATCH', path, { description: 'New' })).body).toMatchObject({
      description: 'New',
    });
    expect((await bench.call('GET', path)).body).toMatchObject({ name: 'go', guild_id: bench.guild.id });
    expect((await bench.call('DELETE', path)).status).toBe(204);
    expect((await bench.call('GET', path)).body.code).toBe(10063);
    expect((await bench.call('GET', '/applications/1/commands')).body.code).toBe(10002);
  });
});

describe('what a client lets its member send', () => {
  beforeEach(async () => {
    await bench.register(
      command({
        options: [
          option({ required: true, min_length: 2, max_length: 4 }),
          option({ type: 4, name: 'count', min_value: 1, max_value: 3 }),
          option({ name: 'kind', choices: [{ name: 'A', value: 'a' }] }),
          option({ type: 7, name: 'place', channel_types: [0] }),
          option({ type: 6, name: 'who' }),
        ],
      }),
      { name: 'nest', description: 'd', options: [{ type: 1, name: 'sub', description: 'd' }] },
      { name: 'admin', description: 'd', default_member_permissions: '32' },
      { name: 'dm-only', description: 'd', contexts: [1] },
    );
  });

  const attempt = async (line: string, options: Record<string, string | number> = {}): Promise<string> => {
    try {
      await bench.alice.slash(line, options);
      return 'answered';
    } catch (error) {
      return (error as Error).message;
    }
  };

  test('only registered commands and options', async () => {
    expect(await attempt('/missing')).toContain('No command /missing is registered here');
    expect(await attempt('/go', { word: 'ab', other: 'x' })).toContain('has no option "other"');
    expect(await attempt('/nest')).toContain('choose one of its subcommands: sub');
    expect(await attempt('/nest other')).toContain('has no subcommand "other"');
  });

  test('required options, lengths, ranges, choices, types', async () => {
    expect(await attempt('/go')).toContain('"word" is required');
    expect(await attempt('/go', { word: 'a' })).toContain('must have 2 to 4 characters, not 1');
    expect(await attempt('/go', { word: 'abcde' })).toContain('must have 2 to 4 characters, not 5');
    expect(await attempt('/go', { word: 'ab', count: 4 })).toContain('must be from 1 to 3');
    expect(await attempt('/go', { word: 'ab', count: 1.5 })).toContain('must be a whole number');
    expect(await attempt('/go', { word: 'ab', count: '2' })).toContain('must be a number');
    expect(await attempt('/go', { word: 'ab', kind: 'b' })).toContain('must be one of a');
    expect(await attempt('/go', { word: 'ab', place: '1' })).toContain('names no channel');
    expect(await attempt('/go', { word: 'ab', who: '1' })).toContain('names nobody');
    const forum = bench.guild.createChannel({ name: 'forum', type: 'forum' });
    expect(await attempt('/go', { word: 'ab', place: forum.id })).toContain('must be a channel of type 0');
  });

  test('permissions and places', async () => {
    expect(await attempt('/admin')).toContain('hidden from alice');
    expect(await attempt('/dm-only')).toContain('not offered in servers');
    bench.guild.setCommandPermission('go', 'everyone', false);
    expect(await attempt('/go', { word: 'ab' })).toContain('hidden from alice');
    bench.guild.setCommandPermission('admin', bench.alice, true);
    const path = `/applications/${bench.sim.applicationId}/guilds/${bench.guild.id}/commands`;
    const hidden = await bench.call('GET', `${path}/permissions`);
    expect(hidden.body).toMatchObject([
      { permissions: [{ id: bench.guild.id, type: 1, permission: false }] },
      {},
    ]);
    expect((await bench.call('GET', `${path}/1/permissions`)).body.code).toBe(10063);
    expect(bench.alice.commands().map((command) => command.name)).toContain('admin');
    void bench.bot.interaction().then(async (got) => bench.respond(got, { type: 4, data: { content: 'x' } }));
    expect(await attempt('/admin')).toBe('answered');
    const quiet = bench.guild.createChannel({
      name: 'quiet',
      overwrites: [{ for: 'everyone', deny: ['USE_APPLICATION_COMMANDS'] }],
    });
    await expect(bench.alice.slash('/nest sub', {}, { channel: quiet })).rejects.toThrow(
      'may not use commands',
    );
    const secret = bench.guild.createChannel({
      name: 's',
      overwrites: [{ for: 'everyone', deny: ['VIEW_CHANNEL'] }],
    });
    await expect(bench.alice.slash('/nest sub', {}, { channel: secret })).rejects.toThrow(
      'does not see the channel',
    );
  });
});
