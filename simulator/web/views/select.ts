import { html, nothing, type TemplateResult } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import { type Component, ComponentType } from '../../wire.ts';
import { entitiesFor, entityName, fitting, type Suggestion } from '../compose/suggest.ts';
import { afterDraw, changed, focusOn, state } from '../store.ts';
import { icon } from './icons.ts';
import { nextIndex } from './keys.ts';
import { activeId, listbox, showActive } from './listbox.ts';

export interface SelectUse {
  field: Component;
  /** Tells this select from all others. */
  key: string;
  /** What is chosen, where the form keeps it; undefined: what the bot preset. */
  chosen: readonly string[] | undefined;
  busy: boolean;
  /** In a form the choice is kept, in a message it is sent. */
  onChoose: (values: string[]) => void;
  label?: string;
}

/** A select menu: a button that opens a list below it, with a search field where there is much to choose from. */
export function select(use: SelectUse): TemplateResult {
  const { field, key } = use;
  const chosen = use.chosen ?? preset(field);
  const isOpen = state.select?.key === key;
  const shown = chosen.map((value) => labelOf(field, value)).join(', ');
  const placeholder = field.placeholder ?? (use.label === undefined ? 'Make a selection' : 'Choose');
  return html`<div class="select-frame">
    <button
      type="button"
      class=${classMap({ select: true, open: isOpen })}
      data-select=${key}
      ?disabled=${field.disabled === true || use.busy}
      aria-haspopup="listbox"
      aria-expanded=${isOpen}
      aria-label=${`${use.label ?? placeholder}: ${shown === '' ? 'nothing chosen' : shown}`}
      @click=${() => (isOpen ? close(key) : open(key, chosen))}
    >
      <span class=${shown === '' ? 'placeholder' : ''}>${shown === '' ? placeholder : shown}</span>
      ${icon('down')}
    </button>
    ${isOpen ? panel(use) : nothing}
  </div>`;
}

function open(key: string, chosen: readonly string[]): void {
  state.select = { key, chosen: [...chosen], query: '', active: 0 };
  changed();
  focusOn('.select-panel [data-focus]');
  afterDraw(() => document.querySelector('.select-panel')?.scrollIntoView({ block: 'nearest' }));
}

function close(key: string): void {
  state.select = undefined;
  focusOn(`[data-select="${CSS.escape(key)}"]`);
}

function panel(use: SelectUse): TemplateResult | typeof nothing {
  const { field } = use;
  const current = state.select;
  if (!current) return nothing;
  const items = itemsOf(field, current.query);
  const most = field.max_values ?? 1;
  const many = most > 1;
  const searchable = field.type !== ComponentType.stringSelect || (field.options?.length ?? 0) > 8;
  const pick = (item: Suggestion): void => {
    choose(use, String(item.value), most);
  };
  const onKey = (event: KeyboardEvent): void => {
    const next = nextIndex(event.key, current.active, items.length);
    const active = items[current.active];
    if (event.key === 'Escape') {
      event.stopPropagation();
      event.preventDefault();
      close(use.key);
    } else if ((event.key === 'Enter' || (event.key === ' ' && !searchable)) && active) {
      event.preventDefault();
      pick(active);
    } else if (next !== undefined) {
      event.preventDefault();
      current.active = next;
      changed();
      afterDraw(showActive);
    }
  };
  const onInput = (event: Event): void => {
    if (event.target instanceof HTMLInputElement) current.query = event.target.value;
    current.active = 0;
    changed();
  };
  const least = field.required === false ? 0 : (field.min_values ?? 1);
  return html`<div class="select-panel" @keydown=${onKey}>
    <input
      data-focus
      class=${searchable ? '' : 'unseen'}
      type="text"
      role="combobox"
      autocomplete="off"
      aria-label="Search"
      aria-expanded="true"
      aria-controls="select-list"
      aria-activedescendant=${activeId('select-list', current.active, items.length)}
      ?readonly=${!searchable}
      placeholder="Search"
      .value=${current.query}
      @input=${onInput}
    />
    ${
      items.length === 0
        ? html`<p class="empty">No results</p>`
        : listbox({
            id: 'select-list',
            label: 'Options',
            items,
            active: current.active,
            chosen: current.chosen,
            onPick: pick,
          })
    }
    ${
      many || least === 0
        ? html`<div class="select-foot">
          <span>${many ? `${current.chosen.length} of at most ${most}` : ''}</span>
          <button
            type="button"
            class="button primary"
            ?disabled=${current.chosen.length < least}
            @click=${() => finish(use, current.chosen)}
          >Done</button>
        </div>`
        : nothing
    }
  </div>`;
}

function choose(use: SelectUse, value: string, most: number): void {
  const current = state.select;
  if (!current) return;
  if (most === 1 && !current.chosen.includes(value)) {
    finish(use, [value]);
    return;
  }
  if (current.chosen.includes(value)) current.chosen = current.chosen.filter((known) => known !== value);
  else if (current.chosen.length < most) current.chosen = [...current.chosen, value];
  changed();
}

function finish(use: SelectUse, values: string[]): void {
  close(use.key);
  use.onChoose(values);
}

function itemsOf(field: Component, query: string): Suggestion[] {
  if (field.type !== ComponentType.stringSelect) {
    return entitiesFor(field.type, field.channel_types ?? [], query);
  }
  return fitting(
    (field.options ?? []).map(({ label, value, description, emoji }) => ({
      label: emoji?.name ? `${emoji.name} ${label}` : label,
      value,
      detail: description,
    })),
    query,
  );
}

function preset(field: Component): string[] {
  const chosen = field.options?.filter((option) => option.default).map((option) => option.value) ?? [];
  return chosen.length > 0 ? chosen : (field.default_values?.map((value) => value.id) ?? []);
}

function labelOf(field: Component, value: string): string {
  return field.options?.find((option) => option.value === value)?.label ?? entityName(value);
}
