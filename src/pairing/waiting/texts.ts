import type waiting from '../../../locales/en/waiting.json';

declare module '../../platform/i18n/catalogues.ts' {
  interface Catalogue {
    readonly waiting: typeof waiting;
  }
}
