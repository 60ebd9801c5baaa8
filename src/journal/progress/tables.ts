import type { Generated } from 'kysely';

declare module '../../platform/database/schema.ts' {
  interface Schema {
    progress_entries: ProgressTable;
  }
}

export interface ProgressTable {
  id: Generated<number>;
  guild_id: string;
  cohort_id: number;
  user_id: string;
  project_id: number | null;
  team_id: number | null;
  text: string;
  minutes: number | null;
  /** Since when everybody in the server may read it; null: only the team. */
  public_at: number | null;
  channel_id: string | null;
  message_id: string | null;
  created_at: number;
}
