import type { Generated } from 'kysely';

declare module '../../platform/database/schema.ts' {
  interface Schema {
    reminder_steps: {
      cohort_id: number;
      step: string;
      day: number | null;
      time: string | null;
      text: string | null;
      enabled: Generated<0 | 1>;
    };
    reminder_runs: ReminderRunTable;
    reminder_receipts: ReminderReceiptTable;
    reminder_mutes: { guild_id: string; user_id: string; step: string; created_at: number };
    reminder_starters: {
      cohort_id: number;
      user_id: string;
      joined_at: number;
      last_at: number;
      next_at: number | null;
    };
    reminders: ReminderTable;
  }
}

export interface ReminderRunTable {
  id: Generated<number>;
  cohort_id: number;
  step: string;
  /** '1', the number of the week, or the deadline's date: the same when the step is moved. */
  occurrence: string;
  date: string;
  due_at: number;
  expires_at: number;
  state: Generated<'waiting' | 'done' | 'expired' | 'skipped' | 'cancelled'>;
  /** Counts how often it was planned again after it had been sent. */
  edition: Generated<number>;
  /** Messages of this edition. */
  chunks: Generated<number>;
  reached: Generated<number>;
  finished_at: number | null;
  note: string | null;
}

export interface ReminderReceiptTable {
  guild_id: string;
  user_id: string;
  cohort_date: string;
  member_date: string;
  cohort_id: number;
  step: string;
  occurrence: string;
  sent_at: number;
}

export interface ReminderTable {
  id: Generated<number>;
  guild_id: string;
  owner_id: string;
  team_id: number | null;
  what: string;
  due_at: number;
  zone: string;
  /** JSON of a recurrence, or null for a single moment. */
  recurrence: string | null;
  state: Generated<'waiting' | 'done' | 'cancelled'>;
  created_at: number;
  ended_at: number | null;
}
