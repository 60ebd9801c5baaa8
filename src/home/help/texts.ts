import type help from '../../../locales/en/help.json';

declare module '../../platform/i18n/catalogues.ts' {
  interface Catalogue {
    readonly help: typeof help;
  }
}
