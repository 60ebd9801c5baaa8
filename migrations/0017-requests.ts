import { type Kysely, sql } from 'kysely';

/**
 * Every "will you?" in one table: partner requests, requests between learners of one side, and what a partner round
 * suggests. Partner requests keep their ids; of the others old_kind and old_id are what the buttons say that stand in
 * Discord already. Study partners get a table of their own, with their ids. Conventions: 0001-first-slice.ts.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

/** Notes in the log of changed learners the sender, or those who are asked: a suggestion is no news to it. */
function noted(cohort: string, users: string): string {
  return `delete from learner_changes where cohort_id = ${cohort} and user_id in (${users});
    insert into learner_changes (cohort_id, user_id) select ${cohort}, user_id from (${users});`;
}

const askedOf = (id: string) =>
  `select user_id from request_answers where request_id = ${id} union select sender_id from requests
    where id = ${id} and sender_id is not null`;

const base = '(select coalesce(max(id), 0) from old_requests)';
const sideBase = `(${base} + (select coalesce(max(id), 0) from same_side_requests))`;
const asked = `round_pairs.state in ('proposed', 'formed', 'declined', 'expired', 'impossible')`;
const newId = (kind: string) =>
  `(select cast(id as text) from requests where old_kind = '${kind}' and old_id = cast(outbox.subject as integer))`;

