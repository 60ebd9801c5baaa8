import type contractDocuments from '../../../locales/en/contract-documents.json';
import type contractRules from '../../../locales/en/contract-rules.json';
import type contracts from '../../../locales/en/contracts.json';

declare module '../../platform/i18n/catalogues.ts' {
  interface Catalogue {
    readonly 'contract-documents': typeof contractDocuments;
    readonly 'contract-rules': typeof contractRules;
    readonly contracts: typeof contracts;
  }
}
