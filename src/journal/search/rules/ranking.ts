import type { Group, Way } from './query.ts';
import { supported } from './support.ts';
import { folded, trigramsOf } from './words.ts';

/** How the entries that hold some of what was asked for are put in order. */

/** How many entries hold a term, in this server. */
export type Frequencies = ReadonlyMap<string, number>;

export interface Ranked<C> {
  readonly candidate: C;
  readonly score: number;
  /** 0-1: how much of what was asked for it holds. */
  readonly share: number;
}

export interface Candidate {
  readonly title: string;
  readonly texts: string;
  /** The stems of the title, a bar, those of the texts. */
  readonly stems: string;
  /** Ranked by the index: sum of weight times rarity. */
  readonly weight: number;
}

/** What each sign counts for; chosen on the sets 1 and 3 of bench/knowledge. */
const WEIGHTS = {
  /** Words weigh more than their pieces. */
  words: 4,
  pieces: 0.5,
  /** A word in the title, next to one in the texts. */
  title: 1.6,
  /** What the index says: words that come often in a short entry. */
  index: 3,
  /** What was asked for stands in a few words side by side, in one text or the title. */
  close: 2,
  /** What was asked for stands in one text of it. */
  together: 1,
  /** The title speaks of what was asked for and of little else. */
  about: 0.75,
  /** The second best way of saying a group, next to the best, and each further one next to the one before. */
  second: 0.75,
  further: 0.95,
} as const;
/** Of so many the pieces of words are looked for, and so many may support each other; no more are given. */
const LIKELY = 120;
/** So many stems are a few words side by side. */
const CLOSE = 4;
/** So many ways of saying a group are counted behind the best. */
const MOST_WAYS = 5;
/** Ways that count for less are about something near, not names of the same. */
const SAME = 0.6;

/** The rarity of a term: BM25's inverse document frequency. */
function rarity(holding: number, entries: number): number {
  return Math.log(1 + (Math.max(0, entries - holding) + 0.5) / (holding + 0.5));
}

/** Of a group: that of its most usual name, so that a rare way of saying it does not count for more. */
export function rarityOf(group: Group, frequencies: Frequencies, entries: number): number {
  const names = group.ways.filter(({ worth }) => worth >= SAME);
  const known = names.map(({ terms }) => Math.min(...terms.map((term) => frequencies.get(term) ?? 0)));
  return group.words * rarity(Math.max(0, ...known), entries);
}

/** The group with less worth for what is near and usual: half of the entries hold "port" and "host". */
export function weighed(group: Group, frequencies: Frequencies, entries: number): Group {
  const own = rarityOf(group, frequencies, entries) / group.words;
  const ways = group.ways.map((way) => {
    if (way.worth >= SAME) return way;
    const holding = Math.min(...way.terms.map((term) => frequencies.get(term) ?? 0));
    return { ...way, worth: way.worth * Math.min(1, rarity(holding, entries) / own) };
  });
  return { ...group, ways };
}

/**
 * Best first. What counts: which groups an entry holds and where, how many of what was asked for, what stands close
 * together, and how many pieces of the typed words stand anywhere in it.
 */
export function ranked<C extends Candidate>(
  candidates: readonly C[],
  groups: readonly Group[],
  words: readonly string[],
  frequencies: Frequencies,
  entries: number,
): Ranked<C>[] {
  const weights = groups.map((group) => rarityOf(group, frequencies, entries));
  const pieces = words.flatMap((word) =>
    word.length > 2 ? trigramsOf(word).map((piece) => piece.replace('^', ' ')) : [],
  );
  const wanted = wantedOf(groups);
  const most = Math.max(...candidates.map(({ weight }) => weight), 1);
  const withinOf = worthOf(wanted, weights);
  const scored = candidates.map((candidate) => {
    const { share, worth } = holdingOf(candidate.stems, wanted, weights, withinOf);
    return { candidate, share, held: worth + (WEIGHTS.index * candidate.weight) / most };
  });
  const best = Math.max(...scored.map(({ held }) => held), Number.MIN_VALUE);
  const likely = scored.toSorted((a, b) => b.held - a.held).slice(0, LIKELY);
  const inPieces = likely.map(({ candidate }) => piecesIn(candidate, pieces));
  const mostPieces = Math.max(...inPieces, Number.MIN_VALUE);
  const total = WEIGHTS.words + WEIGHTS.pieces;
  const found = likely.map(({ candidate, share, held }, index) => {
    const pieces = (inPieces[index] ?? 0) / mostPieces;
    const score = (WEIGHTS.words * (held / best) + WEIGHTS.pieces * pieces) / total;
    return { candidate, stems: candidate.stems, share, score };
  });
  const scores = supported(found);
  return found
    .map(({ candidate, share }, index) => ({ candidate, share, score: scores[index] ?? 0 }))
    .toSorted((a, b) => b.score - a.score);
}

/**
 * The terms by which an entry was found, for its snippet: of whole names, as half of one is any word ("see each other"). What
 * is only near to what was asked for, where its texts hold nothing else.
 */
export function heldNames(stems: string, groups: readonly Group[]): Set<string> {
  const [title = '', , ...texts] = stems.split(' | ');
  const held = new Set((texts.length > 0 ? texts : [title]).join(' ').split(' '));
  const ways = groups.flatMap((group) => group.ways).filter(({ terms }) => isIn(terms, held));
  const names = ways.filter(({ worth }) => worth >= SAME);
  return new Set((names.length > 0 ? names : ways).flatMap(({ terms }) => terms));
}

/** What it says of which groups when an entry holds a term: alone, and as a part of names of several words. */
interface Wanted {
  readonly alone: readonly { readonly group: number; readonly worth: number }[];
  readonly parts: readonly (Way & { readonly group: number })[];
}

