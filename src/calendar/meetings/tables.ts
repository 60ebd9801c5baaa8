import type { Generated } from 'kysely';

declare module '../../platform/database/schema.ts' {
  interface Schema {
    meetings: MeetingTable;
    /** slot: the instant (ms), or NONE. */
    meeting_choices: { meeting_id: number; user_id: string; slot: number };
  }
}

export interface MeetingTable {
  id: Generated<number>;
  team_id: number;
  proposer_id: string;
  /** JSON list of instants (ms). */
  slots: string;
  minutes: number;
  /** What was agreed on and called off is replaced too. */
  state: Generated<'open' | 'agreed' | 'replaced'>;
  /** The agreed instant (ms). */
  slot: number | null;
  /** Of what was agreed on. */
  reminder_id: number | null;
  /** Who called off what was agreed on. */
  cancelled_by: string | null;
  revision: Generated<number>;
  message_channel_id: string | null;
  message_id: string | null;
  created_at: number;
}
