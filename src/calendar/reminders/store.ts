import { type Selectable, sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { isStepKey, type PlanCohort, type PlannedRun, type StepChange, type StepKey } from './rules/plan.ts';
import type { ReminderRunTable } from './tables.ts';

export type Run = Omit<Selectable<ReminderRunTable>, 'step'> & { readonly step: StepKey };

const COHORT = [
  'id',
  'guild_id as guildId',
  'name',
  'start_date as startDate',
  'deadline_date as deadlineDate',
  'timezone as zone',
  'deadline_at as deadlineAt',
  'created_at as createdAt',
  'reminders_paused_at as pausedAt',
] as const;

export async function findCohort(db: Db, id: number): Promise<PlanCohort | undefined> {
  return db.selectFrom('cohorts').select(COHORT).where('id', '=', id).executeTakeFirst();
}

/** Cohorts with a run that is due, oldest first; paused and archived ones wait. */
export async function findDueCohorts(db: Db, now: number): Promise<PlanCohort[]> {
  const due = await sql<{ cohort_id: number }>`
    select distinct cohort_id from reminder_runs where state = 'waiting' and due_at <= ${now}`.execute(db);
  const ids = due.rows.map((row) => row.cohort_id);
  if (ids.length === 0) return [];
  return db
    .selectFrom('cohorts')
    .select(COHORT)
    .where('id', 'in', ids)
    .where('archived_at', 'is', null)
    .where('reminders_paused_at', 'is', null)
    .orderBy('id')
    .execute();
}

export async function findOpenCohorts(db: Db): Promise<PlanCohort[]> {
  return db.selectFrom('cohorts').select(COHORT).where('archived_at', 'is', null).orderBy('id').execute();
}

export async function findChanges(db: Db, cohortId: number): Promise<StepChange[]> {
  const rows = await db.selectFrom('reminder_steps').selectAll().where('cohort_id', '=', cohortId).execute();
  return rows.flatMap((row) =>
    isStepKey(row.step)
      ? [{ step: row.step, day: row.day, time: row.time, text: row.text, enabled: row.enabled === 1 }]
      : [],
  );
}

export async function saveChange(trx: Db, cohortId: number, change: StepChange): Promise<void> {
  const values = {
    day: change.day,
    time: change.time,
    text: change.text,
    enabled: change.enabled ? (1 as const) : (0 as const),
  };
  await trx
    .insertInto('reminder_steps')
    .values({ cohort_id: cohortId, step: change.step, ...values })
    .onConflict((conflict) => conflict.columns(['cohort_id', 'step']).doUpdateSet(values))
    .execute();
}

export async function findRuns(db: Db, cohortId: number): Promise<Run[]> {
  const rows = await db
    .selectFrom('reminder_runs')
    .selectAll()
    .where('cohort_id', '=', cohortId)
    .orderBy('due_at')
    .orderBy('id')
    .execute();
  return rows.flatMap((row) => (isStepKey(row.step) ? [{ ...row, step: row.step }] : []));
}

export async function insertRun(
  trx: Db,
  cohortId: number,
  run: PlannedRun,
  state: 'waiting' | 'skipped',
): Promise<void> {
  await trx
    .insertInto('reminder_runs')
    .values({
      cohort_id: cohortId,
      step: run.step,
      occurrence: run.occurrence,
      date: run.date,
      due_at: run.dueAt,
      expires_at: run.expiresAt,
      state,
      finished_at: null,
      note: null,
    })
    .execute();
}

export async function moveRun(trx: Db, run: Run, to: PlannedRun, state: Run['state']): Promise<void> {
  const isAgain = state === 'waiting' && run.state !== 'waiting';
  await trx
    .updateTable('reminder_runs')
    .set({
      date: to.date,
      due_at: to.dueAt,
      expires_at: to.expiresAt,
      state,
      ...(isAgain ? { edition: run.edition + 1, chunks: 0 } : {}),
    })
    .where('id', '=', run.id)
    .execute();
}

/** Ends a waiting run. False: it had ended already. */
export async function endRun(
  trx: Db,
  id: number,
  end: { state: 'done' | 'expired' | 'skipped' | 'cancelled'; now: number; note?: string },
): Promise<boolean> {
  const ended = await trx
    .updateTable('reminder_runs')
    .set({ state: end.state, finished_at: end.now, note: end.note ?? null })
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .executeTakeFirst();
  return ended.numUpdatedRows > 0n;
}

/** Counts one more message of a run; returns its number, from 1. Undefined when the run has ended. */
export async function countChunk(trx: Db, id: number, reached: number): Promise<number | undefined> {
  const row = await trx
    .updateTable('reminder_runs')
    .set((run) => ({
      chunks: run('chunks', '+', 1),
      reached: run('reached', '+', reached),
    }))
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .returning('chunks')
    .executeTakeFirst();
  return row?.chunks;
}

/** Everything that fell due while reminders were paused is left out for good. */
export async function skipOverdue(trx: Db, cohortId: number, now: number): Promise<void> {
  await trx
    .updateTable('reminder_runs')
    .set({ state: 'skipped', finished_at: now, note: 'paused' })
    .where('cohort_id', '=', cohortId)
    .where('state', '=', 'waiting')
    .where('due_at', '<=', now)
    .execute();
  await trx
    .updateTable('reminder_starters')
    .set({ last_at: now, next_at: now })
    .where('cohort_id', '=', cohortId)
    .where('next_at', '<=', now)
    .execute();
}

export interface Receipt {
  readonly guildId: string;
  readonly userId: string;
  readonly cohortDate: string;
  readonly memberDate: string;
  readonly cohortId: number;
  readonly step: string;
  readonly occurrence: string;
  readonly now: number;
}

/**
 * Writes down that a member is reminded. False when they must not be: they had one on that local day, or had this one
 * already. The keys of the table decide, so that nothing can come between looking and writing.
 */
export async function insertReceipt(trx: Db, receipt: Receipt): Promise<boolean> {
  const added = await trx
    .insertInto('reminder_receipts')
    .values({
      guild_id: receipt.guildId,
      user_id: receipt.userId,
      cohort_date: receipt.cohortDate,
      member_date: receipt.memberDate,
      cohort_id: receipt.cohortId,
      step: receipt.step,
      occurrence: receipt.occurrence,
      sent_at: receipt.now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return added.numInsertedOrUpdatedRows === 1n;
}

/** Who was reached by an occurrence, or had a reminder on a day already. */
export async function findReceived(
  db: Db,
  run: { guildId: string; cohortId: number; step: string; occurrence: string; date: string },
): Promise<Set<string>> {
  const rows = await sql<{ user_id: string }>`
    select user_id from reminder_receipts
    where cohort_id = ${run.cohortId} and step = ${run.step} and occurrence = ${run.occurrence}
    union select user_id from reminder_receipts
    where cohort_id = ${run.cohortId} and cohort_date = ${run.date}`.execute(db);
  return new Set(rows.rows.map((row) => row.user_id));
}

/** The steps a member was sent in a cohort. */
export async function findStepsSent(db: Db, cohortId: number, userId: string): Promise<Set<string>> {
  const rows = await db
    .selectFrom('reminder_receipts')
    .select('step')
    .where('cohort_id', '=', cohortId)
    .where('user_id', '=', userId)
    .execute();
  return new Set(rows.map((row) => row.step));
}

/** Which of these steps were sent to somebody of a team since they stand in it. */
export async function findTeamSteps(
  db: Db,
  cohortId: number,
  teamId: number,
  steps: readonly string[],
): Promise<StepKey[]> {
  if (steps.length === 0) return [];
  const rows = await db
    .selectFrom('team_members')
    .innerJoin('reminder_receipts', 'reminder_receipts.user_id', 'team_members.user_id')
    .select('reminder_receipts.step')
    .distinct()
    .where('team_members.team_id', '=', teamId)
    .where('reminder_receipts.cohort_id', '=', cohortId)
    .where('reminder_receipts.step', 'in', steps)
    .whereRef('reminder_receipts.sent_at', '>=', 'team_members.joined_at')
    .execute();
  return rows.map((row) => row.step).filter(isStepKey);
}

/** Writes down learners who joined after day 1 and are not known yet; their calendar is computed at the next look. */
export async function insertStarters(
  trx: Db,
  cohort: { id: number },
  joinedFrom: number,
  now: number,
): Promise<number> {
  const added = await sql`
    insert into reminder_starters (cohort_id, user_id, joined_at, last_at, next_at)
    select m.cohort_id, m.user_id, m.joined_at, m.joined_at - 1, ${now}
    from cohort_members m
    where m.cohort_id = ${cohort.id} and m.joined_at >= ${joinedFrom}
      and not exists (
        select 1 from reminder_starters s where s.cohort_id = m.cohort_id and s.user_id = m.user_id
      )`.execute(trx);
  return Number(added.numAffectedRows ?? 0n);
}

export interface Starter {
  readonly cohort_id: number;
  readonly user_id: string;
  readonly joined_at: number;
  readonly last_at: number;
  readonly next_at: number | null;
}

export async function findDueStarters(db: Db, now: number, limit: number): Promise<Starter[]> {
  return db
    .selectFrom('reminder_starters')
    .innerJoin('cohorts', 'cohorts.id', 'reminder_starters.cohort_id')
    .selectAll('reminder_starters')
    .where('next_at', 'is not', null)
    .where('next_at', '<=', now)
    .where('cohorts.archived_at', 'is', null)
    .where('cohorts.reminders_paused_at', 'is', null)
    .orderBy('next_at')
    .orderBy('user_id')
    .limit(limit)
    .execute();
}

export async function moveStarter(
  trx: Db,
  starter: Starter,
  to: { lastAt: number; nextAt: number | null },
): Promise<boolean> {
  const moved = await trx
    .updateTable('reminder_starters')
    .set({ last_at: to.lastAt, next_at: to.nextAt })
    .where('cohort_id', '=', starter.cohort_id)
    .where('user_id', '=', starter.user_id)
    .where('last_at', '=', starter.last_at)
    .executeTakeFirst();
  return moved.numUpdatedRows > 0n;
}

/** Nothing of a cohort's plan comes any more. */
export async function endPlan(trx: Db, cohortId: number, now: number): Promise<number[]> {
  await trx
    .updateTable('reminder_runs')
    .set({ state: 'cancelled', finished_at: now })
    .where('cohort_id', '=', cohortId)
    .where('state', '=', 'waiting')
    .execute();
  await trx
    .updateTable('reminder_starters')
    .set({ next_at: null })
    .where('cohort_id', '=', cohortId)
    .execute();
  const runs = await trx.selectFrom('reminder_runs').select('id').where('cohort_id', '=', cohortId).execute();
  return runs.map(({ id }) => id);
}

/** Whether a cohort still is one in which steps are to be done. */
export async function isRunning(db: Db, cohortId: number): Promise<boolean> {
  const row = await db
    .selectFrom('cohorts')
    .select('id')
    .where('id', '=', cohortId)
    .where('archived_at', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
}

/** The plan changed: every late starter's calendar is computed again at the next look. */
export async function recomputeStarters(trx: Db, cohortId: number, now: number): Promise<void> {
  await trx
    .updateTable('reminder_starters')
    .set({ next_at: now })
    .where('cohort_id', '=', cohortId)
    .execute();
}

/** Whether steps that fell due until an instant (ms) still wait to be sent. */
export async function hasWaitingRuns(db: Db, until: number): Promise<boolean> {
  return (await findDueCohorts(db, until)).length > 0;
}

/** How many steps of a server's cohorts fell due in a span (ms) and were never sent because nobody was there. */
export async function missedRuns(
  db: Db,
  guildId: string,
  span: { from: number; to: number },
): Promise<number> {
  const counted = await db
    .selectFrom('reminder_runs')
    .innerJoin('cohorts', 'cohorts.id', 'reminder_runs.cohort_id')
    .select((count) => count.fn.countAll<number>().as('missed'))
    .where('cohorts.guild_id', '=', guildId)
    .where('reminder_runs.state', '=', 'expired')
    .where('reminder_runs.due_at', '>=', span.from)
    .where('reminder_runs.due_at', '<=', span.to)
    .executeTakeFirstOrThrow();
  return counted.missed;
}
