import { styleText } from 'node:util';

/** A piece of a line with how it looks. */
export interface Span {
  readonly text: string;
  readonly style?: Style;
}
export type Style = 'bold' | 'dim' | 'cyan' | 'green' | 'yellow';

export const WIDTH = 100;

/** Styled for this terminal: plain where NO_COLOR is set or the output is no terminal. */
export function paint(spans: readonly Span[]): string {
  return spans
    .map(({ text, style }) =>
      style === undefined ? text : styleText(style, text, { stream: process.stdout }),
    )
    .join('');
}

/**
 * What no terminal may be told: control characters (escape sequences begin with one), bidirectional overrides and what
 * has no glyph. Line feeds stay.
 */
export function printable(text: string): string {
  return text
    .replace(/\r\n?|\u2028|\u2029/g, '\n')
    .replace(/\t/g, ' ')
    .replace(/(?!\n)[\p{Cc}\p{Bidi_Control}\u2060\u200B\uFEFF]/gu, '')
    .toWellFormed();
}

/** Columns a text takes: wide characters and emoji two, combining marks none. */
export function columns(text: string): number {
  let sum = 0;
  for (const { segment } of graphemes.segment(text)) sum += WIDE.test(segment) ? 2 : 1;
  return sum;
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const WIDE =
  /\p{Emoji_Presentation}|\uFE0F|[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]/u;

/** Breaks a line between words so that none is wider than `width`; words that are wider are cut. */
export function wrap(spans: readonly Span[], width: number): Span[][] {
  const lines: Span[][] = [[]];
  let used = 0;
  for (const word of spans.flatMap((span) => words(span, width))) {
    const length = columns(word.text);
    const isSpace = word.text.trim() === '';
    if (used + length > width && used > 0) {
      lines.push([]);
      used = 0;
      if (isSpace) continue;
    }
    lines.at(-1)?.push(word);
    used += length;
  }
  return lines;
}

/** Words and the spaces between them, each a span of its own. */
function words({ text, style }: Span, width: number): Span[] {
  return text
    .split(/(\s+)/)
    .filter((part) => part !== '')
    .flatMap((part) => (columns(part) <= width ? [part] : cut(part, width)))
    .map((part) => (style === undefined ? { text: part } : { text: part, style }));
}

function cut(word: string, width: number): string[] {
  const parts: string[] = [];
  let part = '';
  for (const { segment } of graphemes.segment(word)) {
    if (part !== '' && columns(part + segment) > width) {
      parts.push(part);
      part = '';
    }
    part += segment;
  }
  return [...parts, part];
}
