import { html, nothing, type TemplateResult } from 'lit';
import type { Embed } from '../../wire.ts';
import { cssColour } from '../names.ts';
import { messageTime } from '../time.ts';
import { ownAddress, picture } from './media.ts';
import { markdown } from './text.ts';

export function embed(embedded: Embed): TemplateResult {
  const { author, title, description, fields = [], image, thumbnail, footer, timestamp } = embedded;
  const small = [footer?.text, timestamp === undefined ? undefined : messageTime(timestamp)].filter(Boolean);
  return html`<discord-embed
    slot="embeds"
    .color=${embedded.color === undefined ? undefined : cssColour(embedded.color)}
    .authorName=${author?.name}
    .authorImage=${author?.icon_url === undefined ? undefined : ownAddress(author.icon_url)}
    .authorUrl=${author?.url}
    .embedTitle=${title}
    .url=${embedded.url}
    .thumbnail=${thumbnail ? ownAddress(thumbnail.url) : undefined}
    .embedEmojisMap=${{}}
  >
    ${
      description === undefined
        ? nothing
        : html`<discord-embed-description slot="description">${markdown(description)}</discord-embed-description>`
    }
    ${
      fields.length === 0 && !image
        ? nothing
        : html`<div slot="fields" class="embed-fields">
          ${fields.map(
            (field) => html`<div class=${field.inline ? 'embed-field inline' : 'embed-field'}>
              <div class="embed-field-name">${markdown(field.name)}</div>
              ${markdown(field.value)}
            </div>`,
          )}
          ${image ? picture(image, '') : nothing}
        </div>`
    }
    ${
      small.length === 0
        ? nothing
        : html`<discord-embed-footer slot="footer">${small.join(' • ')}</discord-embed-footer>`
    }
  </discord-embed>`;
}
