import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  codePoints,
  commaList,
  fewLines,
  literal,
  oneLine,
  titleKey,
  trimmed,
  truncated,
} from '../../src/platform/text.ts';
import { shown } from './markdown.ts';

it.each([' ', '\n', '\u00A0', '\u200D', ' \n', '\u2800', '- ', '1. ', '> '])(
  'takes no longer for each of very many %j',
  (unit) => {
    const text = `a${unit.repeat(200_000)}b`;
    const began = performance.now();
    for (const read of [trimmed, oneLine, literal, titleKey]) read(text);
    // Where each is looked at from every other it takes minutes.
    expect(performance.now() - began).toBeLessThan(5_000);
  },
);

const FAMILY = '👩‍👩‍👧‍👦';
const SCOTLAND = '🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}';

/** Pieces that have broken texts before, between ordinary and quite arbitrary ones. */
const piece = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'grapheme', maxLength: 8 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      ' ',
      '\n',
      '\n\n\n',
      '\r\n',
      '\t',
      '\u2028',
      '\u2800',
      '\u200B',
      '\u200D',
      '\u200C',
      '\uFE0F',
      '\uFEFF',
      '\u202E',
      '\u2067',
      '\u00AD',
      '\u3164',
      '\0',
      '\uD83D',
      '\uDE00',
      '\uDB40',
      '\uDC41',
      FAMILY,
      SCOTLAND,
      '🇳🇬',
      '❤️',
      'é',
      'e\u0301',
      'مرحبا',
      'שלום',
      '𞤀𞤣',
      'می\u200Cخواهم',
      'snake_case_name',
      'a_b_é',
    ),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      '*',
      '**',
      '_',
      '__',
      '~~',
      '||',
      '`',
      '```',
      '\\',
      '[',
      ']',
      '(',
      ')',
      '](',
      '<',
      '>',
      '<@',
      '<@123>',
      '<#1>',
      '<@&12>',
      '<t:1:R>',
      '</help:1>',
      '<:x:1>',
      '<a:x:1>',
      '<id:guide>',
      '@everyone',
      '@here',
      '# ',
      '## ',
      '-# ',
      '- ',
      '* ',
      '+ ',
      '> ',
      '>>> ',
      '1. ',
      '12. x',
      'https://',
      'https://a.b/c_d_e',
      '<https://x.y>',
      'http://x*y*z',
      'https://a/\\',
      '[x](https://y.z)',
      '[a [b]](https://c.d)',
      '`](',
    ),
  },
);
const anything = fc.array(piece, { maxLength: 12 }).map((parts) => parts.join(''));

describe('trimmed', () => {
  it('leaves nothing of a text that shows nothing', () => {
    const nothing =
      '\u200B\u2060\uFEFF\u200D\u200C\uFE0F\u00AD\u3164\uFFA0\u115F\u2800\u{E0041}\u{E0101}\0\x7F\u202E\n\t\r ';
    expect(trimmed(nothing)).toBe('');
    expect(Array.from(nothing, trimmed).join('')).toBe('');
  });

  it('keeps what readers see: emoji families, flags, hearts, Persian joiners, line breaks', () => {
    for (const text of [FAMILY, SCOTLAND, '🇳🇬🇫🇷', '❤️', '1️⃣', 'می\u200Cخواهم', 'a\nb', 'é', 'שלום']) {
      expect(trimmed(text)).toBe(text);
    }
  });

  it('takes no invisible character out by making another', () => {
    expect(trimmed('a\uDB40\u200B\uDC41b')).toBe('a��b');
    expect(trimmed('\uD83D\u200B\uDE00')).toBe('��');
  });

  it('is idempotent, well-formed, without controls, and never shows nothing', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const result = trimmed(text);
        expect(trimmed(result)).toBe(result);
        expect(result.isWellFormed()).toBe(true);
        expect(result).not.toMatch(/(?!\n)\p{Cc}|\p{Bidi_Control}|\u200B|\uFEFF/u);
        expect(result).toBe(result.trim());
        expect(result === '' || /(?!\p{DI})[^\s\p{Cc}]/u.test(result)).toBe(true);
      }),
    );
  });
});

describe('oneLine', () => {
  it('is one line with single spaces, and idempotent', () => {
    expect(oneLine(' a\n\n\u2800\tb\u200B ')).toBe('a b');
    fc.assert(
      fc.property(anything, (text) => {
        const result = oneLine(text);
        expect(result).not.toMatch(/\n| {2}/);
        expect(oneLine(result)).toBe(result);
      }),
    );
  });
});

describe('truncated', () => {
  it('cuts between graphemes', () => {
    expect(truncated(`ab${FAMILY}cd`, 6)).toBe('ab…');
    expect(truncated(`ab${FAMILY}cd`, 10)).toBe(`ab${FAMILY}…`);
    expect(truncated('one two', 5)).toBe('one…');
  });

  it('cuts between words, where that leaves at least half of what fits', () => {
    expect(truncated('Bazaar Nova E-Commerce', 20)).toBe('Bazaar Nova…');
    expect(truncated('Bazaar Nova E-Commerce', 12)).toBe('Bazaar Nova…');
    expect(truncated('My E-Commerce-Marketplace', 15)).toBe('My E-Commerce-…');
    expect(truncated('one two\nthree', 10)).toBe('one two…');
  });

  it('is never longer than asked, a prefix of whole graphemes, and idempotent', () => {
    const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
    fc.assert(
      fc.property(anything, fc.integer({ min: 1, max: 40 }), (text, max) => {
        const result = truncated(text, max);
        expect(codePoints(result)).toBeLessThanOrEqual(max);
        expect(truncated(result, max)).toBe(result);
        if (codePoints(text) <= max) return result === text;
        const starts = new Set([...graphemes.segment(text)].map(({ index }) => index));
        const kept = result.slice(0, -1);
        const end = kept.length + (/^\s*/.exec(text.slice(kept.length))?.[0].length ?? 0);
        return text.startsWith(kept) && (starts.has(kept.length) || starts.has(end));
      }),
    );
  });
});

