import type { Cohorts } from '../../people/cohorts/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import { UserError } from '../../platform/errors.ts';
import type { Feature } from '../../platform/feature.ts';
import { oneLine, truncated } from '../../platform/text.ts';
import { weekOf } from '../entries/rules.ts';
import type { Entries } from '../entries/service.ts';
import type { Search } from '../search/service.ts';
import { learningKeeps } from './keeps/store.ts';
import { type Kind, type Learning, linesOf } from './rules.ts';
import { deleteLearning, findOfMember, insertLearnings, shareLearnings } from './store.ts';

export interface Learnings {
  /** Each line is an entry, its owner's alone. `week` undefined: that of the cohort today. */
  add(input: {
    readonly guildId: string;
    readonly cohortId: number;
    readonly userId: string;
    readonly kind: Kind;
    readonly text: string;
    readonly week: number | undefined;
  }): Promise<Learning[]>;
  addIn(
    trx: Db,
    input: {
      readonly guildId: string;
      readonly cohortId: number;
      readonly userId: string;
      readonly kind: Kind;
      readonly text: string;
      readonly week: number;
    },
  ): Promise<Learning[]>;
  /** From now on everybody in the server finds them; what is not theirs, or shared already, is left out. */
  share(ids: readonly number[], userId: string): Promise<Learning[]>;
  /** Only for its owner. Throws a UserError when it is gone. */
  remove(id: number, userId: string): Promise<Learning>;
  /** A member's own in a cohort, by week. */
  ofMember(cohortId: number, userId: string): Promise<Learning[]>;
  readonly feature: Feature;
}

export function createLearnings(parts: {
  db: Db;
  clock: Clock;
  cohorts: Pick<Cohorts, 'find'>;
  entries: Entries;
  search: Search;
}): Learnings {
  const { db, clock, cohorts, entries, search } = parts;

  const addIn: Learnings['addIn'] = async (trx, { guildId, cohortId, userId, kind, text, week }) => {
    const now = clock.now();
    return await insertLearnings(
      trx,
      linesOf(text).map((line) => ({
        guild_id: guildId,
        cohort_id: cohortId,
        user_id: userId,
        kind,
        text: line,
        week,
        created_at: now,
      })),
    );
  };

  return {
    addIn,
    async add(input) {
      const { text } = await entries.withoutMentions(input.guildId, { text: input.text });
      const cohort = await cohorts.find(input.cohortId);
      const week = input.week ?? (cohort === undefined ? 1 : weekOf(cohort, clock.now()));
      return await write(db, (trx) => addIn(trx, { ...input, text, week }));
    },
    async share(ids, userId) {
      return await write(db, async (trx) => {
        const shared = await shareLearnings(trx, { ids, userId, now: clock.now() });
        for (const { id, guildId, text } of shared)
          await search.keep(trx, {
            guildId,
            kind: 'learning',
            sourceId: id,
            authorId: userId,
            title: truncated(oneLine(text), 100),
            texts: { lesson: text },
            technologies: [],
            link: undefined,
            at: clock.now(),
          });
        return shared;
      });
    },
    async remove(id, userId) {
      return await write(db, async (trx) => {
        const gone = await deleteLearning(trx, id, userId);
        if (gone === undefined) throw new UserError({ key: 'journal:error.gone' });
        await search.remove(trx, { guildId: gone.guildId, kind: 'learning', sourceId: id });
        return gone;
      });
    },
    ofMember: (cohortId, userId) => findOfMember(db, cohortId, userId),
    feature: { name: 'learnings', keeps: learningKeeps },
  };
}
