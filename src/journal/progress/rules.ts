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

/** Hours as typed, as minutes: '3', '1,5', '2 hrs', '1h30', '90 min'. Undefined for what is no time from 0 to 100 hours. */
export function minutesOf(typed: string): number | undefined {
  const text = typed.normalize('NFKC').trim().replace(',', '.');
  const [, plain, hours, rest] = HOURS.exec(text) ?? [];
  const minutes = plain === undefined ? Number(hours) * 60 + Number(rest) : Number(plain) * 60;
  const whole = Math.round(Number(MINUTES.exec(text)?.[1] ?? minutes));
  return whole <= LIMITS.hours.max * 60 ? whole : undefined;
}

const HOURS =
  /^(\d{1,3}(?:\.\d{1,2})?)(?:\s*(?:h|hrs?|hours?|heures?))?$|^(\d{1,3})\s*(?:h|:)\s*([0-5]\d)(?:\s*min)?$/i;
const MINUTES = /^(\d{1,4})\s*(?:m|mn|mins?|minutes?)$/i;
