/** How somebody solved something, shared with the server. Instants are milliseconds UTC. */

export interface Solution {
  readonly id: number;
  readonly guildId: string;
  readonly cohortId: number | null;
  /** Who shared it; null once they had their name taken out. */
  readonly userId: string | null;
  /** Who found it. */
  readonly authorId: string | null;
  readonly projectId: number | null;
  readonly teamId: number | null;
  readonly title: string;
  readonly rootCause: string | null;
  readonly diagnosis: string | null;
  readonly solution: string;
  readonly lesson: string | null;
  readonly technologies: readonly string[];
  /** asked: its author has not agreed yet. */
  readonly state: 'asked' | 'shared';
  /** Address of the message it was made of. */
  readonly source: string | null;
  /** Since when everybody in the server may read it; null: only the team. */
  readonly publicAt: number | null;
  /** Where it stands; null until it does. */
  readonly message: { readonly channelId: string; readonly messageId: string } | null;
  readonly createdAt: number;
}

/** Lengths in code points after trimming. */
export const LIMITS = {
  title: { min: 5, max: 100 },
  /** Each of the four fields. */
  field: { max: 1000, lines: true },
  /** How many a member may share in any hour and day. */
  posts: { hour: 6, day: 15 },
} as const;
