import type rounds from '../../../locales/en/rounds.json';

declare module '../../platform/i18n/catalogues.ts' {
  interface Catalogue {
    readonly rounds: typeof rounds;
  }
}
