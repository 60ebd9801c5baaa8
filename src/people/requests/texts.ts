import type requests from '../../../locales/en/requests.json';

declare module '../../platform/i18n/catalogues.ts' {
  interface Catalogue {
    readonly requests: typeof requests;
  }
}
