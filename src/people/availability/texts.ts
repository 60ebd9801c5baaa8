import type availability from '../../../locales/en/availability.json';

declare module '../../platform/i18n/catalogues.ts' {
  interface Catalogue {
    readonly availability: typeof availability;
  }
}
