import { type Fields, Form, lengthOf } from '../form.ts';
import { type CommandChoice, type CommandOption, CommandType, OptionType } from '../wire.ts';
import { readFileTypes } from './file-types.ts';

// https://discord.com/developers/docs/interactions/application-commands#application-command-object-application-command-naming
const NAME = /^[-_\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;

// https://discord.com/developers/docs/reference#locales
const LOCALES: readonly string[] = (
  'id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th ' +
  'zh-CN ja zh-TW ko'
).split(' ');

export interface CommandDraft {
  type: number;
  name: string;
  name_localizations: Record<string, string> | null;
  description: string;
  description_localizations: Record<string, string> | null;
  default_member_permissions: string | null;
  contexts: number[] | null;
  integration_types: number[];
  nsfw: boolean;
  options?: CommandOption[];
}

/** One command of a PUT, POST or (merged with what it was) PATCH. */
export function readCommand(fields: Fields): CommandDraft {
  const type = fields.choice('type', [1, 2, 3]) ?? CommandType.chatInput;
  const chat = type === CommandType.chatInput;
  const name = readName(fields, chat);
  const draft: CommandDraft = {
    type,
    name,
    name_localizations: readLocalizations(fields, 'name_localizations', chat ? 'command' : 'menu'),
    description: readDescription(fields, chat),
    description_localizations: readLocalizations(fields, 'description_localizations', 'description'),
    default_member_permissions: fields.bits('default_member_permissions') ?? null,
    contexts: readContexts(fields),
    integration_types: readSet(fields, 'integration_types', [0, 1]) ?? [0],
    nsfw: fields.boolean('nsfw') ?? false,
  };
  if (!chat && fields.array('options')?.length) {
    fields.fail('options', 'APPLICATION_COMMAND_MENU_OPTIONS', 'Context menu commands cannot have options');
  }
  if (chat) {
    const options = readOptions(fields, 0);
    if (options) draft.options = options;
  }
  if (commandSize(draft) > 8000) {
    fields.fail(undefined, 'APPLICATION_COMMAND_TOO_LARGE', 'Command exceeds maximum size (8000)');
  }
  return draft;
}

/** The whole set of a PUT: each valid, names unique per type. */
export function readCommands(body: unknown): CommandDraft[] {
  const form = new Form();
  if (!Array.isArray(body)) {
    form.fail([], 'LIST_TYPE_CONVERT', 'Only iterables may be used in a ListType');
    form.end();
  }
  const fields = (body as unknown[]).map((item, index) => form.read(item, [index]));
  const drafts = fields.map(readCommand);
  const seen = new Set<string>();
  drafts.forEach((draft, index) => {
    const key = `${draft.type} ${draft.name}`;
    if (seen.has(key)) {
      fields[index]?.fail(
        'name',
        'APPLICATION_COMMANDS_DUPLICATE_NAME',
        'Application command names must be unique',
      );
    }
    seen.add(key);
  });
  form.end();
  return drafts;
}

function readName(fields: Fields, chat: boolean): string {
  const name = fields.text('name', { min: 1, max: 32, required: true }) ?? '';
  if (name !== '' && !(chat ? isCommandName(name) : name.trim() === name)) {
    fields.fail('name', 'APPLICATION_COMMAND_INVALID_NAME', 'Command name is invalid');
  }
  return name;
}

function isCommandName(name: string): boolean {
  return NAME.test(name) && name === name.toLowerCase();
}

function readDescription(fields: Fields, chat: boolean): string {
  if (chat) return fields.text('description', { min: 1, max: 100, required: true }) ?? '';
  if (fields.text('description')) {
    fields.fail(
      'description',
      'APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION_CANNOT_BE_SET',
      'Context menu commands cannot have description',
    );
  }
  return '';
}

function readSet(fields: Fields, key: string, allowed: readonly number[]): number[] | undefined {
  const list = fields.array(key, { min: 1 });
  list?.forEach((value, index) => {
    if (!allowed.includes(value as number)) {
      fields.form.fail(
        [...fields.path, key, index],
        'BASE_TYPE_CHOICES',
        `Value must be one of {${allowed.join(', ')}}.`,
      );
    }
  });
  if (list && new Set(list).size !== list.length) {
    fields.fail(key, 'SET_TYPE_ALREADY_CONTAINS_VALUE', 'The set already contains this value');
  }
  return list as number[] | undefined;
}

/** `dm_permission` is what there was before contexts, and is still obeyed where there are none. */
function readContexts(fields: Fields): number[] | null {
  const before = fields.boolean('dm_permission') === false ? [0] : null;
  return readSet(fields, 'contexts', [0, 1, 2]) ?? before;
}

type Localized = 'command' | 'menu' | 'description' | 'choice';

function readLocalizations(fields: Fields, key: string, kind: Localized): Record<string, string> | null {
  const object = fields.object(key);
  if (!object) return null;
  const read: Record<string, string> = {};
  for (const locale of object.keys) {
    if (!LOCALES.includes(locale)) {
      object.fail(locale, 'BASE_TYPE_CHOICES', `Value must be one of {${LOCALES.join(', ')}}.`);
      continue;
    }
    const max = kind === 'description' || kind === 'choice' ? 100 : 32;
    const value = object.text(locale, { min: 1, max });
    if (value === undefined) continue;
    if (kind === 'command' && !isCommandName(value)) {
      object.fail(locale, 'APPLICATION_COMMAND_INVALID_NAME', 'Command name is invalid');
    }
    read[locale] = value;
  }
  return read;
}

/** depth 0: a command; 1: a group or subcommand below it; 2: a subcommand of a group. */
function readOptions(fields: Fields, depth: number): CommandOption[] | undefined {
  const list = fields.list('options', { max: 25 });
  if (!list) return undefined;
  const options = list.map((option) => readOption(option, depth));
  checkUnique(list, options);
  checkOrder(list, options);
  checkKinds(fields, options);
  return options;
}

function readOption(fields: Fields, depth: number): CommandOption {
  const type = fields.integer('type', { min: 1, max: 11, required: true }) ?? 0;
  const option: CommandOption = {
    type,
    name: readName(fields, true),
    name_localizations: readLocalizations(fields, 'name_localizations', 'command'),
    description: fields.text('description', { min: 1, max: 100, required: true }) ?? '',
    description_localizations: readLocalizations(fields, 'description_localizations', 'description'),
  };
  if (type === OptionType.subcommand || type === OptionType.subcommandGroup) {
    return readBranch(fields, option, depth);
  }
  if (fields.boolean('required')) option.required = true;
  readRange(fields, option);
  readChannelTypes(fields, option);
  readChoices(fields, option);
  const fileTypes = type === OptionType.attachment ? readFileTypes(fields) : undefined;
  if (fileTypes) option.file_types = fileTypes;
  if (fields.boolean('autocomplete')) {
    option.autocomplete = true;
    if (!TYPED.includes(type) || option.choices?.length) {
      fields.fail(
        'autocomplete',
        'APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_INVALID',
        'Autocomplete needs a string, integer or number option without choices',
      );
    }
  }
  return option;
}

const CHANNEL_TYPES: readonly number[] = [0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15, 16];
const TYPED: readonly number[] = [OptionType.string, OptionType.integer, OptionType.number];

function readBranch(fields: Fields, option: CommandOption, depth: number): CommandOption {
  const group = option.type === OptionType.subcommandGroup;
  if (depth === 2 || (depth === 1 && group)) {
    fields.fail('type', 'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID', 'Sub-command option type is invalid');
    return option;
  }
  option.options = readOptions(fields, group ? 1 : 2) ?? [];
  const wrong = group
    ? option.options.some((child) => child.type !== OptionType.subcommand)
    : option.options.some((child) => child.type <= OptionType.subcommandGroup);
  if (wrong || (group && option.options.length === 0)) {
    fields.fail('options', 'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID', 'Sub-command option type is invalid');
  }
  return option;
}

function readRange(fields: Fields, option: CommandOption): void {
  if (option.type === OptionType.string) {
    const min = fields.integer('min_length', { min: 0, max: 6000 });
    const max = fields.integer('max_length', { min: 1, max: 6000 });
    if (min !== undefined) option.min_length = min;
    if (max !== undefined) option.max_length = max;
    checkRange(fields, 'min_length', min, max);
  } else if (TYPED.includes(option.type)) {
    const read = (key: string): number | undefined =>
      option.type === OptionType.integer ? fields.integer(key) : fields.number(key);
    const min = read('min_value');
    const max = read('max_value');
    if (min !== undefined) option.min_value = min;
    if (max !== undefined) option.max_value = max;
    checkRange(fields, 'min_value', min, max);
  }
}

function checkRange(fields: Fields, key: string, min: number | undefined, max: number | undefined): void {
  if (min !== undefined && max !== undefined && min > max) {
    fields.fail(key, 'APPLICATION_COMMAND_OPTIONS_MIN_MAX', 'The minimum is larger than the maximum');
  }
}

function readChannelTypes(fields: Fields, option: CommandOption): void {
  if (option.type !== OptionType.channel) return;
  const types = readSet(fields, 'channel_types', CHANNEL_TYPES);
  if (types) option.channel_types = types;
}

function readChoices(fields: Fields, option: CommandOption): void {
  const list = fields.list('choices', { max: 25 });
  if (!list || list.length === 0) return;
  option.choices = list.map((choice) => readChoice(choice, option.type, 100));
  const names = new Set<string>();
  option.choices.forEach((choice, index) => {
    if (names.has(choice.name)) {
      list[index]?.fail(
        'name',
        'APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_DUPLICATE',
        'Choice names must be unique',
      );
    }
    names.add(choice.name);
  });
}

/** A choice of an option, or of an autocomplete answer. */
export function readChoice(fields: Fields, type: number, maxValue: number): CommandChoice {
  const name = fields.text('name', { min: 1, max: 100, required: true }) ?? '';
  const value =
    type === OptionType.integer
      ? fields.integer('value', { required: true })
      : type === OptionType.number
        ? fields.number('value', { required: true })
        : fields.text('value', { max: maxValue, required: true });
  const choice: CommandChoice = { name, value: value ?? '' };
  choice.name_localizations = readLocalizations(fields, 'name_localizations', 'choice');
  return choice;
}

function checkUnique(list: readonly Fields[], options: readonly CommandOption[]): void {
  const seen = new Set<string>();
  options.forEach((option, index) => {
    if (option.name !== '' && seen.has(option.name)) {
      list[index]?.fail('name', 'APPLICATION_COMMAND_OPTIONS_NAME_DUPLICATE', 'Option names must be unique');
    }
    seen.add(option.name);
  });
}

function checkOrder(list: readonly Fields[], options: readonly CommandOption[]): void {
  let optional = false;
  options.forEach((option, index) => {
    if (option.required && optional) {
      list[index]?.fail(
        undefined,
        'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID',
        'Required options must be placed before non-required options',
      );
    }
    if (!option.required) optional = true;
  });
}

/** Subcommands and plain options do not mix on one level. */
function checkKinds(fields: Fields, options: readonly CommandOption[]): void {
  const branches = options.filter((option) => option.type <= OptionType.subcommandGroup).length;
  if (branches > 0 && branches < options.length) {
    fields.fail('options', 'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID', 'Sub-command option type is invalid');
  }
}

/** Name, description and values together, each counted with its longest translation. */
function commandSize(item: CommandDraft | CommandOption): number {
  let size =
    longest(item.name, item.name_localizations) + longest(item.description, item.description_localizations);
  for (const choice of 'choices' in item ? (item.choices ?? []) : []) {
    size += longest(choice.name, choice.name_localizations) + lengthOf(String(choice.value));
  }
  for (const option of item.options ?? []) size += commandSize(option);
  return size;
}

function longest(text: string, translations: Record<string, string> | null | undefined): number {
  return Math.max(lengthOf(text), ...Object.values(translations ?? {}).map(lengthOf));
}
