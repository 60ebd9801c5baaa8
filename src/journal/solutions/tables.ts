import type { Generated } from 'kysely';

declare module '../../platform/database/schema.ts' {
  interface Schema {
    solutions: SolutionTable;
  }
}

export interface SolutionTable {
  id: Generated<number>;
  guild_id: string;
  cohort_id: number | null;
  /** Who shared it; null once they had their name taken out. */
  user_id: string | null;
  /** Who found it. */
  author_id: string | null;
  project_id: number | null;
  team_id: number | null;
  title: string;
  root_cause: string | null;
  diagnosis: string | null;
  solution: string;
  lesson: string | null;
  /** JSON list of names. */
  technologies: Generated<string>;
  /** asked: its author has not agreed yet. */
  state: 'asked' | 'shared';
  /** Address of the message it was made of. */
  source: string | null;
  public_at: number | null;
  channel_id: string | null;
  message_id: string | null;
  created_at: number;
}
