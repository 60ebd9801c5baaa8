import type { Generated } from 'kysely';

declare module '../../platform/database/schema.ts' {
  interface Schema {
    studies: StudyTable;
  }
}

export interface StudyTable {
  id: Generated<number>;
  guild_id: string;
  cohort_id: number;
  user_id: string;
  partner_id: string;
  thread_id: string | null;
  began_at: number;
  ended_at: number | null;
}
