import { html, nothing, type TemplateResult } from 'lit';
import type { Suggestion } from '../compose/suggest.ts';
import { avatarOf } from '../names.ts';
import { icon } from './icons.ts';

/** A list of things to pick, under the hand of an input that keeps the keyboard (aria-activedescendant). */
export function listbox(list: {
  id: string;
  label: string;
  items: readonly Suggestion[];
  active: number;
  chosen?: readonly (string | number | boolean)[];
  onPick: (item: Suggestion) => void;
}): TemplateResult {
  const { id, label, items, active, chosen } = list;
  return html`<div class="listbox" role="listbox" id=${id} aria-label=${label} aria-multiselectable=${chosen ? 'true' : 'false'}>
    ${items.map((item, index) => {
      const isChosen = chosen?.includes(item.value) ?? false;
      return html`<div
        role="option"
        id=${`${id}-${index}`}
        aria-selected=${chosen ? isChosen : index === active}
        class=${`choice${index === active ? ' active' : ''}`}
        @pointerdown=${(event: Event) => event.preventDefault()}
        @click=${() => list.onPick(item)}
      >
        ${item.avatar === undefined ? nothing : html`<img src=${avatarOf(item.avatar)} alt="" width="24" height="24" />`}
        <span class="choice-text">
          <span class="choice-label">${item.label}</span>
          ${
            item.detail === undefined || item.detail === ''
              ? nothing
              : html`<span class="choice-detail">${item.detail}</span>`
          }
        </span>
        ${isChosen ? icon('check') : nothing}
      </div>`;
    })}
  </div>`;
}

export function activeId(id: string, active: number, count: number): string {
  return count === 0 ? '' : `${id}-${active}`;
}

/** Keeps the highlighted item of an open list in sight. */
export function showActive(): void {
  document.querySelector('.listbox .active')?.scrollIntoView({ block: 'nearest' });
}
