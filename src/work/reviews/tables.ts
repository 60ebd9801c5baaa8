import type { Generated } from 'kysely';

declare module '../../platform/database/schema.ts' {
  interface Schema {
    peer_reviews: PeerReviewTable;
  }
}

export interface PeerReviewTable {
  id: Generated<number>;
  guild_id: string;
  cohort_id: number;
  /** What is reviewed. */
  project_id: number;
  user_id: string;
  asked_at: number;
  /** The row of whom they swap with; null while they wait for somebody. */
  other_id: number | null;
  matched_at: number | null;
  /** What they wrote about the other's project. */
  said: string | null;
  said_at: number | null;
  ended_at: number | null;
}
