import { expect, test } from 'vitest';
import { labelled, translator } from '../../src/platform/i18n/index.ts';
import { sources } from './sources.ts';

test('a label has its colon as the language sets it', () => {
  expect(labelled(translator('en'), 'Stack', 'Django')).toBe('Stack: Django');
  expect(labelled(translator('fr'), 'Technologies', 'Django')).toBe('Technologies\u00a0: Django');
});

test('nobody sets a colon after a translated text: labelled() does', () => {
  const colons = sources('src', 'commands').flatMap(({ file, source }) =>
    // `${t('a label')}: value` and t('a label') + ': '
    [...source.matchAll(/\bt\([^\n]*\)(?:\}\**\s?:[ `]|\s*\+\s*['"`]\s?:)/g)].map(
      ([found]) => `${file}: ${found}`,
    ),
  );
  expect(colons).toEqual([]);
});
