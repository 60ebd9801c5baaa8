/**
 * What members type, made safe to keep and to show. Nothing here changes what a text means; it removes what cannot be
 * seen and what would break a card.
 */

// What has no glyph: controls (but not the line feed), everything Unicode calls ignorable (zero-width characters,
// bidirectional overrides, soft hyphens, tags, fillers ...), annotation marks. Joiners and the emoji selector stay: emoji,
// Arabic and Persian need them inside words; so do the tags of a flag such as Scotland's, which the first half matches.
const INVISIBLE =
  /\p{RGI_Emoji_Tag_Sequence}|(?!\n|\u200C|\u200D|\uFE0F)[\p{Cc}\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFB\u{1D159}]/gv;
const LONGEST_SINGLE = 2;
const AT_THE_BEGINNING = /^(?:\s|\u200C|\u200D|\uFE0F)+/;
const AT_THE_END = /\s|\u200C|\u200D/;

/** Without invisible characters, with `\n` line ends, trimmed. What is left empty was empty to every reader. */
export function trimmed(text: string): string {
  return withoutEnd(
    text
      .toWellFormed()
      .replace(/\r\n?|\u2028|\u2029/g, '\n')
      // The empty Braille pattern is a space by another name.
      .replace(/[\t\u2800]/g, ' ')
      .replace(INVISIBLE, (found) => (found.length > LONGEST_SINGLE ? found : ''))
      .replace(AT_THE_BEGINNING, ''),
  );
}

/** An expression that ends in `$` would try at each of thousands of blanks whether the end comes behind them. */
function withoutEnd(text: string): string {
  let end = text.length;
  while (end > 0 && AT_THE_END.test(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
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

/**
 * At most `max` code points, the last one an ellipsis: cut between words where that leaves at least half of what fits, else
 * between grapheme clusters.
 */
export function truncated(text: string, max: number): string {
  if (text.length <= max || codePoints(text) <= max) return text;
  let kept = '';
  let length = 0;
  for (const { segment } of graphemes.segment(text)) {
    length += codePoints(segment);
    if (length > max - 1) break;
    kept += segment;
  }
  const word = /\s/.test(text.charAt(kept.length)) ? kept.length : kept.search(/\s\S*$/);
  return `${(word * 2 < kept.length ? kept : kept.slice(0, word)).trimEnd()}…`;
}

/** Texts of one message, the longest of them cut so that they have at most `max` code points together. */
export function fitted(texts: readonly string[], max: number): string[] {
  let left = max;
  for (const [index, length] of texts
    .map(codePoints)
    .toSorted((a, b) => a - b)
    .entries()) {
    const share = Math.floor(left / (texts.length - index));
    if (length > share) return texts.map((text) => truncated(text, share));
    left -= length;
  }
  return [...texts];
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** At most `max` lines and never more than one empty line in a row, so that a text cannot fill the channel. */
export function fewLines(text: string, max: number): string {
  const lines = text.replace(/\n(?:[^\S\n]*\n){2,}/g, '\n\n').split('\n');
  return lines.length <= max ? lines.join('\n') : `${lines.slice(0, max).join('\n').trimEnd()} …`;
}

/** Two spellings of one title have the same key: NFKC, one line, case-folded. */
export function titleKey(title: string): string {
  const folded = oneLine(title.normalize('NFKC')).normalize('NFKC').toLowerCase().toUpperCase().toLowerCase();
  return folded.normalize('NFKC');
}

/**
 * Shows a text literally: no markdown, no mention look-alike, no label that hides a link; addresses stay links. Each
 * line with right-to-left letters is isolated, so that it does not turn the sentence around it. Not for the label of a
 * link: Discord finds its end without regard to escapes.
 */
export function literal(text: string): string {
  // An escape right behind an address would become part of it.
  const apart = text.replace(/(https?:\/\/[^\s<]+)</g, '$1 <');
  const escaped = outsideAddresses(apart, escape)
    .replace(/^([^\S\n]*)([-+>#])/gm, String.raw`$1\$2`)
    .replace(/^([^\S\n]*\d+)\.(?=\s)/gm, String.raw`$1\.`);
  return escaped.replace(/^.+$/gm, (line) => (RIGHT_TO_LEFT.test(line) ? `\u2068${line}\u2069` : line));
}

const RIGHT_TO_LEFT =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;
/** What Discord takes for an address; nothing inside it is markdown, so that an escape would become part of the link. */
const ADDRESS = /https?:\/\/[^\s<]+[^<.,:;"')\]\s]/g;

function escape(text: string): string {
  return (
    text
      .replace(/[\\*_~`|[<]/g, String.raw`\$&`)
      // What is no address yet must not become one by the escapes that follow.
      .replace(/(https?):(?=\/\/)/g, String.raw`$1\:`)
      .replace(/@(?=everyone|here)/g, '@\u2060')
  );
}

function outsideAddresses(text: string, change: (part: string) => string): string {
  let result = '';
  let end = 0;
  for (const { 0: address, index } of text.matchAll(ADDRESS)) {
    // A star or backslash in an address would still close the bold text a card puts around it.
    result += change(text.slice(end, index)) + address.replaceAll('*', '%2A').replaceAll('\\', '%5C');
    end = index + address.length;
  }
  return result + change(text.slice(end));
}

/** A comma list as members type it: trimmed, empty items and repeats (ignoring case) left out. */
export function commaList(text: string): string[] {
  const items = new Map<string, string>();
  for (const part of text.split(/[,;\n]/)) {
    const item = oneLine(part);
    if (item !== '' && !items.has(item.toLowerCase())) items.set(item.toLowerCase(), item);
  }
  return [...items.values()];
}
