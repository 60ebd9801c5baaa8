/** The reminder plan as data: which steps there are, when, for whom, and how they rank. */
import { addDays, daysBetween } from '../../../platform/zones/rules.ts';
import {
  type CohortDates,
  cohortSteps,
  type DayStep,
  deadlineOf,
  onlyDeadlinesOn,
  type PlanStep,
} from './calendar.ts';
import type { MemberFacts } from './facts.ts';

/** The longest text of staff's own, in UTF-16 units: the names of those it is for stand below it. */
export const MAX_TEXT = 1_200;

export const STEP_KEYS = [
  'announce',
  'profile',
  'partner',
  'requests',
  'contract',
  'blockers',
  'week',
  'progress',
  'deadline-7d',
  'deadline-3d',
  'deadline-1d',
  'deadline-3h',
  'review',
] as const;
export type StepKey = (typeof STEP_KEYS)[number];

/** What reminders know of a cohort. */
export interface PlanCohort extends CohortDates {
  readonly id: number;
  readonly guildId: string;
  readonly name: string;
  /** ms UTC. */
  readonly deadlineAt: number;
  readonly createdAt: number;
  readonly pausedAt: number | null;
}

export interface StepSpec {
  readonly key: StepKey;
  readonly when:
    | { readonly kind: 'day'; readonly day: number }
    | { readonly kind: 'weekly'; readonly firstDay: number }
    | { readonly kind: 'days-before'; readonly days: number }
    | { readonly kind: 'hours-before'; readonly hours: number };
  /** Local time in the cohort's zone; a step counted in hours before the deadline has none. */
  readonly time: string;
  /** 'channel': mentions those it concerns, says nothing when there is nobody. 'post': to the channel, mentions nobody. */
  readonly to: 'channel' | 'teams' | 'post';
  /** Posted even when it concerns nobody: it also speaks to those who have not joined. */
  readonly always?: true;
  /** Also for members who want important reminders only. */
  readonly important?: true;
  /** Of several on one day the highest is sent, the others are a line in it. */
  readonly urgency: number;
  /** After so many hours it is no longer useful; never beyond the deadline. */
  readonly usefulHours: number;
  /** Whether a member still has to do it. Steps without it mention nobody. */
  readonly concerns?: (member: MemberFacts) => boolean;
}

const DEFAULT_TIME = '09:00';

const PLAN: readonly StepSpec[] = [
  {
    key: 'announce',
    when: { kind: 'day', day: 1 },
    time: DEFAULT_TIME,
    to: 'channel',
    always: true,
    urgency: 60,
    usefulHours: 24,
    concerns: (member) => !member.documenting && !member.announced,
  },
  {
    key: 'profile',
    when: { kind: 'day', day: 2 },
    time: DEFAULT_TIME,
    to: 'channel',
    urgency: 30,
    usefulHours: 24,
    // Side and hours serve to be found: whose team is complete needs them no more.
    concerns: (member) =>
      !member.documenting &&
      (member.track === null || member.hours === 0) &&
      (!member.partner || member.seeks),
  },
  {
    key: 'partner',
    when: { kind: 'day', day: 3 },
    time: DEFAULT_TIME,
    to: 'channel',
    urgency: 50,
    usefulHours: 24,
    concerns: (member) => !member.documenting && !member.alone && !member.partner,
  },
  {
    key: 'requests',
    when: { kind: 'day', day: 4 },
    time: DEFAULT_TIME,
    to: 'channel',
    important: true,
    urgency: 70,
    usefulHours: 24,
    concerns: (member) => !member.documenting && member.asked > 0,
  },
  {
    key: 'contract',
    when: { kind: 'day', day: 5 },
    time: DEFAULT_TIME,
    to: 'teams',
    urgency: 40,
    usefulHours: 24,
    concerns: (member) => !member.documenting && member.partner && !member.contract,
  },
  {
    key: 'blockers',
    when: { kind: 'day', day: 6 },
    time: DEFAULT_TIME,
    to: 'channel',
    urgency: 20,
    usefulHours: 24,
    concerns: (member) => !member.documenting && member.announced,
  },
  {
    key: 'week',
    when: { kind: 'weekly', firstDay: 7 },
    time: DEFAULT_TIME,
    to: 'post',
    urgency: 0,
    usefulHours: 48,
  },
  {
    key: 'progress',
    when: { kind: 'weekly', firstDay: 14 },
    time: DEFAULT_TIME,
    to: 'channel',
    urgency: 10,
    usefulHours: 72,
    concerns: (member) =>
      member.pace !== 'condensed' && (member.announced || member.documenting) && !member.sharedProgress,
  },
  deadline('deadline-7d', { kind: 'days-before', days: 7 }, 80, 48),
  deadline('deadline-3d', { kind: 'days-before', days: 3 }, 81, 24),
  deadline('deadline-1d', { kind: 'days-before', days: 1 }, 82, 12),
  deadline('deadline-3h', { kind: 'hours-before', hours: 3 }, 83, 3),
  {
    key: 'review',
    when: { kind: 'days-before', days: -1 },
    time: DEFAULT_TIME,
    to: 'post',
    urgency: 0,
    usefulHours: 72,
  },
];

