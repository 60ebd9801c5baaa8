import { addDays, startOfDay } from '../../../platform/zones/rules.ts';
import type { CohortDates, LearnerCalendar } from './calendar.ts';

/** What is known of a member of a cohort when reminders are due. */
export interface MemberFacts {
  readonly userId: string;
  readonly pace: LearnerCalendar['pace'];
  readonly documentationOnly: boolean;
  /** Owns an open project or stands in a team. */
  readonly hasProject: boolean;
  /** Wants to build alone. */
  readonly solo: boolean;
  readonly hasPartner: boolean;
  /** A place in their project or team is still to be filled. */
  readonly seeks: boolean;
  readonly track: 'backend' | 'frontend' | 'fullstack' | null;
  /** Side, and hours to be matched by. */
  readonly profileComplete: boolean;
  /** Open requests that wait for this member's answer. */
  readonly waitingRequests: number;
  readonly teamId: number | null;
  readonly contractAgreed: boolean;
  /** Shared progress in the last seven days. */
  readonly sharedProgress: boolean;
  /** Handed in, or withdrew: nothing more is sent. */
  readonly finished: boolean;
  /** Took a break that still lasts. */
  readonly onBreak: boolean;
  readonly wants: 'all' | 'important' | 'none';
  readonly muted: ReadonlySet<string>;
  /** Their own zone; null follows the cohort. */
  readonly timezone: string | null;
  readonly locale: 'en' | 'fr';
  /** Allowed direct messages. */
  readonly dm: boolean;
  readonly hasProjectThread: boolean;
  readonly projectId: number | null;
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

/** How far a cohort is: each a part of the one before. */
export interface Funnel {
  readonly members: number;
  readonly announced: number;
  readonly partnered: number;
  readonly agreed: number;
}

/** Counts that texts may name; `backend` and `frontend` are how many of that side are free. */
export interface Counts extends Funnel {
  readonly backend: number;
  readonly frontend: number;
}

/** Who is free builds, not alone, and has no partner; full stack learners count on both sides. */
export function countsOf(facts: readonly MemberFacts[]): Counts {
  const free = facts.filter(
    (member) =>
      !member.documentationOnly && !member.solo && !member.hasPartner && !member.finished && !member.onBreak,
  );
  return {
    backend: free.filter((member) => member.track === 'backend' || member.track === 'fullstack').length,
    frontend: free.filter((member) => member.track === 'frontend' || member.track === 'fullstack').length,
    members: facts.length,
    announced: facts.filter((member) => member.hasProject || member.finished).length,
    partnered: facts.filter((member) => member.hasPartner).length,
    agreed: facts.filter((member) => member.contractAgreed).length,
  };
}
