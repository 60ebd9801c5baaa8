import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type APIApplicationCommandOption,
  ApplicationCommandOptionType,
  ApplicationCommandType,
} from 'discord.js';
import { createCommands } from '../commands/index.ts';
import type { Services } from '../commands/services.ts';
import { definition } from '../src/platform/discord/command.ts';

/**
 * What docs/ says of the program, read from the program: `npm run docs` writes it, tests/packaging/written-docs.test.ts
 * finds what is out of date.
 */
const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Pictures of what a command answers. */
const PICTURES: Readonly<Record<string, readonly [file: string, alt: string]>> = {
  'announce-project': [
    'announce.png',
    'A project’s card in the channel, with its brief, side, API and tools',
  ],
  'find-partner': ['find-partner.png', 'Three people who fit, each with why, and a button to ask'],
  contract: ['contract.png', 'A new version of a contract: what breaks, why, and for whom'],
  knowledge: [
    'knowledge.png',
    'A search with a typo, on a phone: the solution that was found, and a button to read it',
  ],
  cohort: ['status.png', 'How far a cohort is, step by step, and buttons that lead to names'],
  team: ['team.png', 'A team’s private thread with its first steps'],
};
const TYPES: Readonly<Record<number, string>> = {
  3: 'text',
  4: 'whole number',
  5: 'yes or no',
  6: 'member',
  7: 'channel',
  8: 'role',
  10: 'number',
  11: 'file',
};

/** Definitions take nothing of the services; only what a command does when it is used would. */
const NO_SERVICES = new Proxy(() => undefined, {
  get: () => NO_SERVICES,
  apply: () => NO_SERVICES,
}) as unknown as Services;

function optionLine(option: APIApplicationCommandOption): string {
  const { choices, min_length, max_length, min_value, max_value, autocomplete } = option as {
    choices?: readonly { name: string }[];
    min_length?: number;
    max_length?: number;
    min_value?: number;
    max_value?: number;
    autocomplete?: boolean;
  };
  const [least, most] = [min_length ?? min_value, max_length ?? max_value];
  const unit = max_length === undefined && min_length === undefined ? '' : ' characters';
  const limits =
    least !== undefined && most !== undefined
      ? `${least} to ${most}${unit}`
      : most === undefined
        ? undefined
        : `at most ${most}${unit}`;
  const about = [
    TYPES[option.type],
    limits,
    autocomplete === true ? 'suggestions while typing' : undefined,
    choices === undefined ? undefined : choices.map(({ name }) => name).join(', '),
  ].filter((part) => part !== undefined);
  const required = option.required === true ? ' **(needed)**' : '';
  return `- \`${option.name}\`${required}: ${cell(option.description)} _(${cell(about.join('; '))})_`;
}

/** Nothing in it ends or begins a cell, a line or a tag. */
function cell(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[|<>*_]/g, String.raw`\$&`);
}

export function commandsPage(): string {
  const all = createCommands(NO_SERVICES).map(definition);
  const slash = all.flatMap((each) =>
    each.type === ApplicationCommandType.ChatInput ? [each as typeof each & { description: string }] : [],
  );
  const menus = all.filter(({ type }) => type !== ApplicationCommandType.ChatInput);
  const lines = [
    '# Commands',
    '',
    'Written by `npm run docs` from the commands themselves. Who may use which: [permissions](permissions.md).',
    'Everything is there in French too: Discord shows the language of your client.',
  ];
  for (const { name, description, options = [] } of slash.toSorted((a, b) => a.name.localeCompare(b.name))) {
    lines.push('', `## /${name}`, '', `${cell(description)}.`);
    const picture = PICTURES[name];
    if (picture !== undefined) lines.push('', `![${picture[1]}](${picture[0]})`);
    const actions = options.filter(
      ({ type }) => type === ApplicationCommandOptionType.Subcommand,
    ) as readonly {
      name: string;
      description: string;
      options?: readonly APIApplicationCommandOption[];
    }[];
    if (actions.length === 0 && options.length > 0) lines.push('', ...options.map(optionLine));
    for (const action of actions) {
      lines.push('', `### /${name} ${action.name}`, '', `${cell(action.description)}.`);
      if ((action.options ?? []).length > 0) lines.push('', ...(action.options ?? []).map(optionLine));
    }
  }
  lines.push('', '## Menus', '', 'On a message or a member: right click, or a long press, then *Apps*.', '');
  for (const { name, type } of menus.toSorted((a, b) => a.name.localeCompare(b.name)))
    lines.push(`- **${name}**: on a ${type === ApplicationCommandType.User ? 'member' : 'message'}`);
  return `${lines.join('\n')}\n`;
}