/** Steps that say how near the deadline is: they are never held back. */
export function isDeadline(step: StepKey): boolean {
  return step.startsWith('deadline-');
}

function deadline(key: StepKey, when: StepSpec['when'], urgency: number, usefulHours: number): StepSpec {
  const concerns = (): boolean => true;
  return { key, when, time: DEFAULT_TIME, to: 'channel', important: true, urgency, usefulHours, concerns };
}

export function isStepKey(text: string): text is StepKey {
  return (STEP_KEYS as readonly string[]).includes(text);
}

/** What staff changed about a step; null keeps the default. */
export interface StepChange {
  readonly step: StepKey;
  readonly day: number | null;
  readonly time: string | null;
  readonly text: string | null;
  readonly enabled: boolean;
}

/** A step as it stands for one cohort. */
export interface PlannedStep extends StepSpec {
  /** Staff's own text; null uses the catalogue's. */
  readonly text: string | null;
  readonly enabled: boolean;
}

export function plannedSteps(changes: readonly StepChange[]): PlannedStep[] {
  return PLAN.map((spec) => {
    const change = changes.find((candidate) => candidate.step === spec.key);
    if (change === undefined) return { ...spec, text: null, enabled: true };
    return {
      ...spec,
      when: change.day === null ? spec.when : movedTo(spec.when, change.day),
      time: change.time ?? spec.time,
      text: change.text,
      enabled: change.enabled,
    };
  });
}

/** The number staff may set means the day of the cohort, the first day of a weekly step, or days from the deadline. */
function movedTo(when: StepSpec['when'], day: number): StepSpec['when'] {
  switch (when.kind) {
    case 'day':
      return { kind: 'day', day };
    case 'weekly':
      return { kind: 'weekly', firstDay: day };
    case 'days-before':
      return { kind: 'days-before', days: when.days < 0 ? -day : day };
    case 'hours-before':
      return when;
  }
}

export interface PlannedRun {
  readonly step: StepKey;
  readonly occurrence: string;
  /** Local date in the cohort's zone. */
  readonly date: string;
  /** ms UTC. */
  readonly dueAt: number;
  readonly expiresAt: number;
}

/**
 * All moments of a cohort's enabled steps, earliest first; also those that had passed when it was created. Weekly
 * steps leave out the last seven days, which belong to the deadline.
 */
export function plannedRuns(cohort: CohortDates, steps: readonly PlannedStep[]): PlannedRun[] {
  const enabled = steps.filter((step) => step.enabled);
  const occurrences = cohortSteps(cohort, enabled.map(toCalendarStep), -Infinity);
  const weeks = new Map<string, number>();
  return occurrences.flatMap(({ key, date, due }) => {
    const step = enabled.find((candidate) => candidate.key === key);
    if (step === undefined) return [];
    if (step.when.kind === 'weekly' && onlyDeadlinesOn(date, cohort)) return [];
    const week = (weeks.get(key) ?? 0) + 1;
    weeks.set(key, week);
    return [
      {
        step: step.key,
        occurrence: occurrenceOf(step, cohort, week),
        date,
        dueAt: due,
        expiresAt: usefulUntil(step, cohort, due),
      },
    ];
  });
}

function occurrenceOf(step: PlannedStep, cohort: CohortDates, week: number): string {
  if (step.when.kind === 'day') return '1';
  return step.when.kind === 'weekly' ? String(week) : cohort.deadlineDate;
}

function usefulUntil(step: PlannedStep, cohort: CohortDates, due: number): number {
  const until = due + step.usefulHours * 3_600_000;
  const end = deadlineOf(cohort);
  return due <= end ? Math.min(until, end) : until;
}

function toCalendarStep(step: PlannedStep): PlanStep {
  const { key, time } = step;
  switch (step.when.kind) {
    case 'day':
      return { kind: 'day', key, day: step.when.day, time };
    case 'weekly':
      return { kind: 'weekly', key, firstDay: step.when.firstDay, time };
    case 'days-before':
      return { kind: 'days-before', key, days: step.when.days, time };
    case 'hours-before':
      return { kind: 'hours-before', key, hours: step.when.hours };
  }
}

/** The steps a learner who starts late gets for themselves: those of the first week that concern single members. */
export function starterSteps(steps: readonly PlannedStep[]): (DayStep & { readonly key: StepKey })[] {
  return steps.flatMap((step) =>
    step.enabled && step.when.kind === 'day' && step.concerns !== undefined
      ? [{ kind: 'day' as const, key: step.key, day: step.when.day, time: step.time }]
      : [],
  );
}

/** The week of a cohort that ends about a local date: staff may look back a few days earlier or later. */
export function weekEnding(cohort: CohortDates, date: string): number {
  return Math.max(1, Math.round((daysBetween(cohort.startDate, date) + 1) / 7));
}

/** The cohort's local date so many days after its start: day 1 is the start. */
export function dateOfDay(cohort: CohortDates, day: number): string {
  return addDays(cohort.startDate, day - 1);
}
