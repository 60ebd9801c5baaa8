import { type Kysely, sql } from 'kysely';

/**
 * The journal: progress, blockers with who helps and what solved them, solutions, learnings, the mentors' list of what
 * waits, and which mentor looks after which team. An owner or author is null once they had their name taken out.
 * Conventions: 0001-first-slice.ts.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements({
    id: 'integer primary key autoincrement',
    int: 'integer',
    end: 'strict',
  }))
    await sql.raw(statement).execute(db);
}

function statements({ id, int, end }: { id: string; int: string; end: string }): string[] {
  return [
    // public_at: since when everybody in the server may read it; null: only the team.
    `create table progress_entries (
      id ${id},
      guild_id text not null references communities (guild_id),
      cohort_id ${int} not null references cohorts (id),
      user_id text not null,
      project_id ${int} references projects (id),
      team_id ${int} references teams (id),
      text text not null,
      minutes ${int} check (minutes between 0 and 6000),
      public_at ${int},
      channel_id text,
      message_id text,
      created_at ${int} not null
    ) ${end}`,
    'create index progress_by_user on progress_entries (user_id, cohort_id, created_at)',
    'create index progress_by_cohort on progress_entries (cohort_id, created_at)',

    // asked: made of somebody else's words, who has not said yet whether they may be kept. source: the address of that
    // message. opener_id: who made it of them. look_at: when Nexus looks at it next. called_at: when mentors were called.
    // asked_at: when its owner was asked whether it lasts. noted_at: when whoever wrote in it after its end read so.
    `create table blockers (
      id ${id},
      guild_id text not null references communities (guild_id),
      cohort_id ${int} references cohorts (id),
      owner_id text,
      project_id ${int} references projects (id),
      team_id ${int} references teams (id),
      title text not null,
      details text,
      technologies text not null default '[]',
      state text not null check (state in ('asked', 'open', 'solved', 'closed', 'refused')),
      public_at ${int},
      opener_id text,
      source text,
      created_at ${int} not null,
      ended_at ${int},
      taker_id text,
      taken_at ${int},
      answered_at ${int},
      called_at ${int},
      look_at ${int},
      asked_at ${int},
      noted_at ${int},
      root_cause text,
      diagnosis text,
      solution text,
      lesson text,
      channel_id text,
      message_id text,
      thread_id text,
      revision ${int} not null default 1
    ) ${end}`,
    `create index blockers_open on blockers (guild_id, created_at) where state = 'open'`,
    `create index blockers_due on blockers (look_at) where look_at is not null`,
    'create index blockers_by_owner on blockers (owner_id, cohort_id)',
    'create index blockers_by_taker on blockers (taker_id) where taker_id is not null',
    'create index blockers_by_thread on blockers (thread_id) where thread_id is not null',
    'create index blockers_by_team on blockers (team_id) where team_id is not null',

    `create table blocker_helpers (
      blocker_id ${int} not null references blockers (id),
      user_id text not null,
      offered_at ${int} not null,
      primary key (blocker_id, user_id)
    ) ${end}`,
    'create index blocker_helpers_by_user on blocker_helpers (user_id)',

    // What solved it: messages, each with who wrote it.
    `create table blocker_answers (
      blocker_id ${int} not null references blockers (id),
      message_id text not null,
      channel_id text not null,
      author_id text,
      text text not null,
      marker_id text not null,
      marked_at ${int} not null,
      primary key (blocker_id, message_id)
    ) ${end}`,
    'create index blocker_answers_by_author on blocker_answers (author_id)',

    // author_id: who found it; user_id: who shared it. asked: the author has not agreed yet.
    `create table solutions (
      id ${id},
      guild_id text not null references communities (guild_id),
      cohort_id ${int} references cohorts (id),
      user_id text,
      author_id text,
      project_id ${int} references projects (id),
      team_id ${int} references teams (id),
      title text not null,
      root_cause text,
      diagnosis text,
      solution text not null,
      lesson text,
      technologies text not null default '[]',
      state text not null check (state in ('asked', 'shared', 'refused')),
      source text,
      public_at ${int},
      channel_id text,
      message_id text,
      created_at ${int} not null
    ) ${end}`,
    'create index solutions_by_user on solutions (user_id, cohort_id)',
    'create index solutions_by_author on solutions (author_id)',
    'create index solutions_by_guild on solutions (guild_id, created_at)',
    "create unique index solutions_once on solutions (guild_id, source) where source is not null and state = 'asked'",

    // shared_at: since when everybody in the server finds it; null: its owner's alone.
    `create table learnings (
      id ${id},
      guild_id text not null references communities (guild_id),
      cohort_id ${int} not null references cohorts (id),
      user_id text not null,
      kind text not null check (kind in ('technology', 'concept', 'practice', 'takeaway', 'highlight')),
      text text not null,
      week ${int} not null check (week between 1 and 60),
      shared_at ${int},
      created_at ${int} not null
    ) ${end}`,
    'create index learnings_by_user on learnings (user_id, cohort_id, week)',

    // What readers say of a solved blocker or a solution: it helped them, it is outdated.
    `create table entry_marks (
      kind text not null check (kind in ('blocker', 'solution')),
      entry_id ${int} not null,
      user_id text not null,
      mark text not null check (mark in ('helped', 'outdated')),
      marked_at ${int} not null,
      primary key (kind, entry_id, user_id, mark)
    ) ${end}`,
    'create index entry_marks_by_user on entry_marks (user_id)',

    // drawn: the revision that the message shows. edition: counts how often it was posted anew.
    `create table mentor_lists (
      guild_id text primary key not null references communities (guild_id),
      channel_id text,
      message_id text,
      posted_at ${int},
      edition ${int} not null default 0,
      revision ${int} not null default 1,
      drawn ${int} not null default 0
    ) ${end}`,
    `create table mentor_calls (
      guild_id text not null references communities (guild_id),
      called_at ${int} not null,
      primary key (guild_id, called_at)
    ) ${end}`,

    `create table team_mentors (
      team_id ${int} not null references teams (id),
      user_id text not null,
      asked_at ${int} not null,
      agreed_at ${int},
      agreed_by text,
      ended_at ${int},
      primary key (team_id, user_id)
    ) ${end}`,
    'create index team_mentors_by_user on team_mentors (user_id)',
  ];
}

export const postgres: readonly string[] = statements({
  id: 'bigint primary key generated by default as identity',
  int: 'bigint',
  end: '',
});
