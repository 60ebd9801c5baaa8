import type { Generated } from 'kysely';

declare module '../../platform/database/schema.ts' {
  interface Schema {
    blockers: BlockerTable;
    blocker_helpers: { blocker_id: number; user_id: string; offered_at: number };
    blocker_answers: BlockerAnswerTable;
  }
}

export interface BlockerTable {
  id: Generated<number>;
  guild_id: string;
  cohort_id: number | null;
  /** Null once they had their name taken out. */
  owner_id: string | null;
  project_id: number | null;
  team_id: number | null;
  title: string;
  details: string | null;
  /** JSON list of names. */
  technologies: Generated<string>;
  state: 'asked' | 'open' | 'solved' | 'closed';
  /** Since when everybody in the server may read it; null: only the team. */
  public_at: number | null;
  /** Who made it of the owner's message, whose address is the source. */
  opener_id: string | null;
  source: string | null;
  created_at: number;
  ended_at: number | null;
  /** The mentor who took it. */
  taker_id: string | null;
  taken_at: number | null;
  /** When somebody else than its owner was first seen to have written. */
  answered_at: number | null;
  called_at: number | null;
  look_at: number | null;
  asked_at: number | null;
  noted_at: number | null;
  root_cause: string | null;
  diagnosis: string | null;
  solution: string | null;
  lesson: string | null;
  channel_id: string | null;
  message_id: string | null;
  thread_id: string | null;
  revision: Generated<number>;
}

/** A message that solved a blocker. */
export interface BlockerAnswerTable {
  blocker_id: number;
  message_id: string;
  channel_id: string;
  author_id: string | null;
  text: string;
  marker_id: string;
  marked_at: number;
}
