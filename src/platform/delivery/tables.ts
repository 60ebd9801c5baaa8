import type { Generated } from 'kysely';

declare module '../database/schema.ts' {
  interface Schema {
    outbox: OutboxTable;
    dm_channels: { user_id: string; channel_id: string | null; refused_at: number | null };
    delivery_alerts: { guild_id: string; cause: string; place: string; told_at: number };
    active_threads: { guild_id: string; total: number; ceiling: number; counted_at: number };
  }
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
  /** Ids, with a space before and behind each, that stand in a message made when it was sent. */
  named: string | null;
  /** The thread on the row's message, when another row needed one. */
  thread_id: string | null;
  settled_at: number | null;
  failure: string | null;
  last_error: string | null;
}
