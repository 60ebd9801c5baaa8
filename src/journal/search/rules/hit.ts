import { folded, stemsOf } from './words.ts';

/** A piece of a text around the words that were found. */
export interface Snippet {
  readonly parts: readonly { readonly text: string; readonly isHit: boolean }[];
  readonly cutBefore: boolean;
  readonly cutBehind: boolean;
}

const WORD = /[\p{L}\p{N}]+/gu;
/** How long a snippet is, in characters. */
const LENGTH = 160;
const LEAD = 50;

/** The stretch of the text with the most of these terms, each found word apart. */
export function snippetOf(text: string, terms: ReadonlySet<string>): Snippet {
  const line = text.replace(/\s+/gu, ' ').trim();
  const hits = [...line.matchAll(WORD)].flatMap(({ 0: word, index }) => {
    const { en, fr } = stemsOf(folded(word));
    return terms.has(en) || terms.has(fr) ? [{ from: index, to: index + word.length }] : [];
  });
  const from = startOf(line, bestStart(hits));
  const to = endOf(line, from + LENGTH);
  const parts: { text: string; isHit: boolean }[] = [];
  let at = from;
  for (const hit of hits) {
    if (hit.from < at || hit.to > to) continue;
    if (hit.from > at) parts.push({ text: line.slice(at, hit.from), isHit: false });
    parts.push({ text: line.slice(hit.from, hit.to), isHit: true });
    at = hit.to;
  }
  if (at < to) parts.push({ text: line.slice(at, to), isHit: false });
  return { parts, cutBefore: from > 0, cutBehind: to < line.length };
}

/** Where the stretch with the most hits begins. */
function bestStart(hits: readonly { from: number; to: number }[]): number {
  let best = { start: 0, count: 0 };
  for (const { from } of hits) {
    const start = Math.max(0, from - LEAD);
    const count = hits.filter((hit) => hit.from >= start && hit.to <= start + LENGTH).length;
    if (count > best.count) best = { start, count };
  }
  return best.start;
}

/** Between words, never inside one. */
function startOf(line: string, start: number): number {
  if (start === 0) return 0;
  const space = line.indexOf(' ', start);
  return space < 0 ? start : space + 1;
}

function endOf(line: string, end: number): number {
  if (end >= line.length) return line.length;
  const space = line.lastIndexOf(' ', end);
  return space <= 0 ? end : space;
}
