import type { Generated } from 'kysely';

declare module '../../platform/database/schema.ts' {
  interface Schema {
    rounds: RoundTable;
    round_pairs: RoundPairTable;
    round_leftovers: {
      round_id: number;
      user_id: string;
      /** JSON of a LeftoverReason, and of a list of Relaxations. */
      reason: string;
      help: string;
      told: Generated<0 | 1>;
    };
  }
}

export interface RoundTable {
  id: Generated<number>;
  guild_id: string;
  cohort_id: number;
  state: Generated<'storing' | 'preview' | 'publishing' | 'published' | 'discarded' | 'superseded'>;
  /** SHA-256 of all inputs. */
  fingerprint: string;
  created_by: string;
  created_at: number;
  publish_as: 'requests' | 'teams' | null;
  published_by: string | null;
  publishing_at: number | null;
  published_at: number | null;
  /** Until when the members can answer. */
  expires_at: number | null;
}

export interface RoundPairTable {
  id: Generated<number>;
  round_id: number;
  /** The order in which the pairs are published. */
  position: number;
  backend_id: string;
  frontend_id: string;
  backend_project_id: number | null;
  frontend_project_id: number | null;
  score: number;
  overlap_minutes: number | null;
  backend_fingerprint: string;
  frontend_fingerprint: string;
  state: Generated<'waiting' | 'dropped' | 'proposed' | 'formed' | 'declined' | 'expired' | 'impossible'>;
  /** Whose inputs were no longer the same when it was dropped. */
  changed: 'backend' | 'frontend' | 'both' | null;
  /** Key of the text that says why it is impossible. */
  failure: string | null;
  ended_at: number | null;
  team_id: number | null;
}