interface Import {
  readonly from: string;
  readonly to: string;
}

function importsOf(folder: string): Import[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => {
      const from = join(folder, name);
      const source = readFileSync(join(ROOT, from), 'utf8');
      return Array.from(source.matchAll(/\bfrom\s*'(\.[^']+)'/g), (match) => ({
        from,
        to: relative(ROOT, resolve(ROOT, dirname(from), match[1] ?? '')),
      }));
    });
}

const wingOf = (path: string): string => path.split('/')[1] ?? '';
const roomOf = (path: string): string => path.split('/')[2] ?? '';
/** A folder of a wing; files beside the folders belong to the wing as a whole. */
const isRoom = (name: string): boolean => name !== '' && !name.endsWith('.ts');

/** Each once, in order. Without counts, which every change of a file would change. */
function edgesOf(pairs: readonly (readonly [from: string, to: string])[]): (readonly [string, string])[] {
  const edges = new Map(pairs.map((pair) => [pair.join(' '), pair]));
  return [...edges].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, pair]) => pair);
}

function graph(edges: readonly (readonly [string, string])[], nodes: readonly string[]): string[] {
  return [
    '```mermaid',
    'flowchart BT',
    ...nodes.map((name) => `  ${name.replace(/\W/g, '_')}["${name}"]`),
    ...edges.map(([from, to]) => `  ${from.replace(/\W/g, '_')} --> ${to.replace(/\W/g, '_')}`),
    '```',
  ];
}

export function architecturePage(): string {
  const imports = importsOf('src').filter(({ from, to }) => to.startsWith('src/') && isRoom(wingOf(from)));
  const wings = [...new Set(imports.map(({ from }) => wingOf(from)))].toSorted();
  const between = edgesOf(
    imports
      .map(({ from, to }) => [wingOf(from), wingOf(to)] as const)
      .filter(([from, to]) => from !== to && isRoom(to)),
  );
  const lines = [
    '# What imports what',
    '',
    'Drawn by `npm run docs` from the imports; what each folder is for stands in [ARCHITECTURE.md](../ARCHITECTURE.md).',
    'An arrow points to what is imported.',
    '',
    '## Between the wings',
    '',
    ...graph(between, wings),
  ];
  for (const wing of wings) {
    const inside = imports.filter(({ from, to }) => wingOf(from) === wing && wingOf(to) === wing);
    const rooms = [...new Set(inside.map(({ from }) => roomOf(from)).filter(isRoom))].toSorted();
    const edges = edgesOf(
      inside
        .map(({ from, to }) => [roomOf(from), roomOf(to)] as const)
        .filter(([from, to]) => from !== to && isRoom(from) && isRoom(to)),
    );
    if (edges.length > 0) lines.push('', `## In ${wing}`, '', ...graph(edges, rooms));
  }
  return `${lines.join('\n')}\n`;
}

export const PAGES: Readonly<Record<string, () => string>> = {
  'commands.md': commandsPage,
  'architecture.md': architecturePage,
};

if (import.meta.main)
  for (const [file, page] of Object.entries(PAGES)) writeFileSync(join(ROOT, 'docs', file), page());
