import type partners from '../../../locales/en/partners.json';

declare module '../../platform/i18n/catalogues.ts' {
  interface Catalogue {
    readonly partners: typeof partners;
  }
}
