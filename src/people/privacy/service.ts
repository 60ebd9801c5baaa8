import { randomInt } from 'node:crypto';
import { type Db, write } from '../../platform/database/index.ts';
import type { Exported, FeatureKeeps, Whose } from '../../platform/privacy/keeps.ts';
import type { Joining } from '../cohorts/joining.ts';
import type { Cohorts } from '../cohorts/service.ts';
import { aliasOf } from './rules.ts';

/** What is kept of members and servers, and how that ends. */
export interface Privacy {
  /** Everything that is kept of a member in a server, by headings in plain English. */
  export(whose: Whose): Promise<Exported>;
  /** What is kept of them that belongs to no server. */
  exportAnywhere(userId: string): Promise<Exported>;
  /** Ends whatever a member takes part in, as if they had left each cohort; others hear of it as of any departure. */
  leave(whose: Whose): Promise<void>;
  /** Takes a member out of everything that is kept of a server. They have left by then. */
  forget(whose: Whose): Promise<void>;
  forgetAnywhere(userId: string): Promise<void>;
  /** Removes everything of a server, some rows at a time. */
  erase(guildId: string): Promise<void>;
}

/** Rows of a server that are removed at a time. */
const ERASED_AT_ONCE = 500;
/** Chance for an alias, in parts of it. */
const CHANCE = 2 ** 47;

export function createPrivacy(parts: {
  db: Db;
  /** Filled by the frame: what the features keep, in their order. */
  keeps: readonly FeatureKeeps[];
  cohorts: Cohorts;
  joining: Joining;
}): Privacy {
  const { db, keeps, cohorts, joining } = parts;

  async function forgetIn(trx: Db, whose: Whose): Promise<void> {
    const words: string[] = [];
    for (const feature of keeps) words.push(...((await feature.words?.(trx, whose)) ?? []));
    const who = { ...whose, words, alias: aliasOf(randomInt(CHANCE) / CHANCE) };
    for (const feature of keeps.toReversed()) await feature.forget?.(trx, who);
  }

  return {
    async export(whose) {
      const found: Exported[] = [];
      for (const feature of keeps) found.push((await feature.export?.(db, whose)) ?? {});
      return merged(found);
    },
    async exportAnywhere(userId) {
      const found: Exported[] = [];
      for (const { anywhere } of keeps) found.push((await anywhere?.export(db, userId)) ?? {});
      return merged(found);
    },
    async leave({ guildId, userId }) {
      for (const cohort of await cohorts.ofMember(guildId, userId)) await joining.leave(cohort, userId);
    },
    forget: (whose) => write(db, (trx) => forgetIn(trx, whose)),
    forgetAnywhere: (userId) =>
      write(db, async (trx) => {
        for (const { anywhere } of keeps) await anywhere?.forget(trx, userId);
      }),
    async erase(guildId) {
      await write(db, async (trx) => {
        for (const feature of keeps) await feature.detach?.(trx, guildId);
      });
      for (const feature of keeps.toReversed()) {
        const some = async (): Promise<number> =>
          write(db, async (trx) => (await feature.erase?.(trx, guildId, ERASED_AT_ONCE)) ?? 0);
        while ((await some()) > 0);
      }
    },
  };
}

/** Headings under which nothing is kept are left out. */
function merged(found: readonly Exported[]): Exported {
  return Object.fromEntries(
    found.flatMap((each) => Object.entries(each).filter(([, entries]) => entries.length > 0)),
  );
}
