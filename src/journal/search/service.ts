import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import type { Featured } from '../../platform/feature.ts';
import { searchKeeps } from './keeps.ts';
import {
  type Entry,
  indexed,
  type Kind,
  kindMark,
  piecesOf,
  type Source,
  technologyMark,
} from './rules/entry.ts';
import { glossaryWords } from './rules/glossary.ts';
import { type Snippet, snippetOf } from './rules/hit.ts';
import { asked, correctedGroup, type Group, termsAsked } from './rules/query.ts';
import { type Ranked, ranked, rarityOf } from './rules/ranking.ts';
import { allowedEdits, nearest } from './rules/spelling.ts';
import { countHolding, findAlike, findCandidates, findEntries, findServer } from './store.ts';
import { deleteEntry, insertEntry } from './writing/store.ts';

export { type Entry, KINDS, type Kind, type Source } from './rules/entry.ts';

export interface Hit {
  readonly entryId: number;
  readonly kind: Kind;
  readonly sourceId: number;
  readonly title: string;
  readonly technologies: readonly string[];
  readonly texts: Readonly<Record<string, string>>;
  readonly snippet: Snippet;
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

export interface Search extends Featured {
  /**
   * Puts what is public into the index, in the place of what was kept under the same source. Call it with whatever
   * changes: shown to the server, edited, called outdated, forgotten by name (`authorId: undefined`).
   */
  keep(trx: Db, entry: Entry): Promise<void>;
  /** Takes it out: no longer public, or deleted. */
  remove(trx: Db, source: Source): Promise<void>;
  /** Nothing is written. */
  find(guildId: string, query: string, filters?: Filters): Promise<Found>;
  /**
   * What is solved already and reads like this, at most three, best first: for whoever opens a blocker, and for what is
   * just being saved. The entry itself is left out.
   */
  similar(
    guildId: string,
    like: {
      readonly title: string;
      readonly text?: string;
      readonly technologies?: readonly string[];
      readonly except?: Omit<Source, 'guildId'>;
    },
  ): Promise<readonly Hit[]>;
}

/** How many entries are ranked again, and how many of them are given. */
const CANDIDATES = 200;
const GIVEN = 50;
/** How many rows of the index one search may read for the choice of candidates. */
const ROWS = 8_000;
/** How many words are looked at for one that nothing holds, and how many are taken. */
const ALIKE = 40;
const MEANT = 2;
/** A stem may be so much longer or shorter than what was meant. */
const LENGTH_APART = 3;
const SIMILAR = { share: 0.5, most: 3 };

/** What members solved and learned, found again in their own words. */
export function createSearch({ db }: { db: Db; clock: Clock }): Search {
  async function keep(trx: Db, entry: Entry): Promise<void> {
    await write(trx, async (inner) => {
      await deleteEntry(inner, entry);
      await insertEntry(inner, entry, indexed(entry));
    });
  }

  async function find(guildId: string, query: string, filters: Filters = {}): Promise<Found> {
    const none = { hits: [], corrections: [] };
    const server = await findServer(db, guildId);
    if (server === undefined || server.entries === 0) return none;
    const question = asked(query);
    const known = await holdingOf(server.id, termsAsked(question.groups));
    const mended = await withCorrections(server.id, question.groups, known);
    const groups = mended.map(({ group }) => group);
    const candidates = await candidatesOf(server, groups, known, filters);
    if (candidates === undefined) return none;
    const frequencies = new Map([...known].map(([term, { holding }]) => [term, holding]));
    const order = ranked(candidates, groups, question.words, frequencies, server.entries);
    const terms = new Set(termsAsked(groups));
    return {
      hits: order.slice(0, GIVEN).map((each) => hitOf(each, terms)),
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
    const found = nearest(typed, [...held, ...glossaryWords]).slice(0, MEANT);
    const meant = found.map(({ candidate, nearness }) => ({ ...candidate, nearness }));
    const terms = termsAsked([correctedGroup(group, meant)]).filter((term) => !known.has(term));
    for (const [term, each] of await holdingOf(serverId, terms)) known.set(term, each);
    return meant;
  }

  /** The rarest groups first, until enough rows of the index are read; undefined when nothing holds any of them. */
  async function candidatesOf(
    server: { readonly id: number; readonly entries: number },
    groups: readonly Group[],
    known: Known,
    filters: Filters,
  ) {
    const frequencies = new Map([...known].map(([term, { holding }]) => [term, holding]));
    const weighed = groups
      .map((group) => ({ group, value: rarityOf(group, frequencies, server.entries) / group.words }))
      .toSorted((a, b) => b.value - a.value);
    const anchors = new Map<number, number>();
    let rows = 0;
    for (const { group, value } of weighed) {
      const held = group.ways.flatMap(({ terms, worth }) =>
        terms.flatMap((term) => {
          const found = known.get(term);
          return found === undefined
            ? []
            : [{ ...found, value: Math.round(100 * value * (worth / terms.length)) }];
        }),
      );
      const more = held.reduce((sum, { holding }) => sum + holding, 0);
      if (anchors.size > 0 && rows + more > ROWS) continue;
      rows += more;
      for (const { id, value: each } of held) anchors.set(id, Math.max(anchors.get(id) ?? 0, each, 1));
    }
    if (anchors.size === 0) return undefined;
    const marks = await marksOf(server.id, filters);
    if (marks === undefined) return undefined;
    const list = [...anchors].map(([id, value]) => ({ id, value }));
    const found = await findCandidates(db, server.id, list, marks, CANDIDATES);
    const weights = new Map(found.map(({ entry_id, weight }) => [entry_id, weight]));
    const entries = await findEntries(db, [...weights.keys()]);
    return entries.map((entry) => ({ ...entry, weight: weights.get(entry.id) ?? 0 }));
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

  return {
    keep,
    async remove(trx, source) {
      await write(trx, (inner) => deleteEntry(inner, source));
    },
    find,
    async similar(guildId, { title, text = '', technologies = [], except }) {
      const { hits } = await find(guildId, [title, ...technologies, text].join('\n'));
      return hits
        .filter(({ kind, sourceId, share, outdated }) => {
          const isItself = kind === except?.kind && sourceId === except.sourceId;
          return !isItself && !outdated && kind !== 'learning' && share >= SIMILAR.share;
        })
        .slice(0, SIMILAR.most);
    },
    feature: { name: 'search', keeps: searchKeeps },
  };
}

type Known = Map<
  string,
  { readonly id: number; readonly term: string; readonly word: string; readonly holding: number }
>;
type Row = Awaited<ReturnType<typeof findEntries>>[number] & { readonly weight: number };

function hitOf({ candidate, share }: Ranked<Row>, terms: ReadonlySet<string>): Hit {
  const texts = JSON.parse(candidate.texts) as Record<string, string>;
  return {
    entryId: candidate.id,
    kind: candidate.kind,
    sourceId: candidate.source_id,
    title: candidate.title,
    technologies: JSON.parse(candidate.technologies) as string[],
    texts,
    snippet: snippetOf(Object.values(texts).join(' ') || candidate.title, terms),
    link: candidate.link ?? undefined,
    outdated: candidate.outdated === 1,
    at: candidate.at,
    share,
  };
}
