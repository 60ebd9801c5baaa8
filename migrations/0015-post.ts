import { type Kysely, sql } from 'kysely';

/**
 * Lines know what they are about, a day's ping is taken once, a question counts from when it was really put, and a
 * refused direct message no longer changes what a member agreed to. Conventions: 0001-first-slice.ts.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

/** The request a line of before is about: the latest of these two people that its member could have heard of. */
const request = (table: string): string => `(select 'request:' || max(r.id) from ${table} r
  where r.guild_id = notices.guild_id
    and (r.addressee_id = notices.user_id and '<@' || r.sender_id || '>' = json_extract(notices.params, '$.person')
      or r.sender_id = notices.user_id and '<@' || r.addressee_id || '>' = json_extract(notices.params, '$.person')))`;

const statements = [
  // What it is about, as kind:id; times: how often the same was left before it was read.
  'alter table notices add column subject text',
  'alter table notices add column times integer not null default 1',
  `update notices set subject = ${request('requests')} where key like 'requests:notice.%'`,
  // Missed copies of one reminder said the same words.
  `update notices set subject = 'said:' || json_extract(params, '$.said') where key = 'reminders:personal.unreached'`,
  `update notices set times = (select count(*) from notices n where n.guild_id = notices.guild_id
    and n.user_id = notices.user_id and n.subject = notices.subject and n.key = notices.key)
    where subject is not null`,
  `delete from notices where subject is not null and id not in (
    select max(id) from notices where subject is not null group by guild_id, user_id, subject, key)`,
  `create unique index notices_subject on notices (guild_id, user_id, subject, key) where subject is not null`,
  // A question that nobody was told of is no news once it is over.
  `delete from notices where key = 'silences:question-line' and not exists (
    select 1 from silences s where s.guild_id = notices.guild_id and s.user_id = notices.user_id and s.state = 'asked')`,
  `create table pings (
    guild_id text not null, user_id text not null, day text not null, at integer not null,
    primary key (guild_id, user_id, day)) strict`,
  'create index pings_at on pings (at)',
  // The servers of somebody who writes from a direct message.
  'create index members_by_user on members (user_id)',
  // Whether they were asked "may I write to you directly?".
  'alter table members add column dm_asked_at integer',
  `update dm_channels set refused_at = null where refused_at is not null
    and exists (select 1 from members m where m.user_id = dm_channels.user_id and m.dm = 1)`,
  // When the question reached the member: null, it has not. Those by direct message have; a line that named nobody has not.
  'alter table silences add column reached_at integer',
  `update silences set reached_at = (select o.settled_at from outbox o
    where o.dedupe_key = 'silence:' || silences.id and o.state = 'sent')`,
  `update silences set reached_at = coalesce(reached_at, asked_at) where state <> 'asked'`,
];
