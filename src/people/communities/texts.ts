import type communities from '../../../locales/en/communities.json';

declare module '../../platform/i18n/catalogues.ts' {
  interface Catalogue {
    readonly communities: typeof communities;
  }
}
