import type { Db } from '../../platform/database/index.ts';
import { localDate } from '../../platform/zones/rules.ts';
import { plannedRuns, plannedSteps, type StepKey } from './rules/plan.ts';
import { replan, type TakenOut, takenOut } from './rules/replan.ts';
import { endRun, findChanges, findCohort, findRuns, insertRun, moveRun, recomputeStarters } from './store.ts';

/** A cohort begins, or its dates or zone have changed: writes down (anew) when its steps fall due. */
export async function planCohort(trx: Db, cohortId: number, now: number): Promise<void> {
  const cohort = await findCohort(trx, cohortId);
  if (cohort !== undefined) await planAgain(trx, cohortId, { now, today: localDate(now, cohort.zone) });
}

/** Staff have changed a step. Says what it loses by that: nothing of it is sent any more, or not in this week. */
export async function planStep(
  trx: Db,
  cohortId: number,
  step: StepKey,
  now: number,
): Promise<TakenOut | undefined> {
  return await planAgain(trx, cohortId, { now, step });
}

async function planAgain(
  trx: Db,
  cohortId: number,
  at: { readonly now: number; readonly today?: string; readonly step?: StepKey },
): Promise<TakenOut | undefined> {
  const cohort = await findCohort(trx, cohortId);
  if (cohort === undefined) return undefined;
  const steps = plannedSteps(await findChanges(trx, cohortId));
  const runs = await findRuns(trx, cohortId);
  const changes = replan(runs, plannedRuns(cohort, steps), steps, at);
  for (const change of changes) {
    if (change.kind === 'new') await insertRun(trx, cohortId, change.wanted, change.state);
    else if (change.kind === 'moved') await moveRun(trx, change.run, change.wanted, change.state);
    else await endRun(trx, change.run.id, { state: 'cancelled', now: at.now });
  }
  await recomputeStarters(trx, cohortId, at.now);
  return at.step === undefined ? undefined : takenOut(at.step, runs, changes);
}
