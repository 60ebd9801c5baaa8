/** What staff see and change of the reminder plan. */

import { setRemindersPaused } from '../../people/cohorts/service.ts';
import { type Counts, countsOf } from '../../people/standing/rules.ts';
import type { Standings } from '../../people/standing/service.ts';

import type { Audit } from '../../platform/audit/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import type { Ledger } from '../../platform/delivery/service.ts';
import { UserError } from '../../platform/errors.ts';
import { literal, trimmed } from '../../platform/text.ts';
import { isLocalTime, localDate } from '../../platform/zones/rules.ts';
import type { Audience } from './audience.ts';
import { placeholders } from './cards.ts';
import { planStep } from './planning.ts';
import { choose } from './rules/audience.ts';
import {
  dateOfDay,
  MAX_TEXT,
  type PlanCohort,
  type PlannedStep,
  plannedSteps,
  type StepKey,
} from './rules/plan.ts';
import { stepsLost, type TakenOut } from './rules/replan.ts';
import { findChanges, findCohort, findRuns, type Run, saveChange, skipOverdue } from './store.ts';

/** The longest it may become with its placeholders filled in, by the longest name of a cohort. */
const MAX_FILLED = 1_500;

export interface PlanView {
  readonly cohort: PlanCohort;
  readonly steps: readonly { readonly step: PlannedStep; readonly runs: readonly Run[] }[];
}

export interface PreviewView {
  readonly cohort: PlanCohort;
  readonly date: string;
  readonly counts: Counts;
  readonly steps: readonly {
    readonly step: PlannedStep;
    readonly dueAt: number;
    readonly audience: number;
  }[];
}

export interface StepEdit {
  readonly step: StepKey;
  readonly day?: number | undefined;
  readonly time?: string | undefined;
  readonly text?: string | undefined;
  readonly enabled?: boolean | undefined;
  /** They know that the step is taken out by it. */
  readonly confirmed?: boolean;
}

/** An edit would take a step out: nothing was changed, staff have to say that they want it. */
export class TakesOutError extends Error {
  override readonly name = 'TakesOutError';
  readonly loss: TakenOut;

  constructor(loss: TakenOut) {
    super(loss.step);
    this.loss = loss;
  }
}

/** New dates of a cohort would take steps out: nothing was changed, staff have to say that they want it. */
export class TakesStepsOutError extends Error {
  override readonly name = 'TakesStepsOutError';
  readonly steps: readonly StepKey[];

  constructor(steps: readonly StepKey[]) {
    super(steps.join(', '));
    this.steps = steps;
  }
}

export interface StaffReminders {
  plan(cohortId: number): Promise<PlanView>;
  /**
   * Changes a step; throws a UserError for what it cannot be, and a {@link TakesOutError} for what would take it out
   * unconfirmed. Never sends again to those it reached, nor posts again what was posted.
   */
  edit(cohortId: number, edit: StepEdit): Promise<PlanView>;
  /**
   * Changes a cohort's dates as `change` does. Throws a {@link TakesStepsOutError}, undoing it, when steps that were to
   * come are not sent any more and staff have not confirmed that.
   */
  reschedule<T>(cohortId: number, confirmed: boolean, change: (trx: Db) => Promise<T>): Promise<T>;
  /** What a day of the cohort brings, and whom it would reach as things stand now. */
  preview(cohortId: number, day: number | undefined): Promise<PreviewView>;
  /** One step as it would read now. */
  test(cohortId: number, step: StepKey): Promise<{ cohort: PlanCohort; step: PlannedStep; counts: Counts }>;
  ledger(
    cohortId: number,
  ): Promise<{ cohort: PlanCohort; runs: Run[] } & Awaited<ReturnType<Ledger['read']>>>;
  retry(guildId: string): Promise<number>;
  pause(cohortId: number): Promise<PlanCohort>;
  resume(cohortId: number): Promise<PlanCohort>;
}

