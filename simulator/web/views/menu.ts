import { html, nothing, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { changed, focusOn, type MenuItem, state } from '../store.ts';
import { moveFocus } from './keys.ts';

const WIDTH = 220;
const ROW = 40;

let opener: HTMLElement | undefined;

/** Opens a menu where the pointer is, or below what was pressed. */
export function openMenu(event: Event, title: string, items: MenuItem[]): void {
  event.preventDefault();
  event.stopPropagation();
  opener = document.activeElement instanceof HTMLElement ? document.activeElement : undefined;
  const target =
    event.currentTarget instanceof Element ? event.currentTarget.getBoundingClientRect() : undefined;
  const pointer = event instanceof MouseEvent && event.clientX > 0 ? event : undefined;
  const x = pointer?.clientX ?? target?.left ?? 0;
  const y = pointer?.clientY ?? target?.bottom ?? 0;
  const height = (items.length + 1) * ROW;
  state.menu = {
    title,
    items,
    x: Math.max(8, Math.min(x, window.innerWidth - WIDTH - 8)),
    y: Math.max(8, Math.min(y, window.innerHeight - height - 8)),
  };
  focusOn('.menu [role=menuitem]');
}

function closeMenu(): void {
  if (!state.menu) return;
  state.menu = undefined;
  opener?.focus();
  changed();
}

export function menu(): TemplateResult | typeof nothing {
  const open = state.menu;
  if (!open) return nothing;
  const place = (element?: Element): void => {
    if (!(element instanceof HTMLElement)) return;
    element.style.left = `${open.x}px`;
    element.style.top = `${open.y}px`;
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault();
      closeMenu();
    } else moveFocus(event, '.menu [role=menuitem]');
  };
  return html`<div class="veil" @click=${closeMenu} @contextmenu=${closeMenu}></div>
    <div class="menu" role="menu" aria-label=${open.title} ${ref(place)} @keydown=${onKey}>
      <div class="menu-title">${open.title}</div>
      ${open.items.map(
        (item) => html`<button
          role="menuitem"
          class=${item.danger ? 'danger' : ''}
          @click=${() => {
            closeMenu();
            item.act();
          }}
        >${item.label}</button>`,
      )}
    </div>`;
}
