import type reminders from '../../../locales/en/reminders.json';

declare module '../../platform/i18n/catalogues.ts' {
  interface Catalogue {
    readonly reminders: typeof reminders;
  }
}
