import { expect, it } from 'vitest';
import { translator } from '../../../src/platform/i18n/index.ts';
import { lintSentence } from '../../../src/work/contracts/documents/index.ts';

it.each([
  ['en', 1, '1 of 3 endpoints shows no'],
  ['en', 2, '2 of 3 endpoints show no'],
  ['fr', 1, '1 endpoint sur 3 ne montre aucun'],
  ['fr', 2, '2 endpoints sur 3 ne montrent aucun'],
] as const)('what would help a frontend agrees with its number (%s, %i)', (locale, count, begins) => {
  const lint = { rule: 'no-examples', values: { count, total: 3, example: 'GET /a' } } as const;
  expect(lintSentence(lint, translator(locale)).startsWith(begins)).toBe(true);
});
