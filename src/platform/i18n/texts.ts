import type common from '../../../locales/en/common.json';

declare module './catalogues.ts' {
  interface Catalogue {
    readonly common: typeof common;
  }
}
