import { type Kysely, sql } from 'kysely';

/** Signs of life in teams, quiet partners, meetings. Conventions: 0001-first-slice.ts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const NOW = `cast((julianday('now') - 2440587.5) * 86400000 as integer)`;

const statements = [
  // The name its thread has (or will have): of two teams of a server no two are the same, so that a thread made right
  // before a crash is known again.
  'alter table teams add column thread_name text',
  `update teams set thread_name = substr(name, 1, 90) || ' · ' || id`,
  'create unique index teams_thread_names on teams (guild_id, thread_name) where thread_name is not null',

  // last_sign_at: the latest sign of life in the team that is known. look_at: when to look whether the member is quiet;
  // null for whoever is not looked at (left, team ended). What was before this migration is not known: it counts as now.
  'alter table team_members add column last_sign_at integer',
  'alter table team_members add column checked_in_at integer',
  'alter table team_members add column look_at integer',
  `update team_members set last_sign_at = ${NOW}, look_at = ${NOW} where left_at is null
     and team_id in (select id from teams where ended_at is null)`,
  'create index team_members_to_look_at on team_members (look_at) where look_at is not null',

  // Another owner or host changes both people's place in partner matching (see 0003-waiting-and-changes.ts).
  `create trigger projects_changed_hands after update of owner_id on projects begin
    delete from learner_changes where cohort_id = old.cohort_id and user_id in (old.owner_id, new.owner_id);
    insert into learner_changes (cohort_id, user_id) values (old.cohort_id, old.owner_id), (new.cohort_id, new.owner_id)
      on conflict do nothing; end`,
  `create trigger pairs_changed_hands after update of host_id on pairs begin
    delete from learner_changes where cohort_id = old.cohort_id and user_id in (new.host_id, new.guest_id);
    insert into learner_changes (cohort_id, user_id) values (new.cohort_id, new.host_id), (new.cohort_id, new.guest_id)
      on conflict do nothing; end`,

  // Who ended a pair to look for somebody else, and why; only staff read the reason.
  'alter table pairs add column ended_by text',
  'alter table pairs add column end_reason text',

  // One question "all well?" to one quiet member. via: how it reached them. due_at: from when on no answer means away.
  `create table silences (
    id integer primary key autoincrement,
    guild_id text not null,
    cohort_id integer not null references cohorts (id),
    team_id integer not null references teams (id),
    user_id text not null,
    quiet_since integer not null,
    state text not null default 'asked'
      check (state in ('asked', 'heard', 'away', 'returned', 'replaced', 'left')),
    via text not null check (via in ('direct', 'thread')),
    asked_at integer not null,
    due_at integer not null check (due_at >= asked_at),
    away_at integer,
    ended_at integer
  ) strict`,
  `create index silences_away on silences (cohort_id) where state = 'away'`,
  `create unique index silences_open on silences (team_id, user_id) where state in ('asked', 'away')`,
  'create index silences_by_member on silences (guild_id, user_id, asked_at)',
  'create index silences_by_cohort on silences (cohort_id)',

  // slots: JSON list of three instants. A newer proposal of the same team replaces an open one.
  `create table meetings (
    id integer primary key autoincrement,
    team_id integer not null references teams (id),
    proposer_id text not null,
    slots text not null,
    minutes integer not null,
    state text not null default 'open' check (state in ('open', 'agreed', 'replaced')),
    slot integer,
    revision integer not null default 0,
    message_channel_id text,
    message_id text,
    created_at integer not null
  ) strict`,
  `create unique index meetings_open on meetings (team_id) where state = 'open'`,
  `create index meetings_agreed on meetings (team_id, slot) where state = 'agreed'`,
  `create table meeting_choices (
    meeting_id integer not null references meetings (id),
    user_id text not null,
    slot integer not null,
    primary key (meeting_id, user_id)
  ) strict`,
];
