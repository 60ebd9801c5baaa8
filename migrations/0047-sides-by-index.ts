import { type Kysely, sql } from 'kysely';

/** How many build each side of a brief is counted for every announcement: from the index alone, without a look at each project. */
const statements = [
  'drop index projects_by_brief',
  'create index projects_by_brief on projects (cohort_id, brief, status, track, owner_id)',
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

export const postgres: readonly string[] = statements;
