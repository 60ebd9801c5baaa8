declare module '../../platform/database/schema.ts' {
  interface Schema {
    checkins: CheckInTable;
  }
}

export interface CheckInTable {
  cohort_id: number;
  user_id: string;
  week: number;
  guild_id: string;
  team_id: number | null;
  /** What they did, as it stands in their log. */
  progress_id: number | null;
  plan: string | null;
  created_at: number;
  changed_at: number;
}
