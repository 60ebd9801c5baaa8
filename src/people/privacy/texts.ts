import type privacy from '../../../locales/en/privacy.json';

declare module '../../platform/i18n/catalogues.ts' {
  interface Catalogue {
    readonly privacy: typeof privacy;
  }
}
