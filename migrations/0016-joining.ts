import { type Kysely, sql } from 'kysely';

/** A side for each cohort, mentors apart from learners, and how a Start here card looks. Conventions: 0001-first-slice.ts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const note = `delete from learner_changes where cohort_id = new.cohort_id and user_id = new.user_id;
  insert into learner_changes (cohort_id, user_id) values (new.cohort_id, new.user_id);`;

const statements = [
  // Null: the side of the profile.
  `alter table cohort_members add column track text check (track in ('backend', 'frontend', 'fullstack'))`,
  'drop trigger cohort_members_changed_by_update',
  `create trigger cohort_members_changed_by_update
    after update of documentation_only, teams_taken, track on cohort_members begin ${note} end`,
  // Whoever mentors is no learner of the cohort. confirmed_at: null while it waits for staff.
  `create table cohort_mentors (
    cohort_id integer not null references cohorts (id),
    user_id text not null,
    asked_at integer not null,
    confirmed_at integer,
    confirmed_by text,
    primary key (cohort_id, user_id)
  ) strict`,
  // 1: the card without *I mentor*.
  'alter table cohorts add column start_look integer not null default 1',
];
