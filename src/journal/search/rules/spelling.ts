/** How far a word may be from what was typed to be what was meant. */

/** Shorter words have too many neighbours. */
export const SHORTEST_TYPO = 4;
const MEDIUM = 6;
const LONG = 9;

/** How many letters of a word of this length may be wrong. */
export function allowedEdits(length: number): number {
  if (length < SHORTEST_TYPO) return 0;
  if (length < MEDIUM) return 1;
  return length < LONG ? 2 : 3;
}

/** Letters added, left out, changed, or two swapped (optimal string alignment). */
export function edits(a: string, b: string): number {
  let [before, last] = [
    Array.from({ length: b.length + 1 }, () => 0),
    Array.from({ length: b.length + 1 }, (_, at) => at),
  ];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let least = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) least = Math.min(least, at(before, j - 2) + 1);
      row.push(least);
    }
    [before, last] = [last, row];
  }
  return at(last, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? 0;
}

export interface Candidate {
  readonly term: string;
  readonly word: string;
}

/**
 * The words that were probably meant, nearest first, each with how near it is (0-1). The stem and the whole word are
 * tried: a typo in an ending changes the stem too.
 */
export function nearest<C extends Candidate>(
  typed: { readonly word: string; readonly stems: readonly string[] },
  candidates: readonly C[],
): { readonly candidate: C; readonly nearness: number }[] {
  const found = candidates.flatMap((candidate) => {
    const allowed = allowedEdits(Math.min(typed.word.length, candidate.word.length));
    const pairs = [
      ...typed.stems.map((stem) => [stem, candidate.term] as const),
      [typed.word, candidate.word] as const,
    ];
    // Most are too much longer or shorter to be compared at all.
    const likely = pairs.filter(([a, b]) => Math.abs(a.length - b.length) <= allowed);
    const distance = Math.min(...likely.map(([a, b]) => edits(a, b)));
    // Hands slip inside of words and at their ends: a xylophone is no telephone.
    const isOther = distance > 1 && candidate.word[0] !== typed.word[0];
    if (distance > allowed || isOther) return [];
    return [{ candidate, nearness: 1 - distance / Math.max(typed.word.length, 1) }];
  });
  return found.toSorted((a, b) => b.nearness - a.nearness);
}
