import type overview from '../../../locales/en/overview.json';

declare module '../../platform/i18n/catalogues.ts' {
  interface Catalogue {
    readonly overview: typeof overview;
  }
}
