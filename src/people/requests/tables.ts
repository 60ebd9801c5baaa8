import type { Generated } from 'kysely';

declare module '../../platform/database/schema.ts' {
  interface Schema {
    requests: RequestTable;
    request_answers: RequestAnswerTable;
    /** user_id: whose direct messages it stands in. */
    request_messages: { request_id: number; channel_id: string; message_id: string; user_id: string | null };
  }
}

export interface RequestTable {
  id: Generated<number>;
  guild_id: string;
  cohort_id: number;
  kind: string;
  /** Of requests with one key one is open at a time. */
  once_key: string;
  project_id: number | null;
  team_id: number | null;
  pair_id: number | null;
  /** Null where no member asks. */
  sender_id: string | null;
  note: string | null;
  state: Generated<'open' | 'accepted' | 'declined' | 'cancelled' | 'expired' | 'withdrawn'>;
  /** Why it was withdrawn, and whom that is about. */
  reason: string | null;
  about_id: string | null;
  created_at: number;
  nudge_at: number | null;
  nudged_at: number | null;
  expires_at: number;
  ended_at: number | null;
  /** What buttons say that were sent before all requests were in one table. */
  old_kind: string | null;
  old_id: number | null;
}

export interface RequestAnswerTable {
  request_id: number;
  user_id: string;
  answer: 'accepted' | 'declined' | null;
  answered_at: number | null;
  /** A kind word with a no. */
  reason: string | null;
}
