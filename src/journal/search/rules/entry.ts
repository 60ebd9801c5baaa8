import { technologyKey } from '../../../work/projects/rules.ts';
import { termsOf, trigramsOf } from './words.ts';

export const KINDS = ['blocker', 'solution', 'learning'] as const;
export type Kind = (typeof KINDS)[number];

/** Where an entry comes from: the row of its room. */
export interface Source {
  readonly guildId: string;
  readonly kind: Kind;
  readonly sourceId: number;
}

/** Something a member solved or learned and shows to the server. What is private never becomes one. */
export interface Entry extends Source {
  /** Undefined: kept without a name. */
  readonly authorId: string | undefined;
  readonly title: string;
  /** By field, as the room calls them: `cause`, `diagnosis`, `solution`, `lesson` ... Empty ones are left out. */
  readonly texts: Readonly<Record<string, string>>;
  /** As typed or as shown. */
  readonly technologies: readonly string[];
  /** Where it stands on Discord (https://discord.com/channels/...). */
  readonly link: string | undefined;
  /** Its owner or a mentor said that it holds no more. */
  readonly outdated?: boolean;
  /** When it was solved, shared or learned, ms. */
  readonly at: number;
}

/**
 * The rules by which words are cut to stems (words.ts), as a number: whoever changes them counts it up, with an index for
 * what is older as in migrations/0037, and entries are cut anew.
 */
export const STEMMING = 2;

/** How much a word in the title and in the technologies counts, next to one in the texts. */
const TITLE = 3;
const TECHNOLOGY = 2;
/** Okapi BM25 with its usual constants; the mean length is that of the programme's entries, so that no entry is ever weighed anew. */
const K1 = 1.2;
const B = 0.75;
const MEAN_LENGTH = 60;
/** A weight of 1 as it is stored; the greatest there is, 1 + K1, stays under 256. */
const UNIT = 100;

export interface Indexed {
  /** Term, its weight (0-255), and a word that shows it. */
  readonly terms: ReadonlyMap<string, { readonly weight: number; readonly word: string }>;
  /** The stems of the title, the technologies and each text, with bars between. */
  readonly stems: string;
}

/** What an entry is found by. */
export function indexed(entry: Pick<Entry, 'kind' | 'title' | 'texts' | 'technologies'>): Indexed {
  const title = termsOf(entry.title);
  const texts = Object.values(entry.texts).map((each) => termsOf(each));
  const body = texts.flat();
  const technologies = termsOf(entry.technologies.join('\n'));
  const counts = new Map<string, { count: number; word: string }>();
  const add = (found: readonly { term: string; word: string }[], worth: number): void => {
    for (const { term, word } of found) {
      const known = counts.get(term);
      counts.set(term, { count: (known?.count ?? 0) + worth, word: known?.word ?? word });
    }
  };
  add(title, TITLE);
  add(body, 1);
  add(technologies, TECHNOLOGY);
  const length = TITLE * title.length + body.length + TECHNOLOGY * technologies.length;
  const terms = new Map<string, { weight: number; word: string }>();
  for (const [term, { count, word }] of counts) {
    terms.set(term, { weight: Math.max(1, Math.round(UNIT * saturated(count, length))), word });
  }
  for (const mark of marksOf(entry)) terms.set(mark, { weight: 0, word: mark });
  const line = (found: readonly { term: string }[]): string => found.map(({ term }) => term).join(' ');
  return { terms, stems: [title, technologies, ...texts].map(line).join(' | ') };
}

function saturated(count: number, length: number): number {
  return (count * (K1 + 1)) / (count + K1 * (1 - B + (B * length) / MEAN_LENGTH));
}

/** What the index would say of an entry with these stems: the sum of weight times value of the terms it holds. */
export function weightOf(stems: string, values: ReadonlyMap<string, number>): number {
  const counts = new Map<string, number>();
  let length = 0;
  for (const [at, line] of stems.split(' | ').entries()) {
    const worth = at === 0 ? TITLE : at === 1 ? TECHNOLOGY : 1;
    for (const term of line.split(' ')) {
      length += worth;
      if (values.has(term)) counts.set(term, (counts.get(term) ?? 0) + worth);
    }
  }
  let sum = 0;
  for (const [term, count] of counts) sum += (values.get(term) ?? 0) * saturated(count, length);
  return sum;
}

/** The filters as terms of the index; no word has a colon. */
export function kindMark(kind: Kind): string {
  return `kind:${kind}`;
}

export function technologyMark(technology: string): string {
  return `tech:${technologyKey(technology)}`;
}

function marksOf({ kind, technologies }: Pick<Entry, 'kind' | 'technologies'>): string[] {
  return [kindMark(kind), ...technologies.map(technologyMark)];
}

/** The pieces by which a mistyped word finds this term; none for filter marks and figures. */
export function piecesOf(term: string): string[] {
  return /^\p{L}[\p{L}\p{N}]{2,}$/u.test(term) ? trigramsOf(term) : [];
}
