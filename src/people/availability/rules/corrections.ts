/** What was probably meant by days and times that are refused: one press is enough instead of typing again. */
import { onDays, type WeeklyInterval } from '../rules.ts';
import { hoursCode } from './codes.ts';
import { parseDays } from './days.ts';
import { parseHours } from './times.ts';
import type { AvailabilityRefusals, TypedAvailability } from './typed.ts';

export interface Correction {
  /** See codes.ts. */
  readonly code: string;
  readonly intervals: readonly WeeklyInterval[];
}

const MOST = 4;
/** What is suggested for these is an example, which nobody meant. */
const BY_EXAMPLE: ReadonlySet<string> = new Set([
  'empty',
  'not-a-day',
  'open-range',
  'no-day-left',
  'not-a-time',
]);

/** The readings of the corrected fields together, at most four, the likeliest first. */
export function corrections(
  typed: TypedAvailability,
  refusals: AvailabilityRefusals,
  locale: 'en' | 'fr' = 'en',
): Correction[] {
  const problems = [refusals.days, refusals.from, refusals.to].map((each) => each?.problem ?? '');
  if (problems.some((problem) => BY_EXAMPLE.has(problem))) return [];
  const days = parseDays(refusals.days?.suggestion ?? typed.days, locale);
  if (!days.ok) return [];
  const readings = (refusals.from?.suggestions ?? [typed.from]).flatMap((from) =>
    (refusals.to?.suggestions ?? [typed.to]).map((to) => parseHours(from, to, locale)),
  );
  const hours = readings.flatMap((reading) => (reading.ok ? [reading] : []));
  // Two ambiguous times: an evening is likelier than a day and a night.
  const likeliest = hours.sort((a, b) => a.to - a.from - (b.to - b.from)).slice(0, MOST);
  return likeliest.map(({ from, to }) => ({
    code: hoursCode(days.days, from, to),
    intervals: onDays(days.days, from, to),
  }));
}
