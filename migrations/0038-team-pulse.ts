import { type Kysely, sql } from 'kysely';

/** What members say of their teams, once halfway and once at the end. Conventions: 0001-first-slice.ts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements('integer', 'strict')) await sql.raw(statement).execute(db);
  for (const [name, when] of REFUSED)
    await sql
      .raw(
        `create trigger archived_team_pulses_${name} before ${when} on team_pulses
          when exists (select 1 from cohorts where id = new.cohort_id and archived_at is not null)
          begin select raise(abort, 'cohort-archived'); end`,
      )
      .execute(db);
}

/** As 0035-archived-stays.ts does it for what stood before. */
const REFUSED = [
  ['begun', 'insert'],
  ['changed', 'update of answer, words'],
] as const;

function statements(int: string, end: string): string[] {
  return [
    `create table team_pulses (
      team_id ${int} not null references teams (id),
      user_id text not null,
      moment text not null check (moment in ('middle', 'end')),
      guild_id text not null references communities (guild_id),
      cohort_id ${int} not null references cohorts (id),
      answer text not null check (answer in ('badly', 'mixed', 'well')),
      words text,
      said_at ${int} not null,
      primary key (team_id, user_id, moment)
    ) ${end}`,
    // Counted and listed in this order: what goes badly first, and what was said last.
    'create index team_pulses_by_cohort on team_pulses (cohort_id, answer, moment, team_id, user_id)',
    'create index team_pulses_by_user on team_pulses (user_id)',
    'create index team_pulses_by_guild on team_pulses (guild_id)',
  ];
}

export const postgres: readonly string[] = [
  ...statements('bigint', ''),
  ...REFUSED.map(
    ([name, when]) => `create trigger archived_team_pulses_${name} before ${when} on team_pulses
      for each row execute function refuse_archived()`,
  ),
];
