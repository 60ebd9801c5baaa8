import type { Generated } from 'kysely';

/** The tables as the newest migration leaves them. Conventions: migrations/0001-first-slice.ts. */
export interface Schema {
  settings: { key: string; value: string };
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
  projects: ProjectTable;
  project_follows: { project_id: number; user_id: string; created_at: number };
  teams: TeamTable;
  team_members: TeamMemberTable;
  pairs: PairTable;
  /** Who left the server while they stood in a team. */
  departures: { team_id: number; user_id: string; left_at: number };
  requests: RequestTable;
  request_answers: RequestAnswerTable;
  /** user_id: whose direct messages it stands in. */
  request_messages: { request_id: number; channel_id: string; message_id: string; user_id: string | null };
  studies: StudyTable;
  uses: { id: Generated<number>; guild_id: string; user_id: string; what: string; used_at: number };
  blocks: { guild_id: string; user_id: string; blocked_id: string; created_at: number };
  silences: SilenceTable;
  meetings: MeetingTable;
  meeting_choices: { meeting_id: number; user_id: string; slot: number };
  waiting_list: { cohort_id: number; user_id: string; since: number; head_at: number | null };
  waiting_offers: {
    cohort_id: number;
    user_id: string;
    person_id: string;
    told_at: number;
    pass_on_at: number | null;
  };
  waiting_watches: WatchTable;
  waiting_progress: { name: string; change_id: number; looked_at: number };
  learner_changes: { id: Generated<number>; cohort_id: number; user_id: string };
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
  drafts: {
    id: string;
    guild_id: string;
    user_id: string;
    kind: string;
    content: string;
    expires_at: number;
  };
  used_interactions: { id: string; used_at: number };
  outbox: OutboxTable;
  reminder_steps: {
    cohort_id: number;
    step: string;
    day: number | null;
    time: string | null;
    text: string | null;
    enabled: Generated<0 | 1>;
  };
  reminder_runs: ReminderRunTable;
  reminder_receipts: ReminderReceiptTable;
  reminder_mutes: { guild_id: string; user_id: string; step: string; created_at: number };
  reminder_starters: {
    cohort_id: number;
    user_id: string;
    joined_at: number;
    last_at: number;
    next_at: number | null;
  };
  reminders: ReminderTable;
  rounds: RoundTable;
  round_pairs: RoundPairTable;
  round_leftovers: {
    round_id: number;
    user_id: string;
    /** JSON of a LeftoverReason, and of a list of Relaxations. */
    reason: string;
    help: string;
    told: Generated<0 | 1>;
  };
  deadline_events: {
    cohort_id: number;
    wanted: 0 | 1;
    revision: Generated<number>;
    event_id: string | null;
    starts_at: number | null;
  };
  dm_channels: { user_id: string; channel_id: string | null; refused_at: number | null };
  delivery_alerts: { guild_id: string; cause: string; place: string; told_at: number };
  knowledge_servers: { id: Generated<number>; guild_id: string; entries: Generated<number> };
  knowledge_entries: KnowledgeEntryTable;
  knowledge_terms: { id: Generated<number>; term: string; word: string };
  knowledge_trigrams: { trigram: string; length: number; term_id: number };
  knowledge_postings: { term_id: number; server_id: number; entry_id: number; weight: number };
  knowledge_misses: { guild_id: string; query_key: string; user_id: string; query: string; at: number };
  heartbeats: { name: string; at: number };
  absences: {
    id: Generated<number>;
    cause: 'process' | 'discord';
    from_at: number;
    to_at: number;
    told_at: number | null;
  };
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

/** What a member solved or learned and shows to the server. */
export interface KnowledgeEntryTable {
  id: Generated<number>;
  guild_id: string;
  kind: 'blocker' | 'solution' | 'learning';
  /** The row of the room it comes from. */
  source_id: number;
  author_id: string | null;
  title: string;
  /** JSON of texts by field. */
  texts: string;
  /** JSON list of shown names. */
  technologies: string;
  link: string | null;
  /** The stems of the title, a bar, the stems of the texts. */
  stems: string;
  outdated: Generated<0 | 1>;
  /** Staff said it is the same as that one, which is shown in its place. */
  merged_into: number | null;
  at: number;
}

/** One question "all well?" to one quiet member of a team. */
export interface SilenceTable {
  id: Generated<number>;
  guild_id: string;
  cohort_id: number;
  team_id: number;
  user_id: string;
  quiet_since: number;
  state: Generated<'asked' | 'heard' | 'away' | 'returned' | 'replaced' | 'left'>;
  via: 'direct' | 'thread';
  asked_at: number;
  /** When the question reached the member; null: it has not. */
  reached_at: number | null;
  /** From when on no answer means away. */
  due_at: number;
  away_at: number | null;
  ended_at: number | null;
}

/** Three shared moments of a team, of which its members choose one. */
export interface MeetingTable {
  id: Generated<number>;
  team_id: number;
  proposer_id: string;
  /** JSON list of instants (ms). */
  slots: string;
  minutes: number;
  state: Generated<'open' | 'agreed' | 'replaced'>;
  /** The agreed instant (ms). */
  slot: number | null;
  revision: Generated<number>;
  message_channel_id: string | null;
  message_id: string | null;
  created_at: number;
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

/** "Will you?": see src/people/requests. */
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

/** One for everybody who is asked. */
export interface RequestAnswerTable {
  request_id: number;
  user_id: string;
  answer: 'accepted' | 'declined' | null;
  answered_at: number | null;
  /** A kind word with a no. */
  reason: string | null;
}

/** Two who study together; user_id is the smaller id. */
export interface StudyTable {
  id: Generated<number>;
  guild_id: string;
  cohort_id: number;
  user_id: string;
  partner_id: string;
  thread_id: string | null;
  began_at: number;
  ended_at: number | null;
}

/** "Tell me when free": the member would send this request as soon as that is possible. */
export interface WatchTable {
  id: Generated<number>;
  cohort_id: number;
  user_id: string;
  kind: 'ask' | 'team-up';
  project_id: number;
  person_id: string;
  created_at: number;
}

export interface OutboxTable {
  id: Generated<number>;
  guild_id: string;
  kind: string;
  target_kind: 'channel' | 'member' | 'project' | 'team' | 'thread';
  /** A snowflake, a project's or team's id, or the dedupe key of the row on whose message the thread is. */
  target_id: string;
  target_name: string | null;
  fallback_kind: 'channel' | 'project' | 'team' | 'none' | null;
  fallback_id: string | null;
  /** The channel a direct message goes to instead, because the member cannot be written to. */
  rerouted_to: string | null;
  /** What is kept in order: the target; for tasks the kind and the target. */
  lane: string;
  /** JSON of the message. */
  payload: string;
  /** JSON list of user ids. */
  mentions: string;
  late_note: string | null;
  subject: string | null;
  dedupe_key: string;
  nonce: string;
  state: Generated<'pending' | 'sending' | 'doubt' | 'sent' | 'failed' | 'expired' | 'obsolete'>;
  created_at: number;
  due_at: number;
  /** Place in the lane: due_at, or later when the row was sent to the back. */
  turn_at: number;
  /** When it may be claimed; null while it waits behind another row of its lane. */
  ready_at: number | null;
  expires_at: number | null;
  attempts: Generated<number>;
  claimed_by: string | null;
  claimed_at: number | null;
  lease_until: number | null;
  /** When the first try that may have created the message began. */
  doubt_since: number | null;
  /** Since when the thread it goes to has been missing. */
  waiting_since: number | null;
  channel_id: string | null;
  message_id: string | null;
  /** The thread on the row's message, when another row needed one. */
  thread_id: string | null;
  settled_at: number | null;
  failure: string | null;
  last_error: string | null;
}

/** One moment of one step of a cohort's reminder plan. */
export interface ReminderRunTable {
  id: Generated<number>;
  cohort_id: number;
  step: string;
  /** '1', the number of the week, or the deadline's date: the same when the step is moved. */
  occurrence: string;
  date: string;
  due_at: number;
  expires_at: number;
  state: Generated<'waiting' | 'done' | 'expired' | 'skipped' | 'cancelled'>;
  /** Counts how often it was planned again after it had been sent. */
  edition: Generated<number>;
  /** Messages of this edition. */
  chunks: Generated<number>;
  reached: Generated<number>;
  finished_at: number | null;
  note: string | null;
}

/** Who was reminded of what, and on which local day. */
export interface ReminderReceiptTable {
  guild_id: string;
  user_id: string;
  cohort_date: string;
  member_date: string;
  cohort_id: number;
  step: string;
  occurrence: string;
  sent_at: number;
}

/** A member's own reminder. */
export interface ReminderTable {
  id: Generated<number>;
  guild_id: string;
  owner_id: string;
  team_id: number | null;
  what: string;
  due_at: number;
  zone: string;
  /** JSON of a recurrence, or null for a single moment. */
  recurrence: string | null;
  state: Generated<'waiting' | 'done' | 'cancelled'>;
  created_at: number;
  ended_at: number | null;
}

/** A partner round of a cohort: computed, shown to staff, published. */
export interface RoundTable {
  id: Generated<number>;
  guild_id: string;
  cohort_id: number;
  state: Generated<'storing' | 'preview' | 'publishing' | 'published' | 'discarded' | 'superseded'>;
  /** SHA-256 of all inputs. */
  fingerprint: string;
  created_by: string;
  created_at: number;
  publish_as: 'requests' | 'teams' | null;
  published_by: string | null;
  publishing_at: number | null;
  published_at: number | null;
  /** Until when the members can answer. */
  expires_at: number | null;
}

export interface RoundPairTable {
  id: Generated<number>;
  round_id: number;
  /** The order in which the pairs are published. */
  position: number;
  backend_id: string;
  frontend_id: string;
  backend_project_id: number | null;
  frontend_project_id: number | null;
  score: number;
  overlap_minutes: number | null;
  backend_fingerprint: string;
  frontend_fingerprint: string;
  state: Generated<'waiting' | 'dropped' | 'proposed' | 'formed' | 'declined' | 'expired' | 'impossible'>;
  /** Whose inputs were no longer the same when it was dropped. */
  changed: 'backend' | 'frontend' | 'both' | null;
  /** Key of the text that says why it is impossible. */
  failure: string | null;
  ended_at: number | null;
  team_id: number | null;
}
