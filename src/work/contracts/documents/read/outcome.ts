import { LIMITS, type Problem, type Reading, type Refusal } from '../types.ts';

/** Ends the reading of a document; caught by `read`. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly reason: Refusal;
  readonly problems: readonly Problem[];

  constructor(reason: Refusal, problems: readonly Problem[] = []) {
    super(reason);
    this.reason = reason;
    this.problems = problems;
  }
}

export function refused(reason: Refusal, problems: readonly Problem[] = []): Reading {
  return { outcome: 'refused', reason, ...listed(problems) };
}

/** The first problems in the order of their lines, and how many there are. */
export function listed(problems: readonly Problem[]): {
  problems: readonly Problem[];
  problemCount: number;
} {
  const sorted = problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
  return { problems: sorted.slice(0, LIMITS.problems), problemCount: sorted.length };
}
