import type { WeeklyInterval } from '../availability/rules.ts';

export const TRACKS = ['backend', 'frontend', 'fullstack'] as const;
export type Track = (typeof TRACKS)[number];
export const API_STYLES = ['rest', 'graphql', 'both', 'undecided'] as const;
export type ApiStyle = (typeof API_STYLES)[number];
export const GOALS = ['pass', 'learn', 'portfolio', 'excel'] as const;
export type Goal = (typeof GOALS)[number];
export const REMINDER_LEVELS = ['all', 'important', 'none'] as const;
export type ReminderLevel = (typeof REMINDER_LEVELS)[number];

/** Ranges, and lengths in code points after trimming. */
export const LIMITS = {
  hoursPerWeek: { min: 1, max: 60 },
  experience: { min: 1, max: 5 },
  teams: { min: 1, max: 3 },
  bio: { max: 300 },
  languages: { max: 1000 },
  pauseDays: { min: 1, max: 60 },
} as const;

/** What a learner told about themselves. Null is "not said yet". */
export interface Learner {
  readonly guildId: string;
  readonly userId: string;
  readonly displayName: string;
  readonly locale: 'en' | 'fr';
  readonly track: Track | null;
  readonly timezone: string | null;
  readonly hoursPerWeek: number | null;
  readonly api: ApiStyle | null;
  readonly stack: readonly string[];
  readonly languages: readonly string[];
  readonly experience: number | null;
  readonly goal: Goal | null;
  readonly bio: string | null;
  /** How many teams at once, 1-3. */
  readonly teams: number;
  /** May be written to directly. */
  readonly dm: boolean;
  readonly reminders: ReminderLevel;
  /** ms UTC; null or past: not paused. */
  readonly pausedUntil: number | null;
  /** Since when (ms UTC) they are known to have left the server; null: they are there, as far as is known. */
  readonly goneAt: number | null;
  /** In the learner's own zone; empty is "unknown". */
  readonly week: readonly WeeklyInterval[];
}

export type ProfileChanges = Partial<
  Pick<
    Learner,
    | 'track'
    | 'timezone'
    | 'hoursPerWeek'
    | 'api'
    | 'stack'
    | 'languages'
    | 'experience'
    | 'goal'
    | 'bio'
    | 'teams'
    | 'dm'
    | 'reminders'
  >
>;

export function isPaused(learner: Pick<Learner, 'pausedUntil'>, now: number): boolean {
  return learner.pausedUntil !== null && learner.pausedUntil > now;
}

/** The zone a learner's hours are meant in: their own, else the cohort's, else the server's, else the bot's default. */
export function zoneOf(
  learner: Pick<Learner, 'timezone'> | undefined,
  others: { cohort: string | undefined; community: string | null; fallback: string },
): string {
  return learner?.timezone ?? others.cohort ?? others.community ?? others.fallback;
}

/** The side a learner of this track looks for; a fullstack learner goes with either. */
export function soughtSide(track: Track): 'backend' | 'frontend' | 'any' {
  if (track === 'backend') return 'frontend';
  return track === 'frontend' ? 'backend' : 'any';
}

export function complements(a: Track, b: Track): boolean {
  return a === 'fullstack' || b === 'fullstack' || a !== b;
}
