import type { Generated } from 'kysely';

declare module '../../platform/database/schema.ts' {
  interface Schema {
    mentor_lists: MentorListTable;
    mentor_calls: { guild_id: string; called_at: number };
    team_mentors: {
      team_id: number;
      user_id: string;
      asked_at: number;
      agreed_at: number | null;
      agreed_by: string | null;
      ended_at: number | null;
    };
  }
}

/** The mentors' one list of blockers that wait. */
export interface MentorListTable {
  guild_id: string;
  channel_id: string | null;
  message_id: string | null;
  posted_at: number | null;
  /** Counts how often it was posted anew. */
  edition: Generated<number>;
  revision: Generated<number>;
  /** The revision that its message shows. */
  drawn: Generated<number>;
}
