import { html, nothing, type TemplateResult } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import { type Component, ComponentType, type Message } from '../../wire.ts';
import { press, pressKey } from '../interact.ts';
import { webAddress } from '../markdown/parse.ts';
import { cssColour } from '../names.ts';
import { state } from '../store.ts';
import { icon } from './icons.ts';
import { fileCard, picture } from './media.ts';
import { select } from './select.ts';
import { markdown } from './text.ts';

/** One component of a message with all that is in it: https://discord.com/developers/docs/components/reference */
export function component(message: Message, it: Component): TemplateResult | typeof nothing {
  const inner = (): unknown => (it.components ?? []).map((child) => component(message, child));
  switch (it.type) {
    case ComponentType.actionRow:
      return html`<div class="row">${inner()}</div>`;
    case ComponentType.button:
      return button(message, it);
    case ComponentType.textDisplay:
      return markdown(it.content ?? '', 'text-display');
    case ComponentType.section:
      return html`<div class="section">
        <div class="section-text">${inner()}</div>
        ${it.accessory ? component(message, it.accessory) : nothing}
      </div>`;
    case ComponentType.container:
      return container(it, inner());
    case ComponentType.separator:
      return html`<hr class=${classMap({ bare: it.divider === false, wide: it.spacing === 2 })} />`;
    case ComponentType.thumbnail:
      return it.media ? picture(it.media, it.description ?? '', 'thumbnail') : nothing;
    case ComponentType.mediaGallery:
      return html`<div class="gallery" data-count=${it.items?.length ?? 0}>
        ${(it.items ?? []).map(({ media, description }) => picture(media, description ?? ''))}
      </div>`;
    case ComponentType.file:
      return it.file ? fileCard(it.name ?? 'file', it.size ?? undefined, it.file.url) : nothing;
    default:
      return select({
        field: it,
        key: `${message.id} ${it.custom_id ?? ''}`,
        chosen: undefined,
        busy: state.pressed.has(pressKey(message, it)),
        onChoose: (values) => void press(message, it, values),
      });
  }
}

function container({ accent_color: colour, spoiler }: Component, inner: unknown): TemplateResult {
  const accent = colour === null || colour === undefined ? '' : `border-left-color: ${cssColour(colour)}`;
  return html`<div class=${classMap({ container: true, accented: accent !== '', hidden: spoiler === true })} style=${accent}>
    ${inner}
  </div>`;
}

const LOOKS: Record<number, string> = { 1: 'primary', 2: 'secondary', 3: 'success', 4: 'danger', 5: 'link' };

function button(message: Message, it: Component): TemplateResult {
  const face = html`${it.emoji?.name ? html`<span class="emoji">${it.emoji.name}</span>` : nothing}${it.label ?? nothing}`;
  const address = it.url === undefined ? undefined : webAddress(it.url);
  if (address) {
    return html`<a class="button link" href=${address.href} target="_blank" rel="noopener noreferrer">
      ${face} ${icon('link')}
    </a>`;
  }
  const busy = state.pressed.has(pressKey(message, it));
  return html`<button
    class=${`button ${LOOKS[it.style ?? 2] ?? 'secondary'}${busy ? ' busy' : ''}`}
    ?disabled=${it.disabled === true}
    aria-busy=${busy}
    @click=${() => void press(message, it)}
  >${face}</button>`;
}
