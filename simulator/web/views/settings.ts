import { html, nothing, type TemplateResult } from 'lit';
import { act } from '../api.ts';
import { avatarOf, me } from '../names.ts';
import { state } from '../store.ts';

const LANGUAGES = [
  ['en-US', 'English'],
  ['fr', 'Français'],
  ['es-ES', 'Español'],
  ['pt-BR', 'Português'],
  ['de', 'Deutsch'],
] as const;

/** What a member sets in their own client and a bot has to live with: language, and whether it may write to them. */
export function settings(): TemplateResult | typeof nothing {
  const self = me();
  const { people } = state;
  if (!self || !people) return nothing;
  const save = (change: object): void => {
    void act(self.id, 'settings', change);
  };
  return html`<section class="me" aria-label="Settings of this member">
    <img src=${avatarOf(self.id)} alt="" width="32" height="32" />
    <div class="me-name"><b>${self.name}</b><small>${self.username}</small></div>
    <div class="me-settings">
      <label>
        <span>Language</span>
        <select
          @change=${({ target }: Event) => {
            if (target instanceof HTMLSelectElement) save({ locale: target.value });
          }}
        >
          ${LANGUAGES.map(
            ([code, name]) =>
              html`<option value=${code} ?selected=${people.locale === code}>${name}</option>`,
          )}
        </select>
      </label>
      <label class="switch">
        <input
          type="checkbox"
          .checked=${people.dmsOpen}
          @change=${({ target }: Event) => {
            if (target instanceof HTMLInputElement) save({ dms_open: target.checked });
          }}
        />
        <span>Accepts direct messages</span>
      </label>
    </div>
  </section>`;
}
