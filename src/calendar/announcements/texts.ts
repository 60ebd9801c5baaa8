import type announcements from '../../../locales/en/announcements.json';

declare module '../../platform/i18n/catalogues.ts' {
  interface Catalogue {
    readonly announcements: typeof announcements;
  }
}
