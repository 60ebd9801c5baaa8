import type { Standing } from '../../../people/standing/rules.ts';
import { addDays, startOfDay } from '../../../platform/zones/rules.ts';
import type { CohortDates, LearnerCalendar } from './calendar.ts';

/** Where a learner stands when reminders are due, and what they want of reminders. */
export interface MemberFacts extends Standing {
  readonly pace: LearnerCalendar['pace'];
  /** Shared progress in the last seven days. */
  readonly sharedProgress: boolean;
  /** The steps they do not want to hear of. */
  readonly muted: ReadonlySet<string>;
}

/** The instants (ms) that divide learners by their start: see learnerSteps in calendar.ts. */
export function paceBorders(cohort: CohortDates): { own: number; condensed: number } {
  return {
    own: startOfDay(addDays(cohort.startDate, 1), cohort.zone),
    condensed: startOfDay(addDays(cohort.startDate, 3), cohort.zone),
  };
}

export function paceOf(joinedAt: number, borders: { own: number; condensed: number }): MemberFacts['pace'] {
  if (joinedAt < borders.own) return 'cohort';
  return joinedAt < borders.condensed ? 'own' : 'condensed';
}
