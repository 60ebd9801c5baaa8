import {
  type APIApplicationCommandBasicOption,
  type APIMessage,
  type APIModalSubmitInteraction,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  PermissionFlagsBits,
  type RESTPostAPIApplicationCommandsJSONBody,
} from 'discord.js';
import { type Key, translator } from '../i18n/index.ts';
import type { Call, Press } from './call.ts';
import { type OptionSpecs, optionJson, type Values } from './options.ts';
import type { Who } from './person.ts';
import type { Modal, Reply } from './reply.ts';

/** Who may use it. Checked in code at every use: what Discord hides or shows can be changed by server admins. */
export type Access = 'everyone' | 'staff';

/** One thing a member can run: a command without subcommands, or one subcommand. */
export interface Action {
  readonly options: OptionSpecs;
  readonly access: Access;
  readonly run: (call: Call, values: never) => Promise<Reply>;
  /** Keeps what was typed when an option is refused; returns the id of the draft that *Edit* opens. */
  readonly keep?: (call: Call, raw: Readonly<Record<string, string>>) => Promise<string>;
}

/** Declares an action; the handler's values are typed by its options. */
export function action<const O extends OptionSpecs>(spec: {
  options?: O;
  access?: Access;
  run: (call: Call, values: Values<O>) => Promise<Reply>;
  keep?: Action['keep'];
}): Action {
  return {
    options: spec.options ?? {},
    access: spec.access ?? 'everyone',
    run: spec.run,
    ...(spec.keep === undefined ? {} : { keep: spec.keep }),
  };
}

/** A press on a button or a choice in a select menu of ours. `values` holds what was chosen. */
export interface Route {
  readonly name: string;
  readonly access?: Access;
  /** Works in a direct message too, where there is no server. */
  readonly run: (
    press: Press,
    args: readonly string[],
    values: readonly string[],
    message: APIMessage,
  ) => Promise<Reply>;
}

/** A submitted modal of ours. */
export interface Form {
  readonly name: string;
  readonly access?: Access;
  readonly run: (call: Call, args: readonly string[], fields: Fields) => Promise<Reply>;
}

/** What was typed and chosen in a modal, by custom_id. */
export interface Fields {
  text(id: string): string;
  values(id: string): readonly string[];
  readonly raw: APIModalSubmitInteraction['data'];
}

/** Opens a modal again, filled in from a kept draft. */
export interface Reopen {
  readonly kind: string;
  readonly modal: (call: Call, draftId: string, content: unknown) => Modal;
}

interface Parts {
  readonly routes?: readonly Route[];
  readonly forms?: readonly Form[];
  readonly reopens?: readonly Reopen[];
}

export interface SlashCommand extends Parts {
  readonly type: 'slash';
  readonly name: string;
  /** Either one action, or actions by subcommand name. */
  readonly action?: Action;
  readonly subcommands?: Readonly<Record<string, Action>>;
  /** Hidden from members without Manage Server until an admin says otherwise; only /setup. */
  readonly managersOnly?: true;
}

export interface MenuCommand extends Parts {
  readonly type: 'user' | 'message';
  /** The English name; the others are the catalogue's: `commands:<names>.name`. */
  readonly name: string;
  readonly names: string;
  /** For user menus; default: a member, oneself too. */
  readonly who?: Who;
  readonly run: (call: Call, target: { user?: string; message?: APIMessage }) => Promise<Reply>;
}

export type Command = SlashCommand | MenuCommand;

const COMMON = {
  contexts: [InteractionContextType.Guild],
  integration_types: [ApplicationIntegrationType.GuildInstall],
};

/**
 * A command's Discord definition. Descriptions come from the catalogue `commands`: `<name>.about`,
 * `<name>.<subcommand>.about`, `<...>.options.<option>`; choices: `choices.<names>.<value>`.
 */
export function definition(command: Command): RESTPostAPIApplicationCommandsJSONBody {
  if (command.type !== 'slash') {
    return {
      ...COMMON,
      type: command.type === 'user' ? ApplicationCommandType.User : ApplicationCommandType.Message,
      name: command.name,
      name_localizations: { fr: bothTexts(`${command.names}.name`).fr },
    };
  }
  const options =
    command.subcommands === undefined
      ? actionOptions(command.name, command.action)
      : Object.entries(command.subcommands).map(([name, sub]) => subcommandJson(command.name, name, sub));
  const actions = command.action === undefined ? Object.values(command.subcommands ?? {}) : [command.action];
  const isStaffs = actions.every(({ access }) => access === 'staff');
  const about = aboutOf(command.name, isStaffs ? 'staff' : 'everyone');
  return {
    ...COMMON,
    type: ApplicationCommandType.ChatInput,
    name: command.name,
    description: about.en,
    description_localizations: { fr: about.fr },
    options,
    ...(command.managersOnly === true
      ? { default_member_permissions: String(PermissionFlagsBits.ManageGuild) }
      : {}),
  };
}

function subcommandJson(command: string, name: string, sub: Action) {
  const about = aboutOf(`${command}.${name}`, sub.access);
  return {
    type: ApplicationCommandOptionType.Subcommand as const,
    name,
    description: about.en,
    description_localizations: { fr: about.fr },
    options: actionOptions(`${command}.${name}`, sub),
  };
}

/** Discord wants required options first. */
function actionOptions(path: string, declared: Action | undefined): APIApplicationCommandBasicOption[] {
  const options = Object.entries(declared?.options ?? {}).map(([name, spec]) =>
    optionJson(name, spec, {
      description: bothTexts(`${path}.options.${name}`),
      choice: (names, value) => bothTexts(`choices.${names}.${value}`),
    }),
  );
  return options.toSorted((a, b) => Number(b.required === true) - Number(a.required === true));
}

/** Discord shows everybody the commands of staff too: without the word in front, members try them and are refused. */
function aboutOf(path: string, access: Access): Record<'en' | 'fr', string> {
  const about = bothTexts(`${path}.about`);
  if (access === 'everyone') return about;
  const forStaff = (locale: 'en' | 'fr'): string => {
    const what = about[locale];
    return translator(locale)('commands:for-staff' as Key, {
      what: what.charAt(0).toLowerCase() + what.slice(1),
    });
  };
  return { en: forStaff('en'), fr: forStaff('fr') };
}

/** The catalogue's keys are built from names here; a test walks all commands and finds a missing text. */
function bothTexts(path: string): Record<'en' | 'fr', string> {
  const key = `commands:${path}` as Key;
  return { en: translator('en')(key), fr: translator('fr')(key) };
}
