/** What was probably meant by days and times that are refused: one press is enough instead of typing again. */
import { onDays, type WeeklyInterval } from '../rules.ts';
import { parseDays } from './days.ts';
import { parseHours } from './times.ts';
import type { AvailabilityRefusals, TypedAvailability } from './typed.ts';

export interface Correction {
  /** Fits into a custom_id: '12345-1080-1290'; see {@link correctedHours}. */
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
    code: `${days.days.join('')}-${from}-${to}`,
    intervals: onDays(days.days, from, to),
  }));
}

/** The intervals of a correction's code; undefined for anything else. */
export function correctedHours(code: string): readonly WeeklyInterval[] | undefined {
  const [, days, from, to] = /^([1-7]{1,7})-(\d{1,4})-(\d{1,4})$/.exec(code) ?? [];
  if (days === undefined) return undefined;
  try {
    return onDays(days.split('').map(Number), Number(from), Number(to));
  } catch {
    return undefined;
  }
}
