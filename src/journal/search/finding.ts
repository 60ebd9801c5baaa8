import { setImmediate } from 'node:timers/promises';
import type { Db } from '../../platform/database/index.ts';
import { type Kind, kindMark, piecesOf, technologyMark } from './rules/entry.ts';
import { glossaryWords, readsOn } from './rules/glossary.ts';
import { type Snippet, snippetOf } from './rules/hit.ts';
import { asked, correctedGroup, type Group, heldGroup, termsAsked } from './rules/query.ts';
import { ranked, rarityOf } from './rules/ranking.ts';
import { allowedEdits, nearest } from './rules/spelling.ts';
import {
  type Anchor,
  countHolding,
  type EntryRow,
  findAlike,
  findCandidates,
  findEntries,
  findEntry,
  findServer,
} from './store.ts';

export interface Hit {
  readonly entryId: number;
  readonly kind: Kind;
  readonly sourceId: number;
  readonly title: string;
  readonly technologies: readonly string[];
  readonly texts: Readonly<Record<string, string>>;
  /** A piece around what was found; made when it is asked for, as few hits are shown. */
  readonly snippet: () => Snippet;
  readonly link: string | undefined;
  readonly outdated: boolean;
  readonly at: number;
  /** 0-1: how much of what was asked for it holds. */
  readonly share: number;
}

export interface Found {
  /** Best first, at most 50. */
  readonly hits: readonly Hit[];
  /** What was searched for in the place of a word that nothing holds. */
  readonly corrections: readonly { readonly typed: string; readonly meant: string }[];
}

export interface Filters {
  readonly kind?: Kind | undefined;
  readonly technology?: string | undefined;
}

/** How many entries are ranked again, and how many of them are given. */
const CANDIDATES = 120;
const GIVEN = 50;
/** How many rows of the index one search may read for the choice of candidates. */
const ROWS = 8_000;
/** How many words are looked at for one that nothing holds, and how many are taken. */
const ALIKE = 40;
const MEANT = 2;
/** A stem may be so much longer or shorter than what was meant. */
const LENGTH_APART = 3;
/** Longer than this nothing else waits for the glossary, in ms. */
const SLICE = 5;

/** The first search reads the glossary, with pauses in which others are served. */
async function glossaryRead(): Promise<void> {
  for (let since = performance.now(); !readsOn(); )
    if (performance.now() - since > SLICE) {
      await setImmediate();
      since = performance.now();
    }
}

