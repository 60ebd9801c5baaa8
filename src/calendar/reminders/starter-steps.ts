/** What falls due in the calendar of a learner who started late. */
import type { Db } from '../../platform/database/index.ts';
import { isConcerned, missingSteps } from './rules/audience.ts';
import { CATCH_UP_KEY, CONDENSED_KEY, type DueStep, learnerSteps } from './rules/calendar.ts';
import type { MemberFacts } from './rules/facts.ts';
import { type PlanCohort, type PlannedStep, type StepKey, starterSteps } from './rules/plan.ts';
import { findStepsSent, findTeamSteps, moveStarter, type Starter } from './store.ts';

/** For how long a step of one's own is still useful, in ms. */
export const USEFUL = 24 * 3_600_000;

/** One reminder to one learner, before it is known where it goes. */
export interface Due {
  readonly starter: Starter;
  readonly member: MemberFacts;
  readonly dueAt: number;
  /** The missing steps, the one to do next first; just that one unless it is the condensed message. */
  readonly steps: readonly StepKey[];
  readonly condensed: boolean;
}

/** Moves a learner's own calendar on, and says what falls due in it. */
export async function dueStep(
  trx: Db,
  at: {
    cohort: PlanCohort;
    starter: Starter;
    /** The steps that can be done now, and all of them. */
    steps: readonly PlannedStep[];
    planned: readonly PlannedStep[];
    member: MemberFacts | undefined;
    now: number;
  },
): Promise<Due | undefined> {
  const { cohort, starter, steps, planned, member, now } = at;
  const calendar = learnerSteps(cohort, starterSteps(steps), starter.joined_at).steps;
  const passed = calendar.filter((own) => own.due > starter.last_at && own.due <= now);
  const useful = passed.filter((own) => now - own.due < USEFUL);
  const next = calendar.find((own) => own.due > now);
  const latest = passed.at(-1);
  const moved = await moveStarter(trx, starter, {
    lastAt: latest?.due ?? starter.last_at,
    nextAt: next?.due ?? null,
  });
  if (!moved || latest === undefined || member === undefined || now - latest.due >= USEFUL) return undefined;
  const chosen = await chooseSteps(trx, cohort, member, { steps, planned, passed: useful });
  return chosen === undefined ? undefined : { starter, member, dueAt: latest.due, ...chosen };
}

/** Several missed moments collapse into one: what counts is what is still to do. */
async function chooseSteps(
  trx: Db,
  cohort: PlanCohort,
  member: MemberFacts,
  at: {
    steps: readonly PlannedStep[];
    planned: readonly PlannedStep[];
    passed: readonly DueStep[];
  },
): Promise<Pick<Due, 'steps' | 'condensed'> | undefined> {
  const { steps, planned, passed } = at;
  // *Mute this* on the condensed message ends what follows from it, too.
  if (calendarIsCondensed(passed) && member.muted.has(CONDENSED_KEY)) return undefined;
  const sent = await findStepsSent(trx, cohort.id, member.userId);
  // A team reads its steps once, whoever of it they fall due for first.
  const ofTeams = steps.filter((one) => one.to === 'teams').map((one) => one.key);
  if (member.team !== null) {
    for (const key of await findTeamSteps(trx, cohort.id, member.team, ofTeams)) sent.add(key);
  }
  const missing = missingSteps(member, steps).map((one) => one.key);
  // What cannot be done at the moment (nobody is free) is named last, and never alone.
  const later = missingSteps(member, planned).filter(({ key }) => !missing.includes(key));
  if (passed.some((own) => own.key === CONDENSED_KEY)) {
    return missing.length === 0
      ? undefined
      : { steps: [...missing, ...later.map(({ key }) => key)], condensed: true };
  }
  if (passed.some((own) => own.key === CATCH_UP_KEY)) {
    const next = missing.find((key) => !sent.has(key));
    return next === undefined ? undefined : { steps: [next], condensed: false };
  }
  const own = steps
    .filter((one) => passed.some(({ key }) => key === one.key) && !sent.has(one.key))
    .filter((one) => isConcerned(member, one))
    .toSorted((a, b) => b.urgency - a.urgency);
  const [first] = own;
  return first === undefined ? undefined : { steps: [first.key], condensed: false };
}

function calendarIsCondensed(passed: readonly DueStep[]): boolean {
  return passed.some((own) => own.key === CONDENSED_KEY || own.key === CATCH_UP_KEY);
}
