import { type Kysely, sql } from 'kysely';

/**
 * Nothing begins in a cohort that is archived, whoever tries and whichever way: the database refuses it, and `write` says
 * so in a sentence. What is known of it stays, and can still be forgotten. Conventions: 0001-first-slice.ts.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const table of OF_COHORT) await sql.raw(trigger(table, 'new.cohort_id')).execute(db);
  for (const table of OF_TEAM)
    await sql.raw(trigger(table, '(select cohort_id from teams where id = new.team_id)')).execute(db);
}

const OF_COHORT = [
  'cohort_members',
  'cohort_mentors',
  'projects',
  'teams',
  'pairs',
  'requests',
  'studies',
  'waiting_list',
  'rounds',
  'progress_entries',
  'submissions',
];
const OF_TEAM = ['team_members', 'contract_versions', 'meetings'];

function trigger(table: string, cohort: string): string {
  return `create trigger archived_${table} before insert on ${table}
    when exists (select 1 from cohorts where id = ${cohort} and archived_at is not null)
    begin select raise(abort, 'cohort-archived'); end`;
}

function refusal(name: string, cohort: string): string {
  return `create function ${name}() returns trigger language plpgsql as $$ begin
    if exists (select 1 from cohorts where id = ${cohort} and archived_at is not null) then
      raise exception 'cohort-archived';
    end if;
    return new;
  end $$`;
}

export const postgres: readonly string[] = [
  refusal('refuse_archived', 'new.cohort_id'),
  refusal('refuse_archived_team', '(select cohort_id from teams where id = new.team_id)'),
  ...OF_COHORT.map(
    (table) =>
      `create trigger archived_${table} before insert on ${table} for each row execute function refuse_archived()`,
  ),
  ...OF_TEAM.map(
    (table) =>
      `create trigger archived_${table} before insert on ${table} for each row execute function refuse_archived_team()`,
  ),
];
