import type journal from '../../../locales/en/journal.json';

declare module '../../platform/i18n/catalogues.ts' {
  interface Catalogue {
    readonly journal: typeof journal;
  }
}
