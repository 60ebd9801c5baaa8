import { type Kysely, sql } from 'kysely';

/** What each member hands in: their links, one at a time, and when they did. Conventions: 0001-first-slice.ts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements('integer', 'strict')) await sql.raw(statement).execute(db);
}

function statements(int: string, end: string): string[] {
  return [
    // project_id: for a team that builds several projects as one, the member's own of them.
    // handed_in_at: null while the links are only kept.
    `create table submissions (
      project_id ${int} not null references projects (id),
      user_id text not null,
      guild_id text not null references communities (guild_id),
      cohort_id ${int} not null references cohorts (id),
      saved_at ${int} not null,
      handed_in_at ${int},
      primary key (project_id, user_id)
    ) ${end}`,
    'create index submissions_by_user on submissions (user_id, cohort_id)',
    'create index submissions_by_guild on submissions (guild_id)',
    // found: what asking the address showed; null: it was not asked yet.
    `create table submission_links (
      project_id ${int} not null,
      user_id text not null,
      kind text not null check (kind in ('repo', 'docs', 'design', 'slides', 'video', 'demo')),
      url text not null,
      found text check (found in ('answers', 'asleep', 'missing', 'closed', 'no-readme', 'silent', 'unasked')),
      primary key (project_id, user_id, kind),
      foreign key (project_id, user_id) references submissions (project_id, user_id) on delete cascade
    ) ${end}`,
  ];
}

export const postgres: readonly string[] = statements('bigint', '');
