import type blockers from '../../../locales/en/blockers.json';

declare module '../../platform/i18n/catalogues.ts' {
  interface Catalogue {
    readonly blockers: typeof blockers;
  }
}
