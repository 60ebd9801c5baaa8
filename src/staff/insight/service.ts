import type { SilenceNumbers, Silences } from '../../calendar/silences/service.ts';
import type { Db } from '../../platform/database/index.ts';
import { type CohortCounts, countCohort, findReasons } from './store.ts';

export interface CohortStatus {
  readonly counts: CohortCounts;
  readonly silences: SilenceNumbers;
  /** Why members looked for another partner, the latest first, without names. */
  readonly reasons: readonly string[];
}

/** How a cohort stands, for staff. */
export interface Overview {
  status(cohortId: number): Promise<CohortStatus>;
}

const REASONS = 5;

export function createOverview({ db, silences }: { db: Db; silences: Pick<Silences, 'numbers'> }): Overview {
  return {
    async status(cohortId) {
      return {
        counts: await countCohort(db, cohortId),
        silences: await silences.numbers(cohortId),
        reasons: await findReasons(db, cohortId, REASONS),
      };
    },
  };
}
