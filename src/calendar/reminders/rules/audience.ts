/** Who is reminded of what: pure rules over facts. */
import type { Counts } from '../../../people/standing/rules.ts';
import type { MemberFacts } from './facts.ts';
import type { PlannedStep, StepKey } from './plan.ts';

/** Whether a member may be reminded of a step at all: breaks, wishes, mutes, and those who are done. */
export function mayRemind(member: MemberFacts, step: Pick<PlannedStep, 'key' | 'important'>): boolean {
  if (member.finished || member.onBreak || member.reminders === 'none') return false;
  if (member.reminders === 'important' && step.important !== true) return false;
  return !member.muted.has(step.key);
}

/** Whether a step concerns a member now: they have not done it, and may be reminded. */
export function isConcerned(member: MemberFacts, step: PlannedStep): boolean {
  return step.enabled && step.concerns?.(member) === true && mayRemind(member, step);
}

/** A cohort's own first-week steps are for those who started with it; the others get theirs counted from joining. */
export function isInAudience(member: MemberFacts, step: PlannedStep): boolean {
  if (step.when.kind === 'day' && member.pace !== 'cohort') return false;
  return isConcerned(member, step);
}

/** What one member gets when steps fall due together: the most urgent, and the others as a line in it. */
export interface Choice {
  readonly step: StepKey;
  readonly also: readonly StepKey[];
}

/**
 * `due` fell due now; `later` falls due on the same local day. A member is left to a later step that is more urgent
 * for them, because they get only one that day.
 */
export function choose(
  member: MemberFacts,
  due: readonly PlannedStep[],
  later: readonly PlannedStep[],
): Choice | undefined {
  const mine = byUrgency(due.filter((step) => isInAudience(member, step)));
  const [first, ...others] = mine;
  if (first === undefined) return undefined;
  if (later.some((step) => step.urgency > first.urgency && isInAudience(member, step))) return undefined;
  return { step: first.key, also: others.map((step) => step.key) };
}

export function byUrgency(steps: readonly PlannedStep[]): PlannedStep[] {
  return [...steps].sort((a, b) => b.urgency - a.urgency);
}

/** The steps a late starter has not done, in the order of the plan. */
export function missingSteps(member: MemberFacts, steps: readonly PlannedStep[]): PlannedStep[] {
  return steps.filter((step) => step.when.kind === 'day' && isConcerned(member, step));
}

/** Nobody is sent by themselves to look for a partner where nobody of the other side is free. */
export function withSupply(steps: readonly PlannedStep[], { free }: Pick<Counts, 'free'>): PlannedStep[] {
  return steps.map((step) => {
    const { concerns } = step;
    if (step.key !== 'partner' || concerns === undefined) return step;
    return { ...step, concerns: (member) => concerns(member) && othersFree(member, free) > 0 };
  });
}

/** How many of the other side are free; for who builds both, or has not said, everybody but themselves. */
function othersFree({ track, onBreak }: MemberFacts, free: Counts['free']): number {
  const { backend, frontend, fullstack } = free;
  if (track === 'backend') return frontend + fullstack;
  if (track === 'frontend') return backend + fullstack;
  const self = track === 'fullstack' && !onBreak ? 1 : 0;
  return backend + frontend + fullstack - self;
}