/** Looks entries up. Nothing is written. */
export function createFinding(db: Db): (guildId: string, query: string, filters?: Filters) => Promise<Found> {
  async function find(guildId: string, query: string, filters: Filters = {}): Promise<Found> {
    const none = { hits: [], corrections: [] };
    const server = await findServer(db, guildId);
    if (server === undefined || server.entries === 0) return none;
    await glossaryRead();
    const question = asked(query);
    const known = await holdingOf(server.id, termsAsked(question.groups));
    const mended = await withCorrections(server.id, question.groups, known);
    const groups = mended.map(({ group }) => heldGroup(group, (term) => known.has(term)));
    const marks = await marksOf(server.id, filters);
    const anchors = anchorsOf(groups, known, server.entries);
    if (marks === undefined || anchors.length === 0) return none;
    const candidates = await candidatesOf(server.id, guildId, anchors, marks);
    const frequencies = new Map([...known].map(([term, { holding }]) => [term, holding]));
    const order = ranked(candidates, groups, question.words, frequencies, server.entries);
    const terms = new Set(termsAsked(groups));
    return {
      hits: order.slice(0, GIVEN).map(({ candidate, share }) => hitOfRow(candidate, terms, share)),
      corrections: mended.flatMap(({ group, meant }) =>
        meant === undefined ? [] : [{ typed: group.typed, meant }],
      ),
    };
  }

  async function holdingOf(serverId: number, terms: readonly string[]): Promise<Known> {
    const found = await countHolding(db, serverId, terms);
    return new Map(found.map((each) => [each.term, each]));
  }

  /** A word that nothing here holds in any way is taken for the nearest that something does. Adds to `known`. */
  async function withCorrections(serverId: number, groups: readonly Group[], known: Known) {
    const mended: { group: Group; meant?: string }[] = [];
    for (const group of groups) {
      const isHeld = group.ways.some(({ terms }) => terms.some((term) => known.has(term)));
      const found = isHeld || group.stems.length === 0 ? [] : await meantBy(serverId, group, known);
      const [best] = found;
      if (best === undefined) mended.push({ group });
      else mended.push({ group: correctedGroup(group, found), meant: best.word });
    }
    return mended;
  }

  async function meantBy(serverId: number, group: Group, known: Known) {
    const stem = group.stems[0] ?? group.typed;
    if (allowedEdits(group.typed.length) === 0) return [];
    const alike = await findAlike(
      db,
      piecesOf(stem),
      { min: stem.length - LENGTH_APART, max: stem.length + LENGTH_APART },
      ALIKE,
    );
    const held = await countHolding(db, serverId, alike);
    const typed = { word: group.typed, stems: group.stems };
    const found = nearest(typed, [...held, ...glossaryWords()]).slice(0, MEANT);
    const meant = found.map(({ candidate, nearness }) => ({ ...candidate, nearness }));
    const terms = termsAsked([correctedGroup(group, meant)]).filter((term) => !known.has(term));
    for (const [term, each] of await holdingOf(serverId, terms)) known.set(term, each);
    return meant;
  }

  /** In the place of what was merged stands what it was merged into, once. */
  async function candidatesOf(
    serverId: number,
    guildId: string,
    anchors: readonly Anchor[],
    marks: readonly number[],
  ) {
    const found = await findCandidates(db, serverId, anchors, marks, CANDIDATES);
    const weights = new Map(found.map(({ entry_id, weight }) => [entry_id, weight]));
    const entries = new Map((await findEntries(db, [...weights.keys()])).map((entry) => [entry.id, entry]));
    for (const { id, merged_into: into } of entries.values()) {
      if (into === null) continue;
      entries.delete(id);
      const target = entries.get(into) ?? (await findEntry(db, guildId, into));
      if (target === undefined) continue;
      entries.set(into, target);
      weights.set(into, Math.max(weights.get(into) ?? 0, weights.get(id) ?? 0));
    }
    return [...entries.values()].map((entry) => ({ ...entry, weight: weights.get(entry.id) ?? 0 }));
  }

  /** Undefined when no entry has what is filtered by. */
  async function marksOf(serverId: number, { kind, technology }: Filters): Promise<number[] | undefined> {
    const wanted = [
      ...(kind === undefined ? [] : [kindMark(kind)]),
      ...(technology === undefined ? [] : [technologyMark(technology)]),
    ];
    const held = await countHolding(db, serverId, wanted);
    return held.length < wanted.length ? undefined : held.map(({ id }) => id);
  }

  return find;
}

interface Term {
  readonly id: number;
  readonly term: string;
  readonly word: string;
  /** How many entries of the server hold it. */
  readonly holding: number;
}
type Known = Map<string, Term>;

/** The terms of the rarest groups first, until enough rows of the index are to be read. */
function anchorsOf(groups: readonly Group[], known: Known, entries: number): Anchor[] {
  const frequencies = new Map([...known].map(([term, { holding }]) => [term, holding]));
  const weighed = groups
    .map((group) => ({ group, value: rarityOf(group, frequencies, entries) / group.words }))
    .toSorted((a, b) => b.value - a.value);
  const anchors = new Map<number, number>();
  let rows = 0;
  for (const { group, value } of weighed) {
    const held = group.ways.flatMap(({ terms, worth }) =>
      terms.flatMap((term) => {
        const found = known.get(term);
        if (found === undefined) return [];
        return [{ ...found, value: Math.round((100 * value * worth) / terms.length) }];
      }),
    );
    const more = held.reduce((sum, { holding }) => sum + holding, 0);
    if (anchors.size > 0 && rows + more > ROWS) continue;
    rows += more;
    for (const { id, value: each } of held) anchors.set(id, Math.max(anchors.get(id) ?? 0, each, 1));
  }
  return [...anchors].map(([id, value]) => ({ id, value }));
}

/** `terms`: what is marked in its snippet. */
export function hitOfRow(row: EntryRow, terms: ReadonlySet<string> = new Set(), share = 1): Hit {
  const texts = JSON.parse(row.texts) as Record<string, string>;
  return {
    entryId: row.id,
    kind: row.kind,
    sourceId: row.source_id,
    title: row.title,
    technologies: JSON.parse(row.technologies) as string[],
    texts,
    snippet: () => snippetOf(Object.values(texts).join(' ') || row.title, terms),
    link: row.link ?? undefined,
    outdated: row.outdated === 1,
    at: row.at,
    share,
  };
}