/** By term: an entry holds few of those that are asked for, and only these are looked at. */
function wantedOf(groups: readonly Group[]): ReadonlyMap<string, Wanted> {
  interface Told {
    readonly alone: Map<number, number>;
    readonly parts: (Way & { group: number })[];
  }
  const wanted = new Map<string, Told>();
  groups.forEach(({ ways }, group) => {
    for (const { terms, worth } of ways)
      for (const term of new Set(terms)) {
        const known: Told = wanted.get(term) ?? { alone: new Map(), parts: [] };
        wanted.set(term, known);
        if (terms.length > 1) known.parts.push({ terms, worth, group });
        else known.alone.set(group, Math.max(known.alone.get(group) ?? 0, worth));
      }
  });
  const listed = [...wanted].map(([term, { alone, parts }]) => {
    return [term, { alone: [...alone].map(([group, worth]) => ({ group, worth })), parts }] as const;
  });
  return new Map(listed);
}

/** What a mean of the groups' values is, each with the group's weight. */
function meanBy(weights: readonly number[]): (values: readonly number[]) => number {
  const all = weights.reduce((sum, weight) => sum + weight, 0) || 1;
  return (values) => values.reduce((sum, value, group) => sum + (value * (weights[group] ?? 0)) / all, 0);
}

/** How much of what was asked for some terms hold. The same few stand side by side in many entries: each is counted once. */
function worthOf(
  wanted: ReadonlyMap<string, Wanted>,
  weights: readonly number[],
): (terms: readonly string[]) => number {
  const mean = meanBy(weights);
  const known = new Map<string, number>();
  return (terms) => {
    const key = terms.join(' ');
    const before = known.get(key);
    if (before !== undefined) return before;
    const here = weights.map(() => 0);
    eachHeld(new Set(terms), wanted, (group, part) => {
      here[group] = Math.max(here[group] ?? 0, part);
    });
    const worth = mean(here);
    known.set(key, worth);
    return worth;
  };
}

/** How much of what was asked for it holds, and that with more for the title and for what stands together. */
function holdingOf(
  stems: string,
  wanted: ReadonlyMap<string, Wanted>,
  weights: readonly number[],
  within: (terms: readonly string[]) => number,
) {
  const lines = stems.split(' | ').map((line) => line.split(' '));
  const titleLength = lines[0]?.length ?? 0;
  const [title = [], technologies = [], ...texts] = lines.map((line) =>
    line.filter((term) => wanted.has(term)),
  );
  const inTitle = new Set([...title, ...technologies]);
  const anywhere = new Set([...inTitle, ...texts.flat()]);
  const best = weights.map(() => ({ share: 0, worth: 0, values: [] as number[] }));
  const titleHits = new Set<string>();
  eachHeld(anywhere, wanted, (group, part, terms) => {
    const held = best[group];
    if (held === undefined) return;
    const isTitle = isIn(terms, inTitle);
    if (isTitle) for (const term of terms) titleHits.add(term);
    const value = isTitle ? part * WEIGHTS.title : part;
    held.share = Math.max(held.share, part);
    held.worth = Math.max(held.worth, value);
    if (isIn(terms, anywhere)) held.values.push(value);
  });
  const sumOf = meanBy(weights);
  const together = texts.map(within);
  const close = lines.flatMap((line) =>
    line.flatMap((term, at) =>
      wanted.has(term) ? [within(line.slice(at, at + CLOSE).filter((next) => wanted.has(next)))] : [],
    ),
  );
  const about = title.filter((term) => titleHits.has(term)).length / Math.max(titleLength, 1);
  return {
    share: sumOf(best.map(({ share }) => share)),
    worth:
      sumOf(best.map(({ worth }) => worth)) +
      sumOf(best.map(({ values }) => furtherOf(values))) +
      WEIGHTS.together * Math.max(0, ...together) +
      WEIGHTS.about * about +
      WEIGHTS.close * Math.max(0, ...close),
  };
}

/** Each way that these terms hold at least in part, with how much of it. */
function eachHeld(
  held: ReadonlySet<string>,
  wanted: ReadonlyMap<string, Wanted>,
  act: (group: number, part: number, terms: readonly string[]) => void,
): void {
  let parts: Set<Wanted['parts'][number]> | undefined;
  for (const term of held) {
    const found = wanted.get(term);
    if (found === undefined) continue;
    for (const { group, worth } of found.alone) act(group, worth, [term]);
    for (const way of found.parts) (parts ??= new Set()).add(way);
  }
  for (const { group, worth, terms } of parts ?? []) act(group, worth * shareOf(terms, held), terms);
}

/** What the ways of saying a group behind the best add: by chance an entry holds one, and rarely several. */
function furtherOf(values: readonly number[]): number {
  const others = values.toSorted((a, b) => b - a).slice(1, 1 + MOST_WAYS);
  return others.reduce((sum, value, at) => sum + value * WEIGHTS.second * WEIGHTS.further ** at, 0);
}

function isIn(terms: readonly string[], held: ReadonlySet<string>): boolean {
  return terms.every((term) => held.has(term));
}

/** Half of a name of several words says less than half of it. */
function shareOf(terms: readonly string[], held: ReadonlySet<string>): number {
  const found = terms.filter((term) => held.has(term)).length;
  return found === terms.length ? 1 : found / terms.length / 2;
}

function piecesIn({ title, texts }: Candidate, pieces: readonly string[]): number {
  if (pieces.length === 0) return 0;
  const text = ` ${folded(`${title} ${texts}`)}`;
  let found = 0;
  for (const piece of pieces) if (text.includes(piece)) found += 1;
  return found / pieces.length;
}
