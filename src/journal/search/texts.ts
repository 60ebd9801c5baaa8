import type knowledge from '../../../locales/en/knowledge.json';

declare module '../../platform/i18n/catalogues.ts' {
  interface Catalogue {
    readonly knowledge: typeof knowledge;
  }
}
