import { migrations } from '../../migrations/index.ts';
import { brokenRules, findPending } from '../platform/database/index.ts';

/** The rules that do not hold in a database file; none of an older version, which had others. */
export function findBroken(path: string): string[] {
  return findPending(path, migrations).length > 0 ? [] : brokenRules(path, INVARIANTS);
}

/** Who has sent an open request, or is asked: with their membership and profile, where they have them. */
const PARTIES = `(
  select requests.*, who.user_id, teams_taken, documentation_only, members.teams,
    coalesce(cohort_members.track, members.track) as side, members.gone_at
  from requests
  join (select id as request_id, sender_id as user_id from requests where sender_id is not null
    union select request_id, user_id from request_answers) as who on who.request_id = requests.id
  left join cohort_members on cohort_members.cohort_id = requests.cohort_id and cohort_members.user_id = who.user_id
  left join members on members.guild_id = requests.guild_id and members.user_id = who.user_id
  where state = 'open')`;

/** Open requests that could not be accepted by what the database knows, and whoever is asked is who may answer now. */
const requestInvariants: Readonly<Record<string, string>> = {
  'every open request asks somebody': `
    select id, kind from requests where state = 'open'
      and not exists (select 1 from request_answers where request_id = requests.id and answer is null)`,
  'the owner of now is asked, or has asked': `
    select requests.id, kind, owner_id from requests join projects on projects.id = project_id
    join request_answers on request_id = requests.id
    where state = 'open' and ((kind = 'team-up' and user_id <> owner_id)
      or (kind in ('ask', 'invite') and sender_id <> owner_id))`,
  'a team is asked through somebody who owns its project and stands in it': `
    select requests.id from requests join request_answers on request_id = requests.id
    where state = 'open' and kind = 'second' and not exists (
      select 1 from projects join team_members on team_members.team_id = projects.team_id
      where projects.team_id = requests.team_id and owner_id = request_answers.user_id
        and team_members.user_id = owner_id and left_at is null and status <> 'withdrawn')`,
  'no request is open to or from somebody who left the server or only documents': `
    select id, kind, user_id from ${PARTIES} as who where gone_at is not null or documentation_only = 1`,
  'no request is open to or from somebody who may not ask and answer': `
    select who.id, kind, who.user_id from ${PARTIES} as who join suspensions on suspensions.guild_id = who.guild_id
      and suspensions.user_id = who.user_id and suspensions.ended_at is null`,
  'nobody is asked to study, or has asked to, who has two study partners or studies with them already': `
    select who.id, who.user_id, count(*) as partners from ${PARTIES} as who
    join studies on studies.cohort_id = who.cohort_id and studies.ended_at is null
      and who.user_id in (studies.user_id, studies.partner_id)
    where kind = 'study' group by who.id, who.user_id
    having count(*) >= 2 or sum(case when exists (select 1 from ${PARTIES} as other where other.id = who.id and other.user_id <> who.user_id
      and other.user_id in (studies.user_id, studies.partner_id)) then 1 else 0 end) > 0`,
  'a suggestion asks the two of its pair, who build two sides': `
    select one.id, one.user_id, one.side from ${PARTIES} as one left join ${PARTIES} as other on other.id = one.id
      and other.user_id <> one.user_id
    left join round_pairs on round_pairs.id = one.pair_id
    where one.kind = 'suggestion' and (other.user_id is null or one.side is null
      or one.user_id not in (backend_id, frontend_id) or (one.side = other.side and one.side <> 'fullstack'))`,
  'no request is open between two of whom one has blocked the other': `
    select one.id, one.kind from ${PARTIES} as one join ${PARTIES} as other on other.id = one.id
    join blocks on blocks.guild_id = one.guild_id and blocks.user_id = one.user_id
      and blocks.blocked_id = other.user_id`,
  'nobody is asked to join a project, or has asked to, without a team place': `
    select who.id, kind, user_id from ${PARTIES} as who join projects on projects.id = project_id
    where kind in ('ask', 'team-up', 'invite') and teams_taken >= teams
      and (user_id <> owner_id or projects.team_id is null)`,
  'nobody is to be a second without a team place': `
    select id, user_id from ${PARTIES} as who where kind = 'second' and user_id = sender_id and teams_taken >= teams`,
  'nobody is asked to join a team they are in': `
    select who.id, who.user_id from ${PARTIES} as who join projects on projects.id = project_id
    join team_members on team_members.team_id = projects.team_id and team_members.user_id = who.user_id
    where left_at is null and who.user_id <> owner_id`,
  'no two of one side would build together': `
    select who.id, user_id from ${PARTIES} as who join projects on projects.id = project_id
    where kind in ('ask', 'team-up') and user_id <> owner_id and who.side = projects.track and who.side <> 'fullstack'`,
  'a suggestion has somebody with a place on either side, and a project of one of them if it had one': `
    select requests.id from requests join round_pairs on round_pairs.id = pair_id
    where requests.state = 'open' and coalesce(backend_project_id, frontend_project_id) is not null
      and not exists (select 1 from projects where status = 'looking' and places_taken < partners
        and ((id = backend_project_id and owner_id = backend_id) or (id = frontend_project_id and owner_id = frontend_id)))`,
  'a pair of a round is proposed while its suggestion is open': `
    select round_pairs.id, round_pairs.state, requests.state from round_pairs join requests on pair_id = round_pairs.id
    where (round_pairs.state = 'proposed') <> (requests.state = 'open')`,
  'no team that is full, or has two of a side, is asked for one more': `
    select who.id, who.side, count(*) as size, count(case when coalesce(cohort_members.track, members.track) = who.side then 1 end) as on_side
    from ${PARTIES} as who
    join teams on teams.id = who.team_id
    join team_members on team_members.team_id = teams.id and left_at is null
    left join cohort_members on cohort_members.cohort_id = teams.cohort_id
      and cohort_members.user_id = team_members.user_id
    left join members on members.guild_id = teams.guild_id and members.user_id = team_members.user_id
    where kind = 'second' and who.user_id = who.sender_id group by who.id, who.side
    having count(*) >= 5 or count(case when coalesce(cohort_members.track, members.track) = who.side then 1 end) >= 2`,
};

