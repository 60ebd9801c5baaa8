import {
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandInteractionDataBasicOption,
  type APIAttachment,
  type ChannelType,
  ApplicationCommandOptionType as Type,
} from 'discord.js';
import { UserError } from '../errors.ts';
import type { Key } from '../i18n/index.ts';
import { codePoints, oneLine, trimmed } from '../text.ts';
import type { Call } from './call.ts';
import { refuseStranger, type Who } from './person.ts';
import type { Choice } from './reply.ts';

type Suggest = (
  call: Call,
  typed: string,
  others: Readonly<Record<string, string | undefined>>,
) => Promise<readonly Choice[]>;

interface Common {
  readonly required?: true;
}
interface TextOption extends Common {
  readonly kind: 'text';
  /** Code points after trimming. */
  readonly min?: number;
  readonly max: number;
  /** May have several lines; every other text becomes one line. */
  readonly lines?: true;
  readonly suggest?: Suggest;
}
/** One of what `suggest` offers, as its id; who types its name instead means the same (`chosenOf`). */
interface OfferedOption extends Common {
  readonly kind: 'offered';
  readonly suggest: (call: Call, typed: string) => Promise<readonly Choice[]>;
}
interface ChoiceOption<V extends string> extends Common {
  readonly kind: 'choice';
  readonly values: readonly V[];
  /** Catalogue path of the choices' names: `commands:choices.<names>.<value>`; undefined shows the value itself. */
  readonly names?: string;
}
interface NumberOption extends Common {
  readonly kind: 'integer' | 'number';
  readonly min: number;
  readonly max: number;
}
interface UserOption extends Common {
  readonly kind: 'user';
  /** Default: a member, oneself too. */
  readonly who?: Who;
}
interface PlainOption extends Common {
  readonly kind: 'role' | 'boolean' | 'attachment';
}
interface ChannelOption extends Common {
  readonly kind: 'channel';
  readonly types: readonly ChannelType[];
}

export type OptionSpec =
  | TextOption
  | OfferedOption
  | ChoiceOption<string>
  | NumberOption
  | UserOption
  | PlainOption
  | ChannelOption;
export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

type Value<S extends OptionSpec> =
  S extends ChoiceOption<infer V>
    ? V
    : S extends NumberOption
      ? number
      : S extends { kind: 'boolean' }
        ? boolean
        : S extends { kind: 'attachment' }
          ? APIAttachment
          : string;

/** Options as a handler receives them: trimmed, within their lengths and ranges, ids for users, roles and channels. */
export type Values<O extends OptionSpecs> = {
  readonly [K in keyof O]: O[K] extends { required: true } ? Value<O[K]> : Value<O[K]> | undefined;
};

const TYPES = {
  text: Type.String,
  offered: Type.String,
  choice: Type.String,
  integer: Type.Integer,
  number: Type.Number,
  user: Type.User,
  role: Type.Role,
  boolean: Type.Boolean,
  attachment: Type.Attachment,
  channel: Type.Channel,
} as const;

/** Discord takes no longer name of a choice. */
const LONGEST_CHOICE = 100;

/** Discord accepts at most 6000 for a string option's length limits. */
export function optionJson(
  name: string,
  spec: OptionSpec,
  texts: {
    description: Record<'en' | 'fr', string>;
    choice: (names: string, value: string) => Record<'en' | 'fr', string>;
  },
): APIApplicationCommandBasicOption {
  const base = {
    name,
    type: TYPES[spec.kind],
    description: texts.description.en,
    description_localizations: { fr: texts.description.fr },
    required: spec.required === true,
  };
  return { ...base, ...limits(spec, texts.choice) } as APIApplicationCommandBasicOption;
}

function limits(
  spec: OptionSpec,
  choiceText: (names: string, value: string) => Record<'en' | 'fr', string>,
): object {
  switch (spec.kind) {
    case 'text':
      return {
        ...(spec.min === undefined ? {} : { min_length: spec.min }),
        max_length: spec.max,
        ...(spec.suggest === undefined ? {} : { autocomplete: true }),
      };
    case 'offered':
      return { max_length: LONGEST_CHOICE, autocomplete: true };
    case 'choice':
      return {
        choices: spec.values.map((value) => {
          if (spec.names === undefined) return { name: value, value };
          const name = choiceText(spec.names, value);
          return { name: name.en, name_localizations: { fr: name.fr }, value };
        }),
      };
    case 'integer':
    case 'number':
      return { min_value: spec.min, max_value: spec.max };
    case 'channel':
      return { channel_types: spec.types };
    default:
      return {};
  }
}

