import type readme from '../../../locales/en/readme.json';

declare module '../../platform/i18n/catalogues.ts' {
  interface Catalogue {
    readonly readme: typeof readme;
  }
}
