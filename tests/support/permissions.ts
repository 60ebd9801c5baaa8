import { createCommands, posting } from '../../commands/index.ts';
import type { Services } from '../../commands/services.ts';
import type { Access, Command } from '../../src/platform/discord/command.ts';

/** What a member can do, by the one name it has: `project edit`, `button team-up`, `form ask.send`. */
export interface Way {
  readonly name: string;
  readonly access: Access;
  /** Refused to whoever may not ask and post for a time. */
  readonly posts: boolean;
}

/** Everything there is, as the program itself lists it. */
export function waysOf(services: Services): Way[] {
  return createCommands(services)
    .flatMap(waysIn)
    .map(([name, access]) => ({ name, access, posts: posting.has(name) }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function waysIn(command: Command): [name: string, access: Access][] {
  const main: [string, Access][] =
    command.type !== 'slash'
      ? [[command.name, 'everyone']]
      : command.subcommands === undefined
        ? [[command.name, command.action?.access ?? 'everyone']]
        : Object.entries(command.subcommands).map(([sub, { access }]) => [`${command.name} ${sub}`, access]);
  const routes = (command.routes ?? []).map(({ name, access = 'everyone' }): [string, Access] => [
    `button ${name}`,
    access,
  ]);
  const forms = (command.forms ?? []).map(({ name, access = 'everyone' }): [string, Access] => [
    `form ${name}`,
    access,
  ]);
  return [...main, ...routes, ...forms];
}

export interface Row extends Way {
  /** Whose object it takes. */
  readonly about: string;
}

/** The table of docs/permissions.md. */
export function rowsIn(markdown: string): Row[] {
  return Array.from(
    markdown.matchAll(/^\| `([^`]+)` \| (staff|everyone) \| (yes|no) \| ([^|]+) \|$/gm),
    ([, name = '', access, posts, about = '']) => ({
      name,
      access: access as Access,
      posts: posts === 'yes',
      about: about.trim(),
    }),
  );
}
