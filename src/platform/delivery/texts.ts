import type delivery from '../../../locales/en/delivery.json';

declare module '../i18n/catalogues.ts' {
  interface Catalogue {
    readonly delivery: typeof delivery;
  }
}
