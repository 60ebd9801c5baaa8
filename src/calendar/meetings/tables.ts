import type { Generated } from 'kysely';

declare module '../../platform/database/schema.ts' {
  interface Schema {
    meetings: MeetingTable;
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
  state: Generated<'open' | 'agreed' | 'replaced'>;
  /** The agreed instant (ms). */
  slot: number | null;
  revision: Generated<number>;
  message_channel_id: string | null;
  message_id: string | null;
  created_at: number;
}
