import { type Json, scalar } from '../form.ts';
import { modalFields } from '../interactions/modals.ts';
import { refuseClient } from '../interactions/refused.ts';
import type { Modal } from '../validation/modal.ts';
import { type Component, ComponentType } from '../wire.ts';
import { addFile, type FileInput, type Identified } from './body.ts';

export type FieldValue =
  | string
  | boolean
  | null
  | Identified
  | FileInput
  | readonly (string | Identified | FileInput)[];

/** A filled-in modal as the body a client would send; fields by label or custom_id, options by label or value. */
export function modalBody(modal: Modal, values: Readonly<Record<string, FieldValue>>): Json {
  const fields = modalFields(modal);
  const files: Json[] = [];
  const components = Object.entries(values).map(([name, value]) => {
    const found = fields.find(({ label, field }) => field.custom_id === name || label === name);
    if (!found) {
      const list = fields.map(({ label, field }) => `"${label}" (${field.custom_id})`).join(', ');
      return refuseClient(`The modal "${modal.title}" has no field "${name}" (it has: ${list}).`);
    }
    return { type: ComponentType.label, component: fill(found.field, value, files) };
  });
  return { custom_id: modal.custom_id, components, attachments: files };
}

function fill(field: Component, value: FieldValue, files: Json[]): Json {
  const { type, custom_id } = field;
  switch (type) {
    case ComponentType.textInput:
      return { type, custom_id, value: scalar(value) };
    case ComponentType.checkbox:
      return { type, custom_id, value: value === true };
    case ComponentType.radioGroup:
      return { type, custom_id, value: value === null ? null : choose(field, scalar(value)) };
    default: {
      const list = Array.isArray(value) ? (value as readonly (string | Identified | FileInput)[]) : [value];
      const values = list.flatMap((item) => {
        if (item === null || typeof item === 'boolean') return [];
        if (typeof item === 'string') return [choose(field, item)];
        return 'filename' in (item as object)
          ? [addFile(item as FileInput, files)]
          : [(item as Identified).id];
      });
      return { type, custom_id, values };
    }
  }
}

/** The value of the option with this label; what is no label stays as it is. */
export function choose(component: Component, chosen: string): string {
  const byValue = component.options?.find((option) => option.value === chosen);
  const byLabel = component.options?.find((option) => option.label === chosen);
  return (byValue ?? byLabel)?.value ?? chosen;
}
