import { html, nothing, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import type { TourStep } from '../../door/page/protocol.ts';
import { prefillWhenReady } from '../compose/message.ts';
import { allChannels, avatarOf, channelById, markOf, mentionCount, nameOf, titleOf } from '../names.ts';
import { actAs, open } from '../session.ts';
import { afterDraw, changed, state } from '../store.ts';
import { ago } from '../time.ts';
import { icon } from './icons.ts';

/** The dialog that is open, if any. */
export function dialogs(): TemplateResult | typeof nothing {
  switch (state.dialog) {
    case 'people':
      return dialog('Act as', people());
    case 'threads':
      return dialog('Threads', threads());
    case 'tour':
      return dialog('Try this', tour());
    default:
      return nothing;
  }
}

function dialog(title: string, content: TemplateResult): TemplateResult {
  return html`<dialog
    class="dialog"
    aria-label=${title}
    ${ref(show)}
    @close=${closeDialog}
    @click=${(event: MouseEvent) => {
      // A click beside the dialog's own box falls on the element itself.
      if (event.target === event.currentTarget) closeDialog();
    }}
  >
    <div class="dialog-box">
      <header>
        <h2>${title}</h2>
        <button class="tool" aria-label="Close" @click=${closeDialog}>${icon('close')}</button>
      </header>
      ${content}
    </div>
  </dialog>`;
}

/** Native dialogs keep the keyboard inside and close with Escape. */
export function show(element?: Element): void {
  if (!(element instanceof HTMLDialogElement)) return;
  // It can only be opened once it stands in the page.
  afterDraw(() => {
    if (element.isConnected && !element.open) element.showModal();
  });
}

function closeDialog(): void {
  state.dialog = undefined;
  changed();
}

function people(): TemplateResult {
  const wanted = state.query.trim().toLowerCase();
  const featured = state.people?.featured ?? [];
  const known = new Set(featured.map(({ id }) => id));
  const others = (state.people?.users ?? [])
    .filter(({ id, bot, name }) => !bot && !known.has(id) && name.toLowerCase().includes(wanted))
    .slice(0, 50);
  const shown = featured.filter(({ id }) => nameOf(id).toLowerCase().includes(wanted));
  return html`<input
      class="search"
      type="search"
      autofocus
      placeholder="Find a member"
      aria-label="Find a member"
      .value=${state.query}
      @input=${({ target }: Event) => {
        if (target instanceof HTMLInputElement) state.query = target.value;
        changed();
      }}
    />
    <ul class="people">${shown.map(({ id, note, pings }) => personItem(id, note, pings))}</ul>
    ${
      others.length === 0
        ? nothing
        : html`<h3>Everybody else</h3>
          <ul class="people">${others.map(({ id, username }) => personItem(id, username, 0))}</ul>`
    }`;
}

function personItem(id: string, note: string, pings: number): TemplateResult {
  const choose = (): void => {
    state.dialog = undefined;
    actAs(id);
    changed();
  };
  return html`<li>
    <button class="person-item" aria-current=${id === state.me} @click=${choose}>
      <img src=${avatarOf(id)} alt="" width="36" height="36" />
      <span><b>${nameOf(id)}</b><small>${note}</small></span>
      ${pings > 0 ? html`<span class="badge" aria-label=${mentionCount(pings)}>${pings}</span>` : nothing}
      ${id === state.me ? icon('check') : nothing}
    </button>
  </li>`;
}

function threads(): TemplateResult {
  const here = channelById(state.channelId);
  const parentId = here?.thread ? here.parentId : here?.id;
  const list = allChannels()
    .filter((channel) => channel.thread && channel.parentId === parentId)
    .sort((a, b) => b.active - a.active);
  if (list.length === 0) return html`<p class="empty">There are no threads in this channel.</p>`;
  const group = (archived: boolean): TemplateResult | typeof nothing => {
    const some = list.filter((channel) => channel.thread?.archived === archived);
    if (some.length === 0) return nothing;
    return html`<h3>${archived ? 'Older threads' : 'Active threads'}</h3>
      <ul class="people">
        ${some.map(
          (channel) => html`<li>
            <button class="person-item" @click=${() => open(channel.id)}>
              ${icon(markOf(channel))}
              <span><b>${titleOf(channel)}</b><small>${channel.thread?.messages ?? 0} messages, ${ago(channel.active)}</small></span>
            </button>
          </li>`,
        )}
      </ul>`;
  };
  return html`${group(false)}${group(true)}`;
}

function tour(): TemplateResult {
  return html`<ol class="tour">
    ${(state.world?.tour ?? []).map(
      (step) => html`<li>
        <button class="person-item" @click=${() => take(step)}>
          ${step.as === undefined ? nothing : html`<img src=${avatarOf(step.as)} alt="" width="36" height="36" />`}
          <span><b>${step.label}</b><small>${[step.as === undefined ? '' : nameOf(step.as), step.type ?? ''].filter(Boolean).join(' · ')}</small></span>
        </button>
      </li>`,
    )}
  </ol>`;
}

function take(step: TourStep): void {
  state.dialog = undefined;
  if (step.as !== undefined) actAs(step.as);
  if (step.channel !== undefined) open(step.channel);
  if (step.type !== undefined) prefillWhenReady(step.type);
  changed();
}
