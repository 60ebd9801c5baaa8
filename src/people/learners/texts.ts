import type learners from '../../../locales/en/learners.json';

declare module '../../platform/i18n/catalogues.ts' {
  interface Catalogue {
    readonly learners: typeof learners;
  }
}
