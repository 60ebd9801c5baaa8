/** The weekly check-in. Instants are milliseconds UTC. */

export interface CheckIn {
  readonly cohortId: number;
  readonly userId: string;
  /** Of the cohort, from 1. */
  readonly week: number;
  readonly progressId: number | null;
  /** What comes next, as they said it. */
  readonly plan: string | null;
  readonly createdAt: number;
  readonly changedAt: number;
}

/** Lengths in code points after trimming. */
export const LIMITS = {
  plan: { max: 300, lines: true },
  blocked: { max: 500, lines: true },
} as const;

/** What keeps them, as a blocker has it: a title in one line, and all of it as details where that is more. */
export function blockerOf(text: string, longest: number): { title: string; details: string | null } {
  const [first = ''] = text.split('\n');
  const points = Array.from(first.trim());
  const title = points.length <= longest ? first.trim() : `${points.slice(0, longest - 1).join('')}…`;
  return { title, details: title === text.trim() ? null : text.trim() };
}
