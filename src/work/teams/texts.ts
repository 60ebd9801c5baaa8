import type teams from '../../../locales/en/teams.json';

declare module '../../platform/i18n/catalogues.ts' {
  interface Catalogue {
    readonly teams: typeof teams;
  }
}
