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

/** Half a slip: a letter that is doubled or should be. Nobody means another word by it. */
const DOUBLED = 0.5;
/** Two letters swapped: all of the word is there. */
const SWAPPED = 0.75;

/** Letters added, left out, changed, or two swapped (optimal string alignment). */
export function edits(a: string, b: string): number {
  let [before, last] = [
    Array.from({ length: b.length + 1 }, () => 0),
    Array.from({ length: b.length + 1 }, (_, at) => at),
  ];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const [left, right] = [a[i - 1], b[j - 1]];
      let least = Math.min(
        at(last, j) + (left === a[i - 2] ? DOUBLED : 1),
        at(row, j - 1) + (right === b[j - 2] ? DOUBLED : 1),
        at(last, j - 1) + (left === right ? 0 : 1),
      );
      const swapped = i > 1 && j > 1 && left === b[j - 2] && a[i - 2] === right;
      if (swapped) least = Math.min(least, at(before, j - 2) + SWAPPED);
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

/** What sounds the same was heard and not read: requete, requette; exècute, execute. */
const SAME_SOUND = 0.95;

/**
 * The words that were probably meant, nearest first, each with how near it is (0-1). The stem and the whole word are
 * tried: a typo in an ending changes the stem too.
 */
export function nearest<C extends Candidate>(
  typed: { readonly word: string; readonly stems: readonly string[] },
  candidates: readonly C[],
): { readonly candidate: C; readonly nearness: number }[] {
  const sound = soundOf(typed.word);
  const found = candidates.flatMap((candidate) => {
    if (sound === soundOf(candidate.word)) return [{ candidate, nearness: SAME_SOUND }];
    const pairs = [
      ...typed.stems.map((stem) => [stem, candidate.term] as const),
      [typed.word, candidate.word] as const,
    ];
    const close = pairs.flatMap(([a, b]) => {
      const allowed = allowedEdits(Math.min(a.length, b.length));
      // Most are too much longer or shorter to be compared at all.
      if (Math.abs(a.length - b.length) > allowed) return [];
      const distance = edits(a, b);
      // Hands slip inside of words and at their ends: a xylophone is no telephone.
      const isLikely = distance <= allowed && (distance <= 1 || candidate.word[0] === typed.word[0]);
      return isLikely ? [{ distance, length: Math.max(a.length, b.length) }] : [];
    });
    const nearness = Math.max(...close.map(({ distance, length }) => 1 - distance / length));
    return close.length === 0 ? [] : [{ candidate, nearness }];
  });
  return found.toSorted((a, b) => b.nearness - a.nearness);
}

/** How a French or English word sounds, roughly: what is silent or doubled left out, one letter for a sound. */
export function soundOf(word: string): string {
  return word
    .replace(/(.)\1+/gu, '$1')
    .replace(/ph/gu, 'f')
    .replace(/eau|au/gu, 'o')
    .replace(/ei|ai/gu, 'e')
    .replace(/y/gu, 'i')
    .replace(/(?<!c)h/gu, '')
    .replace(/c(?=[ei])/gu, 's')
    .replace(/ck|qu|[cq](?!h)/gu, 'k')
    .replace(/gu(?=[ei])/gu, 'g')
    .replace(/z/gu, 's')
    .replace(/m(?=[bp])/gu, 'n')
    .replace(/en(?=[^aeiou])/gu, 'an')
    .replace(/(?<=.{3})(?:er|es|et|ee|e|s|t|d|x)$/u, '');
}
