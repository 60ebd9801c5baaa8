import { html, nothing, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { type Component, ComponentType } from '../../wire.ts';
import { submitModal } from '../interact.ts';
import { closeModal, fieldOf, type LabelledField } from '../modal.ts';
import { avatarOf } from '../names.ts';
import { changed, type FieldState, type OpenModal, state } from '../store.ts';
import { show } from './dialogs.ts';
import { icon } from './icons.ts';
import { sizeText } from './media.ts';
import { select } from './select.ts';
import { markdown } from './text.ts';

/** The form a bot opened. */
export function modalDialog(): TemplateResult | typeof nothing {
  const { modal, world } = state;
  if (!modal) return nothing;
  const onSubmit = (event: Event): void => {
    event.preventDefault();
    void submitModal();
  };
  const onCancel = (event: Event): void => {
    event.preventDefault();
    if (event.target === event.currentTarget) closeModal();
  };
  return html`<dialog class="dialog modal" aria-labelledby="modal-title" ${ref(show)} @cancel=${onCancel} @close=${closeModal}>
    <form class="dialog-box" novalidate @submit=${onSubmit}>
      <header>
        <img src=${avatarOf(world?.application.id ?? '0')} alt="" width="24" height="24" />
        <h2 id="modal-title">${modal.title}</h2>
        <button type="button" class="tool" aria-label="Close" @click=${closeModal}>${icon('close')}</button>
      </header>
      <div class="fields">
        <p class="caution">This form will be submitted to ${world?.application.name}. Do not share passwords or other sensitive information.</p>
        ${
          modal.error === undefined
            ? nothing
            : html`<p class="complaint" role="alert" tabindex="-1">${modal.error}</p>`
        }
        ${modal.components.map((component) => part(modal, component))}
      </div>
      <footer>
        <button type="button" class="button link" @click=${closeModal}>Cancel</button>
        <button class="button primary" ?disabled=${modal.sending}>Submit</button>
      </footer>
    </form>
  </dialog>`;
}

function part(modal: OpenModal, component: Component): unknown {
  if (component.type === ComponentType.textDisplay) return markdown(component.content ?? '');
  const found = fieldOf(component);
  const value = modal.values.get(found?.field.custom_id ?? '');
  return found && value ? labelled(modal, found, value) : nothing;
}

function labelled(modal: OpenModal, found: LabelledField, value: FieldState): TemplateResult {
  const { label, description, field } = found;
  const id = `field-${field.custom_id ?? ''}`;
  const isRequired = field.required !== false && field.type !== ComponentType.checkbox;
  const star = isRequired ? html`<span class="star" aria-hidden="true">*</span>` : nothing;
  const hint = description === '' ? nothing : html`<small id=${`${id}-hint`}>${description}</small>`;
  const isGroup = field.type === ComponentType.radioGroup || field.type === ComponentType.checkboxGroup;
  if (isGroup) {
    return html`<fieldset class="field">
      <legend>${label}${star}</legend>
      ${hint} ${options(field, value, id)}
    </fieldset>`;
  }
  return html`<div class="field">
    <label for=${id}>${label}${star}</label>
    ${hint} ${control(modal, found, value, id, isRequired)}
  </div>`;
}

function control(
  modal: OpenModal,
  { field, label }: LabelledField,
  value: FieldState,
  id: string,
  isRequired: boolean,
): TemplateResult {
  switch (field.type) {
    case ComponentType.textInput:
      return textInput(field, value, id, isRequired);
    case ComponentType.checkbox:
      return html`<input
        type="checkbox"
        id=${id}
        .checked=${value.checked}
        @change=${({ target }: Event) => {
          if (target instanceof HTMLInputElement) value.checked = target.checked;
        }}
      />`;
    case ComponentType.fileUpload:
      return fileInput(field, value, id);
    default:
      return select({
        field,
        key: `${modal.custom_id} ${field.custom_id ?? ''}`,
        chosen: value.chosen,
        busy: false,
        label,
        onChoose: (values) => {
          value.chosen = values;
          changed();
        },
      });
  }
}

function textInput(field: Component, value: FieldState, id: string, isRequired: boolean): TemplateResult {
  const onInput = ({ target }: Event): void => {
    const isField = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
    if (isField) value.text = target.value;
    changed();
  };
  const most = field.max_length ?? 4000;
  // Paragraphs submit with the button; Enter is theirs.
  const input =
    field.style === 2
      ? html`<textarea
          id=${id}
          rows="4"
          maxlength=${most}
          placeholder=${field.placeholder ?? ''}
          aria-required=${isRequired}
          aria-describedby=${`${id}-hint`}
          .value=${value.text}
          @input=${onInput}
        ></textarea>`
      : html`<input
          id=${id}
          type="text"
          autocomplete="off"
          maxlength=${most}
          placeholder=${field.placeholder ?? ''}
          aria-required=${isRequired}
          aria-describedby=${`${id}-hint`}
          .value=${value.text}
          @input=${onInput}
        />`;
  const left = most - Array.from(value.text).length;
  return html`${input}${left < 100 ? html`<small class="left">${left} left</small>` : nothing}`;
}

function options(field: Component, value: FieldState, id: string): unknown {
  const isRadio = field.type === ComponentType.radioGroup;
  return (field.options ?? []).map((option) => {
    const isChosen = value.chosen.includes(option.value);
    const onChange = (): void => {
      if (isRadio) value.chosen = [option.value];
      else if (isChosen) value.chosen = value.chosen.filter((known) => known !== option.value);
      else value.chosen = [...value.chosen, option.value];
      changed();
    };
    return html`<label class="option-line">
      <input
        type=${isRadio ? 'radio' : 'checkbox'}
        name=${id}
        .checked=${isChosen}
        @change=${onChange}
      />
      <span>${option.label}${option.description ? html`<small>${option.description}</small>` : nothing}</span>
    </label>`;
  });
}

function fileInput(field: Component, value: FieldState, id: string): TemplateResult {
  const onChange = ({ target }: Event): void => {
    if (target instanceof HTMLInputElement) value.files = [...(target.files ?? [])];
    changed();
  };
  return html`<input type="file" id=${id} ?multiple=${(field.max_values ?? 1) > 1} @change=${onChange} />
    ${value.files.map((file) => html`<small>${file.name}, ${sizeText(file.size)}</small>`)}`;
}
