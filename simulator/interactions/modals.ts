import { isObject, type Json, lengthOf, scalar } from '../form.ts';
import { collect } from '../validation/components.ts';
import { isFileType } from '../validation/file-types.ts';
import type { Modal } from '../validation/modal.ts';
import { SELECT_TYPES } from '../validation/selects.ts';
import { type Component, ComponentType } from '../wire.ts';
import { checkValues } from './components.ts';
import type { OptionScope } from './options.ts';
import { refuseClient } from './refused.ts';

/** The submitted form as the bot gets it: the modal's own structure with values in it. */
export function prepareModal(scope: OptionScope, modal: Modal, sent: Json): Json {
  const given = new Map<string, Json>();
  gather(sent['components'], given);
  const known = new Set<string>();
  const components = modal.components.map((component) => fill(scope, component, given, known));
  for (const customId of given.keys()) {
    if (!known.has(customId)) {
      refuseClient(
        `The modal "${modal.title}" has no field "${customId}" (it has: ${[...known].join(', ')}).`,
      );
    }
  }
  const data: Json = { custom_id: modal.custom_id, components };
  if (Object.keys(scope.resolved).length > 0) data['resolved'] = scope.resolved;
  return data;
}

/** Every object with a custom_id in what the client sent. */
function gather(value: unknown, into: Map<string, Json>): void {
  if (Array.isArray(value)) {
    for (const item of value) gather(item, into);
  } else if (isObject(value)) {
    if (typeof value['custom_id'] === 'string') into.set(value['custom_id'], value);
    gather(value['components'], into);
    gather(value['component'], into);
  }
}

function fill(
  scope: OptionScope,
  component: Component,
  given: ReadonlyMap<string, Json>,
  known: Set<string>,
): Json {
  const { type, id } = component;
  if (type === ComponentType.textDisplay) return { type, id };
  const field = component.component ?? component.components?.[0];
  if (!field?.custom_id) return { type, id };
  known.add(field.custom_id);
  const filled = fillField(scope, field, given.get(field.custom_id) ?? {});
  return type === ComponentType.label ? { type, id, component: filled } : { type, id, components: [filled] };
}

function fillField(scope: OptionScope, field: Component, sent: Json): Json {
  const { type, id, custom_id } = field;
  const filled: Json = { type, id, custom_id };
  switch (type) {
    case ComponentType.textInput:
      return { ...filled, value: checkText(field, sent['value']) };
    case ComponentType.checkbox:
      return { ...filled, value: sent['value'] === true };
    case ComponentType.radioGroup:
      return { ...filled, value: checkRadio(field, sent['value']) };
    case ComponentType.fileUpload:
      return { ...filled, values: checkUploads(scope, field, sent['values']) };
    default: {
      const empty = sent['values'] === undefined;
      const values = empty ? preselected(field) : sent['values'];
      if (SELECT_TYPES.includes(type) || type === ComponentType.checkboxGroup) {
        return { ...filled, values: checkValues(scope, field, values) };
      }
      return filled;
    }
  }
}

/** What a field shows chosen when the member does not touch it. */
function preselected(field: Component): string[] {
  const options = field.options?.filter((option) => option.default).map((option) => option.value) ?? [];
  return options.length > 0 ? options : (field.default_values?.map((value) => value.id) ?? []);
}

function checkText(field: Component, sent: unknown): string {
  const value = sent === undefined ? (field.value ?? '') : scalar(sent);
  const { min_length: min = 0, max_length: max = 4000, required } = field;
  const length = lengthOf(value);
  const name = field.label ?? field.custom_id ?? '';
  if (length === 0) {
    if (required !== false) refuseClient(`The field "${name}" is required.`);
    return value;
  }
  if (length < min || length > max) {
    refuseClient(`The field "${name}" must have ${min} to ${max} characters, not ${length}.`);
  }
  return value;
}

function checkRadio(field: Component, sent: unknown): string | null {
  const value = sent === undefined || sent === null ? preselected(field)[0] : scalar(sent);
  if (value === undefined) {
    if (field.required !== false) refuseClient(`Something must be chosen in "${field.custom_id}".`);
    return null;
  }
  if (!field.options?.some((option) => option.value === value)) {
    refuseClient(`"${field.custom_id}" does not offer "${value}".`);
  }
  return value;
}

function checkUploads(scope: OptionScope, field: Component, sent: unknown): string[] {
  const ids = Array.isArray(sent) ? sent.map(String) : [];
  const { min_values: min = 1, max_values: max = 1, required } = field;
  const least = required === false && ids.length === 0 ? 0 : min;
  if (ids.length < least || ids.length > max) {
    refuseClient(`"${field.custom_id}" takes ${min} to ${max} files, not ${ids.length}.`);
  }
  return ids.map((id) => {
    const file = scope.files.get(id) ?? refuseClient(`"${field.custom_id}" names no file ${id}.`);
    if (!isFileType(file.filename, field.file_types)) {
      refuseClient(`"${field.custom_id}" takes only ${field.file_types?.join(', ')}, not ${file.filename}.`);
    }
    const attachment = scope.context.cdn.store(scope.channel.id, file, true, true);
    scope.resolved.attachments = { ...scope.resolved.attachments, [attachment.id]: attachment };
    return attachment.id;
  });
}

/** All fields of a modal with the label each is shown under. */
export function modalFields(modal: Modal): { label: string; field: Component }[] {
  return modal.components.flatMap((component) => {
    const all: Component[] = [];
    collect(component, all);
    const field = all.find((candidate) => candidate.custom_id !== undefined);
    return field ? [{ label: component.label ?? field.label ?? '', field }] : [];
  });
}
