import type { Generated } from 'kysely';

declare module '../../platform/database/schema.ts' {
  interface Schema {
    outreach: OutreachTable;
    staff_matters: StaffMatterTable;
  }
}

/** What one of staff wrote to one member. */
export interface OutreachTable {
  id: Generated<number>;
  guild_id: string;
  cohort_id: number;
  user_id: string;
  /** The member's local date: one letter a day, whoever writes it. */
  day: string;
  staff_id: string;
  text: string;
  state: Generated<'open' | 'fine' | 'answered'>;
  written_at: number;
  answered_at: number | null;
}

/** What waits for somebody of staff. */
export interface StaffMatterTable {
  id: Generated<number>;
  guild_id: string;
  cohort_id: number;
  /** An answer to a letter, or a team that wants somebody to look. */
  kind: 'fine' | 'answer' | 'look';
  user_id: string;
  team_id: number | null;
  outreach_id: number | null;
  /** What the member wrote. */
  text: string | null;
  created_at: number;
  handled_at: number | null;
  handled_by: string | null;
  channel_id: string | null;
  message_id: string | null;
}
