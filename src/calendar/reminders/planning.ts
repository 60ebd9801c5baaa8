import type { Db } from '../../platform/database/index.ts';
import { type PlannedRun, plannedRuns, plannedSteps } from './rules/plan.ts';
import {
  endRun,
  findChanges,
  findCohort,
  findRuns,
  insertRun,
  moveRun,
  type Run,
  recomputeStarters,
} from './store.ts';

/**
 * Writes down (anew) when a cohort's steps fall due; called when it begins and whenever its dates or steps change. What
 * has passed by then is never sent, what was sent stays sent, what waits is moved or cancelled.
 */
export async function planCohort(trx: Db, cohortId: number, now: number): Promise<void> {
  const cohort = await findCohort(trx, cohortId);
  if (cohort === undefined) return;
  const steps = plannedSteps(await findChanges(trx, cohort.id));
  const known = new Map(
    (await findRuns(trx, cohort.id)).map((run) => [`${run.step} ${run.occurrence}`, run]),
  );
  for (const wanted of plannedRuns(cohort, steps)) {
    const key = `${wanted.step} ${wanted.occurrence}`;
    const run = known.get(key);
    known.delete(key);
    if (run === undefined)
      await insertRun(trx, cohort.id, wanted, wanted.dueAt < now ? 'skipped' : 'waiting');
    else await adjust(trx, run, wanted, now);
  }
  for (const run of known.values()) await endRun(trx, run.id, { state: 'cancelled', now });
  await recomputeStarters(trx, cohort.id, now);
}

async function adjust(trx: Db, run: Run, wanted: PlannedRun, now: number): Promise<void> {
  const moved = wanted.dueAt !== run.due_at;
  // Ahead: it will fall due, also when it was cancelled or ran before; receipts keep it from those it reached.
  if (wanted.dueAt > now) {
    const again = run.state === 'cancelled' || (moved && run.state !== 'waiting');
    if (moved || again || wanted.expiresAt !== run.expires_at) {
      await moveRun(trx, run, wanted, again ? 'waiting' : run.state);
    }
    return;
  }
  // Moved into the past before it ran: its moment is gone. One that is merely overdue stays as it is.
  if (moved && run.state === 'waiting' && run.due_at > now) await moveRun(trx, run, wanted, 'skipped');
}
