import type { Command } from '@nexus/simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { badManners } from '../support/requests.ts';
import { createWorld, type World } from '../support/world.ts';
import { COMMANDS, MENUS } from './command-list.ts';

type Option = NonNullable<Command['options']>[number];

const TYPES: Readonly<Record<number, string>> = {
  3: 'string',
  4: 'integer',
  5: 'boolean',
  6: 'user',
  7: 'channel',
  8: 'role',
  10: 'number',
  11: 'attachment',
};
const MANAGE_GUILD = String(1 << 5);

let world: World;
let commands: readonly Command[];
/** Options by "command" or "command subcommand". */
let actions: Map<string, readonly Option[]>;

beforeAll(async () => {
  world = await createWorld({ bare: true });
  commands = [...world.sim.world.commands.values()];
  actions = new Map(
    commands
      .filter(({ type }) => type === 1)
      .flatMap(({ name, options = [] }) => {
        const subcommands = options.filter(({ type }) => type <= 2);
        return subcommands.length === 0
          ? [[name, options] as const]
          : subcommands.map((sub) => [`${name} ${sub.name}`, sub.options ?? []] as const);
      }),
  );
});
afterAll(() => world.stop());

/** An option in the words of the command list. */
function described(option: Option): string {
  const { choices, autocomplete, min_length, max_length, min_value, max_value, channel_types } = option;
  const kind = TYPES[option.type] ?? `type ${option.type}`;
  const limits =
    option.type === 3
      ? `(${min_length ?? ''}-${max_length ?? ''})`
      : option.type === 7
        ? `(${channel_types?.join(',') ?? ''})`
        : option.type === 4 || option.type === 10
          ? `(${min_value}-${max_value})`
          : '';
  const what = choices?.length ? choices.map(({ value }) => value).join('|') : `${kind}${limits}`;
  return `${option.required === true ? '* ' : ''}${what}${autocomplete === true ? ' auto' : ''}`;
}

/** Whether an option is what the list says. What the list leaves open (a least length, a range, types) may be set. */
function fits(listed: string, actual: string): boolean {
  if (listed.includes('choices'))
    return listed.startsWith('* ') === actual.startsWith('* ') && actual.includes('|');
  if (listed.includes('|')) return listed === actual;
  const pattern = listed
    .replaceAll('*', '\\*')
    .replace(/^((?:\\\* )?\w+)(?=$| )/, '$1(?:\\(.*\\))?')
    .replace(
      /\((\d*-?,?\d+)\)/,
      (_, limits: string) => `\\(${limits.startsWith('-') ? '\\d*' : ''}${limits}\\)`,
    );
  return new RegExp(`^${pattern}$`).test(actual);
}

describe('the registered commands', () => {
  it('are taken by Discord as they are', () => {
    expect(commands.length).toBeGreaterThan(6);
    expect(badManners(world.sim)).toEqual([]);
  });

  it('have the names of the command list', () => {
    for (const name of actions.keys()) expect(Object.keys(COMMANDS)).toContain(name);
    const menus = commands.filter(({ type }) => type !== 1).map(({ name }) => name);
    for (const name of menus) expect(MENUS).toContain(name);
  });

  it('have all the options of the command list, and further ones only as an extra', () => {
    const wrong: string[] = [];
    for (const [name, options] of actions) {
      const listed = COMMANDS[name] ?? {};
      for (const [option, expected] of Object.entries(listed)) {
        const actual = options.find((each) => each.name === option);
        const is = actual === undefined ? 'missing' : described(actual);
        if (!fits(expected, is)) wrong.push(`/${name} ${option}: ${is} instead of ${expected}`);
      }
      for (const option of options)
        if (!(option.name in listed) && option.required === true)
          wrong.push(`/${name} ${option.name}: required`);
    }
    expect(wrong).toEqual([]);
  });

  it('say in front of their descriptions whether they are for staff', () => {
    const STAFFS = /^\/(?:(?:setup|cohort|announcement|moderate)\b|reminders (?!mine|cancel))/;
    const wrong: string[] = [];
    const look = (path: string, each: Pick<Option, 'description' | 'description_localizations'>): void => {
      const isSaid = [
        each.description.startsWith('Staff: '),
        each.description_localizations?.['fr']?.startsWith('Équipe du programme\u00A0: ') === true,
      ];
      if (isSaid.some((said) => said !== STAFFS.test(path))) wrong.push(`${path}: ${each.description}`);
    };
    for (const command of commands.filter(({ type }) => type === 1)) {
      look(`/${command.name}`, command);
      for (const sub of command.options ?? []) if (sub.type === 1) look(`/${command.name} ${sub.name}`, sub);
    }
    expect(wrong).toEqual([]);
  });

  it('are for servers only, hidden from nobody but /setup', () => {
    for (const { name, contexts, integration_types, default_member_permissions } of commands) {
      expect({ name, contexts, integration_types }).toEqual({ name, contexts: [0], integration_types: [0] });
      expect({ name, default_member_permissions }).toEqual({
        name,
        default_member_permissions: name === 'setup' ? MANAGE_GUILD : null,
      });
    }
  });

  it('are described in English and French, from 1 to 100 characters, choices too', () => {
    const wrong: string[] = [];
    const check = (where: string, english: string, french: string | undefined): void => {
      for (const text of [english, french ?? '']) {
        const isKey = /^[\w-]+(?:\.[\w-]+)+$/.test(text);
        if (text.length < 1 || text.length > 100 || isKey) wrong.push(`${where}: ${text}`);
      }
    };
    const walk = (where: string, options: readonly Option[]): void => {
      for (const option of options) {
        const here = `${where} ${option.name}`;
        check(here, option.description, option.description_localizations?.['fr']);
        if (french(option.description) === option.description_localizations?.['fr'])
          wrong.push(`${here}: not French`);
        for (const choice of option.choices ?? []) {
          const localized = choice.name_localizations?.['fr'] ?? String(choice.value);
          check(`${here}=${choice.value}`, choice.name, localized);
        }
        walk(here, option.options ?? []);
      }
    };
    for (const command of commands) {
      const localized = command.type === 1 ? command.description_localizations : command.name_localizations;
      check(command.name, command.type === 1 ? command.description : command.name, localized?.['fr']);
      walk(`/${command.name}`, command.options ?? []);
    }
    expect(wrong).toEqual([]);
  });
});

/** A text that reads the same in both languages is no translation, unless it has no words to translate. */
function french(english: string): string {
  return /^[A-Z][\w/.-]*$/.test(english) ? '' : english;
}
