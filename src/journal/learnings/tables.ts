import type { Generated } from 'kysely';

declare module '../../platform/database/schema.ts' {
  interface Schema {
    learnings: LearningTable;
  }
}

export interface LearningTable {
  id: Generated<number>;
  guild_id: string;
  cohort_id: number;
  user_id: string;
  kind: 'technology' | 'concept' | 'practice' | 'takeaway' | 'highlight';
  text: string;
  week: number;
  /** Since when everybody in the server finds it; null: its owner's alone. */
  shared_at: number | null;
  created_at: number;
}
