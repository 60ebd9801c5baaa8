/** What becomes of a cohort's runs when its plan, dates or zone change: pure. */
import { daysBetween } from '../../../platform/zones/rules.ts';
import type { PlannedRun, PlannedStep, StepKey } from './plan.ts';

/** A run as it was written down before. */
export interface KnownRun {
  readonly step: StepKey;
  readonly occurrence: string;
  readonly date: string;
  readonly due_at: number;
  readonly expires_at: number;
  readonly state: 'waiting' | 'done' | 'expired' | 'skipped' | 'cancelled';
  /** Messages that went out. */
  readonly chunks: number;
}

export type Change<Run extends KnownRun> =
  | { readonly kind: 'new'; readonly wanted: PlannedRun; readonly state: 'waiting' | 'skipped' }
  | {
      readonly kind: 'moved';
      readonly run: Run;
      readonly wanted: PlannedRun;
      readonly state: KnownRun['state'];
    }
  | { readonly kind: 'dropped'; readonly run: Run };

/** A moment of a weekly step that lies so near to one of before (days) is that one, moved. */
const SAME_WEEK = 3;

/**
 * What has passed by now (ms) is never sent, what was sent stays sent, what waits is moved or dropped. `wanted` are all
 * moments of the plan as it is now. With `today` a step that a new zone or date moves into the past on that very local
 * date is still sent: only its clock changed.
 */
export function replan<Run extends KnownRun>(
  runs: readonly Run[],
  wanted: readonly PlannedRun[],
  steps: readonly PlannedStep[],
  at: { readonly now: number; readonly today?: string },
): Change<Run>[] {
  const left = new Set(runs);
  const changes: Change<Run>[] = [];
  const used = new Set(runs.map((run) => `${run.step} ${run.occurrence}`));
  for (const moment of wanted) {
    const step = steps.find(({ key }) => key === moment.step);
    const run = find([...left], moment, step);
    if (run === undefined) {
      const fresh = step?.when.kind === 'weekly' ? unused(moment, used) : moment;
      used.add(`${fresh.step} ${fresh.occurrence}`);
      changes.push({ kind: 'new', wanted: fresh, state: moment.dueAt < at.now ? 'skipped' : 'waiting' });
      continue;
    }
    left.delete(run);
    const moved = move(run, moment, step, at);
    if (moved !== undefined) changes.push(moved);
  }
  for (const run of left) if (run.state === 'waiting') changes.push({ kind: 'dropped', run });
  return changes;
}

/** The run that a moment is: by its occurrence; of a weekly step the one of the same week, whatever it was called. */
function find<Run extends KnownRun>(
  runs: readonly Run[],
  moment: PlannedRun,
  step: PlannedStep | undefined,
): Run | undefined {
  const own = runs.filter((run) => run.step === moment.step);
  if (step?.when.kind !== 'weekly') return own.find((run) => run.occurrence === moment.occurrence);
  const distance = (run: Run): number => Math.abs(daysBetween(run.date, moment.date));
  return own
    .filter((run) => distance(run) <= SAME_WEEK)
    .toSorted(
      (a, b) =>
        Number(a.state === 'cancelled') - Number(b.state === 'cancelled') || distance(a) - distance(b),
    )[0];
}

function unused(moment: PlannedRun, used: ReadonlySet<string>): PlannedRun {
  for (let number = 1; ; number += 1) {
    if (!used.has(`${moment.step} ${number}`)) return { ...moment, occurrence: String(number) };
  }
}

function move<Run extends KnownRun>(
  run: Run,
  wanted: PlannedRun,
  step: PlannedStep | undefined,
  { now, today }: { readonly now: number; readonly today?: string },
): Change<Run> | undefined {
  if (isOver(run, step)) return undefined;
  const moved = wanted.dueAt !== run.due_at;
  // Ahead: it will fall due, also when it was cancelled or ran before; receipts keep it from those it reached.
  if (wanted.dueAt > now) {
    const again = run.state === 'cancelled' || (moved && run.state !== 'waiting');
    if (!moved && !again && wanted.expiresAt === run.expires_at) return undefined;
    return { kind: 'moved', run, wanted, state: again ? 'waiting' : run.state };
  }
  // One that is merely overdue stays as it is.
  if (!moved || run.state !== 'waiting' || run.due_at <= now) return undefined;
  if (today === wanted.date && wanted.expiresAt > now)
    return { kind: 'moved', run, wanted: { ...wanted, dueAt: now }, state: 'waiting' };
  return { kind: 'moved', run, wanted, state: 'skipped' };
}

/** What was posted for all to read is not posted again, nor is a week of a weekly step sent twice. */
function isOver(run: KnownRun, step: PlannedStep | undefined): boolean {
  if (step?.to === 'post' || step?.always === true) return run.chunks > 0;
  return step?.when.kind === 'weekly' && run.state === 'done';
}

export interface TakenOut {
  readonly step: StepKey;
  /** The moment (ms) that has passed already; undefined: the plan has no moment for it any more. */
  readonly passed: number | undefined;
}

/** What a step that was to come loses by these changes; undefined when it is still sent. */
export function takenOut(
  key: StepKey,
  runs: readonly KnownRun[],
  changes: readonly Change<KnownRun>[],
): TakenOut | undefined {
  const own = changes.filter((change) => (change.kind === 'new' ? change.wanted : change.run).step === key);
  const skipped = own.find((change) => change.kind === 'moved' && change.state === 'skipped');
  if (skipped?.kind === 'moved') return { step: key, passed: skipped.wanted.dueAt };
  const dropped = own.flatMap((change) => (change.kind === 'dropped' ? [change.run] : []));
  if (dropped.length === 0) return undefined;
  const stays = runs.some((run) => run.step === key && run.state === 'waiting' && !dropped.includes(run));
  const comes = own.some((change) => change.kind !== 'dropped' && change.state === 'waiting');
  return stays || comes ? undefined : { step: key, passed: undefined };
}

/** The steps that were to come and of which nothing is sent any more. */
export function stepsLost(
  before: readonly Pick<KnownRun, 'step' | 'state'>[],
  after: readonly Pick<KnownRun, 'step' | 'state'>[],
): StepKey[] {
  const waiting = (runs: typeof before) =>
    new Set(runs.filter(({ state }) => state === 'waiting').map(({ step }) => step));
  return [...waiting(before).difference(waiting(after))];
}
