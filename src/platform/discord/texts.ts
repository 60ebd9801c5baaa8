import type choices from '../../../locales/en/commands/choices.json';

type Shared = (typeof choices)['choices'];

declare module '../i18n/catalogues.ts' {
  interface Choices extends Shared {}
}
