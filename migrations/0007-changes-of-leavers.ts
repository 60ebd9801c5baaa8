import { type Kysely, sql } from 'kysely';

/**
 * A change of somebody in one server no longer takes the note away that they left a cohort (the triggers of
 * 0003-waiting-and-changes.ts did). Everybody is noted once, because such a note may have been lost.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const MEMBER_COLUMNS =
  'track, timezone, hours_per_week, api, stack, languages, locale, experience, goal, teams, paused_until';

const EVENTS = [
  ['members', 'insert', 'insert', 'new'],
  ['members', 'update', `update of ${MEMBER_COLUMNS}`, 'new'],
  ['members', 'delete', 'delete', 'old'],
  ['availability', 'insert', 'insert', 'new'],
  ['availability', 'delete', 'delete', 'old'],
  ['blocks', 'insert', 'insert', 'new'],
  ['blocks', 'delete', 'delete', 'old'],
] as const;

const statements = [
  ...EVENTS.flatMap(([table, name, event, row]) => {
    const joined = `from cohort_members where user_id = ${row}.user_id
      and cohort_id in (select id from cohorts where guild_id = ${row}.guild_id)`;
    return [
      `drop trigger ${table}_changed_by_${name}`,
      `create trigger ${table}_changed_by_${name} after ${event} on ${table} begin
        delete from learner_changes where user_id = ${row}.user_id and cohort_id in (select cohort_id ${joined});
        insert into learner_changes (cohort_id, user_id) select cohort_id, user_id ${joined};
      end`,
    ];
  }),
  'insert or replace into learner_changes (cohort_id, user_id) select cohort_id, user_id from cohort_members',
];