describe('fewLines', () => {
  it('leaves at most so many lines and no holes', () => {
    expect(fewLines('a\n\n\n \n\nb', 5)).toBe('a\n\nb');
    expect(fewLines('a\nb\nc\nd', 2)).toBe('a\nb …');
    expect(fewLines(`a${'\n'.repeat(2000)}b`, 15)).toBe('a\n\nb');
    fc.assert(
      fc.property(anything, fc.integer({ min: 1, max: 6 }), (text, max) => {
        const result = fewLines(text, max);
        expect(result.split('\n').length).toBeLessThanOrEqual(max);
        expect(result).not.toMatch(/\n[^\S\n]*\n[^\S\n]*\n/);
        expect(fewLines(result, max)).toBe(result);
      }),
    );
  });
});

describe('titleKey', () => {
  it('is the same for every way to write one title', () => {
    const spellings = [
      'Café Straße',
      ' café  STRASSE ',
      'Cafe\u0301 Straße',
      'Ｃａｆｅ\u0301 strasse',
      'ca\u200Bfé\nstraße',
    ];
    expect(new Set(spellings.map(titleKey)).size).toBe(1);
    expect(titleKey('ΟΔΟΣ')).toBe(titleKey('οδος'));
    expect(titleKey('Ο ΟΔΟΣ')).toBe(titleKey('ο οδοσ'));
    expect(titleKey('e\u200B\u0301')).toBe(titleKey('é'));
    expect(titleKey('resume')).not.toBe(titleKey('résumé'));
  });

  it('ignores case, width and blanks around, and is idempotent', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const key = titleKey(text);
        expect(titleKey(key)).toBe(key);
        expect(titleKey(` ${text}\u200B\n`)).toBe(key);
        expect(titleKey(text.toWellFormed().normalize('NFD'))).toBe(key);
      }),
    );
  });
});

/** What `literal` adds and nobody sees. */
function unseen(text: string): string {
  return text.replace(/[\u2060\u2068\u2069]/g, '');
}

/** Addresses stay links, at a small price: what would close bold text is encoded, and nothing is glued to their end. */
function withAddresses(text: string): string {
  return text
    .replace(/(https?:\/\/[^\s<]+)</g, '$1 <')
    .replace(/https?:\/\/[^\s<]+[^<.,:;"')\]\s]/g, (address) =>
      address.replaceAll('*', '%2A').replaceAll('\\', '%5C'),
    );
}

describe('literal', () => {
  it('shows the markdown of members as they typed it', () => {
    for (const text of [
      '**bold** _it_ __u__ ~~s~~ ||spoiler|| `code` ```block```',
      '# Title\n## Two\n-# small\n> quote\n>>> all\n- item\n* item\n+ item\n1. one',
      '@everyone @here <@123456789012345678> <#1> <@&1> </help:1> <t:1:R> <:x:1> <a:x:1> <id:guide>',
      '[safe](https://evil.example) [a [b]](https://c.d) <https://x.y>',
      'snake_case_name foo_bar_ é_a_é C:\\dir\\ a | b || c',
    ]) {
      expect(unseen(shown(literal(text)))).toBe(text);
    }
  });

  it('leaves addresses alone, so that they stay links', () => {
    const text = 'See https://github.com/me/my_repo_name/~x?a=1&b=_c_ and (https://a.b/c_d).';
    expect(literal(text)).toBe(text);
  });

  it('isolates each line with right-to-left letters', () => {
    expect(literal('متجر\nshop')).toBe('\u2068متجر\u2069\nshop');
    expect(literal('𞤀𞤣𞤤')).toBe('\u2068𞤀𞤣𞤤\u2069');
  });

  it('shows any text as it was typed, alone and inside bold', () => {
    fc.assert(
      fc.property(anything, (typed) => {
        const text = trimmed(typed);
        expect(unseen(shown(literal(text)))).toBe(withAddresses(text));
        const line = oneLine(`${typed}.`);
        expect(unseen(shown(`**${literal(line)}**`))).toBe(`⟦b ${withAddresses(line)}⟧`);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('commaList', () => {
  it('splits at commas, semicolons and lines; drops blanks and repeats', () => {
    expect(commaList('React, react,, \u200B ;Django\nReact ')).toEqual(['React', 'Django']);
    fc.assert(
      fc.property(anything, (text) => {
        const items = commaList(text);
        expect(commaList(items.join(', '))).toEqual(items);
        for (const item of items) expect(item).toBe(oneLine(item));
        expect(items).not.toContain('');
        expect(new Set(items.map((item) => item.toLowerCase())).size).toBe(items.length);
      }),
    );
  });
});
