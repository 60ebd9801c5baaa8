import type projects from '../../../locales/en/projects.json';

declare module '../../platform/i18n/catalogues.ts' {
  interface Catalogue {
    readonly projects: typeof projects;
  }
}
