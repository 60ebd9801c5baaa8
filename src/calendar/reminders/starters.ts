/** Learners who start late: the steps of the first week counted from their joining. */
import type { Counts } from '../../people/standing/rules.ts';
import { breathe } from '../../platform/async.ts';
import { type Db, write } from '../../platform/database/index.ts';
import type { DeliveryKind } from '../../platform/delivery/types.ts';
import { inSlices } from '../../platform/slices.ts';
import { localDate } from '../../platform/zones/rules.ts';
import { mayRemind, type ProgrammeParts } from './batch.ts';
import { isInAudience, withSupply } from './rules/audience.ts';
import { CONDENSED_KEY } from './rules/calendar.ts';
import { paceBorders } from './rules/facts.ts';
import { type PlanCohort, type PlannedStep, plannedSteps } from './rules/plan.ts';
import { createStarterLetters } from './starter-letters.ts';
import { type Due, dueStep } from './starter-steps.ts';
import {
  findChanges,
  findCohort,
  findDueStarters,
  findOpenCohorts,
  findRuns,
  insertReceipt,
  insertStarters,
  type Starter,
} from './store.ts';

/** At most so many are looked at in one transaction: on PostgreSQL whoever writes next waits for it. */
const AT_ONCE = 20;

export function createStarters(parts: ProgrammeParts): {
  /** Looks for members who joined after day 1 and are not known yet. */
  find(): Promise<void>;
  /** Sends what is due to those who are. */
  runDue(): Promise<void>;
  /** To one learner alone. */
  readonly letter: DeliveryKind;
} {
  const { db, clock, post, audience } = parts;
  const letters = createStarterLetters(parts);

  async function find(): Promise<void> {
    const now = clock.now();
    for (const cohort of await findOpenCohorts(db)) {
      if (now > cohort.deadlineAt || now < paceBorders(cohort).own) continue;
      await write(db, (trx) => insertStarters(trx, cohort, paceBorders(cohort).own, now));
    }
  }

  async function runDue(): Promise<void> {
    const counted = new Map<number, Counts>();
    await inSlices(
      async (size) => {
        const now = clock.now();
        const most = Math.min(size, AT_ONCE);
        const starters = await findDueStarters(db, now, most);
        for (const [cohortId, group] of Map.groupBy(starters, (starter) => starter.cohort_id)) {
          const cohort = await findCohort(db, cohortId);
          if (cohort === undefined) continue;
          const counts = counted.get(cohortId) ?? (await audience.count(cohort));
          counted.set(cohortId, counts);
          await runGroup(cohort, group, counts, now);
        }
        return starters.length === most;
      },
      { rest: breathe },
    );
  }

  async function runGroup(
    cohort: PlanCohort,
    starters: readonly Starter[],
    counts: Counts,
    now: number,
  ): Promise<void> {
    await write(db, async (trx) => {
      const planned = plannedSteps(await findChanges(trx, cohort.id));
      const steps = withSupply(planned, counts);
      const today = localDate(now, cohort.zone);
      const cohortToday = await stepsOfToday(trx, cohort, steps, today);
      const facts = await audience.some(
        trx,
        cohort,
        starters.map((starter) => starter.user_id),
      );
      // What is due is found for all before any receipt is written: the members of a team get its step together.
      const candidates: Due[] = [];
      for (const starter of starters) {
        const found = await dueStep(trx, {
          cohort,
          starter,
          steps,
          planned,
          member: facts.get(starter.user_id),
          now,
        });
        if (found !== undefined) candidates.push(found);
      }
      const due: Due[] = [];
      for (const found of candidates) {
        // A more urgent step of the whole cohort today is their one reminder of the day.
        if (cohortToday.some((other) => isInAudience(found.member, other))) continue;
        const added = await insertReceipt(trx, {
          guildId: cohort.guildId,
          userId: found.member.userId,
          cohortDate: today,
          memberDate: found.member.zone === null ? today : localDate(now, found.member.zone),
          cohortId: cohort.id,
          step: found.condensed ? CONDENSED_KEY : (found.steps[0] ?? ''),
          occurrence: '1',
          now,
        });
        const step = found.steps[0] ?? 'announce';
        if (added && (await mayRemind(trx, post, { cohort, step, member: found.member }))) due.push(found);
      }
      await letters.send(trx, { cohort, steps, due, counts });
    });
  }

  return { find, runDue, letter: letters.letter };
}

/** The steps for everybody that fall due today, whenever: deadlines, for late starters. */
async function stepsOfToday(
  trx: Db,
  cohort: PlanCohort,
  steps: readonly PlannedStep[],
  today: string,
): Promise<PlannedStep[]> {
  const runs = await findRuns(trx, cohort.id);
  const keys = new Set(
    runs.filter((run) => run.date === today && run.state === 'waiting').map((run) => run.step),
  );
  return steps.filter((step) => keys.has(step.key) && step.when.kind !== 'day');
}
