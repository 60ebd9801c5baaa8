import type { CohortWeek } from '../../../people/availability/rules/cohort-week.ts';
import type { MatchSettings } from './types.ts';
import { DEFAULT_WEIGHTS } from './weights.ts';

/** The cohort's defaults: 3 h floor, 8 h desired, 5 unanswered requests. `now` in ms UTC. */
export function defaultSettings(week: CohortWeek, now: number): MatchSettings {
  return { week, now, weights: DEFAULT_WEIGHTS, floorMinutes: 180, desiredMinutes: 480, waitingLimit: 5 };
}
