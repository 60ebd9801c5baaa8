/** One question about the team halfway and one at the end; only staff read what is answered. */
import { addDays, localDate, startOfDay } from '../../platform/zones/rules.ts';

export const MOMENTS = ['middle', 'end'] as const;
export type Moment = (typeof MOMENTS)[number];

/** The worst first, which is also the order of their letters: staff read the answers in it. */
export const ANSWERS = ['badly', 'mixed', 'well'] as const;
export type Answer = (typeof ANSWERS)[number];

/** Length in code points after trimming. */
export const LIMITS = { words: { min: 2, max: 300 } } as const;

/** From this day of a cohort on (1 is its first) the first question is asked. */
const MIDDLE_FROM = 8;
/** So many days before the deadline the second one takes its place. */
const END_BEFORE = 7;

/** Which question is asked at an instant (ms UTC); undefined: it is too early for any. */
export function momentAt(
  cohort: { readonly startDate: string; readonly timezone: string; readonly deadlineAt: number },
  now: number,
): Moment | undefined {
  const { startDate, timezone, deadlineAt } = cohort;
  // The deadline is the end of its day: the day before that end is the last one of the cohort.
  const end = startOfDay(addDays(localDate(deadlineAt - 1, timezone), 1 - END_BEFORE), timezone);
  if (now >= end) return 'end';
  return now >= startOfDay(addDays(startDate, MIDDLE_FROM - 1), timezone) ? 'middle' : undefined;
}

/** What a member says of a team. */
export interface Pulse {
  readonly teamId: number;
  readonly userId: string;
  readonly moment: Moment;
  readonly answer: Answer;
  /** What they added in their own words. */
  readonly words: string | null;
}

/** How many answered what, at each of the two moments. */
export type PulseCounts = Readonly<Record<Moment, Readonly<Record<Answer, number>>>>;
