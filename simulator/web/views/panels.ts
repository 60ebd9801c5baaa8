import { html, nothing, type TemplateResult } from 'lit';
import { styleMap } from 'lit/directives/style-map.js';
import type { GuildView, RequestView } from '../../door/page/protocol.ts';
import { get } from '../api.ts';
import { avatarOf, colourOf, guild, nameOf, person } from '../names.ts';
import { toggleRequests } from '../session.ts';
import { changed, state } from '../store.ts';
import { exactTime } from '../time.ts';
import { icon } from './icons.ts';
import { openPersonMenu } from './person-menu.ts';

const SHOWN = 200;

export function panel(): TemplateResult | typeof nothing {
  if (state.panel === 'requests') return requests();
  const home = guild();
  return state.panel === 'members' && home ? members(home) : nothing;
}

/** Who is here, by the highest role that is shown apart. */
function members(home: GuildView): TemplateResult {
  const hoisted = home.roles.filter((role) => role.hoist).sort((a, b) => b.position - a.position);
  const groupOf = (held: readonly string[]): string =>
    hoisted.find(({ id }) => held.includes(id))?.name ?? 'Members';
  const groups = new Map<string, string[]>();
  const sorted = home.members.toSorted((a, b) => nameOf(a.id).localeCompare(nameOf(b.id)));
  for (const { id, roles } of sorted.slice(0, SHOWN)) {
    const name = person(id)?.bot ? 'Apps' : groupOf(roles);
    groups.set(name, [...(groups.get(name) ?? []), id]);
  }
  const close = (): void => {
    state.panel = undefined;
    changed();
  };
  return html`<aside class="panel members" aria-label="Members">
    <header><h2>Members</h2><button class="tool" aria-label="Close" @click=${close}>${icon('close')}</button></header>
    ${[...groups].map(
      ([name, ids]) => html`<h3>${name} — ${ids.length}</h3>
        <ul>
          ${ids.map(
            (id) => html`<li>
              <button
                class="member"
                aria-haspopup="menu"
                @click=${(event: MouseEvent) => openPersonMenu(id, event)}
                @contextmenu=${(event: MouseEvent) => openPersonMenu(id, event)}
              >
                <img src=${avatarOf(id)} alt="" width="32" height="32" />
                <span style=${styleMap({ color: colourOf(id) ?? '' })}>${nameOf(id)}</span>
              </button>
            </li>`,
          )}
        </ul>`,
    )}
    ${home.members.length > SHOWN ? html`<p class="empty">and ${home.members.length - SHOWN} more</p>` : nothing}
  </aside>`;
}

/** What the bot asked of Discord, newest first. */
function requests(): TemplateResult {
  const list = [...state.requests.values()].sort((a, b) => b.number - a.number).slice(0, SHOWN);
  return html`<aside class="panel requests" aria-label="Requests of the bot">
    <header>
      <h2>Requests of the bot</h2>
      <button class="tool" aria-label="Close" @click=${toggleRequests}>${icon('close')}</button>
    </header>
    <div class="request-list" tabindex="0" role="region" aria-label="Request log">
      <table>
        <thead><tr><th>Time</th><th>Request</th><th>Status</th><th>ms</th></tr></thead>
        <tbody>${list.map((request) => requestRow(request))}</tbody>
      </table>
      ${list.length === 0 ? html`<p class="empty">None so far.</p>` : nothing}
    </div>
    ${
      state.openRequest === undefined
        ? nothing
        : html`<pre class="request-detail" tabindex="0">${state.openRequest.text}</pre>`
    }
  </aside>`;
}

function requestRow(request: RequestView): TemplateResult {
  const { number, method, path, status, at, durationMs, fault } = request;
  const looks = status >= 400 || fault !== undefined ? 'bad' : status === 0 ? 'open' : 'good';
  return html`<tr class=${state.openRequest?.number === number ? 'current' : ''}>
    <td>${exactTime(at)}</td>
    <td>
      <button class="text-button" @click=${() => void openRequest(request)}><b>${method}</b> ${path}</button>
    </td>
    <td class=${looks}>${fault ?? (status === 0 ? '…' : status)}</td>
    <td>${durationMs}</td>
  </tr>`;
}

async function openRequest({ number, method, path, status }: RequestView): Promise<void> {
  if (state.openRequest?.number === number) {
    state.openRequest = undefined;
    changed();
    return;
  }
  const found = await get<{ body: unknown; response: unknown }>(`/simulator/page/requests/${number}`);
  const show = (value: unknown): string => (value === null ? '(empty)' : JSON.stringify(value, undefined, 2));
  const text = `${method} ${path}\n\n${show(found?.body ?? null)}\n\n${status}\n\n${show(found?.response ?? null)}`;
  state.openRequest = { number, text };
  changed();
}
