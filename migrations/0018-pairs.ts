import { type Kysely, sql } from 'kysely';

/**
 * Projects that their owner calls full, projects that go on from another one, and the ends that were missing: teams in
 * which nobody is a pair any more, withdrawn projects of teams their owner has left. Conventions: 0001-first-slice.ts.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const NOW = `cast((julianday('now') - 2440587.5) * 86400000 as integer)`;

/** Teams in which nobody is a pair any more and whose owners, if there is a project, have left. */
const over = `select id from teams where ended_at is null
  and not exists (select 1 from pairs where pairs.team_id = teams.id and pairs.ended_at is null)
  and not exists (
    select 1 from projects join team_members on team_members.team_id = teams.id
    where projects.team_id = teams.id and status <> 'withdrawn' and user_id = owner_id and left_at is null)`;

const statements = [
  // Nobody waits in a cohort that was archived.
  `create trigger cohorts_end_waiting_by_archive after update of archived_at on cohorts when new.archived_at is not null
    begin delete from waiting_list where cohort_id = new.id; delete from waiting_watches where cohort_id = new.id; end`,
  // Everybody who waits is looked at again: some can be matched no more.
  'delete from learner_changes where (cohort_id, user_id) in (select cohort_id, user_id from waiting_list)',
  'insert into learner_changes (cohort_id, user_id) select cohort_id, user_id from waiting_list',

  // closed_by_hand: its owner said that it is full; it does not look again when a place becomes free.
  'alter table projects add column closed_by_hand integer not null default 0 check (closed_by_hand in (0, 1))',
  `update projects set closed_by_hand = 1 where status = 'full' and places_taken < partners`,
  // continues_id: the project it goes on from, which its owner built with others.
  'alter table projects add column continues_id integer references projects (id)',

  `update cohort_members set teams_taken = teams_taken - (
     select count(*) from team_members join teams on teams.id = team_members.team_id
     where team_members.user_id = cohort_members.user_id and teams.cohort_id = cohort_members.cohort_id
       and left_at is null and teams.id in (${over}))
   where user_id in (select user_id from team_members where left_at is null and team_id in (${over}))`,
  `update team_members set look_at = null where team_id in (${over})`,
  `update silences set state = 'left', ended_at = ${NOW}
   where state in ('asked', 'away') and team_id in (${over})`,
  `update teams set ended_at = ${NOW} where id in (${over})`,
  `update projects set team_id = null, revision = revision + 1 where team_id is not null and not exists (
     select 1 from teams join team_members on team_members.team_id = teams.id
     where teams.id = projects.team_id and ended_at is null and user_id = owner_id and left_at is null)`,
];
