import { describe, expect, test } from 'vitest';
import {
  languageName,
  parseLanguages,
  suggestLanguages,
} from '../../../src/people/learners/rules/languages.ts';

describe('parseLanguages', () => {
  test.each<[string, string[]]>([
    ['English', ['en']],
    ['english, FRENCH', ['en', 'fr']],
    ['anglais et français', ['en', 'fr']],
    ['Francais', ['fr']],
    ['en/fr', ['en', 'fr']],
    ['fr-FR, pt_BR', ['fr', 'pt']],
    ['English (fluent), Kiswahili & Luganda', ['en', 'sw', 'lg']],
    ['Twi; Pidgin', ['ak', 'pcm']],
    ['አማርኛ, العربية', ['am', 'ar']],
    ['English, en, anglais', ['en']],
    ['isiZulu', ['zu']],
    ['', []],
  ])('%s', (text, codes) => {
    expect(parseLanguages(text, 'en')).toEqual({ ok: true, codes });
  });

  test.each<[string, 'en' | 'fr', string, string[]]>([
    ['English, Frensh', 'en', 'Frensh', ['French']],
    ['anglai', 'fr', 'anglai', ['anglais']],
    ['Kinyarwnda', 'en', 'Kinyarwnda', ['Kinyarwanda']],
  ])('%s is refused with the closest', (text, locale, typed, closest) => {
    expect(parseLanguages(text, locale)).toEqual({ ok: false, typed, closest });
  });

  test('what resembles nothing gets no suggestion', () => {
    expect(parseLanguages('qqqqqqqq', 'en')).toEqual({ ok: false, typed: 'qqqqqqqq', closest: [] });
  });

  test('every language can be typed as it is shown', () => {
    for (const locale of ['en', 'fr'] as const) {
      const names = suggestLanguages('', locale);
      expect(names.length).toBeGreaterThan(120);
      for (const name of names) {
        const parsed = parseLanguages(name, locale);
        expect(parsed.ok && parsed.codes.map((code) => languageName(code, locale))).toEqual([name]);
      }
    }
  });
});

test('suggestions complete what was typed, the programme’s languages first', () => {
  expect(suggestLanguages('fr', 'en')[0]).toBe('French');
  expect(suggestLanguages('fr', 'fr')[0]).toBe('français');
  expect(suggestLanguages('kisw', 'en')).toEqual(['Swahili']);
  expect(suggestLanguages('zzzz', 'en')).toEqual([]);
});
