declare module '../../platform/database/schema.ts' {
  interface Schema {
    submissions: SubmissionTable;
    submission_links: SubmissionLinkTable;
  }
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
