import { type Kysely, sql } from 'kysely';

/**
 * Where things stand: a channel for staff, the Start here card of a cohort. What still waits for a server's channel
 * waits for it by what it is for, so that it goes to the one that is set when it is sent. Conventions: 0001-first-slice.ts.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  'alter table communities add column staff_channel_id text',
  'alter table cohorts add column start_channel_id text',
  'alter table cohorts add column start_message_id text',
  `update cohorts set (start_channel_id, start_message_id) = (
     select channel_id, message_id from outbox
     where dedupe_key = 'start-here:' || cohorts.id and state = 'sent' and message_id is not null)`,
  `update outbox set target_id = 'projects@' || guild_id, lane = 'channel:projects@' || guild_id
   where state in ('pending', 'failed') and target_kind = 'channel' and rerouted_to is null
     and kind in ('project-card', 'start-here')`,
  `update outbox set target_id = 'announcements,projects@' || guild_id,
     lane = 'channel:announcements,projects@' || guild_id
   where state in ('pending', 'failed') and target_kind = 'channel' and kind = 'deadline-moved'`,
  `update outbox set target_id = 'projects@' || guild_id, lane = 'team-thread@channel:projects@' || guild_id
   where state in ('pending', 'failed') and target_kind = 'channel' and kind = 'team-thread'`,
  // The first of each lane that was put together may be claimed.
  `update outbox set ready_at = turn_at
   where state = 'pending' and ready_at is null and lane like '%@%' and id = (
     select h.id from outbox h where h.lane = outbox.lane and h.state in ('pending', 'sending')
     order by h.turn_at, h.id limit 1)`,
];
