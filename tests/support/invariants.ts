import Database from 'better-sqlite3';

/** What must hold in the database whatever members do at the same time; the sentences that do not. */
export function brokenInvariants(databasePath: string): string[] {
  const db = new Database(databasePath, { readonly: true });
  try {
    return Object.entries(INVARIANTS).flatMap(([name, query]) =>
      db
        .prepare(query)
        .all()
        .map((row) => `${name}: ${JSON.stringify(row)}`),
    );
  } finally {
    db.close();
  }
}

/** Each selects what is against the rule of its name. */
const INVARIANTS: Readonly<Record<string, string>> = {
  'a project has as many places taken as standing pairs use': `
    select id, title, places_taken, pairs from (
      select projects.*, (select count(*) from pairs where ended_at is null
        and projects.id in (host_project_id, guest_project_id)) as pairs from projects)
    where places_taken <> pairs`,
  'a project without a place left looks for nobody': `
    select id, title, status, places_taken, partners from projects
    where status = 'looking' and places_taken >= partners`,
  'a member has as many team places taken as teams they stand in': `
    select * from (
      select cohort_id, user_id, teams_taken, (
        select count(*) from team_members join teams on teams.id = team_id
        where team_members.user_id = cohort_members.user_id and teams.cohort_id = cohort_members.cohort_id
          and left_at is null and ended_at is null) as stands
      from cohort_members)
    where teams_taken <> stands`,
  'nobody is in more teams than they want': `
    select cohort_members.user_id, teams_taken, members.teams from cohort_members
    join cohorts on cohorts.id = cohort_id
    join members on members.user_id = cohort_members.user_id and members.guild_id = cohorts.guild_id
    where teams_taken > members.teams`,
  'no request is open for a place that is gone': `
    select requests.id, projects.title from requests join projects on projects.id = project_id
    where state = 'open' and (status <> 'looking' or places_taken >= partners)`,
  'both of a standing pair are in its team': `
    select pairs.id, user_id from pairs join (select host_id as user_id, id from pairs union select guest_id, id from pairs)
      as who on who.id = pairs.id
    where ended_at is null and not exists (
      select 1 from team_members where team_members.team_id = pairs.team_id
        and team_members.user_id = who.user_id and left_at is null)`,
  'a project of a standing pair belongs to its team': `
    select pairs.id, projects.title from pairs join projects on projects.id in (host_project_id, guest_project_id)
    where ended_at is null and projects.team_id is not pairs.team_id`,
  'nothing in the outbox was given up': `
    select kind, dedupe_key, failure, last_error from outbox where state in ('failed', 'doubt') and failure is not 'no-dm'`,
};
