import { type Kysely, sql } from 'kysely';

/** The outbox, the schedule's memory and the reminders. Conventions: 0001-first-slice.ts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // lane: what is kept in order (the target; for tasks the kind and the target). turn_at: the place in the lane (due_at, or later when the
  // row has been sent to the back). ready_at: when it may be claimed; null while it waits behind another row of its
  // lane. doubt_since: the first try whose end is unknown, that is, that may have created the message. waiting_since: since when its thread has been missing.
  `create table outbox (
    id integer primary key autoincrement,
    guild_id text not null,
    kind text not null,
    target_kind text not null check (target_kind in ('channel', 'member', 'project', 'team', 'thread')),
    target_id text not null,
    target_name text,
    fallback_kind text check (fallback_kind in ('channel', 'project', 'team', 'none')),
    fallback_id text,
    rerouted_to text,
    lane text not null,
    payload text not null,
    mentions text not null,
    late_note text,
    subject text,
    dedupe_key text not null unique,
    nonce text not null check (length(nonce) = 22),
    state text not null default 'pending'
      check (state in ('pending', 'sending', 'doubt', 'sent', 'failed', 'expired', 'obsolete')),
    created_at integer not null,
    due_at integer not null,
    turn_at integer not null,
    ready_at integer,
    expires_at integer,
    attempts integer not null default 0,
    claimed_by text,
    claimed_at integer,
    lease_until integer,
    doubt_since integer,
    waiting_since integer,
    channel_id text,
    message_id text,
    thread_id text,
    settled_at integer,
    failure text,
    last_error text
  ) strict`,
  `create index outbox_ready on outbox (ready_at, id) where state = 'pending' and ready_at is not null`,
  `create index outbox_lanes on outbox (lane, turn_at, id) where state in ('pending', 'sending')`,
  `create index outbox_leases on outbox (lease_until) where state = 'sending'`,
  `create index outbox_doubts on outbox (ready_at) where state = 'doubt'`,
  'create index outbox_ledger on outbox (guild_id, due_at)',
  'create index outbox_messages on outbox (message_id) where message_id is not null',
  'create index outbox_threads on outbox (channel_id) where channel_id is not null and message_id is null',

  `create index outbox_words on outbox (settled_at) where settled_at is not null and payload <> '{}'`,

  // A channel per member, opened once; refused_at: Discord answered 50007, so no further tries.
  `create table dm_channels (
    user_id text primary key not null,
    channel_id text,
    refused_at integer
  ) strict`,

  // What staff were told and what has not mended since.
  `create table delivery_alerts (
    guild_id text not null,
    cause text not null,
    place text not null,
    told_at integer not null,
    primary key (guild_id, cause, place)
  ) strict`,

  `create table heartbeats (
    name text primary key not null,
    at integer not null
  ) strict`,
  `create table absences (
    id integer primary key autoincrement,
    cause text not null check (cause in ('process', 'discord')),
    from_at integer not null,
    to_at integer not null check (to_at >= from_at),
    told_at integer
  ) strict`,

  // What staff changed about a step of a cohort's plan; null keeps the default.
  `create table reminder_steps (
    cohort_id integer not null references cohorts (id),
    step text not null,
    day integer check (day between 1 and 60),
    time text,
    text text,
    enabled integer not null default 1 check (enabled in (0, 1)),
    primary key (cohort_id, step)
  ) strict`,

  // One moment of one step. occurrence: '1', the number of the week, or the deadline it counts back from, so that a
  // step that is moved stays the same occurrence and reaches nobody twice.
  `create table reminder_runs (
    id integer primary key autoincrement,
    cohort_id integer not null references cohorts (id),
    step text not null,
    occurrence text not null,
    date text not null,
    due_at integer not null,
    expires_at integer not null,
    state text not null default 'waiting'
      check (state in ('waiting', 'done', 'expired', 'skipped', 'cancelled')),
    edition integer not null default 0,
    chunks integer not null default 0,
    reached integer not null default 0,
    finished_at integer,
    note text,
    unique (cohort_id, step, occurrence)
  ) strict`,
  `create index reminder_runs_due on reminder_runs (due_at) where state = 'waiting'`,

  // Who was reminded of what. The keys are the promise: one reminder per member and local day, wherever the day is
  // counted (the cohort's zone and the member's own), and no occurrence twice.
  `create table reminder_receipts (
    guild_id text not null,
    user_id text not null,
    cohort_date text not null,
    member_date text not null,
    cohort_id integer not null references cohorts (id),
    step text not null,
    occurrence text not null,
    sent_at integer not null,
    primary key (guild_id, user_id, cohort_date),
    unique (guild_id, user_id, member_date),
    unique (cohort_id, user_id, step, occurrence)
  ) strict`,
  'create index reminder_receipts_by_step on reminder_receipts (cohort_id, step, occurrence)',

  `create table reminder_mutes (
    guild_id text not null,
    user_id text not null,
    step text not null,
    created_at integer not null,
    primary key (guild_id, user_id, step)
  ) strict`,

  // Learners who joined after day 1 and get the steps counted from joining. next_at: when to look again, null when
  // nothing more comes; last_at: the last moment of their own calendar that was dealt with.
  `create table reminder_starters (
    cohort_id integer not null references cohorts (id),
    user_id text not null,
    joined_at integer not null,
    last_at integer not null,
    next_at integer,
    primary key (cohort_id, user_id)
  ) strict`,
  'create index reminder_starters_due on reminder_starters (next_at) where next_at is not null',

  // Members' own reminders (/remind-me).
  `create table reminders (
    id integer primary key autoincrement,
    guild_id text not null,
    owner_id text not null,
    team_id integer references teams (id),
    what text not null,
    due_at integer not null,
    zone text not null,
    recurrence text,
    state text not null default 'waiting' check (state in ('waiting', 'done', 'cancelled')),
    created_at integer not null,
    ended_at integer
  ) strict`,
  `create index reminders_due on reminders (due_at) where state = 'waiting'`,
  `create index reminders_by_owner on reminders (guild_id, owner_id) where state = 'waiting'`,
];
