/** What keeps somebody from going on, from the question to what solved it. Instants are milliseconds UTC. */

export interface Blocker {
  readonly id: number;
  readonly guildId: string;
  readonly cohortId: number | null;
  /** Null once they had their name taken out. */
  readonly ownerId: string | null;
  readonly projectId: number | null;
  readonly teamId: number | null;
  readonly title: string;
  readonly details: string | null;
  readonly technologies: readonly string[];
  /** asked: made of somebody's message who has not agreed yet. closed: it ended unsolved. */
  readonly state: 'asked' | 'open' | 'solved' | 'closed';
  /** Since when everybody in the server may read it; null: only the team. */
  readonly publicAt: number | null;
  /** Who made it of the owner's message, whose address is the source. */
  readonly openerId: string | null;
  readonly source: string | null;
  readonly createdAt: number;
  readonly endedAt: number | null;
  /** The mentor who took it. */
  readonly takerId: string | null;
  readonly takenAt: number | null;
  /** When somebody else than its owner was first seen to have written. */
  readonly answeredAt: number | null;
  /** When mentors were called. */
  readonly calledAt: number | null;
  /** When its owner was asked whether it still keeps them. */
  readonly askedAt: number | null;
  /** When whoever wrote in it after its end read that it is over. */
  readonly notedAt: number | null;
  readonly answer: Answer;
  /** Where its card stands; null until it does. */
  readonly card: { readonly channelId: string; readonly messageId: string } | null;
  readonly threadId: string | null;
  readonly revision: number;
}

/** What was learnt from a problem; each part may be missing. */
export interface Answer {
  readonly rootCause: string | null;
  readonly diagnosis: string | null;
  readonly solution: string | null;
  readonly lesson: string | null;
}

/** A message that solved a blocker. */
export interface Solving {
  readonly messageId: string;
  readonly channelId: string;
  /** Null once they had their name taken out. */
  readonly authorId: string | null;
  readonly text: string;
  readonly markedAt: number;
}

/** Lengths in code points after trimming. */
export const LIMITS = {
  title: { min: 5, max: 100 },
  details: { max: 1500, lines: true },
  tech: { max: 1000 },
  /** Each of the four fields. */
  answer: { max: 1000, lines: true },
  /** How many a member may open in any hour and day. */
  openings: { hour: 6, day: 15 },
} as const;

const HOUR = 3_600_000;
/** Mentors are called for what has no answer after so long, in ms: others have the first hour. */
export const CALL_AFTER = HOUR;
/** After so long without a word its owner is asked once whether it still keeps them, in ms. */
export const QUIET = 48 * HOUR;

/**
 * When its thread is to be looked into next (ms UTC): for an answer while nobody was called, then for quiet; null once
 * neither is of interest any more. `lastAt`: when somebody wrote in it last.
 */
export function lookAfter(
  blocker: Pick<Blocker, 'createdAt' | 'calledAt' | 'askedAt'> & { readonly lastAt: number },
  now: number,
): number | null {
  if (blocker.askedAt !== null || now - blocker.lastAt >= QUIET) return null;
  const quietAt = blocker.lastAt + QUIET;
  const callAt = blocker.createdAt + CALL_AFTER;
  return blocker.calledAt === null && callAt > now ? Math.min(callAt, quietAt) : quietAt;
}
