import { type Component, ComponentType } from '../wire.ts';
import { changed, type FieldState, focusOn, type OpenModal, state } from './store.ts';

/** The form as the simulator hands it over. */
export interface ReplyModal {
  custom_id: string;
  title: string;
  components: Component[];
}

export interface LabelledField {
  label: string;
  description: string;
  field: Component;
}

export function openModal(modal: ReplyModal, channelId: string): void {
  const values = new Map<string, FieldState>();
  for (const component of modal.components) {
    const found = fieldOf(component);
    if (found) values.set(found.field.custom_id ?? '', initial(found.field));
  }
  state.modal = { ...modal, channelId, values, error: undefined, sending: false };
  state.select = undefined;
  focusOn('.modal .field :is(input, textarea, .select)');
}

export function closeModal(): void {
  state.modal = undefined;
  state.select = undefined;
  changed();
}

/** The field of a label, or of an old-style row with one text input. */
export function fieldOf(component: Component): LabelledField | undefined {
  const field = component.component ?? component.components?.[0];
  if (!field) return undefined;
  return {
    label: component.label ?? field.label ?? '',
    description: component.description ?? '',
    field,
  };
}

function initial(field: Component): FieldState {
  const chosen = field.options?.filter((option) => option.default).map((option) => option.value) ?? [];
  const preset = field.default_values?.map((value) => value.id) ?? [];
  return {
    text: field.value ?? '',
    chosen: chosen.length > 0 ? chosen : preset,
    checked: field.default ?? false,
    files: [],
  };
}

/** The filled-in form as a client sends it, with the files its fields name by their position. */
export function submission(modal: OpenModal): { components: object[]; files: File[] } {
  const files: File[] = [];
  const components = modal.components.flatMap((component) => {
    const field = fieldOf(component)?.field;
    const value = field ? modal.values.get(field.custom_id ?? '') : undefined;
    return field && value
      ? [
          {
            type: ComponentType.label,
            component: { type: field.type, custom_id: field.custom_id, ...sent(field, value, files) },
          },
        ]
      : [];
  });
  return { components, files };
}

function sent(field: Component, value: FieldState, files: File[]): object {
  switch (field.type) {
    case ComponentType.textInput:
      return { value: value.text };
    case ComponentType.checkbox:
      return { value: value.checked };
    case ComponentType.radioGroup:
      return { value: value.chosen[0] ?? null };
    case ComponentType.fileUpload:
      return { values: value.files.map((file) => String(files.push(file) - 1)) };
    default:
      return { values: value.chosen };
  }
}
