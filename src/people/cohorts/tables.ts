import type { Generated } from 'kysely';
import type { Track } from '../learners/rules.ts';

declare module '../../platform/database/schema.ts' {
  interface Schema {
    cohorts: CohortTable;
    cohort_members: CohortMemberTable;
    cohort_mentors: {
      cohort_id: number;
      user_id: string;
      asked_at: number;
      confirmed_at: number | null;
      confirmed_by: string | null;
    };
  }
}

export interface CohortTable {
  id: Generated<number>;
  guild_id: string;
  name: string;
  name_key: string;
  start_date: string;
  deadline_date: string;
  deadline_at: number;
  timezone: string;
  min_overlap_minutes: Generated<number>;
  weights: string | null;
  reminders_paused_at: number | null;
  /** How many should come, as staff said. */
  expected: number | null;
  created_at: number;
  archived_at: number | null;
  /** Where its Start here card stands. */
  start_channel_id: string | null;
  start_message_id: string | null;
  /** Which edition of the Start here card stands. */
  start_look: Generated<number>;
}

export interface CohortMemberTable {
  cohort_id: number;
  user_id: string;
  joined_at: number;
  documentation_only: Generated<0 | 1>;
  /** Teams the member stands in, for the limit of /profile set teams. */
  teams_taken: Generated<number>;
  /** The side in this cohort; null: that of the profile. */
  track: Track | null;
}
