import type { Generated } from 'kysely';

declare module '../../platform/database/schema.ts' {
  interface Schema {
    waiting_list: { cohort_id: number; user_id: string; since: number; head_at: number | null };
    waiting_offers: {
      cohort_id: number;
      user_id: string;
      person_id: string;
      told_at: number;
      pass_on_at: number | null;
    };
    waiting_watches: WatchTable;
    waiting_progress: { name: string; change_id: number; looked_at: number };
  }
}

export interface WatchTable {
  id: Generated<number>;
  cohort_id: number;
  user_id: string;
  kind: 'ask' | 'team-up';
  project_id: number;
  person_id: string;
  created_at: number;
}
