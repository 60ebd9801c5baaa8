import { literal } from '../text.ts';

/** How a text column that contains a word may have it: as typed, or escaped in a text for Discord; inside of JSON too. */
export function spellings(words: readonly string[]): string[] {
  const all = words.filter((word) => word.trim() !== '').flatMap((word) => [word, literal(word)]);
  return [...new Set(all.flatMap((word) => [word, JSON.stringify(word).slice(1, -1)]))];
}

/** A pattern for `like ... escape '!'` that finds `text` anywhere. */
export function containing(text: string): string {
  return `%${text.replace(/[!%_]/g, '!$&')}%`;
}
