import type { Generated } from 'kysely';

declare module '../../platform/database/schema.ts' {
  interface Schema {
    teams: TeamTable;
    team_members: TeamMemberTable;
    pairs: PairTable;
    /** Who left the server while they stood in a team. */
    departures: { team_id: number; user_id: string; left_at: number };
  }
}

export interface TeamTable {
  id: Generated<number>;
  guild_id: string;
  cohort_id: number;
  name: string;
  thread_id: string | null;
  checklist_message_id: string | null;
  /** When its members said they have met. */
  introduced_at: number | null;
  revision: Generated<number>;
  checklist_revision: Generated<number>;
  created_at: number;
  ended_at: number | null;
  /** The name its thread has, or will have. */
  thread_name: string | null;
}

export interface TeamMemberTable {
  team_id: number;
  user_id: string;
  joined_at: number;
  left_at: number | null;
  /** The latest sign of life in the team that is known. */
  last_sign_at: number | null;
  checked_in_at: number | null;
  /** When to look whether the member is quiet; null: never. */
  look_at: number | null;
}

export interface PairTable {
  id: Generated<number>;
  cohort_id: number;
  team_id: number;
  host_id: string;
  guest_id: string;
  host_project_id: number;
  guest_project_id: number | null;
  formed_at: number;
  ended_at: number | null;
  /** Who ended it to look for somebody else, and why; only staff read the reason. */
  ended_by: string | null;
  end_reason: string | null;
}
