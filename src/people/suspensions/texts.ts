import type suspensions from '../../../locales/en/suspensions.json';

declare module '../../platform/i18n/catalogues.ts' {
  interface Catalogue {
    readonly suspensions: typeof suspensions;
  }
}
