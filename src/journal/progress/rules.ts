/** What somebody did. Instants are milliseconds UTC. */
export interface Progress {
  readonly id: number;
  readonly guildId: string;
  readonly cohortId: number;
  readonly userId: string;
  readonly projectId: number | null;
  readonly teamId: number | null;
  readonly text: string;
  /** Time spent. */
  readonly minutes: number | null;
  /** Since when everybody in the server may read it; null: only the team. */
  readonly publicAt: number | null;
  /** Where it stands; null until it does. */
  readonly message: { readonly channelId: string; readonly messageId: string } | null;
  readonly createdAt: number;
}

/** A learner's week of a cohort. */
export interface Week {
  /** From 1. */
  readonly number: number;
  readonly entries: readonly Progress[];
  readonly minutes: number;
}

export const LIMITS = {
  update: { max: 1000, lines: true },
  hours: { min: 0, max: 100 },
  /** How many a member may post in any hour and day. */
  posts: { hour: 10, day: 25 },
} as const;

/** Hours as typed, with a comma or a point, as minutes. Undefined for what is no number from 0 to 100. */
export function minutesOf(typed: string): number | undefined {
  const text = typed
    .trim()
    .replace(',', '.')
    .replace(/\s*h(?:ours?|eures?)?$/i, '');
  const hours = /^\d{1,3}(?:\.\d{1,2})?$/.test(text) ? Number(text) : Number.NaN;
  return hours <= LIMITS.hours.max ? Math.round(hours * 60) : undefined;
}
