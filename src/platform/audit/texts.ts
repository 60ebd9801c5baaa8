import type audit from '../../../locales/en/audit.json';

declare module '../i18n/catalogues.ts' {
  interface Catalogue {
    readonly audit: typeof audit;
  }
}
