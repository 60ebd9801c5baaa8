import type sameSide from '../../../locales/en/same-side.json';

declare module '../../platform/i18n/catalogues.ts' {
  interface Catalogue {
    readonly 'same-side': typeof sameSide;
  }
}
