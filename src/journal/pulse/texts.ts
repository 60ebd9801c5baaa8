import type texts from '../../../locales/en/pulse.json';

declare module '../../platform/i18n/catalogues.ts' {
  interface Catalogue {
    readonly pulse: typeof texts;
  }
}
