import type { Generated } from 'kysely';
import type { ApiStyle, Track } from './people.ts';

export interface WorkTables {
  projects: ProjectTable;
  project_follows: { project_id: number; user_id: string; created_at: number };
  teams: TeamTable;
  team_members: TeamMemberTable;
  pairs: PairTable;
  /** Who left the server while they stood in a team. */
  departures: { team_id: number; user_id: string; left_at: number };
  submissions: SubmissionTable;
  submission_links: SubmissionLinkTable;
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

/** What a member hands in for what they build. */
export interface SubmissionTable {
  /** Of a team that builds several projects as one: the member's own of them. */
  project_id: number;
  user_id: string;
  guild_id: string;
  cohort_id: number;
  saved_at: number;
  /** Null while the links are only kept. */
  handed_in_at: number | null;
}

export interface SubmissionLinkTable {
  project_id: number;
  user_id: string;
  kind: 'repo' | 'docs' | 'design' | 'slides' | 'video' | 'demo';
  url: string;
  /** What asking the address showed; null: it was not asked yet. */
  found: 'answers' | 'asleep' | 'missing' | 'closed' | 'no-readme' | 'silent' | 'unasked' | null;
}
