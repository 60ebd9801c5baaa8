import {
  type APIApplicationCommandAutocompleteInteraction,
  type APIApplicationCommandInteractionDataBasicOption,
  type APIChatInputApplicationCommandInteraction,
  ApplicationCommandOptionType,
} from 'discord.js';
import type { Action, Command, Form, Reopen, Route } from './command.ts';

interface Found {
  /** The command with its subcommand. */
  readonly path: string;
  readonly action: Action;
  readonly sent: readonly APIApplicationCommandInteractionDataBasicOption[];
}

/** Every command, route, form and kind of draft by its name. Throws when two claim one. */
export function indexCommands(commands: readonly Command[]) {
  const slashes = new Map(
    commands.flatMap((command) => (command.type === 'slash' ? [[command.name, command] as const] : [])),
  );
  const menus = new Map(
    commands.flatMap((command) => (command.type === 'slash' ? [] : [[command.name, command] as const])),
  );
  const routes = unique<Route>(
    commands.flatMap((command) => (command.routes ?? []).map((route) => [route.name, route])),
  );
  const forms = unique<Form>(
    commands.flatMap((command) => (command.forms ?? []).map((form) => [form.name, form])),
  );
  const reopens = unique<Reopen>(
    commands.flatMap((command) => (command.reopens ?? []).map((kind) => [kind.kind, kind])),
  );

  function find(
    interaction: APIChatInputApplicationCommandInteraction | APIApplicationCommandAutocompleteInteraction,
  ): Found | undefined {
    const command = slashes.get(interaction.data.name);
    const sent = interaction.data.options ?? [];
    const [first] = sent;
    if (first?.type === ApplicationCommandOptionType.Subcommand) {
      const subcommands = command?.subcommands ?? {};
      // `constructor` is the name of nothing of ours.
      const sub = Object.hasOwn(subcommands, first.name) ? subcommands[first.name] : undefined;
      return sub === undefined
        ? undefined
        : { path: `${interaction.data.name} ${first.name}`, action: sub, sent: first.options ?? [] };
    }
    if (command?.action === undefined) return undefined;
    return {
      path: command.name,
      action: command.action,
      sent: sent as APIApplicationCommandInteractionDataBasicOption[],
    };
  }
  return { menus, routes, forms, reopens, find };
}

/** Throws when two commands claim the same route: a mistake that would otherwise show as a wrong answer much later. */
function unique<T>(entries: readonly (readonly [string, T])[]): Map<string, T> {
  const map = new Map(entries);
  if (map.size !== entries.length)
    throw new Error(`two handlers share a name: ${entries.map(([name]) => name).join(', ')}`);
  return map;
}
