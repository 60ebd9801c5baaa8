import type { Generated } from 'kysely';

declare module '../../platform/database/schema.ts' {
  interface Schema {
    silences: SilenceTable;
  }
}

export interface SilenceTable {
  id: Generated<number>;
  guild_id: string;
  cohort_id: number;
  team_id: number;
  user_id: string;
  quiet_since: number;
  state: Generated<'asked' | 'heard' | 'away' | 'returned' | 'replaced' | 'left'>;
  via: 'direct' | 'thread';
  asked_at: number;
  /** When the question reached the member; null: it has not. */
  reached_at: number | null;
  /** From when on no answer means away. */
  due_at: number;
  away_at: number | null;
  ended_at: number | null;
}
