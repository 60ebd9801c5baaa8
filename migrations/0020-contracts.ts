import { type Kysely, sql } from 'kysely';

/**
 * The API contracts of teams: versions, who agrees to which document, accepted changes, what a frontend uses, and the
 * addresses that are fetched. Conventions: 0001-first-slice.ts.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const statements = tables({ id: 'integer primary key autoincrement', int: 'integer', end: 'strict' });
  for (const statement of statements) await sql.raw(statement).execute(db);
}

function tables({ id, int, end }: { id: string; int: string; end: string }): string[] {
  return [
    // hash: of the normalised document. document: as it was handed in, where that was text. nudged_at: when whoever has
    // not answered was asked again. working_at: since when its proposer works with it although it is not agreed.
    `create table contract_versions (
      id ${id},
      team_id ${int} not null references teams (id),
      guild_id text not null,
      number ${int} not null,
      state text not null check (state in ('proposed', 'agreed', 'past', 'replaced')),
      format text not null check (format in ('openapi', 'graphql')),
      hash text not null,
      title text not null,
      version text not null,
      endpoint_count ${int} not null,
      normalised text not null,
      document text not null,
      source text not null check (source in ('file', 'url', 'lines', 'template')),
      source_name text not null,
      note text,
      problems text not null default '[]',
      problem_count ${int} not null default 0,
      proposer_id text,
      created_at ${int} not null,
      agreed_at ${int},
      nudged_at ${int},
      offered_at ${int},
      working_at ${int},
      revision ${int} not null default 0,
      channel_id text,
      message_id text,
      unique (team_id, number),
      check ((state in ('agreed', 'past')) = (agreed_at is not null))
    ) ${end}`,
    // One agreed contract and one proposal of a team at a time: whoever comes second finds it taken.
    "create unique index contract_versions_agreed on contract_versions (team_id) where state = 'agreed'",
    "create unique index contract_versions_proposed on contract_versions (team_id) where state = 'proposed'",

    // Whoever agrees does so to the document of this hash.
    `create table contract_answers (
      version_id ${int} not null references contract_versions (id),
      user_id text not null,
      hash text not null,
      stance text not null check (stance in ('agree', 'object')),
      reason text,
      answered_at ${int} not null,
      primary key (version_id, user_id),
      check ((stance = 'object') = (reason is not null))
    ) ${end}`,

    // finding: names the change by rule, place and values; another change at the place has another name.
    `create table contract_acceptances (
      team_id ${int} not null references teams (id),
      finding text not null,
      rule text not null,
      place text not null,
      reason text not null,
      user_id text,
      accepted_at ${int} not null,
      primary key (team_id, finding)
    ) ${end}`,

    // field: '' for the whole endpoint.
    `create table contract_uses (
      team_id ${int} not null references teams (id),
      user_id text not null,
      endpoint text not null,
      field text not null default '',
      primary key (team_id, user_id, endpoint, field)
    ) ${end}`,
    `create table contract_mutes (
      team_id ${int} not null references teams (id),
      user_id text not null,
      muted_at ${int} not null,
      primary key (team_id, user_id)
    ) ${end}`,

    // What is to be fetched for a member; done: it was told in the thread.
    `create table contract_fetches (
      id ${id},
      team_id ${int} not null references teams (id),
      guild_id text not null,
      user_id text not null,
      kind text not null check (kind in ('propose', 'check')),
      url text not null,
      note text,
      state text not null default 'waiting' check (state in ('waiting', 'done')),
      created_at ${int} not null,
      due_at ${int} not null,
      lease_until ${int}
    ) ${end}`,
    "create index contract_fetches_due on contract_fetches (due_at) where state = 'waiting'",
    // A member asks for one thing once.
    "create unique index contract_fetches_waiting on contract_fetches (team_id, kind, url) where state = 'waiting'",

    // The address of an agreed contract. seen: the hash that was told last. failing_since, tries: it does not answer.
    `create table contract_watches (
      team_id ${int} primary key references teams (id),
      guild_id text not null,
      url text not null,
      etag text,
      seen text not null,
      due_at ${int} not null,
      lease_until ${int},
      failing_since ${int},
      tries ${int} not null default 0,
      told_at ${int},
      drift text,
      drift_hash text,
      ended_at ${int}
    ) ${end}`,
    'create index contract_watches_due on contract_watches (due_at) where ended_at is null',
  ];
}

export const postgres: readonly string[] = tables({
  id: 'bigint primary key generated by default as identity',
  int: 'bigint',
  end: '',
});
