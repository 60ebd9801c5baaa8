import type moderation from '../../../locales/en/moderation.json';

declare module '../../platform/i18n/catalogues.ts' {
  interface Catalogue {
    readonly moderation: typeof moderation;
  }
}
