import { type Kysely, sql } from 'kysely';

/**
 * Who left the server, and when somebody was last known to be there. Whoever goes or comes back is noted for partner
 * matching. Conventions: 0001-first-slice.ts.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const MEMBER_COLUMNS =
  'track, timezone, hours_per_week, api, stack, languages, locale, experience, goal, teams, paused_until, gone_at';

const joined = `from cohort_members where user_id = new.user_id
  and cohort_id in (select id from cohorts where guild_id = new.guild_id)`;

const statements = [
  // gone_at: since when Discord says that they are not in the server. present_at: when they were last known to be.
  'alter table members add column gone_at integer',
  'alter table members add column present_at integer',
  'create index members_gone on members (guild_id, user_id) where gone_at is not null',
  'drop trigger members_changed_by_update',
  `create trigger members_changed_by_update after update of ${MEMBER_COLUMNS} on members begin
    delete from learner_changes where user_id = new.user_id and cohort_id in (select cohort_id ${joined});
    insert into learner_changes (cohort_id, user_id) select cohort_id, user_id ${joined};
  end`,
];
