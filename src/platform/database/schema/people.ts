import type { Generated } from 'kysely';

export interface PeopleTables {
  erasures: ErasureTable;
  communities: CommunityTable;
  cohorts: CohortTable;
  cohort_members: CohortMemberTable;
  cohort_mentors: {
    cohort_id: number;
    user_id: string;
    asked_at: number;
    confirmed_at: number | null;
    confirmed_by: string | null;
  };
  members: MemberTable;
  availability: { guild_id: string; user_id: string; day: number; from_minute: number; to_minute: number };
  requests: RequestTable;
  request_answers: RequestAnswerTable;
  /** user_id: whose direct messages it stands in. */
  request_messages: { request_id: number; channel_id: string; message_id: string; user_id: string | null };
  blocks: { guild_id: string; user_id: string; blocked_id: string; created_at: number };
  notices: {
    id: Generated<number>;
    guild_id: string;
    user_id: string;
    key: string;
    params: string;
    /** What it is about, as kind:id. */
    subject: string | null;
    /** How often the same was left before it was read. */
    times: Generated<number>;
    created_at: number;
  };
  /** The one unasked ping of a member on a local day. */
  pings: { guild_id: string; user_id: string; day: string; at: number };
}

export type Track = 'backend' | 'frontend' | 'fullstack';

export type ApiStyle = 'rest' | 'graphql' | 'both' | 'undecided';

export interface CommunityTable {
  guild_id: string;
  language: Generated<'en' | 'fr'>;
  timezone: string | null;
  projects_channel_id: string | null;
  announcements_channel_id: string | null;
  mentors_channel_id: string | null;
  staff_channel_id: string | null;
  staff_role_id: string | null;
  mentor_role_id: string | null;
  backend_role_id: string | null;
  frontend_role_id: string | null;
  created_at: number;
}

export interface CohortTable {
  id: Generated<number>;
  guild_id: string;
  name: string;
  name_key: string;
  start_date: string;
  deadline_date: string;
  deadline_at: number;
  timezone: string;
  min_overlap_minutes: Generated<number>;
  weights: string | null;
  reminders_paused_at: number | null;
  created_at: number;
  archived_at: number | null;
  /** Where its Start here card stands. */
  start_channel_id: string | null;
  start_message_id: string | null;
  /** Which edition of the Start here card stands. */
  start_look: Generated<number>;
}

export interface CohortMemberTable {
  cohort_id: number;
  user_id: string;
  joined_at: number;
  documentation_only: Generated<0 | 1>;
  /** Teams the member stands in, for the limit of /profile set teams. */
  teams_taken: Generated<number>;
  /** The side in this cohort; null: that of the profile. */
  track: Track | null;
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

export interface RequestTable {
  id: Generated<number>;
  guild_id: string;
  cohort_id: number;
  kind: string;
  /** Of requests with one key one is open at a time. */
  once_key: string;
  project_id: number | null;
  team_id: number | null;
  pair_id: number | null;
  /** Null where no member asks. */
  sender_id: string | null;
  note: string | null;
  state: Generated<'open' | 'accepted' | 'declined' | 'cancelled' | 'expired' | 'withdrawn'>;
  /** Why it was withdrawn, and whom that is about. */
  reason: string | null;
  about_id: string | null;
  created_at: number;
  nudge_at: number | null;
  nudged_at: number | null;
  expires_at: number;
  ended_at: number | null;
  /** What buttons say that were sent before all requests were in one table. */
  old_kind: string | null;
  old_id: number | null;
}

export interface RequestAnswerTable {
  request_id: number;
  user_id: string;
  answer: 'accepted' | 'declined' | null;
  answered_at: number | null;
  /** A kind word with a no. */
  reason: string | null;
}

/** Somebody is to be forgotten (guild_id null: in all servers), or a whole server. What is done names nobody. */
export interface ErasureTable {
  /** Made by chance; it stands in the list beside the database too. */
  id: string;
  kind: 'member' | 'server';
  guild_id: string | null;
  user_id: string | null;
  due_at: number;
  /** When it was begun: members have left what they take part in. */
  cleared_at: number | null;
  done_at: number | null;
}
