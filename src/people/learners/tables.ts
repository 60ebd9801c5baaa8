import type { Generated } from 'kysely';
import type { ApiStyle, Track } from './rules.ts';

declare module '../../platform/database/schema.ts' {
  interface Schema {
    learner_changes: { id: Generated<number>; cohort_id: number; user_id: string };
    members: MemberTable;
    availability: { guild_id: string; user_id: string; day: number; from_minute: number; to_minute: number };
  }
}

export interface MemberTable {
  guild_id: string;
  user_id: string;
  display_name: string;
  locale: Generated<'en' | 'fr'>;
  track: Track | null;
  timezone: string | null;
  hours_per_week: number | null;
  api: ApiStyle | null;
  /** JSON list of technology names. */
  stack: Generated<string>;
  /** JSON list of language codes. */
  languages: Generated<string>;
  experience: number | null;
  goal: 'pass' | 'learn' | 'portfolio' | 'excel' | null;
  bio: string | null;
  teams: Generated<number>;
  dm: Generated<0 | 1>;
  /** When they were asked whether they want direct messages. */
  dm_asked_at: number | null;
  reminders: Generated<'all' | 'important' | 'none'>;
  paused_until: number | null;
  created_at: number;
  /** Since when they are known to have left the server. */
  gone_at: number | null;
  /** When they were last known to be in the server. */
  present_at: number | null;
}
