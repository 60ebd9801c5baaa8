import type outreach from '../../../locales/en/outreach.json';

declare module '../../platform/i18n/catalogues.ts' {
  interface Catalogue {
    readonly outreach: typeof outreach;
  }
}