export function createStaffReminders(parts: {
  db: Db;
  clock: Clock;
  audit: Pick<Audit, 'record'>;
  audience: Audience;
  standings: Pick<Standings, 'knows' | 'count'>;
  ledger: Ledger;
}): StaffReminders {
  const { db, clock, audit, standings } = parts;

  async function get(cohortId: number, trx: Db = db): Promise<PlanCohort> {
    const cohort = await findCohort(trx, cohortId);
    if (cohort === undefined) throw new Error(`cohort ${cohortId} does not exist`);
    return cohort;
  }

  async function plan(cohortId: number): Promise<PlanView> {
    const cohort = await get(cohortId);
    const steps = plannedSteps(await findChanges(db, cohortId));
    const runs = await findRuns(db, cohortId);
    return {
      cohort,
      steps: steps.map((step) => ({ step, runs: runs.filter((run) => run.step === step.key) })),
    };
  }

  async function setPause(cohortId: number, pause: boolean): Promise<PlanCohort> {
    return write(db, async (trx) => {
      const cohort = await get(cohortId, trx);
      if (pause === (cohort.pausedAt !== null)) {
        const key = pause ? 'reminders:error.already-paused' : 'reminders:error.not-paused';
        throw new UserError({ key, params: { cohort: literal(cohort.name) } });
      }
      if (!pause) await skipOverdue(trx, cohortId, clock.now());
      await setRemindersPaused(trx, cohortId, pause ? clock.now() : null);
      await audit.record(trx, {
        guildId: cohort.guildId,
        action: pause ? 'reminders.pause' : 'reminders.resume',
        object: `cohort:${cohortId}`,
      });
      return await get(cohortId, trx);
    });
  }

  return {
    plan,
    async edit(cohortId, edit) {
      await write(db, async (trx) => {
        const before = (await findChanges(trx, cohortId)).find((change) => change.step === edit.step);
        const [step] = plannedSteps(before === undefined ? [] : [before]).filter(
          ({ key }) => key === edit.step,
        );
        if (step === undefined) throw new Error(`unknown step ${edit.step}`);
        checkEdit(edit, step);
        await saveChange(trx, cohortId, {
          step: edit.step,
          day: edit.day ?? before?.day ?? null,
          time: edit.time ?? before?.time ?? null,
          text:
            edit.text === undefined
              ? (before?.text ?? null)
              : textTyped(edit.text, placeholders({ contracts: standings.knows('contract') })),
          enabled: edit.enabled ?? before?.enabled ?? true,
        });
        const loss = await planStep(trx, cohortId, edit.step, clock.now());
        // Switched off is what they asked for; anything else they may not have seen coming.
        if (loss !== undefined && edit.enabled !== false && edit.confirmed !== true)
          throw new TakesOutError(loss);
        const { day, time, text, enabled } = edit;
        await audit.record(trx, {
          guildId: (await get(cohortId, trx)).guildId,
          action: 'reminders.edit',
          object: `cohort:${cohortId}`,
          details: { step: edit.step, day, time, enabled },
          ...(text === undefined ? {} : { words: text }),
        });
      });
      return await plan(cohortId);
    },
    async reschedule(cohortId, confirmed, change) {
      const changed = await write(db, async (trx) => {
        const before = await findRuns(trx, cohortId);
        const result = await change(trx);
        const lost = stepsLost(before, await findRuns(trx, cohortId));
        if (lost.length > 0 && !confirmed) throw new TakesStepsOutError(lost);
        return result;
      });
      return changed;
    },
    async preview(cohortId, day) {
      const cohort = await get(cohortId);
      const now = clock.now();
      const runs = (await findRuns(db, cohortId)).filter(
        (run) => run.state === 'waiting' || run.state === 'done',
      );
      const today = localDate(now, cohort.zone);
      const date =
        day === undefined
          ? (runs.find((run) => run.state === 'waiting' && run.date >= today)?.date ?? today)
          : dateOfDay(cohort, day);
      const facts = await parts.audience.all(cohort);
      const steps = new Map(plannedSteps(await findChanges(db, cohortId)).map((step) => [step.key, step]));
      const onDay = runs.filter((run) => run.date === date);
      const planned = onDay.map((run) => steps.get(run.step)).filter((step) => step !== undefined);
      return {
        cohort,
        date,
        counts: countsOf(facts),
        steps: onDay.flatMap((run) => {
          const step = steps.get(run.step);
          if (step === undefined) return [];
          const reached = facts.filter((member) => choose(member, planned, [])?.step === step.key);
          return [{ step, dueAt: run.due_at, audience: reached.length }];
        }),
      };
    },
    async test(cohortId, key) {
      const cohort = await get(cohortId);
      const step = plannedSteps(await findChanges(db, cohortId)).find((candidate) => candidate.key === key);
      if (step === undefined) throw new Error(`unknown step ${key}`);
      const counts = await standings.count(cohortId);
      return { cohort, step, counts };
    },
    async ledger(cohortId) {
      const cohort = await get(cohortId);
      const runs = (await findRuns(db, cohortId)).filter((run) => run.due_at <= clock.now());
      return { cohort, runs, ...(await parts.ledger.read(cohort.guildId)) };
    },
    retry: (guildId) =>
      parts.ledger.retry(guildId, (trx, count) =>
        audit.record(trx, { guildId, action: 'reminders.retry', details: { count } }),
      ),
    pause: (cohortId) => setPause(cohortId, true),
    resume: (cohortId) => setPause(cohortId, false),
  };
}

/** Throws a UserError when a step cannot be changed so. */
function checkEdit(edit: StepEdit, step: PlannedStep): void {
  const { day, time, text, enabled } = edit;
  if (day === undefined && time === undefined && text === undefined && enabled === undefined)
    throw new UserError({ key: 'reminders:error.step-needs-something' });
  if (step.when.kind === 'hours-before' && (day !== undefined || time !== undefined))
    throw new UserError({ key: 'reminders:error.step-hours' });
  if (time !== undefined && !isLocalTime(time))
    throw new UserError({ key: 'reminders:error.step-time', params: { typed: literal(time) } });
}

/** Staff's own text, or null for none: a dash brings ours back. */
function textTyped(typed: string, allowed: readonly string[]): string | null {
  const text = trimmed(typed);
  if (text === '' || text === '-') return null;
  if (text.length > MAX_TEXT)
    throw new UserError({ key: 'reminders:error.step-text', params: { length: text.length, max: MAX_TEXT } });
  const unknown = [...text.matchAll(/\{(\w+)\}/g)].filter(([, name = '']) => !allowed.includes(name));
  // What is left of a placeholder that was not closed, or has a blank in it.
  const broken = [...text.replace(/\{\w+\}/g, '').matchAll(/[^\s{}]{0,12}[{}][^{}\n]{0,12}/g)];
  const wrong = [...unknown, ...broken];
  if (wrong.length > 0) {
    const known = allowed.map((name) => `\`{${name}}\``).join(', ');
    const shown = wrong.slice(0, 3).map(([found]) => literal(found.trim()));
    const key = unknown.length > 0 ? 'reminders:error.step-placeholder' : 'reminders:error.step-braces';
    throw new UserError({ key, params: { unknown: shown.join(', '), known } });
  }
  const length = text.replace(/\{(\w+)\}/g, (_, name) => 'x'.repeat(name === 'cohort' ? 160 : 20)).length;
  if (length > MAX_FILLED)
    throw new UserError({ key: 'reminders:error.step-filled', params: { length, max: MAX_FILLED } });
  return text;
}
