import type silences from '../../../locales/en/silences.json';

declare module '../../platform/i18n/catalogues.ts' {
  interface Catalogue {
    readonly silences: typeof silences;
  }
}
