import { type Kysely, sql } from 'kysely';

/** Silences and meetings are looked up by team in whatever state they are. Conventions: 0001-first-slice.ts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  'create index silences_by_team on silences (team_id, user_id)',
  'create index meetings_by_team on meetings (team_id, state, slot)',
  'create index pairs_with_reason on pairs (cohort_id, ended_at) where end_reason is not null',
];
