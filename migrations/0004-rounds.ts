import { type Kysely, sql } from 'kysely';

/** Partner rounds: a preview with its pairs, and what became of each pair when it was published. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // 'storing': its pairs are still being written; after a crash such a round is thrown away.
  `create table rounds (
    id integer primary key autoincrement,
    guild_id text not null,
    cohort_id integer not null references cohorts (id),
    state text not null default 'storing'
      check (state in ('storing', 'preview', 'publishing', 'published', 'discarded', 'superseded')),
    fingerprint text not null,
    created_by text not null,
    created_at integer not null,
    publish_as text check (publish_as in ('requests', 'teams')),
    published_by text,
    publishing_at integer,
    published_at integer,
    expires_at integer,
    check (state not in ('publishing', 'published') or (publish_as is not null and publishing_at is not null))
  ) strict`,
  `create unique index rounds_one_preview on rounds (cohort_id) where state = 'preview'`,
  `create unique index rounds_one_publishing on rounds (cohort_id) where state = 'publishing'`,
  'create index rounds_by_cohort on rounds (cohort_id)',

  // The fingerprints say what each of the two brought in: a pair is published only while they are still the same.
  `create table round_pairs (
    id integer primary key autoincrement,
    round_id integer not null references rounds (id),
    position integer not null,
    backend_id text not null,
    frontend_id text not null,
    backend_project_id integer references projects (id),
    frontend_project_id integer references projects (id),
    score integer not null check (score between 0 and 1000),
    overlap_minutes integer,
    backend_fingerprint text not null,
    frontend_fingerprint text not null,
    state text not null default 'waiting'
      check (state in ('waiting', 'dropped', 'proposed', 'formed', 'declined', 'expired', 'impossible')),
    changed text check (changed in ('backend', 'frontend', 'both')),
    failure text,
    backend_accepted_at integer,
    frontend_accepted_at integer,
    ended_at integer,
    team_id integer references teams (id),
    check (backend_id <> frontend_id)
  ) strict`,
  'create unique index round_pairs_once on round_pairs (round_id, backend_id, frontend_id)',
  `create index round_pairs_waiting on round_pairs (round_id, position) where state = 'waiting'`,
  `create index round_pairs_proposed on round_pairs (round_id) where state = 'proposed'`,
  `create index round_pairs_by_backend on round_pairs (backend_id) where state = 'proposed'`,
  `create index round_pairs_by_frontend on round_pairs (frontend_id) where state = 'proposed'`,

  // The messages that carry a pair's buttons; user_id is whose direct messages they stand in.
  `create table round_messages (
    pair_id integer not null references round_pairs (id),
    channel_id text not null,
    message_id text not null,
    user_id text,
    primary key (pair_id, message_id)
  ) strict`,

  // Who is left over, why, and what would help: JSON.
  `create table round_leftovers (
    round_id integer not null references rounds (id),
    user_id text not null,
    reason text not null,
    help text not null,
    told integer not null default 0 check (told in (0, 1)),
    primary key (round_id, user_id)
  ) strict`,
  'create index round_leftovers_untold on round_leftovers (round_id) where told = 0',
];
