import { html, nothing, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import type { ChannelView } from '../../door/page/protocol.ts';
import { startCommand } from '../compose/command.ts';
import { currentDraft, type Draft, type Leaf, offeredCommands } from '../compose/draft.ts';
import { send, typeText } from '../compose/message.ts';
import { nameOf, titleOf } from '../names.ts';
import { afterDraw, changed, focusOn, state } from '../store.ts';
import { commandForm } from './command-form.ts';
import { icon } from './icons.ts';
import { nextIndex } from './keys.ts';
import { listbox, showActive } from './listbox.ts';
import { sizeText } from './media.ts';

/** The message box: plain messages, the command picker, and commands that are being filled in. */
export function composer(channel: ChannelView): TemplateResult | typeof nothing {
  const draft = currentDraft();
  if (!channel.can.write && !channel.can.command) {
    return html`<footer class="composer closed"><p>You may read here, but not write.</p></footer>`;
  }
  return html`<footer class="composer">
    ${draft.error === undefined ? nothing : html`<p class="complaint" role="alert">${draft.error}</p>`}
    ${draft.command ? commandForm(draft, draft.command) : messageForm(channel, draft)}
  </footer>`;
}

function messageForm(channel: ChannelView, draft: Draft): TemplateResult {
  const offered = offeredCommands(draft);
  const active = Math.min(draft.active ?? 0, Math.max(0, offered.length - 1));
  const place = placeName(channel);
  const onSubmit = (event: Event): void => {
    event.preventDefault();
    void send(draft);
  };
  return html`${offered.length > 0 ? picker(offered, active) : nothing} ${replyBar(draft)} ${files(draft)}
    <form class="message-form" @submit=${onSubmit}>
      ${channel.can.attach ? attachButton(draft) : nothing}
      <textarea
        rows="1"
        aria-autocomplete="list"
        aria-label=${`Message ${place}`}
        aria-controls=${ifDefined(offered.length > 0 ? 'picker' : undefined)}
        aria-activedescendant=${ifDefined(offered.length > 0 ? `picker-${active}` : undefined)}
        placeholder=${channel.can.write ? `Message ${place}` : 'Type / for commands'}
        maxlength="2000"
        .value=${draft.text}
        @input=${(event: Event) => {
          if (event.target instanceof HTMLTextAreaElement) typeText(draft, event.target.value);
        }}
        @keydown=${(event: KeyboardEvent) => onKey(event, draft, offered, active)}
      ></textarea>
      ${channel.can.command ? commandsButton(draft) : nothing}
      <button class="tool send" aria-label="Send" ?disabled=${draft.sending}>${icon('send')}</button>
    </form>`;
}

function commandsButton(draft: Draft): TemplateResult {
  const open = (): void => {
    typeText(draft, '/');
    focusOn('.composer textarea');
  };
  return html`<button type="button" class="tool slash" aria-label="Commands" title="Commands" @click=${open}>/</button>`;
}

function placeName(channel: ChannelView): string {
  if (channel.thread) return `“${titleOf(channel)}”`;
  return channel.guildId === undefined ? titleOf(channel) : `#${titleOf(channel)}`;
}

function onKey(event: KeyboardEvent, draft: Draft, offered: readonly Leaf[], active: number): void {
  const next = nextIndex(event.key, active, offered.length);
  const leaf = offered[active];
  if (leaf && next !== undefined && event.key.startsWith('Arrow')) {
    event.preventDefault();
    draft.active = next;
    changed('in the box');
    afterDraw(showActive);
  } else if (leaf && (event.key === 'Enter' || (event.key === 'Tab' && !event.shiftKey))) {
    event.preventDefault();
    startCommand(leaf);
  } else if (event.key === 'Escape') {
    if (leaf) draft.active = undefined;
    else draft.replyTo = undefined;
    changed('in the box');
  } else if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    void send(draft);
  }
}

function picker(offered: readonly Leaf[], active: number): TemplateResult {
  return html`<div class="popup">
    <div class="popup-title">Commands of ${state.world?.application.name ?? 'the bot'}</div>
    ${listbox({
      id: 'picker',
      label: 'Commands',
      items: offered.map((leaf, index) => ({ label: leaf.shown, detail: leaf.description, value: index })),
      active,
      onPick: ({ value }) => {
        const leaf = offered[Number(value)];
        if (leaf) startCommand(leaf);
      },
    })}
  </div>`;
}

function replyBar(draft: Draft): TemplateResult | typeof nothing {
  const message = draft.replyTo === undefined ? undefined : state.views.get(draft.replyTo)?.message;
  if (!message) return nothing;
  const drop = (): void => {
    draft.replyTo = undefined;
    changed('in the box');
  };
  return html`<div class="reply-bar">
    Replying to <b>${nameOf(message.author.id)}</b>
    <button class="tool" aria-label="Do not reply" @click=${drop}>${icon('close')}</button>
  </div>`;
}

function attachButton(draft: Draft): TemplateResult {
  const onFiles = ({ target }: Event): void => {
    if (!(target instanceof HTMLInputElement)) return;
    draft.files = [...draft.files, ...(target.files ?? [])].slice(0, 10);
    target.value = '';
    changed('in the box');
  };
  return html`<label class="tool attach" title="Attach files">
    ${icon('plus')}<input type="file" multiple aria-label="Attach files" @change=${onFiles} />
  </label>`;
}

function files(draft: Draft): TemplateResult | typeof nothing {
  if (draft.files.length === 0) return nothing;
  return html`<ul class="chosen-files">
    ${draft.files.map(
      (file) => html`<li>
        ${icon('file')} ${file.name} <small>${sizeText(file.size)}</small>
        <button
          class="tool"
          aria-label=${`Remove ${file.name}`}
          @click=${() => {
            draft.files = draft.files.filter((kept) => kept !== file);
            changed('in the box');
          }}
        >${icon('close')}</button>
      </li>`,
    )}
  </ul>`;
}
