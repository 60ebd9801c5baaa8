import { type Kysely, sql } from 'kysely';

/**
 * Conventions of all tables: STRICT; snowflakes TEXT; instants INTEGER milliseconds UTC; local dates TEXT YYYY-MM-DD;
 * booleans INTEGER 0/1; lists and objects JSON in TEXT.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table settings (
    key text primary key not null,
    value text not null
  ) strict`,

  `create table communities (
    guild_id text primary key not null,
    language text not null default 'en' check (language in ('en', 'fr')),
    timezone text,
    projects_channel_id text,
    announcements_channel_id text,
    mentors_channel_id text,
    staff_role_id text,
    mentor_role_id text,
    backend_role_id text,
    frontend_role_id text,
    created_at integer not null
  ) strict`,

  `create table cohorts (
    id integer primary key autoincrement,
    guild_id text not null references communities (guild_id),
    name text not null,
    name_key text not null,
    start_date text not null,
    deadline_date text not null check (deadline_date >= start_date),
    deadline_at integer not null,
    timezone text not null,
    min_overlap_minutes integer not null default 180 check (min_overlap_minutes between 0 and 2400),
    weights text,
    reminders_paused_at integer,
    created_at integer not null,
    archived_at integer
  ) strict`,
  'create unique index cohorts_open_name on cohorts (guild_id, name_key) where archived_at is null',

  `create table members (
    guild_id text not null references communities (guild_id),
    user_id text not null,
    display_name text not null,
    locale text not null default 'en' check (locale in ('en', 'fr')),
    track text check (track in ('backend', 'frontend', 'fullstack')),
    timezone text,
    hours_per_week integer check (hours_per_week between 1 and 60),
    api text check (api in ('rest', 'graphql', 'both', 'undecided')),
    stack text not null default '[]',
    languages text not null default '[]',
    experience integer check (experience between 1 and 5),
    goal text check (goal in ('pass', 'learn', 'portfolio', 'excel')),
    bio text,
    teams integer not null default 1 check (teams between 1 and 3),
    dm integer not null default 0 check (dm in (0, 1)),
    reminders text not null default 'all' check (reminders in ('all', 'important', 'none')),
    paused_until integer,
    created_at integer not null,
    primary key (guild_id, user_id)
  ) strict`,

  `create table availability (
    guild_id text not null,
    user_id text not null,
    day integer not null check (day between 1 and 7),
    from_minute integer not null check (from_minute between 0 and 1425 and from_minute % 15 = 0),
    to_minute integer not null check (to_minute > from_minute and to_minute <= from_minute + 1440 and to_minute % 15 = 0),
    primary key (guild_id, user_id, day, from_minute),
    foreign key (guild_id, user_id) references members (guild_id, user_id) on delete cascade
  ) strict`,

  `create table cohort_members (
    cohort_id integer not null references cohorts (id),
    user_id text not null,
    joined_at integer not null,
    documentation_only integer not null default 0 check (documentation_only in (0, 1)),
    teams_taken integer not null default 0 check (teams_taken >= 0),
    primary key (cohort_id, user_id)
  ) strict`,

  `create table teams (
    id integer primary key autoincrement,
    guild_id text not null,
    cohort_id integer not null references cohorts (id),
    name text not null,
    thread_id text unique,
    checklist_message_id text,
    introduced_at integer,
    revision integer not null default 0,
    checklist_revision integer not null default -1,
    created_at integer not null,
    ended_at integer
  ) strict`,

  `create table projects (
    id integer primary key autoincrement,
    guild_id text not null,
    cohort_id integer not null references cohorts (id),
    owner_id text not null,
    title text not null,
    title_key text not null,
    brief text not null,
    summary text not null,
    track text not null check (track in ('backend', 'frontend', 'fullstack')),
    api text check (api in ('rest', 'graphql', 'both', 'undecided')),
    stack text not null default '[]',
    partners integer not null check (partners between 0 and 4),
    places_taken integer not null default 0,
    repo text,
    docs text,
    status text not null default 'looking' check (status in ('looking', 'full', 'paused', 'withdrawn', 'submitted')),
    team_id integer references teams (id),
    card_channel_id text,
    card_message_id text unique,
    thread_id text unique,
    revision integer not null default 0,
    card_revision integer not null default -1,
    created_at integer not null,
    check (places_taken between 0 and partners)
  ) strict`,
  `create unique index projects_open_title on projects (cohort_id, owner_id, title_key) where status <> 'withdrawn'`,
  'create index projects_by_brief on projects (cohort_id, brief, status)',
  'create index projects_by_owner on projects (guild_id, owner_id)',
  'create index projects_by_team on projects (team_id)',

  `create table team_members (
    team_id integer not null references teams (id),
    user_id text not null,
    joined_at integer not null,
    left_at integer,
    primary key (team_id, user_id)
  ) strict`,
  'create index team_members_by_user on team_members (user_id)',

  `create table project_follows (
    project_id integer not null references projects (id),
    user_id text not null,
    created_at integer not null,
    primary key (project_id, user_id)
  ) strict`,

  // A pair holds one place of host_project_id and, when linked, one of guest_project_id.
  `create table pairs (
    id integer primary key autoincrement,
    cohort_id integer not null references cohorts (id),
    team_id integer not null references teams (id),
    host_id text not null,
    guest_id text not null,
    host_project_id integer not null references projects (id),
    guest_project_id integer references projects (id),
    formed_at integer not null,
    ended_at integer,
    check (host_id <> guest_id)
  ) strict`,
  `create unique index pairs_standing on pairs (cohort_id, min(host_id, guest_id), max(host_id, guest_id)) where ended_at is null`,
  'create index pairs_by_team on pairs (team_id)',

  // The host's project offers the place; the guest would take it. sender_id is whoever asked.
  `create table requests (
    id integer primary key autoincrement,
    guild_id text not null,
    cohort_id integer not null references cohorts (id),
    kind text not null check (kind in ('ask', 'team-up', 'invite')),
    project_id integer not null references projects (id),
    host_id text not null,
    guest_id text not null,
    sender_id text not null,
    addressee_id text not null,
    note text,
    state text not null default 'open' check (state in ('open', 'accepted', 'declined', 'cancelled', 'expired', 'withdrawn')),
    decline_reason text,
    created_at integer not null,
    nudge_at integer not null,
    nudged_at integer,
    expires_at integer not null,
    answered_at integer,
    message_channel_id text,
    message_id text,
    check (host_id <> guest_id),
    check (sender_id in (host_id, guest_id) and addressee_id in (host_id, guest_id) and sender_id <> addressee_id)
  ) strict`,
  `create unique index requests_open_once on requests (project_id, guest_id) where state = 'open'`,
  `create index requests_open_by_addressee on requests (addressee_id) where state = 'open'`,
  `create index requests_open_due on requests (expires_at) where state = 'open'`,

  `create table blocks (
    guild_id text not null,
    user_id text not null,
    blocked_id text not null,
    created_at integer not null,
    primary key (guild_id, user_id, blocked_id),
    check (user_id <> blocked_id)
  ) strict`,

  `create table waiting_list (
    cohort_id integer not null references cohorts (id),
    user_id text not null,
    since integer not null,
    primary key (cohort_id, user_id)
  ) strict`,

  // Lines a member reads once, under the next private answer.
  `create table notices (
    id integer primary key autoincrement,
    guild_id text not null,
    user_id text not null,
    key text not null,
    params text not null,
    created_at integer not null
  ) strict`,
  'create index notices_by_member on notices (guild_id, user_id)',

  `create table drafts (
    id text primary key not null,
    guild_id text not null,
    user_id text not null,
    kind text not null,
    content text not null,
    expires_at integer not null
  ) strict`,
  'create index drafts_by_expiry on drafts (expires_at)',
];
