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
  'nobody has more than five requests to join somebody waiting': `
    select addressee_id, count(*) as waiting from requests where state = 'open' and kind = 'ask'
    group by addressee_id having waiting > 5`,
  'nobody has more than two study partners': `
    select user_id, count(*) as partners from (
      select sender_id as user_id from same_side_requests where kind = 'study' and state = 'accepted'
      union all select addressee_id from same_side_requests where kind = 'study' and state = 'accepted')
    group by user_id having partners > 2`,
  'no team has more than two learners who build one side only and joined as such': `
    select team_id, count(*) as seconds from same_side_requests where kind = 'second' and state = 'accepted'
      and exists (select 1 from team_members where team_members.team_id = same_side_requests.team_id
        and team_members.user_id = sender_id and left_at is null)
    group by team_id having seconds > 2`,
  'nobody waits for a partner who takes no part': `
    select waiting_list.user_id from waiting_list left join cohort_members using (cohort_id, user_id)
    where cohort_members.user_id is null or documentation_only = 1`,
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
  'a standing team has at least two members': `
    select teams.id, name, count(user_id) as members from teams
    left join team_members on team_members.team_id = teams.id and left_at is null
    where ended_at is null group by teams.id having count(user_id) < 2`,
  'a team that has ended has no pair': `
    select * from (
      select teams.id, ended_at, (select count(*) from pairs where team_id = teams.id and pairs.ended_at is null) as pairs
      from teams)
    where ended_at is not null and pairs > 0`,
  'two people are a standing pair once': `
    select cohort_id, min(host_id, guest_id) as a, max(host_id, guest_id) as b, count(*) as times from pairs
    where ended_at is null group by 1, 2, 3 having count(*) > 1`,
  'a project belongs to a team that stands, in which its owner is': `
    select projects.id, title, team_id, owner_id from projects
    where team_id is not null and not exists (
      select 1 from teams join team_members on team_members.team_id = teams.id
      where teams.id = projects.team_id and ended_at is null and user_id = owner_id and left_at is null)`,
  'whoever offers a place of a project owns it': `
    select pairs.id, host_id, owner_id from pairs join projects on projects.id = host_project_id
    where ended_at is null and host_id <> owner_id`,
  'whoever waits is a learner of the cohort who builds something': `
    select waiting_list.* from waiting_list
    left join cohort_members on cohort_members.cohort_id = waiting_list.cohort_id
      and cohort_members.user_id = waiting_list.user_id
    where documentation_only is null or documentation_only = 1`,
  'whoever is known to have left the server stands in no team, waits for nobody and offers nothing': `
    select members.user_id, 'team' as what from members
      join team_members on team_members.user_id = members.user_id and left_at is null
      join teams on teams.id = team_id and teams.guild_id = members.guild_id and ended_at is null
      join cohorts on cohorts.id = teams.cohort_id and archived_at is null
      where gone_at is not null
    union all select members.user_id, 'waiting' from members
      join waiting_list on waiting_list.user_id = members.user_id
      join cohorts on cohorts.id = waiting_list.cohort_id and cohorts.guild_id = members.guild_id
      where gone_at is not null
    union all select members.user_id, 'project' from members
      join projects on owner_id = members.user_id and projects.guild_id = members.guild_id
      join cohorts on cohorts.id = projects.cohort_id and archived_at is null
      where gone_at is not null and status in ('looking', 'full')
    union all select members.user_id, 'request' from members
      join requests on members.user_id in (sender_id, addressee_id) and requests.guild_id = members.guild_id
      where gone_at is not null and state = 'open'`,
  'nobody mentors in a cohort they learn in': `
    select cohort_id, user_id from cohort_mentors join cohort_members using (cohort_id, user_id)`,
  'whoever is asked or away stands in a team that stands': `
    select silences.id, silences.user_id, state from silences join teams on teams.id = silences.team_id
    left join team_members on team_members.team_id = silences.team_id and team_members.user_id = silences.user_id
    where state in ('asked', 'away') and (teams.ended_at is not null or left_at is not null or joined_at is null)`,
  'nobody is looked at who left': `
    select team_members.* from team_members join teams on teams.id = team_id
    where look_at is not null and (left_at is not null or ended_at is not null)`,
  'a pair of a round that was formed stands in one team': `
    select id, team_id from round_pairs where state = 'formed' and (team_id is null or (
      select count(*) from team_members where team_members.team_id = round_pairs.team_id
        and user_id in (backend_id, frontend_id)) <> 2)`,
  'nothing in the outbox was given up': `
    select kind, dedupe_key, failure, last_error from outbox where state in ('failed', 'doubt') and failure not in ('no-dm', 'left')`,
};
