import type { Db } from '../../platform/database/index.ts';
import { counted, type Digest, MOST_NAMED } from './rules.ts';
import {
  countAnnounced,
  countHandedIn,
  countProgress,
  findAnswerers,
  findSharers,
  findSolved,
  findStuck,
  type Span,
} from './store.ts';

export interface Digests {
  /** What everybody may read of a cohort in a span of time; what is stuck is so now. */
  of(span: Span): Promise<Digest>;
}

/** A cohort's week in words. It keeps nothing: who posts it is calendar/reminders. */
export function createDigests({ db }: { db: Db }): Digests {
  return {
    async of(span) {
      const solved = await findSolved(db, span);
      const sharers = await findSharers(db, span);
      const helpers = counted([
        ...(await findAnswerers(db, span)),
        ...sharers.filter((userId) => userId !== null),
      ]);
      const stuck = await findStuck(db, span.cohortId);
      return {
        progress: await countProgress(db, span),
        announced: await countAnnounced(db, span),
        handedIn: await countHandedIn(db, span),
        solved: {
          count: solved.length,
          threadIds: solved.flatMap(({ threadId }) => threadId ?? []).slice(0, MOST_NAMED.threads),
        },
        solutions: sharers.length,
        helperIds: helpers.map(({ name }) => name),
        stuck: { count: stuck.length, technologies: counted(stuck.flat()) },
      };
    },
  };
}
