/** What somebody learnt, for their own README first. Instants are milliseconds UTC. */

export const KINDS = ['technology', 'concept', 'practice', 'takeaway', 'highlight'] as const;
export type Kind = (typeof KINDS)[number];

export interface Learning {
  readonly id: number;
  readonly guildId: string;
  readonly cohortId: number;
  readonly userId: string;
  readonly kind: Kind;
  readonly text: string;
  /** Of the cohort, from 1. */
  readonly week: number;
  /** Since when everybody in the server finds it; null: its owner's alone. */
  readonly sharedAt: number | null;
  readonly createdAt: number;
}

/** Lengths in code points after trimming. */
export const LIMITS = {
  text: { min: 1, max: 500, lines: true },
  week: { min: 1, max: 60 },
  /** Entries of one text, a line each. */
  lines: 20,
} as const;

/** The entries of a text, a line each: without bullets, empty lines and repeats. */
export function linesOf(text: string): string[] {
  const lines = text.split('\n').map((line) => line.replace(/^\s*(?:[-*•]|\d+[.)])\s+/, '').trim());
  return [...new Set(lines)].filter((line) => line !== '').slice(0, LIMITS.lines);
}
