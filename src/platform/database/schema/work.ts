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
  contract_versions: ContractVersionTable;
  contract_answers: {
    version_id: number;
    user_id: string;
    hash: string;
    stance: 'agree' | 'object';
    reason: string | null;
    answered_at: number;
  };
  contract_acceptances: {
    team_id: number;
    finding: string;
    rule: string;
    place: string;
    reason: string;
    user_id: string | null;
    accepted_at: number;
  };
  /** field: '' for the whole endpoint. */
  contract_uses: { team_id: number; user_id: string; endpoint: string; field: Generated<string> };
  contract_mutes: { team_id: number; user_id: string; muted_at: number };
  contract_fetches: ContractFetchTable;
  contract_watches: ContractWatchTable;
  submissions: SubmissionTable;
  submission_links: SubmissionLinkTable;
}

export interface ContractVersionTable {
  id: Generated<number>;
  team_id: number;
  guild_id: string;
  number: number;
  state: 'proposed' | 'agreed' | 'past' | 'replaced';
  format: 'openapi' | 'graphql';
  /** SHA-256 of `normalised`, hex. */
  hash: string;
  title: string;
  version: string;
  endpoint_count: number;
  normalised: string;
  /** As it was handed in. */
  document: string;
  source: 'file' | 'url' | 'lines' | 'template';
  /** The file's name, or the address. */
  source_name: string;
  note: string | null;
  /** JSON of the problems that were found. */
  problems: Generated<string>;
  problem_count: Generated<number>;
  proposer_id: string | null;
  created_at: number;
  agreed_at: number | null;
  nudged_at: number | null;
  /** When its proposer was told that they can work with it for now. */
  offered_at: number | null;
  working_at: number | null;
  revision: Generated<number>;
  channel_id: string | null;
  message_id: string | null;
}

export interface ContractFetchTable {
  id: Generated<number>;
  team_id: number;
  guild_id: string;
  user_id: string;
  kind: 'propose' | 'check';
  url: string;
  note: string | null;
  state: Generated<'waiting' | 'done'>;
  created_at: number;
  due_at: number;
  lease_until: number | null;
}

/** The address of an agreed contract, looked at once a day. */
export interface ContractWatchTable {
  team_id: number;
  guild_id: string;
  url: string;
  etag: string | null;
  /** The hash that was told last. */
  seen: string;
  due_at: number;
  lease_until: number | null;
  failing_since: number | null;
  tries: Generated<number>;
  /** When it was said that it does not answer. */
  told_at: number | null;
  /** What it serves now, normalised, where that is not what was agreed. */
  drift: string | null;
  drift_hash: string | null;
  ended_at: number | null;
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
