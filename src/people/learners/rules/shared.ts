import { mondayAt } from '../../../platform/zones/rules.ts';
import {
  CohortWeek,
  overlapMinutes,
  sharedIntervals,
  sharedSlots,
} from '../../availability/rules/cohort-week.ts';
import type { WeeklyInterval } from '../../availability/rules.ts';

/** Weekly hours and the zone they are meant in. */
export interface Hours {
  readonly week: readonly WeeklyInterval[];
  readonly zone: string;
}

export interface SharedHours {
  /** In the reader's zone. */
  readonly week: readonly WeeklyInterval[];
  readonly minutes: number;
}

/** The hours two learners share in the week of `now` (ms UTC), as the reader's clock shows them; undefined when unknown. */
export function sharedHours(reader: Hours, other: Hours, now: number): SharedHours | undefined {
  if (reader.week.length === 0 || other.week.length === 0) return undefined;
  const week = new CohortWeek(mondayAt(now, reader.zone));
  const mine = week.slots(reader.week, reader.zone);
  const theirs = week.slots(other.week, other.zone);
  return {
    week: sharedIntervals(sharedSlots(mine, theirs), reader.zone, week),
    minutes: overlapMinutes(mine, theirs),
  };
}
