import { type Kysely, sql } from 'kysely';

/**
 * The waiting list with its notices, and the log of whose place in partner matching may have changed. Conventions:
 * 0001-first-slice.ts.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

/** Notes in the log that a learner of a cohort changed: always the newest number, one row each. */
function note(cohort: string, user: string): string {
  return `delete from learner_changes where cohort_id = ${cohort} and user_id = ${user};
    insert into learner_changes (cohort_id, user_id) values (${cohort}, ${user});`;
}

/** The same for somebody of a server, in each of its cohorts they are in. */
function noteInServer(guild: string, user: string): string {
  const cohorts = `(select id from cohorts where guild_id = ${guild})`;
  return `delete from learner_changes where user_id = ${user} and cohort_id in ${cohorts};
    insert into learner_changes (cohort_id, user_id)
      select cohort_id, user_id from cohort_members where user_id = ${user} and cohort_id in ${cohorts};`;
}

type Event = 'insert' | 'delete' | `update${string}`;

function trigger(table: string, event: Event, body: string): string {
  const name = `${table}_changed_by_${event.split(' ')[0]}`;
  return `create trigger ${name} after ${event} on ${table} begin ${body} end`;
}

/** What a row meant before and after: `row` is `new` or `old`. */
function triggers(table: string, update: string | undefined, body: (row: 'new' | 'old') => string): string[] {
  return [
    trigger(table, 'insert', body('new')),
    ...(update === undefined ? [] : [trigger(table, `update of ${update}`, body('new'))]),
    trigger(table, 'delete', body('old')),
  ];
}

const statements = [
  // Newest number last; a search applies what came after the number it has seen.
  `create table learner_changes (
    id integer primary key autoincrement,
    cohort_id integer not null,
    user_id text not null,
    unique (cohort_id, user_id)
  ) strict`,
  'create index learner_changes_by_cohort on learner_changes (cohort_id, id)',

  ...triggers(
    'members',
    'track, timezone, hours_per_week, api, stack, languages, locale, experience, goal, teams, paused_until',
    (row) => noteInServer(`${row}.guild_id`, `${row}.user_id`),
  ),
  ...triggers('availability', undefined, (row) => noteInServer(`${row}.guild_id`, `${row}.user_id`)),
  ...triggers('cohort_members', 'documentation_only, teams_taken', (row) =>
    note(`${row}.cohort_id`, `${row}.user_id`),
  ),
  ...triggers('projects', 'brief, track, api, stack, partners, places_taken, status', (row) =>
    note(`${row}.cohort_id`, `${row}.owner_id`),
  ),
  ...triggers(
    'requests',
    'state',
    (row) =>
      `${note(`${row}.cohort_id`, `${row}.addressee_id`)} ${note(`${row}.cohort_id`, `${row}.sender_id`)}`,
  ),
  ...triggers('blocks', undefined, (row) => noteInServer(`${row}.guild_id`, `${row}.user_id`)),
  ...triggers(
    'pairs',
    undefined,
    (row) => `${note(`${row}.cohort_id`, `${row}.host_id`)} ${note(`${row}.cohort_id`, `${row}.guest_id`)}`,
  ),
  ...triggers('waiting_list', 'since', (row) => note(`${row}.cohort_id`, `${row}.user_id`)),

  // One learner's rows are read again after each change.
  'create index pairs_by_host on pairs (host_id)',
  'create index pairs_by_guest on pairs (guest_id)',
  `create index requests_open_by_sender on requests (sender_id) where state = 'open'`,
  'create index members_by_pause on members (paused_until) where paused_until is not null',

  // head_at: since when they stand before all others.
  'alter table waiting_list add column head_at integer',
  // Whoever found a team, or takes no part any more, waits no longer.
  trigger(
    'pairs',
    'insert',
    'delete from waiting_list where cohort_id = new.cohort_id and user_id in (new.host_id, new.guest_id);',
  ).replace('pairs_changed_by', 'pairs_end_waiting_by'),
  `create trigger cohort_members_end_waiting_by_update after update of teams_taken, documentation_only on cohort_members
    when new.teams_taken > old.teams_taken or new.documentation_only = 1
    begin delete from waiting_list where cohort_id = new.cohort_id and user_id = new.user_id; end`,
  `create trigger cohort_members_end_waiting_by_delete after delete on cohort_members begin
    delete from waiting_list where cohort_id = old.cohort_id and user_id = old.user_id;
    delete from waiting_watches where cohort_id = old.cohort_id and user_id = old.user_id; end`,

  // Who was told that person_id is free. pass_on_at: when the next in the list may be told; null once that was done.
  `create table waiting_offers (
    cohort_id integer not null references cohorts (id),
    user_id text not null,
    person_id text not null,
    told_at integer not null,
    pass_on_at integer,
    primary key (cohort_id, user_id, person_id)
  ) strict`,
  'create index waiting_offers_by_person on waiting_offers (cohort_id, person_id)',
  'create index waiting_offers_due on waiting_offers (pass_on_at) where pass_on_at is not null',

  // "Tell me when free": user_id would send a request about project_id to person_id as soon as that is possible.
  `create table waiting_watches (
    id integer primary key autoincrement,
    cohort_id integer not null references cohorts (id),
    user_id text not null,
    kind text not null check (kind in ('ask', 'team-up')),
    project_id integer not null references projects (id),
    person_id text not null,
    created_at integer not null,
    unique (user_id, project_id, person_id)
  ) strict`,
  'create index waiting_watches_by_person on waiting_watches (cohort_id, person_id)',

  // How far the log was read for the waiting list, and until when pauses were watched. One row.
  `create table waiting_progress (
    name text primary key not null check (name = 'log'),
    change_id integer not null,
    looked_at integer not null
  ) strict`,
  `insert into waiting_progress (name, change_id, looked_at) values ('log', 0, 0)`,
];
