import type cohorts from '../../../locales/en/cohorts.json';

declare module '../../platform/i18n/catalogues.ts' {
  interface Catalogue {
    readonly cohorts: typeof cohorts;
  }
}
