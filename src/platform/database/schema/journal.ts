import type { Generated } from 'kysely';

export interface JournalTables {
  progress_entries: ProgressTable;
  blockers: BlockerTable;
  blocker_helpers: { blocker_id: number; user_id: string; offered_at: number };
  blocker_answers: BlockerAnswerTable;
  solutions: SolutionTable;
  learnings: LearningTable;
  entry_marks: {
    kind: 'blocker' | 'solution';
    entry_id: number;
    user_id: string;
    mark: 'helped' | 'outdated';
    marked_at: number;
  };
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

export interface ProgressTable {
  id: Generated<number>;
  guild_id: string;
  cohort_id: number;
  user_id: string;
  project_id: number | null;
  team_id: number | null;
  text: string;
  minutes: number | null;
  /** Since when everybody in the server may read it; null: only the team. */
  public_at: number | null;
  channel_id: string | null;
  message_id: string | null;
  created_at: number;
}

export interface BlockerTable {
  id: Generated<number>;
  guild_id: string;
  cohort_id: number | null;
  /** Null once they had their name taken out. */
  owner_id: string | null;
  project_id: number | null;
  team_id: number | null;
  title: string;
  details: string | null;
  /** JSON list of names. */
  technologies: Generated<string>;
  state: 'asked' | 'open' | 'solved' | 'closed';
  /** Since when everybody in the server may read it; null: only the team. */
  public_at: number | null;
  /** Who made it of the owner's message, whose address is the source. */
  opener_id: string | null;
  source: string | null;
  created_at: number;
  ended_at: number | null;
  /** The mentor who took it. */
  taker_id: string | null;
  taken_at: number | null;
  /** When somebody else than its owner was first seen to have written. */
  answered_at: number | null;
  called_at: number | null;
  look_at: number | null;
  asked_at: number | null;
  noted_at: number | null;
  root_cause: string | null;
  diagnosis: string | null;
  solution: string | null;
  lesson: string | null;
  channel_id: string | null;
  message_id: string | null;
  thread_id: string | null;
  revision: Generated<number>;
}

/** A message that solved a blocker. */
export interface BlockerAnswerTable {
  blocker_id: number;
  message_id: string;
  channel_id: string;
  author_id: string | null;
  text: string;
  marker_id: string;
  marked_at: number;
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

export interface LearningTable {
  id: Generated<number>;
  guild_id: string;
  cohort_id: number;
  user_id: string;
  kind: 'technology' | 'concept' | 'practice' | 'takeaway' | 'highlight';
  text: string;
  week: number;
  /** Since when everybody in the server finds it; null: its owner's alone. */
  shared_at: number | null;
  created_at: number;
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
