import { button, field, form, row } from '../../platform/discord/components.ts';
import type { Body, Modal } from '../../platform/discord/reply.ts';
import type { Translate } from '../../platform/i18n/index.ts';

/** In which servers somebody is to be forgotten. */
export type Where = 'here' | 'everywhere';

/** What goes, what stays and why, with a button for this server and one for all. */
export function askBody(t: Translate): Body {
  return {
    content: [
      t('privacy:ask.head'),
      t('privacy:ask.goes'),
      t('privacy:ask.stays'),
      t('privacy:ask.how'),
    ].join('\n\n'),
    components: [
      row(
        button(t('privacy:button.here'), ['my-data.delete', 'here'], 'danger'),
        button(t('privacy:button.everywhere'), ['my-data.delete', 'everywhere'], 'danger'),
      ),
    ],
  };
}

export const WORD = 'word';

/** Asks for the word that nobody types by mistake; `typed`: what was typed before. */
export function wordModal(t: Translate, where: Where, typed = ''): Modal {
  const options = { required: true, max: 20, hint: t(`privacy:modal.hint.${where}`), value: typed };
  return form(
    t('privacy:modal.title'),
    ['my-data.delete', where],
    [field(WORD, t('privacy:modal.label', { word: t('privacy:word') }), options)],
  );
}

/** Capitals and spaces do not matter. */
export function isWord(t: Translate, typed: string): boolean {
  return typed.trim().toLocaleUpperCase() === t('privacy:word');
}
