import { setImmediate } from 'node:timers/promises';
import type { Db } from '../../platform/database/index.ts';
import { glossary } from './glossary.ts';
import { type Kind, kindMark, piecesOf, technologyMark, weightOf } from './rules/entry.ts';
import { type Snippet, snippetOf } from './rules/hit.ts';
import type { Glossary } from './rules/names.ts';
import {
  asked,
  correctedGroup,
  type Group,
  heldGroup,
  isSaidAround,
  joinedGroups,
  termsAsked,
} from './rules/query.ts';
import { type Frequencies, heldNames, ranked, rarityOf, weighed } from './rules/ranking.ts';
import { allowedEdits, nearest } from './rules/spelling.ts';
import {
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

/** How many rows of the index one search may read, and how many entries are chosen by them. */
const ROWS = 4_000;
const CHOSEN = 200;
/** How many are given. */
const GIVEN = 50;
/** Next to the one that holds most of what was asked for: with less than this share of it, an entry is no answer. */
const HARDLY = 0.35;
/** How many words are looked at for one that nothing holds, and how many are taken. */
const ALIKE = 40;
const MEANT = 2;
/** A stem may be so much longer or shorter than what was meant. */
const LENGTH_APART = 3;

/** Looks entries up. Nothing is written. */
export function createFinding(db: Db): (guildId: string, query: string, filters?: Filters) => Promise<Found> {
  async function find(guildId: string, query: string, filters: Filters = {}): Promise<Found> {
    const none = { hits: [], corrections: [] };
    const server = await findServer(db, guildId);
    if (server === undefined || server.entries === 0) return none;
    const things = await glossary();
    const question = await asked(query, things);
    const known = await holdingOf(server.id, termsAsked(question.groups));
    const corrected = await withCorrections(server.id, question.groups, known, things);
    const mended = corrected.some(({ meant }) => meant !== undefined)
      ? await regrouped(server.id, query, corrected, known, things)
      : corrected;
    const frequencies = new Map([...known].map(([term, { holding }]) => [term, holding]));
    const groups = mended.map(({ group }) =>
      weighed(
        heldGroup(group, (term) => known.has(term)),
        frequencies,
        server.entries,
      ),
    );
    const marks = await marksOf(server.id, filters);
    const anchors = anchorsOf(groups, known, frequencies, server.entries);
    if (marks === undefined || anchors.length === 0) return none;
    const candidates = await candidatesOf({ id: server.id, guildId }, anchors, marks);
    // Choosing and ranking hold the event loop for some milliseconds each.
    await setImmediate();
    const order = ranked(candidates, groups, question.words, frequencies, server.entries);
    const least = HARDLY * Math.max(0, ...order.map(({ share }) => share));
    const answers = order.filter(({ share }) => share >= least);
    return {
      hits: answers
        .slice(0, GIVEN)
        .map(({ candidate, share }) => hitOfRow(candidate, () => heldNames(candidate.stems, groups), share)),
      corrections: corrected.flatMap(({ group, meant }) =>
        meant === undefined ? [] : [{ typed: group.typed, meant }],
      ),
    };
  }

  async function holdingOf(serverId: number, terms: readonly string[]): Promise<Known> {
    const found = await countHolding(db, serverId, terms);
    return new Map(found.map((each) => [each.term, each]));
  }

  /** A word that nothing here holds in any way is taken for the nearest that something does. Adds to `known`. */
  async function withCorrections(serverId: number, groups: readonly Group[], known: Known, things: Glossary) {
    const mended: Mended[] = [];
    for (const group of groups) {
      const isHeld = group.ways.some(({ terms }) => terms.some((term) => known.has(term)));
      // What is known as it stands is no slip, though nothing here speaks of it; nor is a small word, nor a number.
      const isWord = things.knows(group.typed) || isSaidAround(group.typed) || /^\d+$/u.test(group.typed);
      const isRight = isHeld || group.stems.length === 0 || isWord;
      const found = isRight ? [] : await meantBy(serverId, group, known, things);
      const [best] = found;
      if (best === undefined) mended.push({ group });
      else mended.push({ group: await correctedGroup(group, found, things), meant: best.word });
    }
    return mended;
  }

  /** The question once more with what was meant, as a name of several words may have had a typo. Adds to `known`. */
  async function regrouped(
    serverId: number,
    query: string,
    corrected: readonly Mended[],
    known: Known,
    things: Glossary,
  ): Promise<Mended[]> {
    const meant = new Map(
      corrected.flatMap((each) =>
        each.meant === undefined ? [] : [[each.group.typed, each.meant] as const],
      ),
    );
    const before = new Map(corrected.map((each) => [each.group.typed, each]));
    const { groups } = await asked(query, things, meant);
    const lacking = termsAsked(groups).filter((term) => !known.has(term));
    for (const [term, each] of await holdingOf(serverId, lacking)) known.set(term, each);
    return groups.map((group) => {
      const own = before.get(group.typed);
      return own === undefined ? { group } : { ...own, group: joinedGroups(group, own.group) };
    });
  }

  async function meantBy(serverId: number, group: Group, known: Known, things: Glossary) {
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
    const found = nearest(typed, [...held, ...things.alike(group.typed)]).slice(0, MEANT);
    const meant = found.map(({ candidate, nearness }) => ({ ...candidate, nearness }));
    const terms = termsAsked([await correctedGroup(group, meant, things)]).filter((term) => !known.has(term));
    for (const [term, each] of await holdingOf(serverId, terms)) known.set(term, each);
    return meant;
  }

  /** Chosen by the words that say most, weighed by all of them. In the place of what was merged stands what it was merged into, once. */
  async function candidatesOf(
    { id: serverId, guildId }: { id: number; guildId: string },
    anchors: readonly Anchor[],
    marks: readonly number[],
  ) {
    const some = anchorsWithin(anchors, ROWS);
    const chosen = await findCandidates(db, serverId, some, marks, CHOSEN);
    const values = new Map(anchors.map(({ term, value }) => [term, value]));
    const entries = new Map((await findEntries(db, chosen)).map((entry) => [entry.id, entry]));
    const weights = new Map([...entries].map(([id, { stems }]) => [id, weightOf(stems, values)]));
    for (const { id, merged_into: into } of entries.values()) {
      if (into === null) continue;
      entries.delete(id);
      const target = entries.get(into) ?? (await findEntry(db, guildId, into));
      if (target === undefined) continue;
      entries.set(into, target);
      weights.set(into, Math.max(weights.get(into) ?? 0, weights.get(id) ?? 0));
    }
    // In one order whatever the engine gives them in: sums of fractions depend on it.
    return [...entries.values()]
      .toSorted((a, b) => a.id - b.id)
      .map((entry) => ({ ...entry, weight: weights.get(entry.id) ?? 0 }));
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
interface Mended {
  readonly group: Group;
  /** What was searched for in its place. */
  readonly meant?: string;
}
type Known = Map<string, Term>;

interface Anchor extends Term {
  /** What the term counts for; whole. */
  readonly value: number;
}

/** The terms that say most first. */
function anchorsOf(
  groups: readonly Group[],
  known: Known,
  frequencies: Frequencies,
  entries: number,
): Anchor[] {
  const anchors = new Map<string, Anchor>();
  for (const group of groups) {
    const own = rarityOf(group, frequencies, entries) / group.words;
    for (const { terms, worth } of group.ways)
      for (const term of terms) {
        const found = known.get(term);
        const value = Math.max(1, Math.round((100 * own * worth) / terms.length));
        if (found !== undefined && (anchors.get(term)?.value ?? 0) < value)
          anchors.set(term, { ...found, value });
      }
  }
  return [...anchors.values()].toSorted((a, b) => b.value - a.value);
}

/** As many as can be read with so many rows of the index; at least one. */
function anchorsWithin(anchors: readonly Anchor[], rows: number): Anchor[] {
  let left = rows;
  return anchors.filter(({ holding }, at) => {
    if (at > 0 && holding > left) return false;
    left -= holding;
    return true;
  });
}

/** `marked`: the terms that stand out in its snippet. */
export function hitOfRow(row: EntryRow, marked: () => ReadonlySet<string> = () => new Set(), share = 1): Hit {
  const texts = JSON.parse(row.texts) as Record<string, string>;
  return {
    entryId: row.id,
    kind: row.kind,
    sourceId: row.source_id,
    title: row.title,
    technologies: JSON.parse(row.technologies) as string[],
    texts,
    snippet: () => snippetOf(Object.values(texts).join(' · ') || row.title, marked()),
    link: row.link ?? undefined,
    outdated: row.outdated === 1,
    at: row.at,
    share,
  };
}
