import type exported from '../../../locales/en/exports.json';

declare module '../../platform/i18n/catalogues.ts' {
  interface Catalogue {
    readonly exports: typeof exported;
  }
}
