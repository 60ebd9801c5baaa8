import { html, nothing, type TemplateResult } from 'lit';
import type { OptionView } from '../../door/page/protocol.ts';
import { OptionType } from '../../wire.ts';
import {
  addOption,
  attach,
  cancelCommand,
  closeOffer,
  offer,
  optionId,
  pick,
  removeOption,
  typeOption,
} from '../compose/command.ts';
import type { CommandDraft, Draft, Entry, Offer } from '../compose/draft.ts';
import { send } from '../compose/message.ts';
import { afterDraw, changed } from '../store.ts';
import { icon } from './icons.ts';
import { nextIndex } from './keys.ts';
import { activeId, listbox, showActive } from './listbox.ts';

const LIST = 'option-list';
/** From this length on an option is written in a field that grows with its text. */
const LONG = 100;

/** A command with its options, each a small field; the others wait as buttons. */
export function commandForm(draft: Draft, command: CommandDraft): TemplateResult {
  const shown = [...command.entries].flatMap(([name, entry]) => {
    const option = command.options.find((candidate) => candidate.name === name);
    return option ? [{ option, entry }] : [];
  });
  const left = command.options.filter(({ name }) => !command.entries.has(name));
  const onSubmit = (event: Event): void => {
    event.preventDefault();
    void send(draft);
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && !event.defaultPrevented) cancelCommand();
  };
  return html`${popup(command)}
    <form class="command-form" @submit=${onSubmit} @keydown=${onKey} aria-label=${command.shown}>
      <div class="command-line">
        <span class="command-name">${command.shown}</span>
        ${shown.map(({ option, entry }) => field(draft, command, option, entry))}
        ${left.map(
          (option) => html`<button
            type="button"
            class="add-option"
            title=${option.description}
            aria-label=${`Add option ${option.shown}: ${option.description}`}
            @click=${() => addOption(command, option.name)}
          >+ ${option.shown}</button>`,
        )}
      </div>
      <div class="command-tools">
        <button type="button" class="tool" aria-label="Cancel the command" @click=${cancelCommand}>${icon('close')}</button>
        <button class="tool send" data-send aria-label="Send" ?disabled=${draft.sending}>${icon('send')}</button>
      </div>
    </form>`;
}

function field(draft: Draft, command: CommandDraft, option: OptionView, entry: Entry): TemplateResult {
  const id = optionId(option.name);
  return html`<div class="option">
    <label for=${id} title=${option.description}>${option.shown}</label>
    ${
      option.type === OptionType.attachment
        ? fileField(command, option, id)
        : textField(draft, command, option, entry, id)
    }
    ${
      option.required
        ? nothing
        : html`<button
          type="button"
          class="drop-option"
          aria-label=${`Remove option ${option.shown}`}
          @click=${() => removeOption(command, option.name)}
        >${icon('close')}</button>`
    }
  </div>`;
}

function fileField(command: CommandDraft, option: OptionView, id: string): TemplateResult {
  return html`<input
    id=${id}
    type="file"
    @change=${({ target }: Event) => {
      if (target instanceof HTMLInputElement) attach(command, option, target.files?.[0]);
    }}
  />`;
}

function textField(
  draft: Draft,
  command: CommandDraft,
  option: OptionView,
  entry: Entry,
  id: string,
): TemplateResult {
  const { offered } = command;
  const mine = offered?.option === option.name ? offered : undefined;
  const onInput = ({ target }: Event): void => {
    const isField = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
    if (isField) typeOption(command, option, target.value.replaceAll('\n', ' '));
  };
  const onKey = (event: KeyboardEvent): void => keyInOption(event, draft, command, option);
  const onFocus = (): void => offer(command, option);
  const onBlur = (): void => {
    if (command.offered?.option === option.name) closeOffer(command);
  };
  const isFree = option.choices.length === 0 && !option.autocomplete && option.type === OptionType.string;
  if (isFree && (option.maxLength ?? 6000) > LONG) {
    return html`<textarea
      id=${id}
      rows="1"
      maxlength=${option.maxLength ?? 6000}
      aria-required=${option.required}
      .value=${entry.text}
      @input=${onInput}
      @keydown=${onKey}
      @focus=${onFocus}
    ></textarea>`;
  }
  const isNumber = option.type === OptionType.integer || option.type === OptionType.number;
  return html`<input
    id=${id}
    type="text"
    autocomplete="off"
    inputmode=${isNumber ? 'numeric' : 'text'}
    role="combobox"
    aria-required=${option.required}
    aria-expanded=${mine !== undefined && mine.list.length > 0}
    aria-controls=${LIST}
    aria-activedescendant=${mine ? activeId(LIST, mine.active, mine.list.length) : ''}
    .value=${entry.text}
    @input=${onInput}
    @keydown=${onKey}
    @focus=${onFocus}
    @blur=${onBlur}
  />`;
}

function keyInOption(event: KeyboardEvent, draft: Draft, command: CommandDraft, option: OptionView): void {
  const offered = command.offered?.option === option.name ? command.offered : undefined;
  const chosen = offered?.list[offered.active];
  const next = offered && nextIndex(event.key, offered.active, offered.list.length);
  if (offered && next !== undefined && event.key.startsWith('Arrow')) {
    event.preventDefault();
    offered.active = next;
    changed();
    afterDraw(showActive);
  } else if (chosen && (event.key === 'Enter' || (event.key === 'Tab' && !event.shiftKey))) {
    event.preventDefault();
    pick(command, option, chosen);
  } else if (event.key === 'Enter') {
    event.preventDefault();
    void send(draft);
  } else if (event.key === 'Escape' && offered && offered.list.length > 0) {
    event.preventDefault();
    closeOffer(command);
  } else if (event.key === 'Backspace' && command.entries.get(option.name)?.text === '') {
    removeOption(command, option.name);
  }
}

/** What the option with the keyboard is about, and what fits it. */
function popup(command: CommandDraft): TemplateResult {
  const { offered } = command;
  const option = command.options.find(({ name }) => name === offered?.option);
  if (!offered || !option) {
    return html`<div class="popup hint"><p>${command.description}</p></div>`;
  }
  return html`<div class=${offered.free ? 'popup hint' : 'popup'}>
    <div class="popup-title"><b>${option.shown}</b> ${option.description}</div>
    ${offered.free ? nothing : offers(command, option, offered)}
  </div>`;
}

function offers(command: CommandDraft, option: OptionView, offered: Offer): TemplateResult {
  if (offered.failed) return html`<p class="empty">Loading options failed</p>`;
  if (offered.list.length > 0) {
    return listbox({
      id: LIST,
      label: option.shown,
      items: offered.list,
      active: offered.active,
      onPick: (item) => pick(command, option, item),
    });
  }
  if (offered.loading) return html`<p class="empty">Loading …</p>`;
  return html`<p class="empty">${option.autocomplete ? 'No options match your search.' : 'No match.'}</p>`;
}