/**
 * What must hold in the database whatever members do at the same time: each selects what is against the rule of its name.
 * Tests look at them after everything they do, `backup` and `doctor` at real databases (SQLite).
 */
export const INVARIANTS: Readonly<Record<string, string>> = {
  'a project has as many places taken as standing pairs use': `
    select id, title, places_taken, pairs from (
      select projects.*, (select count(*) from pairs where ended_at is null
        and projects.id in (host_project_id, guest_project_id)) as pairs from projects) as counted
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
      from cohort_members) as counted
    where teams_taken <> stands`,
  'nobody is in more teams than they want': `
    select cohort_members.user_id, teams_taken, members.teams from cohort_members
    join cohorts on cohorts.id = cohort_id
    join members on members.user_id = cohort_members.user_id and members.guild_id = cohorts.guild_id
    where teams_taken > members.teams`,
  'nobody has more than five requests to join somebody waiting': `
    select user_id, count(*) as waiting from requests join request_answers on request_id = requests.id
    where state = 'open' and kind = 'ask' group by user_id having count(*) > 5`,
  'nobody has more than two study partners': `
    select user_id, count(*) as partners from (
      select user_id from studies where ended_at is null
      union all select partner_id from studies where ended_at is null) as studying
    group by user_id having count(*) > 2`,
  'no team has more than two learners who build one side only and joined as such': `
    select team_id, count(*) as seconds from requests where kind = 'second' and state = 'accepted'
      and exists (select 1 from team_members where team_members.team_id = requests.team_id
        and team_members.user_id = sender_id and left_at is null)
    group by team_id having count(*) > 2`,
  'nobody waits for a partner who cannot be matched': `
    select waiting_list.* from waiting_list
    join cohorts on cohorts.id = waiting_list.cohort_id
    join members on members.guild_id = cohorts.guild_id and members.user_id = waiting_list.user_id
    left join cohort_members on cohort_members.cohort_id = waiting_list.cohort_id
      and cohort_members.user_id = waiting_list.user_id
    where archived_at is not null or gone_at is not null or cohort_members.user_id is null or documentation_only = 1
      or not (
        (teams_taken < members.teams and not exists (select 1 from projects where projects.cohort_id = cohorts.id
          and owner_id = waiting_list.user_id and status in ('looking', 'full', 'paused')))
        or exists (select 1 from projects left join teams on teams.id = team_id
          where projects.cohort_id = cohorts.id and owner_id = waiting_list.user_id and status = 'looking'
          and places_taken < partners and (teams_taken < members.teams or (team_id is not null and ended_at is null)))
        or exists (select 1 from pairs join silences on silences.team_id = pairs.team_id
          where pairs.cohort_id = cohorts.id and pairs.ended_at is null and state = 'away'
          and (silences.user_id, waiting_list.user_id) in (values (host_id, guest_id), (guest_id, host_id))))`,
  'in a team that stands somebody builds with somebody, or builds a project there': `
    select teams.id, name from teams where ended_at is null
    and not exists (select 1 from pairs where team_id = teams.id and pairs.ended_at is null)
    and not exists (select 1 from projects join team_members on team_members.team_id = projects.team_id
      where projects.team_id = teams.id and status <> 'withdrawn' and user_id = owner_id and left_at is null)`,
  'nobody is left in a team whose partners there are gone and who builds nothing of theirs': `
    select team_members.* from team_members join teams on teams.id = team_id
    where ended_at is null and left_at is null
    and exists (select 1 from pairs where pairs.team_id = teams.id and user_id in (host_id, guest_id)
      and formed_at >= joined_at)
    and not exists (select 1 from pairs where pairs.team_id = teams.id and user_id in (host_id, guest_id)
      and pairs.ended_at is null)
    and not exists (select 1 from projects where projects.team_id = teams.id and owner_id = user_id
      and status <> 'withdrawn')`,
  'nobody loses a partner without being told': `
    select id, team_id, user_id from (
      select id, team_id, ended_at, ended_by, host_id as user_id from pairs
      union select id, team_id, ended_at, ended_by, guest_id from pairs) as ended
    where ended_at is not null and ended_by is not null and user_id <> ended_by
    and not exists (select 1 from outbox where kind = 'replacement-offer'
      and dedupe_key like 'replacement:left:' || team_id || ':%:' || user_id)
    and not exists (select 1 from silences where silences.team_id = ended.team_id
      and silences.user_id = ended.user_id and state in ('replaced', 'returned'))`,
  'nobody waits for a partner who takes no part': `
    select waiting_list.user_id from waiting_list left join cohort_members using (cohort_id, user_id)
    where cohort_members.user_id is null or documentation_only = 1`,
  'no request is open for a place that is gone': `
    select requests.id, projects.title from requests join projects on projects.id = project_id
    where state = 'open' and kind <> 'suggestion' and (status <> 'looking' or places_taken >= partners)`,
  ...requestInvariants,
  'both of a standing pair are in its team': `
    select pairs.id, user_id from pairs join (select host_id as user_id, id from pairs union select guest_id, id from pairs)
      as who on who.id = pairs.id
    where ended_at is null and not exists (
      select 1 from team_members where team_members.team_id = pairs.team_id
        and team_members.user_id = who.user_id and left_at is null)`,
  'a project of a standing pair belongs to its team': `
    select pairs.id, projects.title from pairs join projects on projects.id in (host_project_id, guest_project_id)
    where ended_at is null and projects.team_id is distinct from pairs.team_id`,
  'what a guest builds along belongs to one of the pair': `
    select pairs.id, projects.title from pairs join projects on projects.id = guest_project_id
    where ended_at is null and owner_id not in (host_id, guest_id)`,
  'a standing team has at least two members': `
    select teams.id, name, count(user_id) as members from teams
    left join team_members on team_members.team_id = teams.id and left_at is null
    where ended_at is null group by teams.id having count(user_id) < 2`,
  'a team that has ended has no pair': `
    select * from (
      select teams.id, ended_at, (select count(*) from pairs where team_id = teams.id and pairs.ended_at is null) as pairs
      from teams) as counted
    where ended_at is not null and pairs > 0`,
  'two people are a standing pair once': `
    select one.cohort_id, one.id, other.id as again from pairs as one join pairs as other
      on other.cohort_id = one.cohort_id and other.id > one.id
      and ((other.host_id = one.host_id and other.guest_id = one.guest_id)
        or (other.host_id = one.guest_id and other.guest_id = one.host_id))
    where one.ended_at is null and other.ended_at is null`,
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
    union all select user_id, 'request' from ${PARTIES} as who where gone_at is not null`,
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
};
