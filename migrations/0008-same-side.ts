import { type Kysely, sql } from 'kysely';

/**
 * Requests between learners of one side: to study together, or to join a team that has one of that side already.
 * Conventions: 0001-first-slice.ts.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const noted = (row: 'new' | 'old') => `
  delete from learner_changes where cohort_id = ${row}.cohort_id and user_id in (${row}.sender_id, ${row}.addressee_id);
  insert into learner_changes (cohort_id, user_id)
    values (${row}.cohort_id, ${row}.sender_id), (${row}.cohort_id, ${row}.addressee_id);`;

const statements = [
  // team_id: the team a second joins. thread_id: where two study together; an accepted one stands until it has ended.
  `create table same_side_requests (
    id integer primary key autoincrement,
    guild_id text not null,
    cohort_id integer not null references cohorts (id),
    kind text not null check (kind in ('study', 'second')),
    sender_id text not null,
    addressee_id text not null,
    team_id integer references teams (id),
    note text,
    state text not null default 'open' check (state in ('open', 'accepted', 'declined', 'cancelled', 'expired', 'ended')),
    created_at integer not null,
    nudge_at integer not null,
    nudged_at integer,
    expires_at integer not null,
    answered_at integer,
    ended_at integer,
    message_channel_id text,
    message_id text,
    thread_id text unique,
    check (sender_id <> addressee_id),
    check ((kind = 'second') = (team_id is not null))
  ) strict`,
  `create unique index same_side_study_once on same_side_requests
    (cohort_id, min(sender_id, addressee_id), max(sender_id, addressee_id))
    where kind = 'study' and state in ('open', 'accepted')`,
  `create unique index same_side_second_once on same_side_requests (team_id, sender_id)
    where kind = 'second' and state = 'open'`,
  'create index same_side_by_sender on same_side_requests (sender_id)',
  'create index same_side_by_addressee on same_side_requests (addressee_id)',
  `create index same_side_due on same_side_requests (expires_at) where state = 'open'`,
  'create index requests_by_sender on requests (sender_id)',
  'create index projects_with_team on projects (cohort_id, brief, id) where team_id is not null',
  `create trigger same_side_requests_changed_by_insert after insert on same_side_requests begin ${noted('new')} end`,
  `create trigger same_side_requests_changed_by_update after update of state on same_side_requests
    begin ${noted('new')} end`,
  `create trigger same_side_requests_changed_by_delete after delete on same_side_requests begin ${noted('old')} end`,
];
