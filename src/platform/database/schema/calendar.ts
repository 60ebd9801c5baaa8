import type { Generated } from 'kysely';

export interface CalendarTables {
  silences: SilenceTable;
  meetings: MeetingTable;
  meeting_choices: { meeting_id: number; user_id: string; slot: number };
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
  deadline_events: {
    cohort_id: number;
    wanted: 0 | 1;
    revision: Generated<number>;
    event_id: string | null;
    starts_at: number | null;
  };
}

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
