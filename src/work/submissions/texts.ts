import type submissions from '../../../locales/en/submissions.json';

declare module '../../platform/i18n/catalogues.ts' {
  interface Catalogue {
    readonly submissions: typeof submissions;
  }
}
