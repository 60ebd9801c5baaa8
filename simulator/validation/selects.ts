import type { Fields } from '../form.ts';
import { type Component, ComponentType, type SelectOption } from '../wire.ts';
import { readEmoji } from './emoji.ts';

export const SELECT_TYPES: readonly number[] = [
  ComponentType.stringSelect,
  ComponentType.userSelect,
  ComponentType.roleSelect,
  ComponentType.mentionableSelect,
  ComponentType.channelSelect,
];

/** https://discord.com/developers/docs/components/reference#string-select and the sections after it */
export function readSelect(fields: Fields, component: Component, place: 'message' | 'modal'): Component {
  const placeholder = fields.text('placeholder', { max: 150 });
  if (placeholder !== undefined) component.placeholder = placeholder;
  readCounts(fields, component, 25);
  readDisabled(fields, component, place);
  // "required: ... (ignored in messages)"
  if (place === 'modal') component.required = fields.boolean('required') ?? true;
  else fields.passOver('required');
  if (component.type === ComponentType.stringSelect) {
    component.options = readOptions(fields, 25);
    checkOptionCount(fields, component, 25);
  } else {
    readDefaultValues(fields, component);
    if (component.type === ComponentType.channelSelect) {
      const types = fields.array('channel_types');
      if (types) component.channel_types = types.filter((type) => typeof type === 'number');
    }
  }
  if (place === 'modal') checkRequired(fields, component);
  return component;
}

/** min_values and max_values with their defaults of 1. */
export function readCounts(fields: Fields, component: Component, most: number): void {
  component.min_values = fields.integer('min_values', { min: 0, max: most }) ?? 1;
  component.max_values = fields.integer('max_values', { min: 1, max: most }) ?? 1;
  if (component.min_values > component.max_values) {
    fields.fail('min_values', 'SELECT_COMPONENT_MIN_MAX', 'min_values must not be larger than max_values');
  }
}

/** A modal's field of which nothing need be chosen has to say so twice. */
export function checkRequired(fields: Fields, component: Component): void {
  if (component.min_values === 0 && component.required !== false) {
    fields.fail(
      'required',
      'COMPONENT_REQUIRED_MIN_VALUES_MISMATCH',
      'required must be false when min_values is 0',
    );
  }
}

export function readOptions(fields: Fields, most: number, least = 1): SelectOption[] {
  const list = fields.list('options', { min: least, max: most, required: true }) ?? [];
  const options = list.map((option) => readOption(option));
  const seen = new Set<string>();
  options.forEach((option, index) => {
    if (seen.has(option.value)) {
      list[index]?.fail(
        'value',
        'SELECT_COMPONENT_OPTION_VALUE_DUPLICATED',
        'The specified option value is already used',
      );
    }
    seen.add(option.value);
  });
  return options;
}

export function checkOptionCount(fields: Fields, component: Component, most: number): void {
  const { options = [], max_values: max = 1, min_values: min = 1 } = component;
  const needed = Math.max(max, min);
  if (options.length > 0 && options.length < needed) {
    fields.fail('options', 'BASE_TYPE_BAD_LENGTH', `Must be between ${needed} and ${most} in length.`);
  }
  if (options.filter((option) => option.default).length > max) {
    fields.fail(
      'options',
      'SELECT_COMPONENT_TOO_MANY_DEFAULTS',
      'More options are selected by default than max_values',
    );
  }
}

function readOption(fields: Fields): SelectOption {
  const option: SelectOption = {
    label: fields.text('label', { min: 1, max: 100, required: true }) ?? '',
    value: fields.text('value', { min: 1, max: 100, required: true }) ?? '',
  };
  const description = fields.text('description', { max: 100 });
  if (description) option.description = description;
  const emoji = readEmoji(fields.object('emoji'));
  if (emoji) option.emoji = emoji;
  if (fields.boolean('default') === true) option.default = true;
  return option;
}

function readDisabled(fields: Fields, component: Component, place: 'message' | 'modal'): void {
  const disabled = fields.boolean('disabled') ?? false;
  if (disabled && place === 'modal') {
    fields.fail('disabled', 'COMPONENT_DISABLED_IN_MODAL', 'A component of a modal cannot be disabled');
  }
  if (disabled) component.disabled = true;
}

const DEFAULT_KINDS: Record<number, readonly string[]> = {
  [ComponentType.userSelect]: ['user'],
  [ComponentType.roleSelect]: ['role'],
  [ComponentType.channelSelect]: ['channel'],
  [ComponentType.mentionableSelect]: ['user', 'role'],
};

function readDefaultValues(fields: Fields, component: Component): void {
  const list = fields.list('default_values', { max: 25 });
  if (!list) return;
  const kinds = DEFAULT_KINDS[component.type] ?? [];
  component.default_values = list.map((value) => ({
    id: value.snowflake('id', true) ?? '0',
    type: value.choice('type', kinds, true) ?? '',
  }));
  const { length } = component.default_values;
  if (length > 0 && (length > (component.max_values ?? 1) || length < (component.min_values ?? 1))) {
    fields.fail(
      'default_values',
      'BASE_TYPE_BAD_LENGTH',
      `Must be between ${component.min_values} and ${component.max_values} in length.`,
    );
  }
}
