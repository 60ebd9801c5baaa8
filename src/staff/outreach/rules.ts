/** Lengths in code points after trimming. */
export const LIMITS = {
  letter: { min: 2, max: 1000 },
  answer: { min: 1, max: 1000 },
  look: { max: 500 },
} as const;

/** What one of staff wrote to one member. */
export interface Outreach {
  readonly id: number;
  readonly guildId: string;
  readonly cohortId: number;
  readonly userId: string;
  readonly staffId: string;
  readonly text: string;
  readonly state: 'open' | 'fine' | 'answered';
  /** ms UTC. */
  readonly writtenAt: number;
}

/** What waits for somebody of staff. */
export interface Matter {
  readonly id: number;
  readonly guildId: string;
  readonly cohortId: number;
  readonly kind: 'fine' | 'answer' | 'look';
  readonly userId: string;
  readonly teamId: number | null;
  readonly outreachId: number | null;
  readonly text: string | null;
  /** ms UTC. */
  readonly createdAt: number;
  readonly handledBy: string | null;
}
