import type texts from '../../../locales/en/checkins.json';

declare module '../../platform/i18n/catalogues.ts' {
  interface Catalogue {
    readonly checkins: typeof texts;
  }
}
