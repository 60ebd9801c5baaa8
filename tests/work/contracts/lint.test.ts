import { expect, it } from 'vitest';
import { translator } from '../../../src/platform/i18n/index.ts';
import { lintSentence } from '../../../src/work/contracts/documents/index.ts';

// The words agree with any number of any number: "1 of 1 endpoints shows" was wrong in English, whatever its verb.
it.each([
  ['en', 1, 1, 'Endpoints that show no example of an answer: 1 of 1, such as GET /a'],
  ['en', 2, 3, 'Endpoints that show no example of an answer: 2 of 3, such as GET /a'],
  ['fr', 1, 1, 'Endpoints qui ne montrent aucun exemple de réponse : 1 sur 1, comme GET /a'],
] as const)(
  'what would help a frontend agrees with its numbers (%s, %i of %i)',
  (locale, count, total, words) => {
    const lint = { rule: 'no-examples', values: { count, total, example: 'GET /a' } } as const;
    expect(lintSentence(lint, translator(locale)).replaceAll('\u00a0', ' ').replaceAll(/[`\\]/g, '')).toBe(
      words,
    );
  },
);
