/** What may have been mistyped in a text that is not understood. */
import { isKnown, type Language, lexiconsFor, withoutTypos } from './lexicon.ts';
import { MAX_LENGTH, MAX_TOKENS, type Token, tokensOf } from './tokens.ts';

/** The first word or figure that no table of words has, in lower case without accents. */
export function unknownWord(text: string): string | undefined {
  const tokens = tokensOf(text.slice(0, MAX_LENGTH)).slice(0, MAX_TOKENS);
  return tokens.find(({ text: word }) => /^\d/.test(word) || !isKnown(word) || isStrange(word))?.text;
}

/** The text with what are probably typos corrected, in the reader's language first. */
export function corrected(text: string, locale: Language): string[] {
  const tokens = tokensOf(text.slice(0, MAX_LENGTH)).slice(0, MAX_TOKENS);
  return lexiconsFor(locale).flatMap(({ lexicon }) => {
    const found = withoutTypos(tokens, lexicon, 'likely');
    return found === undefined ? [] : [textOf(found)];
  });
}

/** The words of tokens, spaced as they were typed. */
export function textOf(tokens: readonly Token[]): string {
  return tokens
    .map(({ text, tight }) => (tight ? text : ` ${text}`))
    .join('')
    .trim();
}

const SIGNS = /^[-–—−~,;/&+|.:@]$/;

function isStrange(word: string): boolean {
  return !/^[\p{L}\d]/u.test(word) && !SIGNS.test(word);
}
