import type { Generated } from 'kysely';
import type { ApiStyle, Track } from '../../people/learners/rules.ts';

declare module '../../platform/database/schema.ts' {
  interface Schema {
    projects: ProjectTable;
    project_follows: { project_id: number; user_id: string; created_at: number };
  }
}

export interface ProjectTable {
  id: Generated<number>;
  guild_id: string;
  cohort_id: number;
  owner_id: string;
  title: string;
  /** NFKC, trimmed, case-folded: one open project of a title per owner and cohort. */
  title_key: string;
  brief: string;
  summary: string;
  track: Track;
  api: ApiStyle | null;
  stack: Generated<string>;
  partners: number;
  places_taken: Generated<number>;
  repo: string | null;
  docs: string | null;
  status: Generated<'looking' | 'full' | 'paused' | 'withdrawn' | 'submitted'>;
  /** 1: full because its owner said so, not because its places are taken. */
  closed_by_hand: Generated<number>;
  /** The project it goes on from. */
  continues_id: number | null;
  /** What it was when its owner left the server; it is paused meanwhile. */
  status_at_departure: 'looking' | 'full' | null;
  team_id: number | null;
  card_channel_id: string | null;
  card_message_id: string | null;
  thread_id: string | null;
  /** Counts the changes; card_revision is the one the card in the channel shows. */
  revision: Generated<number>;
  card_revision: Generated<number>;
  created_at: number;
}
