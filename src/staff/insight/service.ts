import type { SilenceNumbers, Silences } from '../../calendar/silences/service.ts';
import type { Counts } from '../../people/standing/rules.ts';
import type { Standings } from '../../people/standing/service.ts';
import type { Db } from '../../platform/database/index.ts';
import { countTeams, findReasons } from './store.ts';

export interface CohortStatus {
  readonly counts: Counts;
  /** Teams that stand. */
  readonly teams: number;
  readonly silences: SilenceNumbers;
  /** Why members looked for another partner, the latest first, without names. */
  readonly reasons: readonly string[];
}

/** How a cohort stands, for staff. */
export interface Overview {
  status(cohortId: number): Promise<CohortStatus>;
}

const REASONS = 5;

export function createOverview(parts: {
  db: Db;
  standings: Pick<Standings, 'count'>;
  silences: Pick<Silences, 'numbers'>;
}): Overview {
  const { db, standings, silences } = parts;
  return {
    async status(cohortId) {
      return {
        counts: await standings.count(cohortId),
        teams: await countTeams(db, cohortId),
        silences: await silences.numbers(cohortId),
        reasons: await findReasons(db, cohortId, REASONS),
      };
    },
  };
}
