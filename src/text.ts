/**
 * What members type, made safe to keep and to show. Nothing here changes what a text means; it removes what cannot be
 * seen and what would break a card.
 */

// Characters without a glyph: controls (but not the line feed), zero-width characters, bidirectional overrides, the
// byte order mark, soft hyphen, tags and fillers. ZWJ and ZWNJ stay: emoji, Arabic and Persian need them inside words.
const INVISIBLE =
  /\p{Cc}|\p{Bidi_Control}|\p{Variation_Selector}(?<!\uFE0F)|\u00AD|\u034F|\u115F|\u1160|\u17B4|\u17B5|\u180E|\u200B|[\u2060-\u206F]|\u3164|\uFEFF|\uFFA0|[\u{E0000}-\u{E007F}]/gu;
const LONELY_JOINERS = /^[\u200C\u200D\s]+|[\u200C\u200D\s]+$/gu;

/** Without invisible characters, with `\n` line ends, trimmed. What is left empty was empty to every reader. */
export function trimmed(text: string): string {
  const lines = text.replace(/\r\n?|\u2028|\u2029/g, '\n').replace(/\t/g, ' ');
  return lines
    .replace(INVISIBLE, (character) => (character === '\n' ? '\n' : ''))
    .replace(LONELY_JOINERS, '')
    .toWellFormed();
}

/** In one line: titles, names, list items. */
export function oneLine(text: string): string {
  return trimmed(text).replace(/\s+/gu, ' ');
}

export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** At most `max` code points, cut between grapheme clusters, the last one an ellipsis. */
export function truncated(text: string, max: number): string {
  if (codePoints(text) <= max) return text;
  let kept = '';
  let length = 0;
  for (const { segment } of graphemes.segment(text)) {
    length += codePoints(segment);
    if (length > max - 1) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** At most `max` lines and never more than one empty line in a row, so that a text cannot fill the channel. */
export function fewLines(text: string, max: number): string {
  const lines = text.replace(/\n(?:[^\S\n]*\n){2,}/g, '\n\n').split('\n');
  return lines.length <= max ? lines.join('\n') : `${lines.slice(0, max).join('\n').trimEnd()}\n…`;
}

/** Two spellings of one title have the same key: NFKC, one line, case-folded. */
export function titleKey(title: string): string {
  return oneLine(title.normalize('NFKC')).toLowerCase().toUpperCase().toLowerCase();
}

/**
 * Shows a text literally: no markdown, no mention look-alike, no link with a false label. Wrapped in isolates when it
 * holds right-to-left letters, so that it does not turn the sentence around it.
 */
export function literal(text: string): string {
  const escaped = text
    .replace(/[\\*`~]|\|(?=\|)|(?<=\|)\||\[(?=[^\]]*\]\()|<(?=[@#:/ati!&])/g, String.raw`\$&`)
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, String.raw`\_`)
    .replace(/^(\s*)([-+>#])/gm, String.raw`$1\$2`)
    .replace(/^(\s*\d+)\.(?=\s)/gm, String.raw`$1\.`)
    .replace(/@(?=everyone|here)/g, '@\u2060');
  return RIGHT_TO_LEFT.test(escaped) ? `\u2068${escaped}\u2069` : escaped;
}

const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** A comma list as members type it: trimmed, empty items and repeats (ignoring case) left out. */
export function commaList(text: string): string[] {
  const items = new Map<string, string>();
  for (const part of text.split(/[,;\n]/)) {
    const item = oneLine(part);
    if (item !== '' && !items.has(item.toLowerCase())) items.set(item.toLowerCase(), item);
  }
  return [...items.values()];
}
