import type { Answer, Moment } from './rules.ts';

declare module '../../platform/database/schema.ts' {
  interface Schema {
    team_pulses: TeamPulseTable;
  }
}

export interface TeamPulseTable {
  team_id: number;
  user_id: string;
  moment: Moment;
  guild_id: string;
  cohort_id: number;
  answer: Answer;
  /** What they added in their own words. */
  words: string | null;
  said_at: number;
}
