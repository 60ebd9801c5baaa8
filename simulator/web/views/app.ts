import { html, type TemplateResult } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import { state } from '../store.ts';
import { channelPane } from './channel.ts';
import { dialogs } from './dialogs.ts';
import { menu } from './menu.ts';
import { modalDialog } from './modal.ts';
import { panel } from './panels.ts';
import { sidebar } from './sidebar.ts';
import { strip } from './strip.ts';

/** The whole page as it follows from the state. */
export function app(): TemplateResult {
  return html`${strip()}
    <div class=${classMap({ body: true, 'with-panel': state.panel !== undefined })}>
      ${sidebar()} ${channelPane()} ${panel()}
    </div>
    ${dialogs()} ${modalDialog()} ${menu()}
    <div class="unseen" aria-live="polite" role="status">${state.spoken}</div>`;
}
