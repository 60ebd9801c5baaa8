import { type Group, termsAsked } from './query.ts';
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

/** Words weigh more than their pieces. */
const WORDS = 4;
const PIECES = 1;
/** A word in the title, next to one in the texts. */
const IN_TITLE = 1.6;
/** What the index says: words that come often in a short entry. */
const INDEX = 0.5;
/** What was typed side by side stands side by side. */
const NEIGHBOURS = 0.25;
/** What was asked for stands in one text of it. */
const TOGETHER = 0.8;
/** The title speaks of what was asked for and of little else. */
const ABOUT = 0.5;

/** The rarity of a term: BM25's inverse document frequency. */
export function rarity(holding: number, entries: number): number {
  return Math.log(1 + (Math.max(0, entries - holding) + 0.5) / (holding + 0.5));
}

/** Of a group: that of its most usual way, so that a rare way of saying it does not count for more. */
export function rarityOf(group: Group, frequencies: Frequencies, entries: number): number {
  const known = group.ways.map(({ terms }) => Math.min(...terms.map((term) => frequencies.get(term) ?? 0)));
  return group.words * rarity(Math.max(0, ...known), entries);
}

/**
 * Best first. What counts: which groups an entry holds and where, how many of what was asked for, neighbours, and how
 * many pieces of the typed words stand anywhere in it.
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
  const wanted = new Set(termsAsked(groups));
  const most = Math.max(...candidates.map(({ weight }) => weight), 1);
  const scored = candidates.map((candidate) => {
    const { share, worth } = holdingOf(partsOf(candidate.stems, wanted), groups, weights);
    return {
      candidate,
      share,
      held: worth + (INDEX * candidate.weight) / most,
      pieces: piecesIn(candidate, pieces),
    };
  });
  const best = Math.max(...scored.map(({ held }) => held), Number.MIN_VALUE);
  const mostPieces = Math.max(...scored.map((each) => each.pieces), Number.MIN_VALUE);
  return scored
    .map(({ candidate, share, held, pieces: found }) => ({
      candidate,
      share,
      score: (WORDS * (held / best) + PIECES * (found / mostPieces)) / (WORDS + PIECES),
    }))
    .toSorted((a, b) => b.score - a.score);
}

/** An entry with only those of its terms that are asked for: the others, by far the most, count for nothing. */
interface Parts {
  readonly stems: string;
  readonly title: readonly string[];
  /** How many terms the title has in all. */
  readonly titleLength: number;
  readonly inTitle: ReadonlySet<string>;
  readonly fields: readonly ReadonlySet<string>[];
  readonly anywhere: ReadonlySet<string>;
}

function partsOf(stems: string, wanted: ReadonlySet<string>): Parts {
  const all = stems.split(' | ').map((each) => each.split(' '));
  const [title = [], technologies = [], ...texts] = all.map((each) =>
    each.filter((term) => wanted.has(term)),
  );
  return {
    stems,
    title,
    titleLength: all[0]?.length ?? 0,
    inTitle: new Set([...title, ...technologies]),
    fields: texts.map((each) => new Set(each)),
    anywhere: new Set([...title, ...technologies, ...texts.flat()]),
  };
}

/** How much of what was asked for it holds, and that with more for the title and for what stands together. */
function holdingOf(parts: Parts, groups: readonly Group[], weights: readonly number[]) {
  const { stems, title, titleLength, inTitle, fields, anywhere } = parts;
  const all = weights.reduce((sum, weight) => sum + weight, 0) || 1;
  let [share, worth] = [0, 0];
  const together = fields.map(() => 0);
  const titleHits = new Set<string>();
  groups.forEach((group, index) => {
    const weight = (weights[index] ?? 0) / all;
    const held = group.ways.map((way) => {
      const part = shareOf(way.terms, anywhere);
      const isTitle = isIn(way.terms, inTitle);
      if (isTitle) for (const term of way.terms) titleHits.add(term);
      return { part: way.worth * part, worth: way.worth * part * (isTitle ? IN_TITLE : 1) };
    });
    share += weight * Math.max(0, ...held.map(({ part }) => part));
    worth += weight * Math.max(0, ...held.map((each) => each.worth));
    fields.forEach((field, at) => {
      const here = Math.max(0, ...group.ways.map(({ terms, worth: each }) => each * shareOf(terms, field)));
      together[at] = (together[at] ?? 0) + weight * here;
    });
  });
  const about = title.filter((term) => titleHits.has(term)).length / Math.max(titleLength, 1);
  return {
    share,
    worth:
      worth + TOGETHER * Math.max(0, ...together) + ABOUT * about + NEIGHBOURS * neighboursIn(stems, groups),
  };
}

function isIn(terms: readonly string[], title: ReadonlySet<string>): boolean {
  return terms.every((term) => title.has(term));
}

/** Half of a name of several words says less than half of it. */
function shareOf(terms: readonly string[], held: ReadonlySet<string>): number {
  const found = terms.filter((term) => held.has(term)).length;
  return found === terms.length ? 1 : found / terms.length / 2;
}

/** The share of neighbouring groups that also stand side by side in the entry. */
function neighboursIn(stems: string, groups: readonly Group[]): number {
  if (groups.length < 2) return 0;
  const text = ` ${stems} `;
  let together = 0;
  for (let at = 0; at + 1 < groups.length; at++) {
    const [first, second] = [groups[at]?.ways[0]?.terms.at(-1), groups[at + 1]?.ways[0]?.terms[0]];
    if (first !== undefined && second !== undefined && text.includes(` ${first} ${second} `)) together += 1;
  }
  return together / (groups.length - 1);
}

function piecesIn({ title, texts }: Candidate, pieces: readonly string[]): number {
  if (pieces.length === 0) return 0;
  const text = ` ${folded(`${title} ${texts}`)}`;
  let found = 0;
  for (const piece of pieces) if (text.includes(piece)) found += 1;
  return found / pieces.length;
}
