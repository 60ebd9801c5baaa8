import type { Audit } from '../../platform/audit/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import { UserError } from '../../platform/errors.ts';
import type { Featured } from '../../platform/feature.ts';
import { technologyName } from '../../work/projects/rules.ts';
import { unmentioned } from '../entries/rules.ts';
import { createFinding, type Filters, type Found, type Hit, hitOfRow } from './finding.ts';
import { searchKeeps } from './keeps.ts';
import { type Entry, indexed, type Source } from './rules/entry.ts';
import { folded } from './rules/words.ts';
import { countByMark, findEntry, findMisses, findServer, isWithoutEntries } from './store.ts';
import { renewOldStems } from './writing/renewal.ts';
import {
  deleteEntry,
  deleteMissesBefore,
  keepEntry,
  mergeEntries,
  noteMiss,
  splitEntry,
} from './writing/store.ts';

export type { Filters, Found, Hit } from './finding.ts';
export { type Entry, KINDS, type Kind, type Source } from './rules/entry.ts';

export interface Like {
  /** Only it is compared: longer texts share words with everything. */
  readonly title: string;
  /** The entry itself. */
  readonly except?: Omit<Source, 'guildId'>;
}

export interface Search extends Featured {
  /**
   * Puts what is public into the index, in the place of what was kept under the same source. Call it with whatever
   * changes: shown to the server, edited, called outdated, forgotten by name (`authorId: undefined`).
   */
  keep(trx: Db, entry: Entry): Promise<void>;
  /** Takes it out: no longer public, or deleted. */
  remove(trx: Db, source: Source): Promise<void>;
  find(guildId: string, query: string, filters?: Filters): Promise<Found>;
  /** One entry, or what stands in its place. Throws a UserError when it is gone. */
  get(guildId: string, entryId: number): Promise<Hit>;
  /**
   * What is solved already and reads like this, at most three, best first: for whoever opens a blocker, and for what is
   * just being saved. The entry itself is left out.
   */
  similar(guildId: string, like: Like): Promise<readonly Hit[]>;
  /** Technologies of which most is known, and how many entries name each. */
  technologies(guildId: string, limit: number): Promise<{ name: string; entries: number }[]>;
  /** Nobody has shown anything to this server yet. */
  isEmpty(guildId: string): Promise<boolean>;
  /** A member searched in vain: mentors read it. */
  missed(guildId: string, userId: string, query: string): Promise<void>;
  /** What was searched for in vain, what most members asked for first; each may have an answer meanwhile. */
  misses(guildId: string, limit: number): Promise<{ query: string; members: number; last: number }[]>;
  /** Shows `into` in the place of `from`. Throws a UserError where one of them is gone. */
  merge(guildId: string, from: number, into: number): Promise<void>;
  /** False where it stood for itself. */
  split(guildId: string, id: number): Promise<boolean>;
}

const SIMILAR = { share: 0.5, most: 3 };
const TECHNOLOGY = 'tech:';
/** How long a search in vain is remembered (ms). */
const MISSES_KEPT = 60 * 86_400_000;

/** What members solved and learned, found again in their own words. */
export function createSearch({
  db,
  clock,
  audit,
}: {
  db: Db;
  clock: Clock;
  audit: Pick<Audit, 'record'>;
}): Search {
  const find = createFinding(db);

  async function get(guildId: string, entryId: number): Promise<Hit> {
    const entry = await findEntry(db, guildId, entryId);
    if (entry === undefined) throw new UserError({ key: 'knowledge:error.gone' });
    return entry.merged_into === null ? hitOfRow(entry) : await get(guildId, entry.merged_into);
  }

  return {
    find,
    get,
    async keep(trx, entry) {
      await write(trx, (inner) => keepEntry(inner, entry, indexed(entry)));
    },
    async remove(trx, source) {
      await write(trx, (inner) => deleteEntry(inner, source));
    },
    async similar(guildId, { title, except }) {
      const { hits } = await find(guildId, title);
      return hits
        .filter(({ kind, sourceId, share, outdated }) => {
          const isItself = kind === except?.kind && sourceId === except.sourceId;
          return !isItself && !outdated && kind !== 'learning' && share >= SIMILAR.share;
        })
        .slice(0, SIMILAR.most);
    },
    async technologies(guildId, limit) {
      const server = await findServer(db, guildId);
      if (server === undefined) return [];
      const found = await countByMark(db, server.id, TECHNOLOGY, limit);
      return found.map(({ term, holding }) => ({
        name: technologyName(term.slice(TECHNOLOGY.length)),
        entries: holding,
      }));
    },
    isEmpty: (guildId) => isWithoutEntries(db, guildId),
    async missed(guildId, userId, asked) {
      const at = clock.now();
      // Nothing stored mentions anybody: who is forgotten would stay in what others asked.
      const query = unmentioned(asked, new Map());
      const miss = { guild_id: guildId, query_key: folded(query), user_id: userId, query, at };
      await write(db, async (trx) => {
        await deleteMissesBefore(trx, guildId, at - MISSES_KEPT);
        await noteMiss(trx, miss);
      });
    },
    async misses(guildId, limit) {
      return await findMisses(db, guildId, limit);
    },
    async merge(guildId, from, into) {
      const isDone = await write(db, async (trx) => {
        if (!(await mergeEntries(trx, guildId, from, into))) return false;
        await audit.record(trx, {
          guildId,
          action: 'knowledge.merge',
          object: `entry:${from}`,
          details: { into },
        });
        return true;
      });
      if (!isDone) throw new UserError({ key: 'knowledge:error.gone' });
    },
    split: (guildId, id) =>
      write(db, async (trx) => {
        if (!(await splitEntry(trx, guildId, id))) return false;
        await audit.record(trx, { guildId, action: 'knowledge.split', object: `entry:${id}` });
        return true;
      }),
    feature: {
      name: 'search',
      keeps: searchKeeps,
      pollers: [{ name: 'old stems', every: 1_000, run: () => renewOldStems(db) }],
    },
  };
}
