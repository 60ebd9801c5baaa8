import type { Fields } from '../form.ts';
import { type Component, ComponentType } from '../wire.ts';
import { assignIds, ComponentReader } from './components.ts';
import { readFileTypes } from './file-types.ts';
import {
  checkOptionCount,
  checkRequired,
  readCounts,
  readOptions,
  readSelect,
  SELECT_TYPES,
} from './selects.ts';

export interface Modal {
  custom_id: string;
  title: string;
  components: Component[];
}

const IN_LABEL: readonly number[] = [
  ComponentType.textInput,
  ...SELECT_TYPES,
  ComponentType.fileUpload,
  ComponentType.radioGroup,
  ComponentType.checkboxGroup,
  ComponentType.checkbox,
];

/** https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object-modal */
export function readModal(fields: Fields): Modal {
  const reader = new ComponentReader();
  const modal: Modal = {
    custom_id: fields.text('custom_id', { min: 1, max: 100, required: true }) ?? '',
    title: fields.text('title', { min: 1, max: 45, required: true }) ?? '',
    components: [],
  };
  if (modal.title !== '' && modal.title.trim() === '') {
    fields.fail('title', 'BASE_TYPE_REQUIRED', 'This field is required');
  }
  const list = fields.list('components', { min: 1, max: 5, required: true }) ?? [];
  modal.components = assignIds(list.map((child) => readTopLevel(child, reader)));
  return modal;
}

function readTopLevel(fields: Fields, reader: ComponentReader): Component {
  const component = reader.begin(fields, [
    ComponentType.actionRow,
    ComponentType.textDisplay,
    ComponentType.label,
  ]);
  if (component.type === ComponentType.textDisplay) return reader.readText(fields, component);
  if (component.type === ComponentType.actionRow) return readLegacyRow(fields, component, reader);
  if (component.type !== ComponentType.label) return component;
  component.label = fields.text('label', { min: 1, max: 45, required: true }) ?? '';
  component.description = fields.text('description', { min: 1, max: 100 }) ?? null;
  const child = fields.object('component', true);
  if (child) component.component = readField(child, reader, IN_LABEL, false);
  return component;
}

/** The old form: a row with exactly one text input that carries its own label. */
function readLegacyRow(fields: Fields, row: Component, reader: ComponentReader): Component {
  const list = fields.list('components', { min: 1, max: 1, required: true }) ?? [];
  row.components = list.map((child) => readField(child, reader, [ComponentType.textInput], true));
  return row;
}

function readField(
  fields: Fields,
  reader: ComponentReader,
  allowed: readonly number[],
  ownLabel: boolean,
): Component {
  const component = reader.begin(fields, allowed);
  if (!allowed.includes(component.type)) return component;
  reader.readCustomId(fields, component);
  switch (component.type) {
    case ComponentType.textInput:
      return readTextInput(fields, component, ownLabel);
    case ComponentType.fileUpload:
      return readUpload(fields, component);
    case ComponentType.radioGroup:
      component.required = fields.boolean('required') ?? true;
      component.options = readOptions(fields, 10, 2);
      checkOptionCount(fields, { ...component, min_values: 1, max_values: 1 }, 10);
      return component;
    case ComponentType.checkboxGroup:
      return readCheckboxes(fields, component);
    case ComponentType.checkbox:
      component.default = fields.boolean('default') ?? false;
      return component;
    default:
      return readSelect(fields, component, 'modal');
  }
}

function readTextInput(fields: Fields, input: Component, ownLabel: boolean): Component {
  input.style = fields.choice('style', [1, 2], true) ?? 1;
  const label = fields.text('label', { min: 1, max: 45, required: ownLabel });
  if (label !== undefined) input.label = label;
  if (!ownLabel && label !== undefined) {
    fields.fail('label', 'COMPONENT_LABEL_IN_LABEL', 'A text input inside a label has no label of its own');
  }
  const min = fields.integer('min_length', { min: 0, max: 4000 });
  const max = fields.integer('max_length', { min: 1, max: 4000 });
  if (min !== undefined) input.min_length = min;
  if (max !== undefined) input.max_length = max;
  if (min !== undefined && max !== undefined && min > max) {
    fields.fail('min_length', 'TEXT_INPUT_MIN_MAX', 'min_length must not be larger than max_length');
  }
  input.required = fields.boolean('required') ?? true;
  const placeholder = fields.text('placeholder', { max: 100 });
  if (placeholder !== undefined) input.placeholder = placeholder;
  const value = fields.text('value', { min: 0, max: max ?? 4000 });
  if (value !== undefined && value !== '') {
    fields.text('value', { min: min ?? 0 });
    input.value = value;
  }
  return input;
}

function readUpload(fields: Fields, upload: Component): Component {
  readCounts(fields, upload, 10);
  upload.required = fields.boolean('required') ?? true;
  checkRequired(fields, upload);
  const types = readFileTypes(fields);
  if (types) upload.file_types = types;
  return upload;
}

function readCheckboxes(fields: Fields, group: Component): Component {
  group.options = readOptions(fields, 10);
  group.min_values = fields.integer('min_values', { min: 0, max: 10 }) ?? 1;
  group.max_values = fields.integer('max_values', { min: 1, max: 10 }) ?? Math.max(1, group.options.length);
  group.required = fields.boolean('required') ?? true;
  checkRequired(fields, group);
  checkOptionCount(fields, group, 10);
  return group;
}
