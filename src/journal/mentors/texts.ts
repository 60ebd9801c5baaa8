import type texts from '../../../locales/en/mentors.json';

declare module '../../platform/i18n/catalogues.ts' {
  interface Catalogue {
    readonly mentors: typeof texts;
  }
}