const statements = [
  ...['requests', 'same_side_requests'].flatMap((table) =>
    ['insert', 'update', 'delete'].map((event) => `drop trigger ${table}_changed_by_${event}`),
  ),
  ...['open_once', 'open_by_addressee', 'open_due', 'open_by_sender', 'by_sender'].map(
    (name) => `drop index requests_${name}`,
  ),
  'alter table requests rename to old_requests',

  // once_key: of requests with one key one is open at a time. sender_id is null where no member asks. reason and
  // about_id: why it was withdrawn, and whom that is about.
  `create table requests (
    id integer primary key autoincrement,
    guild_id text not null,
    cohort_id integer not null references cohorts (id),
    kind text not null,
    once_key text not null,
    project_id integer references projects (id),
    team_id integer references teams (id),
    pair_id integer references round_pairs (id),
    sender_id text,
    note text,
    state text not null default 'open'
      check (state in ('open', 'accepted', 'declined', 'cancelled', 'expired', 'withdrawn')),
    reason text,
    about_id text,
    created_at integer not null,
    nudge_at integer,
    nudged_at integer,
    expires_at integer not null,
    ended_at integer,
    old_kind text,
    old_id integer,
    check ((old_kind is null) = (old_id is null))
  ) strict`,
  `create table request_answers (
    request_id integer not null references requests (id),
    user_id text not null,
    answer text check (answer in ('accepted', 'declined')),
    answered_at integer,
    reason text,
    primary key (request_id, user_id)
  ) strict`,
  // user_id: whose direct messages it stands in.
  `create table request_messages (
    request_id integer not null references requests (id),
    channel_id text not null,
    message_id text not null,
    user_id text,
    primary key (request_id, message_id)
  ) strict`,

  `insert into requests (id, guild_id, cohort_id, kind, once_key, project_id, sender_id, note, state, created_at,
      nudge_at, nudged_at, expires_at, ended_at)
    select id, guild_id, cohort_id, kind, 'project:' || project_id || ':' || guest_id, project_id, sender_id, note,
      state, created_at, nudge_at, nudged_at, expires_at, answered_at from old_requests`,
  `insert into requests (id, guild_id, cohort_id, kind, once_key, team_id, sender_id, note, state, created_at,
      nudge_at, nudged_at, expires_at, ended_at, old_kind, old_id)
    select ${base} + id, guild_id, cohort_id, kind,
      case kind when 'second' then 'second:' || team_id || ':' || sender_id
        else 'study:' || cohort_id || ':' || min(sender_id, addressee_id) || ':' || max(sender_id, addressee_id) end,
      team_id, sender_id, note, case state when 'ended' then 'accepted' else state end, created_at, nudge_at, nudged_at,
      expires_at, answered_at, 'side', id from same_side_requests`,
  `insert into requests (id, guild_id, cohort_id, kind, once_key, project_id, pair_id, state, reason, created_at,
      expires_at, ended_at, old_kind, old_id)
    select ${sideBase} + round_pairs.id, rounds.guild_id, rounds.cohort_id, 'suggestion', 'pair:' || round_pairs.id,
      coalesce(backend_project_id, frontend_project_id), round_pairs.id,
      case round_pairs.state when 'proposed' then 'open' when 'formed' then 'accepted' when 'impossible' then 'withdrawn'
        else round_pairs.state end,
      case round_pairs.state when 'impossible' then 'taken' end,
      rounds.publishing_at, coalesce(rounds.expires_at, rounds.publishing_at), round_pairs.ended_at, 'round',
      round_pairs.id
    from round_pairs join rounds on rounds.id = round_pairs.round_id
    where rounds.publish_as = 'requests' and ${asked}`,

  `insert into request_answers (request_id, user_id, answer, answered_at, reason)
    select id, addressee_id, case when state in ('accepted', 'declined') then state end,
      case when state in ('accepted', 'declined') then answered_at end, decline_reason from old_requests`,
  `insert into request_answers (request_id, user_id, answer, answered_at)
    select requests.id, addressee_id, case when requests.state in ('accepted', 'declined') then requests.state end,
      case when requests.state in ('accepted', 'declined') then answered_at end
    from same_side_requests join requests on old_kind = 'side' and old_id = same_side_requests.id`,
  ...['backend', 'frontend'].map(
    (side) => `insert into request_answers (request_id, user_id, answer, answered_at)
      select requests.id, ${side}_id, case when ${side}_accepted_at is not null then 'accepted' end, ${side}_accepted_at
      from round_pairs join requests on old_kind = 'round' and old_id = round_pairs.id`,
  ),

  ...['old_requests', 'same_side_requests'].map((table) => {
    const id = table === 'old_requests' ? 'id' : `${base} + id`;
    return `insert into request_messages (request_id, channel_id, message_id)
      select ${id}, message_channel_id, message_id from ${table}
      where message_channel_id is not null and message_id is not null`;
  }),
  `insert into request_messages (request_id, channel_id, message_id, user_id)
    select requests.id, round_messages.channel_id, round_messages.message_id, round_messages.user_id
    from round_messages join requests on old_kind = 'round' and old_id = round_messages.pair_id`,

  // What is to be sent still: the same under the new kinds and ids. What is said anew needs to know its message.
  ...[
    ['request', 'old_requests', 'id'],
    ['side', 'same_side_requests', 'id'],
  ].map(
    ([kind, table, id]) => `update outbox set payload = coalesce((
        select json_object('messageId', message_id, 'userId', null) from ${table}
        where ${id} = cast(outbox.subject as integer) and message_id is not null), payload)
      where kind = '${kind}-closed'`,
  ),
  `update outbox set kind = replace(kind, 'side-', 'request-'), subject = ${newId('side')}
    where kind in ('side-closed', 'side-nudge')`,
  `update outbox set kind = 'request', subject = ${newId('side')} where kind = 'side-request'`,
  `update outbox set kind = 'request', subject = ${newId('round')} where kind = 'round-proposal'`,
  `update outbox set kind = 'request-closed', subject = ${newId('round')} where kind = 'round-proposal-closed'`,

  // Lines that wait to be read, in today's words.
  `update notices set key = 'requests:notice.incoming-ask' where key = 'requests:notice.incoming'`,
  `update notices set key = 'rounds:notice.accepted' where key = 'rounds:notice.formed'`,
  `update notices set key = replace(key, 'impossible', 'withdrawn'), params = json_set(params, '$.reason', 'taken')
    where key in ('requests:notice.withdrawn', 'rounds:notice.impossible')`,

  // Two who study together, from the acceptance on until one of them ends it.
  `create table studies (
    id integer primary key autoincrement,
    guild_id text not null,
    cohort_id integer not null references cohorts (id),
    user_id text not null,
    partner_id text not null,
    thread_id text unique,
    began_at integer not null,
    ended_at integer,
    check (user_id < partner_id)
  ) strict`,
  `insert into studies (id, guild_id, cohort_id, user_id, partner_id, thread_id, began_at, ended_at)
    select id, guild_id, cohort_id, min(sender_id, addressee_id), max(sender_id, addressee_id), thread_id, answered_at,
      case state when 'ended' then coalesce(ended_at, answered_at) end
    from same_side_requests where kind = 'study' and state in ('accepted', 'ended')`,
  // A new one never gets the number of an old request: its keys in the outbox would be known already.
  `update sqlite_sequence set seq = max(seq, coalesce((select max(id) from same_side_requests), 0)) where name = 'studies'`,
  `insert into sqlite_sequence (name, seq) select 'studies', coalesce(max(id), 0) from same_side_requests
    where not exists (select 1 from sqlite_sequence where name = 'studies')`,
  `create unique index studies_once on studies (cohort_id, user_id, partner_id) where ended_at is null`,
  'create index studies_by_user on studies (user_id)',
  'create index studies_by_partner on studies (partner_id)',

  'drop table old_requests',
  'drop table same_side_requests',
  'drop table round_messages',
  'alter table round_pairs drop column backend_accepted_at',
  'alter table round_pairs drop column frontend_accepted_at',

  `create unique index requests_open_once on requests (once_key) where state = 'open'`,
  `create index requests_open_by_project on requests (project_id) where state = 'open'`,
  `create index requests_open_by_team on requests (team_id) where state = 'open'`,
  `create index requests_open_by_sender on requests (sender_id) where state = 'open'`,
  `create index requests_open_by_cohort on requests (cohort_id, kind) where state = 'open'`,
  `create index requests_open_due on requests (expires_at) where state = 'open'`,
  `create index requests_open_to_nudge on requests (nudge_at) where state = 'open' and nudged_at is null`,
  'create index requests_by_sender on requests (sender_id)',
  'create unique index requests_by_old_id on requests (old_kind, old_id) where old_id is not null',
  'create index request_answers_by_user on request_answers (user_id)',

  `create trigger requests_changed_by_insert after insert on requests
    when new.kind <> 'suggestion' and new.sender_id is not null
    begin ${noted('new.cohort_id', 'select new.sender_id as user_id')} end`,
  `create trigger requests_changed_by_update after update of state, sender_id on requests
    when new.kind <> 'suggestion'
    begin ${noted('new.cohort_id', askedOf('new.id'))} end`,
  ...(['insert', 'delete'] as const).map((event) => {
    const row = event === 'insert' ? 'new' : 'old';
    const cohort = `(select cohort_id from requests where id = ${row}.request_id)`;
    return `create trigger request_answers_changed_by_${event} after ${event} on request_answers
      when exists (select 1 from requests where id = ${row}.request_id and kind <> 'suggestion')
      begin ${noted(cohort, `select ${row}.user_id as user_id`)} end`;
  }),
  ...(['insert', 'update'] as const).map(
    (
      event,
    ) => `create trigger studies_changed_by_${event} after ${event}${event === 'update' ? ' of ended_at' : ''} on studies
      begin ${noted('new.cohort_id', 'select new.user_id as user_id union select new.partner_id')} end`,
  ),

  // What counts by hour and day, so that nobody fills the channel or pings for fun.
  `create table uses (
    id integer primary key autoincrement,
    guild_id text not null,
    user_id text not null,
    what text not null,
    used_at integer not null
  ) strict`,
  'create index uses_by_member on uses (guild_id, user_id, what, used_at)',
  'create index uses_by_time on uses (used_at)',
];
