/**
 * When the steps of a reminder plan fall due, for a cohort and for a learner who starts late. Instants are milliseconds, dates 'YYYY-MM-DD' and times 'HH:MM' in the cohort's zone; clock changes
 * are handled as in zones/rules.ts. Who is reminded, and that nobody is reminded twice a day, is decided elsewhere.
 */
import {
  addDays,
  dayNumber,
  daysBetween,
  endOfDay,
  instantAt,
  localDate,
} from '../../../platform/zones/rules.ts';

export interface CohortDates {
  /** Day 1. */
  readonly startDate: string;
  /** The last day: the deadline is its end. */
  readonly deadlineDate: string;
  readonly zone: string;
}

/** On a day of the cohort (day 1 = its start date). */
export interface DayStep {
  readonly kind: 'day';
  readonly key: string;
  readonly day: number;
  readonly time: string;
}

export type PlanStep =
  | DayStep
  /** Every seventh day, from a day of the cohort on, until the deadline. */
  | { readonly kind: 'weekly'; readonly key: string; readonly firstDay: number; readonly time: string }
  /** So many days before the deadline's date; negative: after it, as the note of the review week. */
  | { readonly kind: 'days-before'; readonly key: string; readonly days: number; readonly time: string }
  /** Exactly so many hours before the deadline's end of day, whatever the clocks do in between. */
  | { readonly kind: 'hours-before'; readonly key: string; readonly hours: number };

export interface DueStep {
  readonly key: string;
  /** Local date of the moment; with the key it names one occurrence of a weekly step. */
  readonly date: string;
  /** The instant (ms). */
  readonly due: number;
}

export interface LearnerCalendar {
  /**
   * 'cohort': started with the cohort and follows its steps. 'own': joined on day 2 or 3 and gets the same steps
   * counted from `dayOne`. 'condensed': joined later; the first of `steps` is the one condensed message, each other a
   * moment at which one missing step may be sent.
   */
  readonly pace: 'cohort' | 'own' | 'condensed';
  /** The learner's own day 1. */
  readonly dayOne: string;
  /** Empty for 'cohort'. The keys of a condensed calendar are CONDENSED_KEY and CATCH_UP_KEY. */
  readonly steps: readonly DueStep[];
}

export const CONDENSED_KEY = 'condensed';
export const CATCH_UP_KEY = 'catch-up';
/** Who joins after this day gets one condensed message instead of all steps. */
const LAST_DAY_FOR_ALL_STEPS = 3;
/** Days before the deadline in which only deadline messages are sent. */
const DEADLINE_ONLY_DAYS = 7;
const CATCH_UP_EVERY_DAYS = 2;
const HOUR_MS = 3600_000;

/**
 * All occurrences of a plan's steps, earliest first. What had passed when the cohort was created (ms) is never due;
 * nothing falls due after the deadline but what the plan sets there.
 *
 * @throws RangeError for malformed dates, times or zones.
 */
export function cohortSteps(cohort: CohortDates, plan: readonly PlanStep[], createdAt: number): DueStep[] {
  return plan
    .flatMap((step) => occurrencesOf(step, cohort))
    .filter((step) => step.due >= createdAt)
    .sort((a, b) => a.due - b.due || a.key.localeCompare(b.key));
}

/** The moment of a cohort's deadline (ms): the last millisecond of its last day. */
export function deadlineOf(cohort: CohortDates): number {
  return endOfDay(cohort.deadlineDate, cohort.zone);
}

/** The steps of a learner who joined at an instant (ms), from the day steps of the cohort's plan. */
export function learnerSteps(
  cohort: CohortDates,
  plan: readonly DayStep[],
  joinedAt: number,
): LearnerCalendar {
  const joinedOn = dayNumber(cohort.startDate, joinedAt, cohort.zone);
  if (joinedOn <= 1) return { pace: 'cohort', dayOne: cohort.startDate, steps: [] };
  const [first] = [...plan].sort((a, b) => a.day - b.day || a.time.localeCompare(b.time));
  if (first === undefined) return { pace: 'own', dayOne: localDate(joinedAt, cohort.zone), steps: [] };
  const dayOne = ownDayOne(joinedAt, first.time, cohort.zone);
  const pace = joinedOn <= LAST_DAY_FOR_ALL_STEPS ? 'own' : 'condensed';
  const steps =
    pace === 'own'
      ? plan.map((step) => dueOn(step.key, addDays(dayOne, step.day - 1), step.time, cohort.zone))
      : catchUpSteps(dayOne, first.time, plan.length, cohort.zone);
  return {
    pace,
    dayOne,
    steps: steps
      .filter((step) => step.due >= joinedAt && !onlyDeadlinesOn(step.date, cohort))
      .sort((a, b) => a.due - b.due || a.key.localeCompare(b.key)),
  };
}

/** A learner's own day 1: the day of joining (ms), or the next one when the step's time has passed on it. */
export function ownDayOne(joinedAt: number, stepTime: string, zone: string): string {
  const joinedOn = localDate(joinedAt, zone);
  return instantAt(joinedOn, stepTime, zone) >= joinedAt ? joinedOn : addDays(joinedOn, 1);
}

/** Whether a local date lies in the last days, when learners get deadline messages only, or after the deadline. */
export function onlyDeadlinesOn(date: string, cohort: CohortDates): boolean {
  return daysBetween(date, cohort.deadlineDate) < DEADLINE_ONLY_DAYS;
}

function occurrencesOf(step: PlanStep, cohort: CohortDates): DueStep[] {
  if (step.kind === 'hours-before') {
    // The deadline is the last millisecond of the day; counted back from midnight the moments are whole minutes.
    const due = deadlineOf(cohort) + 1 - step.hours * HOUR_MS;
    return [{ key: step.key, date: localDate(due, cohort.zone), due }];
  }
  if (step.kind === 'days-before') {
    return [dueOn(step.key, addDays(cohort.deadlineDate, -step.days), step.time, cohort.zone)];
  }
  const length = daysBetween(cohort.startDate, cohort.deadlineDate) + 1;
  const days = step.kind === 'day' ? [step.day] : everySeventh(step.firstDay, length);
  return days
    .map((day) => dueOn(step.key, addDays(cohort.startDate, day - 1), step.time, cohort.zone))
    .filter((occurrence) => occurrence.due <= deadlineOf(cohort));
}

/** The condensed message on day 1, then a place for one missing step on every second day. */
function catchUpSteps(dayOne: string, time: string, missing: number, zone: string): DueStep[] {
  return Array.from({ length: missing + 1 }, (_, index) =>
    dueOn(
      index === 0 ? CONDENSED_KEY : CATCH_UP_KEY,
      addDays(dayOne, index * CATCH_UP_EVERY_DAYS),
      time,
      zone,
    ),
  );
}

function dueOn(key: string, date: string, time: string, zone: string): DueStep {
  return { key, date, due: instantAt(date, time, zone) };
}

function everySeventh(first: number, last: number): number[] {
  const days: number[] = [];
  for (let day = first; day <= last; day += 7) days.push(day);
  return days;
}
