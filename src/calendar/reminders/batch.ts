/** One look at a cohort: what is the same for all messages of the steps that fall due together. */

import type { Digests } from '../../journal/digest/service.ts';
import type { Communities, Community } from '../../people/communities/service.ts';
import type { Post } from '../../people/post/service.ts';
import type { Counts } from '../../people/standing/rules.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/database/index.ts';
import type { Entry, Outbox } from '../../platform/delivery/types.ts';
import { localDate } from '../../platform/zones/rules.ts';
import type { Audience } from './audience.ts';
import type { MemberFacts } from './rules/facts.ts';
import { isDeadline, type PlanCohort, type PlannedStep, type StepKey } from './rules/plan.ts';
import type { Run } from './store.ts';
import type { WeekPosts } from './week.ts';

export const STEP_KIND = 'reminder.step';
export interface ProgrammeParts {
  readonly db: Db;
  readonly clock: Clock;
  readonly outbox: Outbox;
  readonly communities: Communities;
  readonly audience: Audience;
  readonly post: Post;
  readonly digests: Digests;
  /** Draws the picture of the week. */
  readonly weekPicture: WeekPosts['picture'];
}

/** What is the same for all messages of one look at a cohort. */
export interface Batch {
  readonly cohort: PlanCohort;
  readonly community: Community;
  readonly channel: string | null;
  readonly now: number;
  /** Local date in the cohort's zone. */
  readonly today: string;
  /** Steps that fall due now. */
  readonly due: readonly PlannedStep[];
  /** Steps that fall due later today. */
  readonly later: readonly PlannedStep[];
  readonly counts: Counts;
}

export function common(
  batch: Batch,
  run: Run,
  note: string,
): Pick<Entry, 'kind' | 'guildId' | 'subject' | 'dueAt' | 'expiresAt' | 'lateNote'> {
  return {
    kind: STEP_KIND,
    guildId: batch.cohort.guildId,
    subject: String(run.id),
    dueAt: run.due_at,
    expiresAt: run.expires_at,
    lateNote: note,
  };
}

/** The key of a run's n-th message. */
export function keyOf(run: Run, message: number | string): string {
  return `reminder:${run.id}.${run.edition}:${message}`;
}

export function receiptOf(batch: Batch, run: Run, member: MemberFacts) {
  return {
    guildId: batch.cohort.guildId,
    userId: member.userId,
    cohortDate: batch.today,
    memberDate: member.zone === null ? batch.today : localDate(batch.now, member.zone),
    cohortId: batch.cohort.id,
    step: run.step,
    occurrence: run.occurrence,
    now: batch.now,
  };
}

export function otherKeys(batch: Batch, step: StepKey): StepKey[] {
  return batch.due.map((other) => other.key).filter((key) => key !== step);
}

/**
 * Whether a member whose reminder of the day this is may be pinged for it: it is their one unasked ping, unless a
 * deadline comes near. Who may not be reads of the step in a line.
 */
export async function mayRemind(
  trx: Db,
  post: Post,
  reminder: { readonly cohort: PlanCohort; readonly step: StepKey; readonly member: MemberFacts },
): Promise<boolean> {
  const { cohort, step, member } = reminder;
  if (isDeadline(step)) return true;
  const { guildId } = cohort;
  if (await post.mayPing(trx, guildId, member.userId, member.zone ?? cohort.zone)) return true;
  await post.leaveLine(trx, {
    guildId,
    userId: member.userId,
    line: { key: `reminders:line.${step}` },
    about: `step:${cohort.id}:${step}`,
  });
  return false;
}