/** An option as it was sent; what a modal or a draft gives has the same shape. */
export type SentOption = Pick<APIApplicationCommandInteractionDataBasicOption, 'name' | 'value'>;

/** The sent values as plain strings, before any check: what a draft keeps. */
export function rawOptions(
  sent: readonly APIApplicationCommandInteractionDataBasicOption[] | undefined,
): Record<string, string> {
  return Object.fromEntries((sent ?? []).map((option) => [option.name, String(option.value)]));
}

/**
 * Checks every sent value again: Discord checks most of it, but a client may send anything. Throws {@link UserError}
 * with the option's name and what is wrong with it.
 */
export function readOptions<O extends OptionSpecs>(
  specs: O,
  sent: readonly SentOption[] | undefined,
  call: Call,
  attachments: Readonly<Record<string, APIAttachment>>,
): Values<O> {
  const given = new Map((sent ?? []).map((option) => [option.name, option.value]));
  const values: Record<string, unknown> = {};
  for (const [name, spec] of Object.entries(specs)) {
    const value = given.get(name);
    values[name] = value === undefined ? undefined : readOption(name, spec, value, call, attachments);
    if (values[name] === undefined && spec.required === true) refuse('common:error.option.missing', { name });
  }
  return values as Values<O>;
}

function readOption(
  name: string,
  spec: OptionSpec,
  value: string | number | boolean,
  call: Call,
  attachments: Readonly<Record<string, APIAttachment>>,
): unknown {
  switch (spec.kind) {
    case 'text':
      return readText(name, String(value), spec);
    case 'offered':
      return readText(name, String(value), { max: LONGEST_CHOICE });
    case 'choice':
      if (!spec.values.includes(String(value)))
        refuse('common:error.option.not-a-choice', { name, choices: spec.values.join(', ') });
      return String(value);
    case 'integer':
    case 'number':
      return readNumber(name, spec, value);
    case 'boolean':
      return value === true || value === 'true';
    case 'user':
      refuseStranger(call, String(value), spec.who);
      return String(value);
    case 'channel':
      return readChannel(name, spec, String(value), call);
    case 'role':
      if (call.isResolved && !call.roleIds.has(String(value)))
        refuse('common:error.option.invalid', { name });
      return String(value);
    case 'attachment':
      return attachments[String(value)] ?? refuse('common:error.option.invalid', { name });
  }
}

function readChannel(name: string, spec: ChannelOption, id: string, call: Call): string {
  // Discord shows each channel of this server that an option names: one it does not show is another server's.
  const type = call.channels[id]?.type;
  if (type === undefined ? call.isResolved : !spec.types.includes(type))
    refuse('common:error.option.wrong-channel', { name });
  return id;
}

function readNumber(name: string, spec: NumberOption, value: string | number | boolean): number {
  // A draft gives numbers back as text.
  const isText = typeof value === 'string' && value.trim() !== '';
  const number = isText || typeof value === 'number' ? Number(value) : Number.NaN;
  const fits = Number.isFinite(number) && number >= spec.min && number <= spec.max;
  if (!fits || (spec.kind === 'integer' && !Number.isSafeInteger(number))) {
    refuse('common:error.option.not-a-number', { name, min: spec.min, max: spec.max });
  }
  return number;
}

/** Also for the fields of modals. An optional text of nothing but blanks counts as not given. */
export function readText(
  name: string,
  value: string,
  spec: { required?: true; min?: number; max: number; lines?: true },
): string | undefined {
  const text = spec.lines === true ? trimmed(value) : oneLine(value);
  const length = codePoints(text);
  if (length === 0)
    return spec.required === true ? refuse('common:error.option.missing', { name }) : undefined;
  const { min = 0, max } = spec;
  if (length < min) refuse('common:error.option.too-short', { name, min, length, count: min - length });
  if (length > max) refuse('common:error.option.too-long', { name, max, length, count: length - max });
  return text;
}

function refuse(key: Key, params: Record<string, string | number>): never {
  throw new UserError({ key, params });
}
