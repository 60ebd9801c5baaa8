import type { Cohort } from '../../people/cohorts/rules.ts';
import type { Body } from '../../platform/discord/reply.ts';
import { type Locale, list, type Translate } from '../../platform/i18n/index.ts';
import { literal } from '../../platform/text.ts';
import type { Exported } from './service.ts';

/** While it is being written. */
export function writingBody(t: Translate, cohort: Cohort, lines: number): Body {
  return { content: t('exports:writing', { name: literal(cohort.name), count: lines }) };
}

export function exportBody(t: Translate, locale: Locale, cohort: Cohort, exported: Exported): Body {
  const { files, tooLarge, lines } = exported;
  const left = tooLarge.length === 0 ? [] : [t('exports:too-large', { names: list(locale, [...tooLarge]) })];
  return {
    content: [t('exports:ready', { name: literal(cohort.name), count: lines }), ...left].join('\n'),
    files: files.map(({ name, data }) => ({ name, data, contentType: 'application/zip' })),
  };
}
