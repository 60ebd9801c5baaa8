import type reviews from '../../../locales/en/reviews.json';

declare module '../../platform/i18n/catalogues.ts' {
  interface Catalogue {
    readonly reviews: typeof reviews;
  }
}
